"""Withholding: of an article that may not be shared the tables keep where, who and how much, and no word of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stages import worded

from pipelines.collection import walk
from pipelines.tables.checks import check
from pipelines.tables.parquet import to_arrow
from pipelines.tables.schema import TABLES, Field, load
from pipelines.tables.withholding import withhold
from pipelines.text.article import Document, attribute
from pipelines.text.mentions import find_mentions

# The stubs know neither the kernels of today's pyarrow nor what they return.
pc: Any = pyarrow.compute

ROOT = Path(__file__).parents[1]
LEFT = {
    "articles": (
        *("article_id", "collection", "title", "publisher", "authors[]", "editors[]", "translators[]", "source_url"),
        *("license", "duplicate_of", "raw_path", "raw_sha256", "warnings[]"),
        *("speakers[].speaker_id", "speakers[].name"),
    ),
    "turns": (
        *("turn_id", "article_id", "reply_to", "title", "publisher"),
        *("speaker_id", "speaker", "speaker_label"),
    ),
    "entities": ("entity_id", "article_id", "turn_id"),
}
"""Free text that stays in a withheld row: what the article is, who speaks in it, identifiers. Nothing else may."""

NAMING = {"title", "source_url", "speakers[].name", "warnings[]", "speaker", "speaker_label"}
"""Those of them that may print what the text prints as well: titles, names, labels, addresses."""

SPOKEN = """一个修钟表的人

本报记者 何青 2021年3月5日

何青：您修过的最老的钟有多少年？

孟有福：大概两百年。我一辈子都在躲着那个爱开会的院长何青，她不知道。

何青：修好它花了多久？

孟有福：一个冬天。（图：旧钟）零件要自己做，打13812345678就能找到我。
"""

Tables = dict[str, pa.Table]


def built(documents: list[Document]) -> Tables:
    """The three tables of some documents, as the stages make them."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for document in sorted(documents, key=lambda one: one.article_id):
        made = attribute(document)
        turns = worded(made.speech)
        rows["articles"].append(made.article)
        rows["turns"] += turns
        rows["entities"] += find_mentions(made.article, turns)
    return {name: to_arrow(rows[name], load(name)) for name in TABLES}


def document(article_id: str, text: str) -> Document:
    """A plain text."""
    return Document(article_id, None, f"{article_id}.txt", "0" * 64, text, ".txt", None, None, None, None)


@pytest.fixture(scope="module")
def tables() -> Tables:
    """Half of the golden articles, the samples of this repository, and one with masks and a caption: all published."""
    found = [one for folder in (ROOT / "tests/golden", ROOT / "raw") for one in walk(folder)]
    documents = [one for one in found if isinstance(one, Document) and one.article_id != "README"][::2]
    assert len(documents) > 20
    return built([*documents, document("clock", SPOKEN)])


def hidden(tables: Tables, articles: set[str]) -> Tables:
    """The tables with these articles withheld."""
    return {name: withhold(table, load(name), articles) for name, table in tables.items()}


def identifiers(tables: Tables) -> list[str]:
    """All articles."""
    return [str(one) for one in tables["articles"]["article_id"].to_pylist()]


def leaves(value: Any, field: Field, path: str) -> Iterator[tuple[str, Any, Field]]:
    """The values that a value is made of, with the path to each, null lists and structs as they are."""
    if field.item is not None and value is not None:
        for one in value:
            yield from leaves(one, field.item, f"{path}[]")
    elif field.fields and value is not None:
        for member in field.fields:
            yield from leaves(value[member.name], member, f"{path}.{member.name}")
    else:
        yield path, value, field


def strings(tables: Tables, name: str) -> Iterator[tuple[str, str, str]]:
    """Article, column and value of every string of a table."""
    for row in tables[name].to_pylist():
        for field in load(name).fields:
            for path, value, _ in leaves(row[field.name], field, field.name):
                if isinstance(value, str):
                    yield row["article_id"], path, value


def columns(field: Field, path: str, quoted: bool = False) -> Iterator[tuple[str, Field, bool]]:
    """Every column of strings below a field, and whether it or what it lies in quotes."""
    quoted = quoted or field.quotes
    if field.item is not None:
        yield from columns(field.item, f"{path}[]", quoted)
    elif field.fields:
        for member in field.fields:
            yield from columns(member, f"{path}.{member.name}", quoted)
    elif field.arrow == "string":
        yield path, field, quoted


@pytest.mark.parametrize("name", TABLES)
def test_the_columns_that_keep_free_text_are_these_and_no_others(name: str) -> None:
    """Whoever adds a column of strings decides whether it quotes."""
    found = [one for field in load(name).fields for one in columns(field, field.name)]
    assert {path for path, field, quoted in found if not quoted and not field.enum} == set(LEFT[name])


def test_real_rows_pass_the_checks_with_any_articles_withheld(tables: Tables) -> None:
    """None, all, every second one."""
    ids = identifiers(tables)
    for articles in (set[str](), set(ids), set(ids[::2]), set(ids[1::2])):
        assert check(hidden(tables, articles)) == []


def test_six_characters_of_the_text_are_found_nowhere(tables: Tables) -> None:
    """In any string of the withheld rows, but for titles, names, labels and addresses that the text prints too."""
    texts = {row["article_id"]: row["text"] for row in tables["articles"].to_pylist()}
    pieces = {key: {text[at : at + 6] for at in range(len(text) - 5)} for key, text in texts.items()}
    withheld = hidden(tables, set(texts))
    found = {
        (name, path)
        for name in TABLES
        for article, path, value in strings(withheld, name)
        if not value.startswith(article)
        and path not in {"raw_path", *NAMING}
        and any(value[at : at + 6] in pieces[article] for at in range(len(value) - 5))
    }
    assert found == set()


def test_no_speech_is_quoted_in_the_speakers_of_a_withheld_article(tables: Tables) -> None:
    """What somebody says in front of a name is not that person's post, and must not be published as such."""
    rows = hidden(tables, {"clock"})["articles"].to_pylist()
    (article,) = [row for row in rows if row["article_id"] == "clock"]
    told = str([article["speakers"], article["warnings"], article["title"]])
    assert "躲着那个爱开会" not in told


@pytest.mark.parametrize("name", TABLES)
def test_everything_that_does_not_quote_stays(tables: Tables, name: str) -> None:
    """Rows and their order, schema, offsets, roles, counts, methods, masks, identifiers; the status says why."""
    articles = set(identifiers(tables)[::3]) | {"clock"}
    before, after = tables[name], hidden(tables, articles)[name]
    assert after.schema.equals(before.schema, check_metadata=True)
    for old, new in zip(before.to_pylist(), after.to_pylist(), strict=True):
        if old["article_id"] not in articles:
            assert new == old
            continue
        assert new.get("status", "withheld") == "withheld"
        for field in load(name).fields:
            if field.quotes:
                assert new[field.name] is None
            elif field.name != "status":
                assert new[field.name] == without_quotes(old[field.name], field)


def without_quotes(value: Any, field: Field) -> Any:
    """The value with the quoting members of its structs null."""
    if not isinstance(value, list) or field.item is None:
        return value
    quoting = {member.name: None for member in field.item.fields if member.quotes}
    return [one | quoting if quoting else one for one in value]


def test_masks_and_notes_of_a_withheld_article_still_tell_where(tables: Tables) -> None:
    """The kind and the place of what was masked, the place of a caption; the column of masks holds no number."""
    withheld = hidden(tables, {"clock"})
    (article,) = [row for row in withheld["articles"].to_pylist() if row["article_id"] == "clock"]
    assert [mask["kind"] for mask in article["masks"]] == ["mobile"]
    assert article["char_count"] > article["masks"][0]["char_end"]
    assert article["turn_count"] == len(withheld["turns"].filter(pc.equal(withheld["turns"]["article_id"], "clock")))


def test_withholding_twice_or_nothing_changes_nothing(tables: Tables) -> None:
    """An article of another name, no article, tables without rows."""
    once = hidden(tables, {"clock"})
    for name in TABLES:
        assert hidden(once, {"clock"})[name].equals(once[name])
        assert hidden(tables, {"clock#", "CLOCK", "cloc"})[name].equals(tables[name])
        assert hidden(tables, set())[name].equals(tables[name])
        assert withhold(tables[name].slice(0, 0), load(name), {"clock"}).num_rows == 0


@given(st.data())
@settings(max_examples=8)
def test_whatever_is_withheld_the_rest_is_untouched(tables: Tables, data: st.DataObject) -> None:
    """In tables of any chunks: the checks pass and published rows are equal."""
    articles = data.draw(st.sets(st.sampled_from(identifiers(tables))))
    cut = {
        name: pa.Table.from_batches(table.to_batches(data.draw(st.sampled_from((7, 30, 1000)))))
        for name, table in tables.items()
    }
    found = hidden(cut, articles)
    assert check(found) == []
    for name, table in tables.items():
        own = pc.is_in(table["article_id"], value_set=pa.array(sorted(articles), pa.string()))
        assert found[name].filter(pc.invert(own)).equals(table.filter(pc.invert(own)))
    states = dict(zip(identifiers(tables), found["articles"]["status"].to_pylist(), strict=True))
    assert {name for name, status in states.items() if status == "withheld"} == articles


@pytest.mark.parametrize("status", ["withheld", "withdrawn"])
def test_the_checks_find_any_quotation_that_was_left(tables: Tables, status: str) -> None:
    """Each quoting column put back into a row that is not published breaks the rule `rights`."""
    for name in TABLES:
        for field in load(name).fields:
            if not any(quoted for _, _, quoted in columns(field, field.name)):
                continue
            changed = hidden(tables, set(identifiers(tables)))
            place = changed["articles"].column_names.index("status")
            states = pa.array([status] * len(changed["articles"]), pa.string())
            changed["articles"] = changed["articles"].set_column(place, "status", states)
            place = changed[name].column_names.index(field.name)
            column = changed[name].schema.field(field.name)
            changed[name] = changed[name].set_column(place, column, tables[name][field.name])
            changed["articles"] = changed["articles"].replace_schema_metadata(tables["articles"].schema.metadata)
            assert "rights" in {one.rule for one in check(changed)}, (name, field.name)
