"""Origins: what a collection says of itself reaches the card and the Data Package, and comes back unchanged."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.build import build
from pipelines.collection import walk
from pipelines.definitions import quiet
from pipelines.places import Places
from pipelines.source import parse_source
from pipelines.tables.datapackage import datapackage
from pipelines.tables.facts import gather
from pipelines.tables.licenses import UNKNOWN
from pipelines.tables.origins import Origin, by_collection, described, of_package
from pipelines.tables.rights import rights_section
from pipelines.tables.sharing import objections

TEXT = "问：井里的水位最近有变化吗？\n答：比去年高了一些，村里的人都很高兴。\n问：是谁量的？\n答：我每天早晨自己量。\n"
RADIO = """\
title: 山音电台的谈话节目
publisher: 山音电台
license: CC-BY-4.0
redistribution: allowed
url: https://radio.example.org/talks?b=1&c=2
retrieved: 2024-03-05
attribution: 山音电台，CC BY 4.0
contact: archive@radio.example.org
language: zh-Hans
"""
PAPER = "name: 周末版\nhomepage: https://paper.example.org\nlicense: unknown\nredistribution: allowed\n"
HOSTILE = r"""title: "a|b <script>x</script> [x](https://example.org) ![p](q) `c` **d** {{repository}} \\| \n| e |"
license: CC0-1.0
redistribution: forbidden
"""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real build of collections that say much, little, nothing and nonsense of themselves, and of files beside."""
    raw = tmp_path_factory.mktemp("origins") / "raw"
    stated = {"radio": RADIO, "paper": PAPER, "hostile": HOSTILE, "bad": "license: CC BY\ntitle: x\n", "mute": ""}
    for folder in (*stated, "radio/2024", "bare", "."):
        (raw / folder).mkdir(parents=True, exist_ok=True)
        (raw / folder / "well.txt").write_text(TEXT, encoding="utf-8")
    for folder, text in stated.items():
        (raw / folder / "source.yaml").write_text(text, encoding="utf-8")
    outcome = build(Places(str(raw), str(raw.with_name("out"))), quiet)
    assert outcome.problems == []
    assert [reject["file"] for reject in outcome.rejects] == ["bad/source.yaml"]
    return raw.with_name("out")


def package(release: Path) -> dict[str, Any]:
    """The Data Package of a release."""
    found: dict[str, Any] = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    return found


def test_what_source_yaml_says_stands_in_the_data_package(release: Path) -> None:
    """As it was stated, the YAML date as it was written."""
    (radio,) = [one for one in package(release)["collections"] if one["collection"] == "radio"]
    assert radio == {
        "title": "山音电台的谈话节目",
        "collection": "radio",
        "url": "https://radio.example.org/talks?b=1&c=2",
        "retrieved": "2024-03-05",
        "publisher": "山音电台",
        "license": "CC-BY-4.0",
        "redistribution": "allowed",
        "attribution": "山音电台，CC BY 4.0",
        "contact": "archive@radio.example.org",
    }


def test_every_collection_has_an_entry_and_files_outside_come_last(release: Path) -> None:
    """Also those that say nothing; a folder below a collection belongs to it; the standard demands a title of each."""
    sources = package(release)["sources"]
    assert [one.get("name") for one in sources] == ["bad", "bare", "hostile", "mute", "paper", "radio", None]
    assert all(one["title"] for one in sources)


def test_what_the_package_says_of_the_collections_is_what_they_said(release: Path) -> None:
    """Read back from the release, the origins are those of the walk: nothing is made up on the way."""
    walked = by_collection(one for one in walk(release.with_name("raw")) if isinstance(one, Origin))
    assert of_package(package(release)) == walked


def test_a_package_made_of_what_was_read_back_is_the_same(release: Path) -> None:
    """An edition describes its sources as the release does."""
    known = of_package(package(release))
    assert datapackage(gather(release), known)["sources"] == package(release)["sources"]


def test_the_card_names_the_collections_and_what_they_ask_for(release: Path) -> None:
    """A line on each that says something, none on those that do not."""
    lines = [one for one in (release / "README.md").read_text(encoding="utf-8").splitlines() if one.startswith("- **")]
    found = {line.partition("**:")[0].removeprefix("- **"): line for line in lines if "**:" in line}
    assert set(found) & {"radio", "paper", "hostile", "mute", "bare", "bad", "(none)"} == {"radio", "paper", "hostile"}
    for said in (
        "山音电台的谈话节目",
        "https://radio.example.org/talks?b=1&c=2",
        "2024-03-05",
        "CC BY 4.0",
        "archive@",
    ):
        assert said in found["radio"]
    assert "redistribution declared allowed" in found["paper"]
    assert "redistribution declared forbidden" in found["hostile"]


def test_the_card_says_the_same_when_the_origins_were_read_back(release: Path) -> None:
    """The rights section of an edition differs from that of the release in nothing."""
    section = rights_section(gather(release), of_package(package(release)))
    assert section in (release / "README.md").read_text(encoding="utf-8")


def test_a_hostile_title_stays_text_on_its_line(release: Path) -> None:
    """No tag, link, picture, cell or filled placeholder comes of it."""
    (line,) = [one for one in (release / "README.md").read_text(encoding="utf-8").splitlines() if "**hostile**" in one]
    assert r"a\|b &lt;script>x&lt;/script> \[x\](https://example.org) !\[p\](q) \`c\` \*\*d\*\* {{repository}}" in line
    assert line.endswith("redistribution declared forbidden")


def test_an_unknown_licence_stays_unknown_whatever_is_declared(release: Path) -> None:
    """In the rows, in the card's table, and for sharing; a broken source.yaml makes its licence unknown too."""
    rows = pq.read_table(release / "articles")
    licenses = {row["article_id"]: row["license"] for row in rows.to_pylist()}
    assert {name for name, license in licenses.items() if license is None} == {
        "bad/well", "bare/well", "mute/well", "paper/well", "well"
    }  # fmt: skip
    card = (release / "README.md").read_text(encoding="utf-8")
    assert "| paper | unknown: all rights may be reserved | 1 | 1 | 0 | 0 |" in card
    found = {one.article_id: one.reason for one in objections(rows, of_package(package(release)))}
    assert set(found) == {*(name for name, license in licenses.items() if license is None), "hostile/well"}
    assert found["paper/well"] == UNKNOWN


def test_frictionless_accepts_the_sources(release: Path) -> None:
    """Keys of our own do no harm."""
    frictionless = pytest.importorskip("frictionless")
    found = frictionless.Package.from_descriptor(package(release), basepath=str(release))
    assert [one["title"] for one in found.sources] == [one["title"] for one in package(release)["sources"]]


def write(raw: Path, files: dict[str, str]) -> None:
    """Put files below a raw folder."""
    for name, text in files.items():
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        (raw / name).write_text(text, encoding="utf-8")


def test_a_source_at_the_root_speaks_for_all_that_have_none(tmp_path: Path) -> None:
    """For files outside a collection and for silent folders under their own names; a folder's own file wins whole."""
    write(tmp_path, {"source.yaml": "title: 全部\nlicense: CC0-1.0\nredistribution: allowed\n"})
    write(tmp_path, {"a.txt": TEXT, "bare/deep/b.txt": TEXT, "own/c.txt": TEXT, "own/source.yaml": "title: 自己\n"})
    found = [one for one in walk(tmp_path) if isinstance(one, Origin)]
    assert found == [
        Origin("bare", title="全部", license="CC0-1.0", redistribution="allowed"),
        Origin("own", title="自己"),
        Origin(None, title="全部", license="CC0-1.0", redistribution="allowed"),
    ]


def test_a_folder_without_articles_has_no_origin(tmp_path: Path) -> None:
    """What is not in the release is not among its sources."""
    write(tmp_path, {"empty/source.yaml": "title: 空\n", "empty/photo.jpg": "", "a.txt": TEXT})
    assert [one.collection for one in walk(tmp_path) if isinstance(one, Origin)] == [None]


@pytest.mark.parametrize("key", ["title", "publisher", "attribution"])
def test_what_cannot_be_written_as_utf8_costs_no_build(tmp_path: Path, key: str) -> None:
    """YAML can escape half a surrogate pair; one such file must not stop the release of all others."""
    write(tmp_path / "raw", {"radio/a.txt": TEXT, "radio/source.yaml": f'{key}: "\\ud800"\n', "other.txt": TEXT})
    assert build(Places(str(tmp_path / "raw"), str(tmp_path / "out")), quiet).problems == []


def test_values_that_yaml_does_not_read_as_text_are_written_as_it_prints_them() -> None:
    """A date, a number; white space is closed up, and nothing but white space says nothing."""
    stated = {"retrieved": date(2024, 2, 29), "title": 1984, "attribution": " a\n b ", "contact": " \n"}
    found = parse_source(stated)
    assert (found.retrieved, found.title, found.attribution, found.contact) == ("2024-02-29", "1984", "a b", None)


words = st.text(min_size=1, max_size=8).filter(str.strip)
stated = st.builds(Origin, words | st.none(), **{one.name: words | st.none() for one in fields(Origin)[1:]})


@given(st.lists(stated.map(lambda one: one if one.title else Origin(one.collection, title="t")), max_size=3))
@settings(max_examples=50)
def test_origins_survive_the_way_through_json(found: list[Origin]) -> None:
    """Whatever their values, they come back by collection."""
    assert of_package(json.loads(json.dumps(described(found)))) == by_collection(found)


@pytest.mark.parametrize("sources", [None, [], "text", {"name": "a"}, [None, 3, "a", ["b"]]])
def test_sources_of_another_shape_are_left_out(sources: object) -> None:
    """A Data Package that other hands wrote gives no origin."""
    assert of_package({"collections": sources, "sources": [{"title": "theirs"}]}) == {}
    assert of_package({}) == {}
