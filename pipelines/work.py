"""The work folder: rows on their way into Arrow, Parquet files read in batches, JSON lines written whole or not at all.

What the rows mean does not belong here, nor which stage keeps them where (``shelves``). Batches are bounded by rows and
by characters, so that memory does not grow with the corpus.
"""

from __future__ import annotations

import filecmp
import json
import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from pipelines.tables.parquet import cuts
from pipelines.tables.stored import BATCH_ROWS, Stored

# The stubs know neither the kernels of today's pyarrow nor what they return.
pc: Any = pyarrow.compute

BATCH_CHARS = 4_000_000
"""Code points of the column ``text``."""

Row = dict[str, Any]


def folder_for(out: Path) -> Path:
    """The work folder of a release folder (absolute): ``work`` beside ``dataset``, else a hidden folder beside it.

    Two releases never share one, so that two builds can run at once.
    """
    return out.with_name("work" if out.name == "dataset" else f".{out.name}.work")


class _Batched(ABC):
    """Rows on their way into a table, turned into Arrow batch by batch: Python's objects are many times as large."""

    def __init__(self, schema: pa.Schema) -> None:
        self._schema = schema
        self._batches: list[pa.RecordBatch] = []
        self._held = self._chars = 0

    def table(self) -> pa.Table:
        """All rows so far."""
        self._flush()
        return pa.Table.from_batches(self._batches, schema=self._schema)

    def _hold(self, rows: int, chars: int) -> None:
        """Count rows that were added; those that make a batch full end it."""
        self._held += rows
        self._chars += chars
        if self._held >= BATCH_ROWS or self._chars >= BATCH_CHARS:
            self._flush()

    def _flush(self) -> None:
        if self._held:
            self._batches.append(self._taken())
            self._held = self._chars = 0

    @abstractmethod
    def _taken(self) -> pa.RecordBatch:
        """The rows that are held, which are held no longer."""


class Growing(_Batched):
    """Rows as objects, many or few."""

    def __init__(self, schema: pa.Schema) -> None:
        """Start without a row."""
        super().__init__(schema)
        self._rows: list[Row] = []

    def extend(self, rows: Iterable[Row]) -> None:
        """Append rows; the one that makes a batch full ends it."""
        for row in rows:
            self._rows.append(row)
            self._hold(1, len(row.get("text") or ""))

    def _taken(self) -> pa.RecordBatch:
        rows, self._rows = self._rows, []
        return pa.RecordBatch.from_pylist(rows, schema=self._schema)


class Gathering(_Batched):
    """The same of rows that come as whole columns: no object for each of them."""

    def __init__(self, schema: pa.Schema) -> None:
        """Start without a row."""
        super().__init__(schema)
        self._columns: dict[str, list[Any]] = {name: [] for name in schema.names}

    def add(self, columns: Mapping[str, Sequence[Any]]) -> None:
        """Append rows, all columns of them or none at all; those that make a batch full end it."""
        if columns:
            for name, column in self._columns.items():
                column.extend(columns[name])
            self._hold(len(columns["text"]), sum(map(len, columns["text"])))

    def _taken(self) -> pa.RecordBatch:
        columns: Any = list(self._columns.values())
        self._columns = {name: [] for name in self._columns}
        return pa.RecordBatch.from_arrays(columns, schema=self._schema)


def divided(table: pa.Table) -> Iterator[pa.Table]:
    """A table with a column ``text`` in batches that can be held as objects of Python; at least one."""
    sizes = pc.fill_null(pc.utf8_length(table["text"]), 0).to_numpy().astype(np.int64)
    ends = cuts(sizes, BATCH_CHARS, BATCH_ROWS) or [0]
    for start, end in pairwise([0, *ends]):
        yield table.slice(start, end - start)


def with_column(table: pa.Table, name: str, values: Any) -> pa.Table:
    """The table with these values, objects or an Arrow array, in one of its columns."""
    at = table.schema.get_field_index(name)
    field = table.schema.field(at)
    made = values.cast(field.type) if isinstance(values, pa.Array) else pa.array(values, field.type)
    return table.set_column(at, field, made)


def rows(files: Iterable[Path], columns: Sequence[str] | None = None) -> Iterator[Row]:
    """The rows of files, one after the other."""
    for batch in Stored(tuple(files), None if columns is None else tuple(columns)):
        yield from batch.to_pylist()


def write_lines(path: Path, stream: Iterable[Mapping[str, Any]]) -> None:
    """JSON lines, in the order given; the file appears whole, and is left alone where it holds these lines already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in stream)
        if not path.exists() or not filecmp.cmp(part, path, shallow=False):
            os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines; none when the file is not there."""
    return list(each_line(path))


def each_line(path: Path) -> Iterator[dict[str, Any]]:
    """The same one by one, for a reader who may not need all."""
    if path.exists():
        with path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)
