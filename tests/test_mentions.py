"""Mentions: what knowledge finds, what the article's own words establish, and what they spread to."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.knowledge import HERE, rows
from pipelines.text.mentions import find_mentions

TYPES = {"PERSON", "ORG", "GPE", "LOC", "PRODUCT", "WORK_OF_ART", "EVENT"}


def found(text: str, **about: Any) -> list[tuple[str, str]]:
    """Type and spelling of every mention of a text, in order."""
    article: dict[str, Any] = {"article_id": "a", "text": text, "speakers": [], "publisher": None, **about}
    made = find_mentions(article, [])
    assert all(text[row["char_start"] : row["char_end"]] == row["text"] for row in made)
    return [(row["type"], row["text"]) for row in made]


def names(text: str) -> set[str]:
    """The canonical names of a text's mentions."""
    article: dict[str, Any] = {"article_id": "a", "text": text, "speakers": [], "publisher": None}
    return {row["name"] for row in find_mentions(article, [])}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他在《山窑夜话》里写过。", ("WORK_OF_ART", "山窑夜话")),
        ("青年陶艺家顾青禾表示，火要慢慢上来。", ("PERSON", "顾青禾")),
        ("我后来去了美国。", ("GPE", "美国")),
        ("她毕业于 Kilnford University。", ("ORG", "Kilnford University")),
        ("老温笑了。老温的窑还在。", ("PERSON", "老温")),
    ],
)
def test_a_form_of_name_is_a_mention_of_its_type(text: str, expected: tuple[str, str]) -> None:
    """Titles, introductions, places, institutions, familiar names."""
    assert expected in found(text)


@pytest.mark.parametrize(
    "text", ["谢谢大家。", "小时候我常来。", "老师说得对。", "见 www.google.com/kiln 一页。", "东西很多。"]
)
def test_ordinary_words_and_addresses_name_nothing(text: str) -> None:
    """What a tagger of words takes for names."""
    assert found(text) == []


def test_a_name_in_a_list_with_companies_is_one() -> None:
    """Nothing else in the article says what Kilnora is."""
    text = "微软、Kilnora 和谷歌都来了。后来 Kilnora 走了。"
    assert [kind for kind, surface in found(text) if surface == "Kilnora"] == ["ORG", "ORG"]


def test_an_institution_with_a_persons_name_is_no_person() -> None:
    """The longest span wins."""
    text = "陶艺家顾青禾表示高兴。顾青禾基金会资助了我们。"
    assert ("ORG", "顾青禾基金会") in found(text)


def test_a_number_with_a_letter_counts_as_a_model_where_it_comes_back() -> None:
    """Once it may be anything."""
    often = "我们试了 x7。x7 很快，可是 x7 太贵。"
    assert [surface for _, surface in found(often)] == ["x7"] * 3
    assert found("我们试了 x7。") == []


def test_two_spellings_of_a_known_thing_have_one_name() -> None:
    """The gazetteer's."""
    assert len(names("谷歌很大。Google 也很大。")) == 1


def test_the_gazetteers_rows_have_a_name_a_type_and_no_spelling_twice() -> None:
    """Its files are edited by hand."""
    for path in sorted((HERE / "gazetteer").glob("*.tsv")):
        for name, kind, aliases in rows(f"gazetteer/{path.name}"):
            listed = [alias.lstrip("?") for alias in aliases.split("|") if alias]
            assert name.strip() == name, (path.name, name)
            assert name, (path.name, kind)
            assert kind in TYPES, (path.name, name)
            assert len(listed) == len(set(listed)), (path.name, name)
