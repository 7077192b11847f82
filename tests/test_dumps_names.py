"""What records are called, how columns are mapped, what is made of what a record states, and how rejects are folded."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dumps.mapping import Columns, look_up, printed
from pipelines.dumps.names import dump_of, ending, name, place
from pipelines.dumps.record import Record
from pipelines.dumps.rejects import LISTED, folded
from pipelines.dumps.stated import judge
from pipelines.source import BadSource, Source, parse_source

CODES = st.text(min_size=1, max_size=120)


def called(**stated: str) -> str:
    """The name of a record that states this."""
    return name(Record(1, ".txt", b"content", stated))


def test_an_id_is_the_name_of_its_record() -> None:
    """As it stands, in any script."""
    assert called(id="2024-05 访谈_7") == "2024-05 访谈_7"


def test_a_record_without_id_is_called_by_its_address_else_by_its_content() -> None:
    """Both as 16 hexadecimal digits, the same in every dump."""
    assert len({called(url="https://a"), called(url="https://b"), called()}) == 3
    assert called() == called(title="other")
    assert all(len(one) == 16 for one in (called(url="https://a"), called()))


@pytest.mark.parametrize("id", ["a/b", "a#t0001", "..", ".hidden", "a\nb", "x" * 500, " a", "a\u202eb", "~" + "0" * 16])
def test_what_cannot_stand_in_a_path_is_replaced_and_marked(id: str) -> None:
    """So that two ids never become one."""
    made = called(id=id)
    assert not {"/", "#", "\n", "\u202e"} & set(made)
    assert not made.startswith(".")
    assert made.rpartition("~")[2] != made
    assert len(made) <= 120


@given(CODES, CODES)
def test_two_ids_never_become_one_name(one: str, other: str) -> None:
    """Whatever characters are in them, also when one is the name that the other gets."""
    for pair in ((one, other), (one, called(id=one))):
        if pair[0] != pair[1] and pair[0].strip() and pair[1].strip():
            assert called(id=pair[0]) != called(id=pair[1]) or pair[0] == pair[1]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/b.jsonl", ".jsonl"),
        ("a/b.v2.JSONL.GZ", ".JSONL.GZ"),
        ("b.parquet", ".parquet"),
        ("b.warc.gz", ".warc.gz"),
        ("b.txt", None),
        ("b.json", None),
        ("b.gz", None),
        (".jsonl", None),
    ],
)
def test_a_dump_is_known_by_its_ending(path: str, expected: str | None) -> None:
    """In any case; a file that is called like an ending alone is hidden."""
    assert ending(path) == expected


def test_a_record_knows_its_dump() -> None:
    """A file with a number sign in its name is none."""
    assert dump_of("a/b.jsonl#c") == "a/b.jsonl"
    assert dump_of("a/b.jsonl") == "a/b.jsonl"
    assert dump_of("a#b.txt") is None
    assert place("a.jsonl.gz", 3) == "line 3"


@pytest.mark.parametrize(
    ("stated", "complaint"),
    [
        ({"records": ["text"]}, "records holds no mapping"),
        ({"records": {}}, "names none of them"),
        ({"records": {"text": "a", "html": "b"}}, "text and html"),
        ({"records": {"text": "a", "licence": "b"}}, "'licence'.*license"),
        ({"records": {"text": ["a"]}}, "records: text: names no column"),
        ({"records": {"text": "a", "id": " "}}, "records: id: names no column"),
        ({"records": {"text": "a", "id": 7}}, "in quotes"),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_explained(stated: dict[str, Any], complaint: str) -> None:
    """As every other key of source.yaml is."""
    with pytest.raises(BadSource, match=complaint):
        parse_source(stated)


def test_a_mapping_names_columns() -> None:
    """What holds the article decides how it is read."""
    source = parse_source({"records": {"markdown": "body", "url": "meta.url"}, "license": "MIT"})
    assert source.records == Columns("body", ".md", (("url", "meta.url"),))
    assert source.unknown_keys == ()


def test_a_dotted_path_reaches_into_objects_unless_a_column_is_called_so() -> None:
    """What is no object holds nothing."""
    assert look_up({"a": {"b": {"c": 1}}}, "a.b.c") == 1
    assert look_up({"a.b": 2, "a": {"b": 1}}, "a.b") == 2
    assert look_up({"a": [1]}, "a.b") is None


def test_values_are_printed_as_front_matter_prints_them() -> None:
    """Lists joined, of an object its name, numbers as they are."""
    assert printed(["甲", {"name": "乙"}, None, [1]]) == "甲、乙"
    assert (printed(7), printed(None), printed(b"x"), printed({"a": 1})) == ("7", "", "x", "")


COLLECTION = Source(license="CC0-1.0", language="zh-Hans", publisher="甲刊")


@pytest.mark.parametrize(
    ("stated", "license"),
    [(None, "CC0-1.0"), ("CC-BY-4.0", "CC-BY-4.0"), ("unknown", None), ("see site", None), ("仅供学习", None)],
)
def test_a_licence_of_a_record_goes_before_that_of_its_collection(stated: str | None, license: str | None) -> None:
    """One that cannot be understood leaves the article without any, and is told."""
    judged = judge({"license": stated} if stated else {}, COLLECTION)
    assert judged.license == license
    assert ("bad_license" in (judged.doubts or "")) is (stated in ("see site", "仅供学习"))


def test_what_cannot_be_understood_is_doubted() -> None:
    """And not used."""
    judged = judge({"language": "fr", "published_at": "1714953600", "title": "长" * 1001}, COLLECTION)
    assert judged.language == "zh-Hans"
    assert [one.partition(":")[0] for one in json.loads(judged.doubts or "[]")] == [
        "long_title",
        "bad_language",
        "unread_date",
    ]
    assert json.loads(judged.meta or "{}") == {"date": "1714953600"}


def test_rejects_of_a_dump_are_folded_and_counted() -> None:
    """Those of plain files are not."""
    every = [{"file": f"{n}.txt", "reason": "r", "remedy": "m"} for n in range(LISTED + 5)]
    many = [{"file": f"a.jsonl#{n}", "reason": "r", "remedy": "m"} for n in range(LISTED + 5)]
    unlisted = [{"file": "a.jsonl", "reason": "", "remedy": "", "count": 70}]
    made = list(folded([*every, *many, *unlisted]))
    assert len(made) == 2 * LISTED + 6
    assert (made[-1]["count"], made[-1]["reason"][:7]) == (75, "75 more")
    assert sum(one.get("count", 1) for one in made) == 2 * LISTED + 80
