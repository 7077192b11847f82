"""Two tables with the same key: which rows came, which went, which changed, and in which columns.

Here belongs the comparing of rows, in memory or in Parquet files, column by column and without Python objects.  Which
files are compared with which, and what is told of a whole release, is in ``changes``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from pipelines.tables.alignment import ints
from pipelines.tables.constraints import flags

# The stubs know neither the kernels of today's pyarrow nor what they return.
pc: Any = pyarrow.compute

# Pairs of rows whose values are held aligned at once: what this costs stays small beside the two columns themselves.
_PAIRS = 16_384

Rows = tuple[np.ndarray, np.ndarray]  # of the pairs, on the old and on the new side


@dataclass(frozen=True, slots=True)
class Files:
    """Parquet files as one table, read a column at a time; ``ends``: rows up to the end of each file."""

    paths: tuple[Path, ...]
    schema: pa.Schema
    ends: tuple[int, ...]

    @classmethod
    def of(cls, paths: Sequence[Path], needed: pa.Schema) -> Self:
        """Read the footers; no files are a table of the ``needed`` columns without rows.

        ValueError, naming the file, if one is no Parquet file, lacks a needed column or differs from the first.
        """
        footers = [_footer(path) for path in paths]
        first = footers[0][0] if footers else needed
        for path, (schema, _) in zip(paths, footers, strict=True):
            found = _types(schema)
            for name, kind in _types(needed).items():
                if found.get(name) != kind:
                    raise ValueError(f"{path}: no column {name} of type {kind}, by which rows are told apart")
            if found != _types(first):
                raise ValueError(f"{path}: its columns are not those of {paths[0]}")
        return cls(tuple(paths), first, tuple(np.cumsum([rows for _, rows in footers]).tolist()))

    @property
    def num_rows(self) -> int:
        """Rows of all files."""
        return self.ends[-1] if self.ends else 0

    def column(self, name: str, /) -> Any:
        """Read a column of all files; ValueError, naming the file, if one is damaged."""
        chunks: list[Any] = []
        for path in self.paths:
            with _opened(path) as file:
                # A row group at a time: read at once, the column would be in memory twice for a moment.
                for group in range(file.num_row_groups):
                    chunks += file.read_row_group(group, columns=[name], use_threads=False).column(name).chunks
        return pa.chunked_array(chunks, self.schema.field(name).type)

    def path(self, row: int) -> Path:
        """The file that a row stands in."""
        return self.paths[int(np.searchsorted(self.ends, row, side="right"))]


@contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    try:
        with pq.ParquetFile(path) as file:
            yield file
    except (pa.ArrowException, OSError) as error:
        raise ValueError(f"{path}: cannot be read as a Parquet file: {error}") from error


def _footer(path: Path) -> tuple[pa.Schema, int]:
    with _opened(path) as file:
        return file.schema_arrow, file.metadata.num_rows


def _types(schema: pa.Schema) -> dict[str, pa.DataType]:
    return dict(zip(schema.names, schema.types, strict=True))


# Rows to compare: in memory, or read a column at a time.
Columns = pa.Table | Files


class BadKey(ValueError):
    """A row that cannot be told from others: its key is missing, or an earlier row has it.

    ``row`` counts from 0 in the table of that ``side``.
    """

    def __init__(self, side: Literal["old", "new"], row: int, message: str) -> None:
        super().__init__(message)
        self.side, self.row = side, row


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two tables, by row numbers from 0.

    ``removed`` are rows of the old table, ``added`` rows of the new one, both ascending.  The others are pairs:
    ``old[i]`` and ``new[i]`` have the same key, ``old`` ascending.  ``columns`` holds for each column with a
    difference which of the pairs differ in it.
    """

    removed: np.ndarray
    added: np.ndarray
    old: np.ndarray
    new: np.ndarray
    columns: Mapping[str, np.ndarray]

    @property
    def changed(self) -> np.ndarray:
        """Which of the pairs differ in any column."""
        changed = np.zeros(len(self.old), dtype=bool)
        for differs in self.columns.values():
            changed |= differs
        return changed


def compare(old: Columns, new: Columns, key: Sequence[str]) -> Comparison:
    """Compare the rows by the columns ``key``, which both tables have, of the same flat types; BadKey if one is bad.

    Null equals null, NaN equals NaN, an empty list is not null.  Where a column has another type than before, every
    pair differs in it; a column that only one side has is not looked at.
    """
    before, after = _codes(old, new, key)
    place = np.full(len(before) + len(after), -1, dtype=np.int64)
    place[after] = np.arange(len(after))
    found = place[before]
    kept = np.flatnonzero(found >= 0)
    came = np.ones(len(after), dtype=bool)
    came[found[kept]] = False
    columns = _columns_differ(old, new, key, (kept, found[kept])) if len(kept) else {}
    return Comparison(np.flatnonzero(found < 0), np.flatnonzero(came), kept, found[kept], columns)


def _codes(old: Columns, new: Columns, key: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """A number for each row of either table, from 0 and below the number of all rows: equal where the keys are."""
    befores, afters = ([side.column(name) for name in key] for side in (old, new))
    cut = len(befores[0])
    codes = np.zeros(cut + len(afters[0]), dtype=np.int64)
    for before, after in zip(befores, afters, strict=True):
        values = pa.concat_arrays([pa.array([], before.type), *before.chunks, *after.chunks]).dictionary_encode()
        _, codes = np.unique(codes * len(values.dictionary) + ints(values.indices), return_inverse=True)
    _refuse("old", befores, codes[:cut])
    _refuse("new", afters, codes[cut:])
    return codes[:cut], codes[cut:]


def _refuse(side: Literal["old", "new"], columns: Sequence[Any], codes: np.ndarray) -> None:
    for column in columns:
        if column.null_count:
            raise BadKey(side, int(np.argmax(flags(column.is_null()))), "a row has no key")
    again = np.ones(len(codes), dtype=bool)
    again[np.unique(codes, return_index=True)[1]] = False
    if again.any():
        row = int(np.argmax(again))
        key = ", ".join(repr(column[row].as_py()) for column in columns)
        raise BadKey(side, row, f"the key {key} occurs twice")


def unequal(old: Any, new: Any) -> np.ndarray:
    """Which values of two Arrow arrays of the same length and type differ; lists and structs are compared in depth.

    Other nested types, such as maps, raise ArrowNotImplementedError.
    """
    if pa.types.is_list(old.type) or pa.types.is_large_list(old.type):
        return _lists_differ(old, new)
    differs = np.asarray(flags(old.is_valid()) != flags(new.is_valid()))
    if pa.types.is_struct(old.type):
        for member in range(old.type.num_fields):
            # A member of a null is null here, whatever the child array holds in its place.
            differs |= unequal(pc.struct_field(old, [member]), pc.struct_field(new, [member]))
        return differs
    values = flags(pc.not_equal(old, new))
    if pa.types.is_floating(old.type):
        values &= ~(flags(pc.is_nan(old)) & flags(pc.is_nan(new)))
    return np.asarray(differs | values)


def _lists_differ(old: Any, new: Any) -> np.ndarray:
    before, after = ints(pc.list_value_length(old)), ints(pc.list_value_length(new))
    alike = np.asarray(before == after)  # a null has the length -1, and flattening leaves it out
    if not alike.all():
        old, new = (side.filter(pa.array(alike)) for side in (old, new))
    parents = np.repeat(np.flatnonzero(alike), np.maximum(before[alike], 0))
    differs = ~alike
    differs[parents[unequal(pc.list_flatten(old), pc.list_flatten(new))]] = True
    return differs


def _columns_differ(old: Columns, new: Columns, key: Sequence[str], rows: Rows) -> dict[str, np.ndarray]:
    common = [name for name in new.schema.names if name in old.schema.names and name not in key]
    masks = {name: _column_differs(old, new, name, rows) for name in common}
    return {name: differs for name, differs in masks.items() if differs.any()}


def _column_differs(old: Columns, new: Columns, name: str, rows: Rows) -> np.ndarray:
    if old.schema.field(name).type != new.schema.field(name).type:
        return np.ones(len(rows[0]), dtype=bool)
    differs = np.zeros(len(rows[0]), dtype=bool)
    for some, before, after in _aligned(old.column(name), new.column(name), rows):
        differs[some] = unequal(before, after)
    return differs


def _aligned(old: Any, new: Any, rows: Rows) -> Iterator[tuple[np.ndarray, Any, Any]]:
    """Numbers of some pairs, with their values on both sides.

    The pairs are taken chunk by chunk: a chunked array would be concatenated for it, and 2 GiB of text do not fit.
    """
    (old_chunk, old_row), (new_chunk, new_row) = _places(old, rows[0]), _places(new, rows[1])
    block = old_chunk * new.num_chunks + new_chunk
    order = np.argsort(block, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(block[order])) + 1):
        before, after = old.chunk(int(old_chunk[group[0]])), new.chunk(int(new_chunk[group[0]]))
        for start in range(0, len(group), _PAIRS):
            some = group[start : start + _PAIRS]
            yield some, _take(before, old_row[some]), _take(after, new_row[some])


def _take(chunk: Any, rows: np.ndarray) -> Any:
    # Mostly no row has moved: then nothing has to be copied.
    if (np.diff(rows) == 1).all():
        return chunk.slice(int(rows[0]), len(rows))
    return chunk.take(pa.array(rows))


def _places(column: Any, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Chunk of each row, and the row's number in it."""
    starts = np.cumsum([0, *(len(chunk) for chunk in column.chunks)])
    chunk = np.searchsorted(starts, rows, side="right") - 1
    return chunk, rows - starts[chunk]
