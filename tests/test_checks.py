"""Each rule fires on a row that breaks it, names the place, and is silent on valid rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import tables_sample
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.tables import alignment, stored
from pipelines.tables.checks import NEEDED, check, check_originals, check_table
from pipelines.tables.failures import RULES, Failure, Ledger
from pipelines.tables.schema import TABLES, load
from pipelines.tables.stored import Stored

Break = Callable[[tables_sample.Rows], None]


def put(table: str, row: int, *path: Any) -> Break:
    """Break a row: follow ``path`` into it and set the last but one step to the last."""
    *steps, last, value = path

    def change(rows: tables_sample.Rows) -> None:
        place: Any = rows[table][row]
        for step in steps:
            place = place[step]
        place[last] = value

    return change


def span(start: int, end: int, **more: Any) -> dict[str, Any]:
    """A stretch."""
    return {"char_start": start, "char_end": end, **more}


def again(table: str, row: int) -> Break:
    """Add a row twice, beside the first."""
    return lambda rows: rows[table].insert(row, dict(rows[table][row]))


BROKEN: list[tuple[Break, Failure]] = [
    (put("articles", 1, "language", None), Failure("articles", 1, "language", "None", "required", 1)),
    (put("articles", 0, "text", None), Failure("articles", 0, "text", "None", "required", 1)),
    (put("turns", 2, "article_id", None), Failure("turns", 2, "article_id", "None", "required", 1)),
    (put("articles", 0, "speakers", 1, "aliases", None),
     Failure("articles", 0, "speakers[].aliases", "None", "required", 1)),
    (put("articles", 0, "sections", 0, "title", None),
     Failure("articles", 0, "sections[].title", "None", "required", 1)),
    (put("turns", 1, "words", 2, None), Failure("turns", 1, "words[]", "None", "required", 1)),
    (put("articles", 2, "text", "露了出来。"), Failure("articles", 2, "text", "'露了出来。'", "rights", 1)),
    (put("turns", 4, "words", ["秘密"]), Failure("turns", 4, "words", "['秘密']", "rights", 1)),
    (put("articles", 0, "kind", "talk"), Failure("articles", 0, "kind", "'talk'", "enum", 1)),
    (put("articles", 0, "speakers", 0, "role", "boss"), Failure("articles", 0, "speakers[].role", "'boss'", "enum", 1)),
    (put("turns", 1, "notes", 0, "kind", "joke"), Failure("turns", 1, "notes[].kind", "'joke'", "enum", 1)),
    (put("entities", 0, "type", "PER"), Failure("entities", 0, "type", "'PER'", "enum", 1)),
    (put("turns", 0, "char_start", -3), Failure("turns", 0, "char_start", "-3", "minimum", 1)),
    (put("turns", 0, "score", float("nan")), Failure("turns", 0, "score", "nan", "minimum", 1)),
    (put("turns", 0, "score", 1.5), Failure("turns", 0, "score", "1.5", "maximum", 1)),
    (put("entities", 0, "name", ""), Failure("entities", 0, "name", "''", "length", 1)),
    (put("articles", 0, "raw_sha256", "F" * 64), Failure("articles", 0, "raw_sha256", repr("F" * 64), "pattern", 1)),
    (put("articles", 0, "raw_path", "/etc"), Failure("articles", 0, "raw_path", "'/etc'", "pattern", 1)),
    (again("articles", 1), Failure("articles", 2, "article_id", "'report'", "unique", 1)),
    (put("articles", 0, "speakers", 1, "speaker_id", "s1"),
     Failure("articles", 0, "speakers[].speaker_id", "'s1'", "unique", 1)),
    (again("turns", 1), Failure("turns", 2, "turn_id", "'talks/深海#t0001'", "unique", 1)),
    (again("entities", 0), Failure("entities", 1, "entity_id", "'talks/深海#e0000'", "unique", 1)),
    (put("turns", 1, "article_id", "lost"), Failure("turns", 1, "article_id", "'lost'", "foreign_key", 1)),
    (put("entities", 1, "article_id", "lost"), Failure("entities", 1, "article_id", "'lost'", "foreign_key", 1)),
    (put("entities", 0, "turn_id", "lost"), Failure("entities", 0, "turn_id", "'lost'", "foreign_key", 1)),
    (put("turns", 3, "reply_to", "lost"), Failure("turns", 3, "reply_to", "'lost'", "foreign_key", 1)),
    (put("turns", 3, "section", 2), Failure("turns", 3, "section", "2", "foreign_key", 1)),
    (put("articles", 1, "duplicate_of", "talks/深海"),
     Failure("articles", 1, "duplicate_similarity", "None", "similarity", 1)),
    (put("articles", 1, "duplicate_similarity", 0.7),
     Failure("articles", 1, "duplicate_similarity", "0.7", "similarity", 1)),
    (lambda rows: rows["articles"][1].update(duplicate_of="talks/深海", duplicate_similarity=1.5),
     Failure("articles", 1, "duplicate_similarity", "1.5", "similarity", 1)),
    (put("turns", 1, "turn_id", "talks/深海#t0009"),
     Failure("turns", 1, "turn_id", "'talks/深海#t0009'", "identifier", 1)),
    (put("entities", 1, "entity_id", "x#e0001"), Failure("entities", 1, "entity_id", "'x#e0001'", "identifier", 1)),
    (put("turns", 1, "turn_index", 7), Failure("turns", 1, "turn_index", "7", "sequence", 1)),
    (put("turns", 3, "char_start", 12), Failure("turns", 3, "char_start", "12", "sequence", 1)),
    (put("turns", 0, "char_end", 30), Failure("turns", 1, "char_start", "22", "overlap", 1)),
    (put("articles", 0, "sections", 0, "char_end", 60), Failure("articles", 0, "sections[]", "(37, 63)", "overlap", 1)),
    (put("articles", 0, "source_map", 0, "length", 9), Failure("articles", 0, "source_map[]", "(5, 63)", "overlap", 1)),
    (put("turns", 0, "sentences", [span(11, 14), span(13, 16)]),
     Failure("turns", 0, "sentences[]", "(13, 16)", "overlap", 1)),
    (put("articles", 0, "source_map", 1, "length", 999),
     Failure("articles", 0, "source_map[]", "(5, 1004)", "inside", 1)),
    (put("articles", 0, "masks", [span(9, 9, kind="email")]), Failure("articles", 0, "masks[]", "(9, 9)", "inside", 1)),
    (put("articles", 0, "sections", 1, "char_end", 70), Failure("articles", 0, "sections[]", "(37, 70)", "inside", 1)),
    (put("turns", 3, "char_end", 99), Failure("turns", 3, "char_end", "99", "inside", 1)),
    (put("turns", 4, "char_end", 7), Failure("turns", 4, "char_end", "7", "inside", 1)),
    (put("turns", 1, "sentences", [span(0, 25)]), Failure("turns", 1, "sentences[]", "(0, 25)", "inside", 1)),
    (put("turns", 1, "notes", [span(21, 67, kind="caption")]), Failure("turns", 1, "notes[]", "(21, 67)", "inside", 1)),
    (put("entities", 0, "turn_id", "talks/深海#t0001"),
     Failure("entities", 0, "turn_id", "'talks/深海#t0001'", "inside", 1)),
    (put("turns", 0, "text", "潜水器多轻?"), Failure("turns", 0, "text", "'潜水器多轻?'", "verbatim", 1)),
    (put("entities", 0, "char_start", 0), Failure("entities", 0, "text", "'深蓝手册'", "verbatim", 1)),
    (put("articles", 0, "char_count", 66), Failure("articles", 0, "char_count", "66", "count", 1)),
    (put("articles", 1, "turn_count", 2), Failure("articles", 1, "turn_count", "2", "count", 1)),
    (put("articles", 0, "speakers", 0, "turn_count", 5),
     Failure("articles", 0, "speakers[].turn_count", "5", "count", 1)),
    (put("turns", 0, "words", ["潜水器", "多", "重"]), Failure("turns", 0, "words", "'潜水器多重'", "joined", 1)),
    (put("turns", 0, "pos", ["n"]), Failure("turns", 0, "pos", "['n']", "parallel", 1)),
    (put("turns", 0, "speaker_id", "s9"), Failure("turns", 0, "speaker_id", "'s9'", "speaker", 1)),
    (put("turns", 1, "speaker", "林夕"), Failure("turns", 1, "speaker", "'林夕'", "speaker", 1)),
    (put("turns", 1, "reply_to", "talks/深海#t0002"),
     Failure("turns", 1, "reply_to", "'talks/深海#t0002'", "reply", 1)),
    (put("turns", 3, "section", 0), Failure("turns", 3, "section", "0", "section", 1)),
    (put("turns", 3, "title", "别的"), Failure("turns", 3, "title", "'别的'", "repeated", 1)),
    (put("turns", 3, "published_at", None), Failure("turns", 3, "published_at", "None", "repeated", 1)),
    (put("articles", 0, "masks", [{"kind": "mobile", "char_start": 0, "char_end": 2}]),
     Failure("articles", 0, "masks[]", "(0, 2)", "masked", 1)),
    (put("articles", 0, "masks", [{"kind": "email", "char_start": 3, "char_end": 5}]),
     Failure("articles", 0, "source_map[]", "(3, 5)", "masked", 1)),
    (put("articles", 2, "speakers", 0, "aliases", ["老潜"]),
     Failure("articles", 2, "speakers[].aliases", "['老潜']", "rights", 1)),
    (put("entities", 1, "name", None), Failure("entities", 1, "name", "None", "required", 1)),
]  # fmt: skip


def test_valid_rows_pass() -> None:
    """The sample has no failure, as a whole and table by table."""
    tables = tables_sample.tables()
    assert check(tables) == []
    assert [check_table(name, tables) for name in TABLES] == [[], [], []]


@pytest.mark.parametrize(
    ("breaking", "expected"), BROKEN, ids=[f"{one.table}.{one.column}-{one.rule}" for _, one in BROKEN]
)
def test_a_broken_row_is_named_with_its_rule(breaking: Break, expected: Failure) -> None:
    """Table, row, column, value, rule and count are those of the broken row, also in the table's own check."""
    rows = tables_sample.rows()
    breaking(rows)
    tables = tables_sample.tables(rows)
    assert expected in check(tables)
    own = "turns" if expected.rule == "count" and expected.column != "char_count" else expected.table
    assert expected in check_table(own, {name: tables[name] for name in NEEDED[own]})


def test_every_rule_is_shown_to_fire() -> None:
    """No rule exists only on paper: the rest is shown by the tests below."""
    shown = {failure.rule for _, failure in BROKEN}
    assert set(RULES) - shown == {"table", "columns", "types", "grouping", "original"}


@pytest.mark.parametrize("original", ["lost", "talks/藏", "report"])
def test_a_duplicate_names_an_article_that_is_no_duplicate(original: str, tmp_path: Path) -> None:
    """Also one in another shard; neither an article that is not there, nor a duplicate, nor itself."""
    rows = tables_sample.rows()
    for article in (1, 2):
        rows["articles"][article] |= {"duplicate_of": "talks/深海", "duplicate_similarity": 0.9}
    tables_sample.write(tmp_path, rows, shards=4)
    assert check_originals(tmp_path / "articles") == []
    rows["articles"][1]["duplicate_of"] = original
    tables_sample.write(tmp_path, rows)
    (failure,) = check_originals(tmp_path / "articles")
    assert failure == Failure("articles", 0, "duplicate_of", repr(original), "original", 1)


def test_a_missing_table_is_named() -> None:
    """A check never passes for want of data."""
    tables = tables_sample.tables()
    del tables["turns"]
    assert check(tables) == [Failure("turns", None, None, "no such table", "table", 1)]
    assert check_table("articles", tables) == []


def test_columns_and_types_come_before_all_else() -> None:
    """Where the shape is wrong nothing else is reported, as it may only follow from that."""
    tables = tables_sample.tables()
    turns = tables["turns"]
    wide = turns.set_column(2, "turn_index", turns.column("turn_index").cast(pa.int64()))
    wrong = "type int64 instead of int32"
    assert check(tables | {"turns": wide}) == [Failure("turns", None, "turn_index", wrong, "types", 1)]
    assert [one.rule for one in check(tables | {"turns": turns.drop_columns(["pos"])})] == ["columns"]
    more = turns.append_column("mood", pa.nulls(turns.num_rows, pa.string()))
    assert [(one.column, one.rule) for one in check(tables | {"turns": more})] == [("mood", "columns")]
    assert [one.rule for one in check(tables | {"turns": turns.select(turns.column_names[::-1])})] == ["columns"]
    assert [one.rule for one in check(tables | {"articles": tables["articles"].drop_columns(["text"])})] == ["columns"]


def test_rows_out_of_the_articles_order_are_named() -> None:
    """The tables are read side by side: a turn that comes after its articles' batch is an error of its own."""
    tables = tables_sample.tables()
    turns = tables["turns"].take([4, 0, 1, 2, 3])
    batches = {name: table.to_batches(max_chunksize=1) for name, table in tables.items()}
    failures = check(batches | {"turns": turns.to_batches(max_chunksize=1)})
    assert Failure("turns", 1, "article_id", "'talks/深海'", "grouping", 4) in failures


def test_an_iterator_is_refused() -> None:
    """It could be read only once, and the check would pass on nothing."""
    tables = tables_sample.tables()
    with pytest.raises(TypeError, match="stored files"):
        check(tables | {"articles": iter(tables["articles"].to_batches())})


def test_empty_tables_pass() -> None:
    """A corpus without dialogue has no turns, one without articles has nothing."""
    empty = {name: load(name).arrow().empty_table() for name in TABLES}
    assert check(empty) == []
    tables = tables_sample.tables()
    orphans = check(empty | {"turns": tables["turns"]})
    assert [(one.rule, one.count) for one in orphans] == [("foreign_key", 5)]


@given(st.lists(st.integers(1, 4), min_size=3, max_size=3))
@settings(max_examples=20, deadline=None)
def test_the_verdict_does_not_depend_on_batches(sizes: list[int]) -> None:
    """Failures, their rows and counts are the same however the tables are cut into batches."""
    rows = tables_sample.rows()
    for breaking, _ in (BROKEN[0], BROKEN[27], BROKEN[43]):
        breaking(rows)
    tables = tables_sample.tables(rows)
    cut = {name: tables[name].to_batches(max_chunksize=size) for name, size in zip(TABLES, sizes, strict=True)}
    assert check(cut) == check(tables) != []


@pytest.mark.parametrize(("rows_at_once", "along"), [(1, 1), (1, 4096), (2, 3), (512, 4096)])
def test_the_verdict_on_files_does_not_depend_on_how_much_is_read_at_once(
    rows_at_once: int, along: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Articles that are held and those that are read twice, turns and mentions in small pieces or large ones."""
    rows = tables_sample.rows()
    for breaking, _ in (BROKEN[0], BROKEN[18], BROKEN[27], BROKEN[43]):
        breaking(rows)
    tables_sample.write(tmp_path, rows)
    monkeypatch.setattr(stored, "BATCH_ROWS", rows_at_once)
    monkeypatch.setattr(alignment, "BATCH_ROWS", rows_at_once)
    monkeypatch.setattr(alignment, "_ALONG_ROWS", along)
    files = {name: Stored.below(tmp_path / name) for name in TABLES}
    assert check(files) == check({name: pa.Table.from_batches(files[name]) for name in TABLES}) != []


@pytest.mark.parametrize(("index", "identifier"), [(-5, "-005"), (None, "-001"), (12345, "12345")])
def test_the_identifier_of_a_turn_holds_the_number_that_stands_in_its_row(index: int | None, identifier: str) -> None:
    """Also a number that is wrong, which other rules find."""
    rows = tables_sample.rows()
    rows["turns"][1].update(turn_index=index, turn_id=f"talks/深海#t{identifier}")
    assert "identifier" not in {one.rule for one in check(tables_sample.tables(rows))}


def test_a_message_names_everything_and_how_to_mend_it() -> None:
    """One line for a person, with a shortened value."""
    failure = Failure("turns", 17, "text", "'甲'", "verbatim", 3)
    assert failure.message() == (
        "turns, row 17, column text: '甲' breaks the rule `verbatim`: it equals articles.text[char_start:char_end] "
        "(3 times). To mend it: cut the string from articles.text."
    )
    assert all(re.fullmatch(r"\S.*\S", rule.holds + rule.remedy) for rule in RULES.values())


def test_failures_of_one_kind_are_counted_and_the_first_is_shown() -> None:
    """Ten thousand broken rows are one failure."""
    ledger, broken = Ledger(), np.array([False, True, True])
    ledger.mark("turns", "text", "verbatim", broken, np.array([5, 6, 7]), lambda at: at)
    ledger.mark("turns", "text", "verbatim", broken, np.array([0, 1, 2]), lambda at: "x" * 200)
    (failure,) = ledger.failures()
    assert (failure.row, failure.count, len(failure.value)) == (1, 4, 81)
