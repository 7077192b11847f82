"""Two tables with the same key: which rows came, went and changed, whatever lies inside lists and structs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import tables_sample
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tables import comparison
from pipelines.tables.comparison import BadKey, Comparison, Files, compare, unequal
from pipelines.tables.schema import TABLES, load

NAN = math.nan
NOTE = pa.struct(
    [("kind", pa.string()), ("span", pa.struct([("start", pa.int32())])), ("marks", pa.list_(pa.float64()))]
)
WHO = pa.struct([("name", pa.string()), ("aliases", pa.list_(pa.string()))])
TYPES: Mapping[str, pa.DataType] = {
    "id": pa.string(), "number": pa.int32(), "score": pa.float64(), "said": pa.bool_(), "words": pa.list_(pa.string()),
    "who": WHO, "notes": pa.list_(NOTE), "deep": pa.list_(pa.list_(pa.int32())),
    "big": pa.large_list(pa.large_string()),
}  # fmt: skip
SCHEMA = pa.schema(TYPES)
ID = pa.schema([("id", pa.string())])


def drawn(kind: pa.DataType) -> st.SearchStrategy[Any]:
    """Values of an Arrow type, null among them, from so few that many are equal."""
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return st.none() | st.lists(drawn(kind.value_type), max_size=2)
    if pa.types.is_struct(kind):
        return st.none() | st.fixed_dictionaries({one.name: drawn(one.type) for one in kind.fields})
    if pa.types.is_floating(kind):
        return st.sampled_from([None, 0.5, NAN])
    if pa.types.is_boolean(kind):
        return st.sampled_from([None, True, False])
    return st.sampled_from([None, 0, 1] if pa.types.is_integer(kind) else [None, "", "海"])


def tables() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows in any order, each key once."""
    columns: dict[str, st.SearchStrategy[Any]] = {name: drawn(kind) for name, kind in TYPES.items()}
    columns["id"] = st.sampled_from("abcdef")
    return st.lists(st.fixed_dictionaries(columns), max_size=6, unique_by=lambda row: row["id"])


def equal(one: Any, other: Any) -> bool:
    """Whether two Python values are the same, NaN being the same as NaN."""
    if isinstance(one, float) and isinstance(other, float) and math.isnan(one) and math.isnan(other):
        return True
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(equal, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return all(equal(one[key], other[key]) for key in one)
    return type(one) is type(other) and bool(one == other)


def told(old: pa.Table, new: pa.Table, found: Comparison, key: Sequence[str] = ("id",)) -> dict[str, Any]:
    """What was found, by keys instead of row numbers."""
    before, after = (
        [row[key[0]] if len(key) == 1 else tuple(row.values()) for row in side.select(list(key)).to_pylist()]
        for side in (old, new)
    )
    assert [before[row] for row in found.old] == [after[row] for row in found.new]
    return {
        "added": [after[row] for row in found.added],
        "removed": [before[row] for row in found.removed],
        "columns": {name: {before[row] for row in found.old[differs]} for name, differs in found.columns.items()},
        "changed": {before[row] for row in found.old[found.changed]},
    }


def expected(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The same, from Python rows, one by one."""
    before, after = ({row["id"]: row for row in side} for side in (old, new))
    columns = {
        name: {one for one in before if one in after and not equal(before[one][name], after[one][name])}
        for name in SCHEMA.names
    }
    return {
        "added": [one for one in after if one not in before],
        "removed": [one for one in before if one not in after],
        "columns": {name: rows for name, rows in columns.items() if rows},
        "changed": set().union(*columns.values()),
    }


def cut(rows: list[dict[str, Any]], draw: st.DataObject) -> pa.Table:
    """The rows as a chunked table; each chunk is a slice of an array with other values around it."""
    ends = sorted(draw.draw(st.lists(st.integers(0, len(rows)), max_size=3)))
    chunks = []
    for start, end in zip([0, *ends], [*ends, len(rows)], strict=True):
        around = [*rows[::-1], *rows[start:end], *rows]
        whole = pa.Table.from_pylist(around, schema=SCHEMA).combine_chunks()
        chunks.append(whole.slice(len(rows), end - start))
    return pa.concat_tables(chunks)


@given(tables(), tables(), st.data(), st.integers(1, 3))
def test_it_finds_what_a_comparison_of_python_rows_finds(
    old: list[dict[str, Any]], new: list[dict[str, Any]], data: st.DataObject, pairs: int
) -> None:
    """Also with nulls, empty and nested lists, NaN, rows in another order, chunks and slices, many small steps."""
    before, after = cut(old, data), cut(new, data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparison, "_PAIRS", pairs)
        assert told(before, after, compare(before, after, ["id"])) == expected(old, new)


@given(tables(), st.data(), st.randoms(use_true_random=False))
def test_a_table_is_the_same_as_itself_in_another_order(
    rows: list[dict[str, Any]], data: st.DataObject, random: Any
) -> None:
    """Nothing came, went or changed."""
    moved = random.sample(rows, len(rows))
    found = compare(cut(rows, data), cut(moved, data), ["id"])
    assert not len(found.added)
    assert not len(found.removed)
    assert found.columns == {}
    assert not found.changed.any()


@given(tables(), tables(), st.data())
def test_exchanging_the_sides_exchanges_what_came_and_what_went(
    old: list[dict[str, Any]], new: list[dict[str, Any]], data: st.DataObject
) -> None:
    """What changed is the same both ways."""
    before, after = cut(old, data), cut(new, data)
    there = told(before, after, compare(before, after, ["id"]))
    back = told(after, before, compare(after, before, ["id"]))
    assert (back["removed"], back["added"]) == (there["added"], there["removed"])
    assert (back["columns"], back["changed"]) == (there["columns"], there["changed"])


@pytest.mark.parametrize("name", TABLES)
def test_every_column_of_the_schemas_can_be_compared(name: str) -> None:
    """A row whose values all became null differs in those that were not null, and in no other."""
    table, key = tables_sample.tables()[name], load(name).primary_key
    gone = {column: None for column in table.column_names if column not in key}
    nulls = pa.Table.from_pylist([row | gone for row in table.to_pylist()], schema=table.schema)
    found = compare(table, nulls, key)
    for column in gone:
        here = np.asarray(table.column(column).is_valid())
        assert found.columns.get(column, np.zeros(len(table), dtype=bool)).tolist() == here.tolist()


CASES: list[tuple[pa.DataType, Any, Any, bool]] = [
    (pa.string(), None, None, False),
    (pa.string(), None, "", True),
    (pa.float64(), NAN, NAN, False),
    (pa.float64(), NAN, None, True),
    (pa.float64(), NAN, 1.0, True),
    (pa.list_(pa.string()), None, [], True),
    (pa.list_(pa.string()), [], [], False),
    (pa.list_(pa.string()), [None], [], True),
    (pa.list_(pa.string()), ["a", "b"], ["ab"], True),
    (pa.list_(pa.string()), ["a", "b"], ["b", "a"], True),
    (pa.list_(pa.float64()), [NAN], [NAN], False),
    (NOTE, None, {"kind": None, "span": None, "marks": None}, True),
    (NOTE, {"kind": "x", "span": {"start": 1}, "marks": []}, {"kind": "x", "span": {"start": 1}, "marks": None}, True),
    (pa.list_(NOTE), [{"span": {"start": 1}}], [{"span": {"start": 2}}], True),
    (pa.list_(pa.list_(pa.int32())), [[1], [2]], [[1, 2], []], True),
]


@pytest.mark.parametrize(("kind", "old", "new", "differ"), CASES)
def test_values_are_the_same_or_not(kind: pa.DataType, old: Any, new: Any, differ: bool) -> None:
    """Null is the same as null alone, NaN as NaN; an empty list, a list of null and null are three things."""
    assert unequal(pa.array([old], kind), pa.array([new], kind)).tolist() == [differ]
    assert unequal(pa.array([new], kind), pa.array([old], kind)).tolist() == [differ]


def test_what_lies_under_a_null_does_not_matter() -> None:
    """Arrow may keep a value in a struct or a list that is null; two nulls are the same all the same."""
    mask = pa.array([False, True, False])
    struct = [pa.StructArray.from_arrays([pa.array([1, two, 3])], ["a"], mask=mask) for two in (2, 9)]
    assert unequal(*struct).tolist() == [False, False, False]
    assert unequal(struct[0].slice(1), struct[1].slice(1)).tolist() == [False, False]
    lists = [pa.ListArray.from_arrays([0, 1, two, two + 1], pa.array(range(5)), mask=mask) for two in (2, 4)]
    assert unequal(*lists).tolist() == [False, False, True]
    assert unequal(lists[0].slice(1, 1), lists[1].slice(1, 1)).tolist() == [False]


def test_a_column_of_another_type_differs_in_every_pair() -> None:
    """Also where the values would be the same; a column of one side alone is not looked at."""
    old = pa.table({"id": ["a", "b"], "n": pa.array([1, 2], pa.int32()), "lost": [1, 1]})
    new = pa.table({"id": ["b", "a"], "n": pa.array([2, 1], pa.int64()), "found": [2, 2]})
    assert told(old, new, compare(old, new, ["id"]))["columns"] == {"n": {"a", "b"}}


def test_a_key_may_have_several_columns() -> None:
    """Rows belong together where all columns of the key are the same."""
    old = pa.table({"a": ["x", "x", "y"], "b": [1, 2, 1], "v": [1, 2, 3]})
    new = pa.table({"a": ["y", "x", "y"], "b": [2, 2, 1], "v": [0, 0, 3]})
    found = told(old, new, compare(old, new, ["a", "b"]), ["a", "b"])
    assert found["added"] == [("y", 2)]
    assert found["removed"] == [("x", 1)]
    assert found["changed"] == {("x", 2)}


def test_a_key_that_does_not_tell_rows_apart_is_refused() -> None:
    """The error says which side and which row: the later one of two, or the one without a key."""
    good, twice = pa.table({"id": ["a", "b"]}), pa.table({"id": ["b", "a", "c", "a", "b"]})
    none = pa.concat_tables([pa.table({"id": ["c"]}), pa.table({"id": ["a", None]})])
    for old, new, side, row, message in (
        (twice, good, "old", 3, "the key 'a' occurs twice"),
        (good, twice, "new", 3, "the key 'a' occurs twice"),
        (good, none, "new", 2, "a row has no key"),
        (none, twice, "old", 2, "a row has no key"),
    ):
        with pytest.raises(BadKey, match=message) as error:
            compare(old, new, ["id"])
        assert (error.value.side, error.value.row) == (side, row)


def test_files_are_one_table(tmp_path: Path) -> None:
    """Columns are read over all files and row groups in their order; a row knows its file."""
    table = pa.table({"id": list("abcdefg"), "n": [[one] * one for one in range(7)]})
    for name, start, size in (("one", 0, 4), ("none", 4, 0), ("two", 4, 3)):
        pq.write_table(table.slice(start, size), tmp_path / name, row_group_size=2)
    files = Files.of([tmp_path / name for name in ("one", "none", "two")], ID)
    assert files.num_rows == 7
    assert files.column("n").to_pylist() == table.column("n").to_pylist()
    assert [files.path(row).name for row in (0, 3, 4, 6)] == ["one", "one", "two", "two"]
    assert told(table, table, compare(files, table, ["id"])) == {
        "added": [], "removed": [], "columns": {}, "changed": set(),
    }  # fmt: skip


def test_no_files_are_a_table_without_rows() -> None:
    """It has the columns that were needed, so that all rows of the other side are alone."""
    nothing, table = Files.of([], ID), pa.table({"id": ["a", "b"], "n": [1, 2]})
    assert nothing.num_rows == 0
    assert told(table, table, compare(nothing, table, ["id"]))["added"] == ["a", "b"]
    assert compare(table, nothing, ["id"]).removed.tolist() == [0, 1]


def test_files_that_make_no_table_are_named(tmp_path: Path) -> None:
    """With what is wrong: no Parquet, a column that is missing or of another type, columns that differ."""
    good, other, bare, typed, text = (tmp_path / name for name in ("good", "other", "bare", "typed", "text"))
    pq.write_table(pa.table({"id": ["a"], "n": [1]}), good)
    pq.write_table(pa.table({"id": ["b"], "n": ["1"]}), other)
    pq.write_table(pa.table({"n": [1]}), bare)
    pq.write_table(pa.table({"id": [1]}), typed)
    text.write_text("no table")
    for paths, message in (
        ([good, bare], "bare: no column id of type string"),
        ([typed], "typed: no column id of type string"),
        ([good, other], "other: its columns are not those of .*good"),
        ([good, text], "text: cannot be read as a Parquet file"),
        ([tmp_path / "missing"], "missing: cannot be read as a Parquet file"),
    ):
        with pytest.raises(ValueError, match=message):
            Files.of(paths, ID)


def test_a_damaged_file_is_named_when_it_is_read(tmp_path: Path) -> None:
    """The footer may be whole while the data is not."""
    path = tmp_path / "damaged"
    values = [sha256(bytes([one])).hexdigest() for one in range(200)]
    pq.write_table(pa.table({"id": values}), path, compression="zstd", use_dictionary=False)
    content = bytearray(path.read_bytes())
    content[100:2000] = bytes(1900)
    path.write_bytes(content)
    files = Files.of([path], ID)
    with pytest.raises(ValueError, match="damaged: cannot be read as a Parquet file"):
        files.column("id")
