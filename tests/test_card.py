"""The card: what the Hub reads in its front matter is right, what people read is filled in and nothing is left open."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import tables_sample
import yaml

from pipelines.tables.card import BadTemplate, front_matter, render
from pipelines.tables.facts import Facts, gather
from pipelines.tables.pictures import PICTURES
from pipelines.tables.rights import HUB_LICENSES, license_id
from pipelines.tables.schema import TABLES, load

TEMPLATE = (Path(__file__).parents[1] / "dataset_card.md").read_text(encoding="utf-8")


def facts(folder: Path, **changes: Any) -> Facts:
    """Figures of the sample; ``changes`` are set in every article."""
    rows = tables_sample.rows()
    for article in rows["articles"]:
        article.update(changes)
    tables_sample.write(folder, rows)
    return gather(folder)


def test_the_front_matter_says_what_the_files_hold(tmp_path: Path) -> None:
    """Three configurations with articles as the default, and the row counts of the footers."""
    block = yaml.safe_load(front_matter(facts(tmp_path)).strip("-"))
    assert [(one["config_name"], one.get("default")) for one in block["configs"]] == [
        ("articles", True),
        ("turns", None),
        ("entities", None),
    ]
    assert [one["splits"][0]["num_examples"] for one in block["dataset_info"]] == [3, 5, 2]
    size = sum(file.stat().st_size for file in (tmp_path / "turns").iterdir())
    assert block["dataset_info"][1]["download_size"] == size
    assert block["size_categories"] == ["n<1K"]
    assert block["language"] == ["zh"]


@pytest.mark.parametrize("license", [*sorted(HUB_LICENSES), None])
def test_the_front_matter_is_the_same_with_libyaml_and_without(
    license: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A release does not depend on how PyYAML was built."""
    told = facts(tmp_path, license=license)
    fast = front_matter(told, "somebody/fangtan")
    monkeypatch.delattr(yaml, "CSafeDumper", raising=False)
    assert front_matter(told, "somebody/fangtan") == fast


@pytest.mark.parametrize("name", TABLES)
def test_the_features_are_those_that_datasets_would_write(tmp_path: Path, name: str) -> None:
    """The same YAML as `datasets` makes of the Parquet schema, lists of structs included."""
    datasets = pytest.importorskip("datasets")
    block = yaml.safe_load(front_matter(facts(tmp_path)).strip("-"))
    features = datasets.Features.from_arrow_schema(load(name).arrow())
    assert block["dataset_info"][TABLES.index(name)]["features"] == features._to_yaml_list()


@pytest.mark.parametrize(
    ("license", "expected"),
    [("CC-BY-4.0", "cc-by-4.0"), ("CC0-1.0", "cc0-1.0"), (None, "other"), ("My-Own-1.0", "other")],
)
def test_the_licence_is_stated_only_if_one_holds_for_all(tmp_path: Path, license: str | None, expected: str) -> None:
    """An SPDX identifier that the Hub accepts is written in lower case; unknown or own licences are `other`."""
    assert license_id(facts(tmp_path, license=license)) == expected


def test_mixed_licences_are_other_and_hidden_texts_do_not_count(tmp_path: Path) -> None:
    """The sample mixes CC0 with unknown; of its withheld article no text is given away."""
    assert license_id(facts(tmp_path / "mixed")) == "other"
    rows = tables_sample.rows()
    for article in rows["articles"]:
        article["license"] = "CC0-1.0" if article["status"] == "published" else None
    tables_sample.write(tmp_path / "hidden", rows)
    assert license_id(gather(tmp_path / "hidden")) == "cc0-1.0"


def test_an_english_article_adds_its_language(tmp_path: Path) -> None:
    """Chinese always stands first."""
    assert yaml.safe_load(front_matter(facts(tmp_path, language="en")).strip("-"))["language"] == ["zh", "en"]


def test_the_card_is_filled_in(tmp_path: Path) -> None:
    """No placeholder is left; every column is described; counts and rights by collection are there."""
    card = render(TEMPLATE, facts(tmp_path), {}, repository="someone/talks")
    assert "{{" not in card
    assert card.startswith("---\n")
    for name in TABLES:
        assert all(f"| `{field.name}` | {field.arrow if not field.item else 'list of'}" in card
                   for field in load(name).fields)  # fmt: skip
    assert "| `speakers[].aliases` | list of string |" in card
    assert "3 articles (2 interview, 1 report) of 75 characters, 5 turns and 2 mentions" in card
    assert "| talks | CC0-1.0 | 2 | 1 | 1 | 0 | 5 | 69 | 海声 |" in card
    assert "| (none) | unknown: all rights may be reserved | 1 | 1 | 0 | 0 | 0 | 6 | not stated |" in card
    assert "| `printed_label` | 5 | 100.0% |" in card
    assert 'load_dataset("someone/talks", "turns"' in card
    assert "(https://huggingface.co/datasets/someone/talks/discussions)" in card
    assert "\n\n\n" not in card


def test_the_statistics_say_who_speaks_and_how_long_the_articles_are(tmp_path: Path) -> None:
    """Both pictures with a text for those who do not see them, turns by role, shares, and lengths."""
    rows = tables_sample.rows()
    for turn in rows["turns"][:2]:
        turn.update(role=None, method="abstained", speaker=None)
    tables_sample.write(tmp_path, rows)
    section = render("{{statistics}}", gather(tmp_path), {})
    assert re.findall(r"!\[.+\]\((.+)\)", section) == [f"images/{name}.svg" for name in PICTURES]
    assert "| Collection | interviewer | interviewee | unknown | Turns |" in section
    assert "| talks | 1 | 2 | 2 | 5 |" in section
    assert "**All**" not in section
    assert "Of 5 turns, 20.0% have a speaker with a name, and for 40.0% the pipeline abstains" in section
    assert "3 speakers; one person counts once in each article" in section
    assert "The median article has under 1,000 characters, the mean is 25 and the sum 75." in section


def test_turns_are_counted_in_the_collection_of_their_article(tmp_path: Path) -> None:
    """Also when the articles are spread over several files; several collections have a sum."""
    rows = tables_sample.rows()
    rows["articles"][2]["collection"] = None
    tables_sample.write(tmp_path, rows, shards=4)
    section = render("{{statistics}}", gather(tmp_path), {})
    assert "| talks | 2 | 2 | 4 |\n| (none) | 0 | 1 | 1 |\n| **All** | 2 | 3 | 5 |" in section


def test_masked_personal_data_is_counted_by_kind(tmp_path: Path) -> None:
    """Most frequent first; a release without masks says so."""
    none = render(TEMPLATE, facts(tmp_path / "none"), {})
    assert "\n\nNothing was masked in this release.\n\n" in none
    masks = [{"kind": kind, "char_start": start, "char_end": start + 1}
             for start, kind in enumerate(("email", "mobile", "mobile"))]  # fmt: skip
    assert "| `mobile` | 6 | 66.7% |\n| `email` | 3 | 33.3% |" in render("{{masks}}", facts(tmp_path, masks=masks), {})


def test_accuracy_stands_in_the_card_only_if_it_was_measured(tmp_path: Path) -> None:
    """The section is handed over as a whole; without it nothing hints at it."""
    figures = facts(tmp_path)
    assert "## Accuracy" not in render(TEMPLATE, figures, {})
    assert "\n\n## Accuracy\n\nNAER 0.01\n\n" in render(TEMPLATE, figures, {}, accuracy="## Accuracy\n\nNAER 0.01\n")


def test_an_unknown_placeholder_is_named(tmp_path: Path) -> None:
    """A slip in the template stops the release instead of being published."""
    with pytest.raises(BadTemplate, match=r"\{\{colums_turns\}\}; use one of .*columns_turns"):
        render("{{ colums_turns }}", facts(tmp_path), {})


def test_names_from_articles_cannot_break_the_tables(tmp_path: Path) -> None:
    """A vertical bar, a newline or a tag in a publisher's name stays inside its cell."""
    card = render("{{rights}}", facts(tmp_path, publisher="a|b\n<script>", collection="{{x}}"), {})
    assert "a\\|b &lt;script>" in card
    assert "| {{x}} |" in card


def test_a_corpus_without_dialogue_has_a_card(tmp_path: Path) -> None:
    """Nothing is divided by zero turns."""
    rows = tables_sample.rows()
    rows |= {"articles": rows["articles"][1:2], "turns": [], "entities": []}
    tables_sample.write(tmp_path, rows)
    card = render(TEMPLATE, gather(tmp_path), {})
    assert card.count("No turns in this release.") == 2
    assert "images/lengths.svg" in card
    assert "images/turns.svg" not in card


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    """The card is written last; the message says what comes before."""
    with pytest.raises(FileNotFoundError, match="write the table articles before the card"):
        gather(tmp_path)
