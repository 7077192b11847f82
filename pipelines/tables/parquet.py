"""Parquet files: rows in, bytes out, the same bytes for the same rows whatever batches they came in.

Here belongs how one file is laid out. Reading files back as batches is in ``stored``, which row goes to which file is
decided in ``shards``, whether a row is right in ``checks``.

The settings follow what `datasets` 5 writes itself (content-defined chunking, page index), so that the next release
uploads only what changed. zstd at its own level 3, with dictionaries only for values that recur: level 9 takes three
times as long, which is twice as long as all checks, for files that are 6 % smaller.
The footer names the pyarrow version: another pyarrow may write other bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipelines.tables.octets import offsets
from pipelines.tables.schema import Field, TableSchema
from pipelines.tables.stored import whole

# A row group is what a reader holds at once. The Hub's viewer stops at 286 MiB and recommends 100 MB or more;
# we stay below, as a step of the pipeline holds three tables.
ROW_GROUP_BYTES = 64 * 1024 * 1024
ROW_GROUP_ROWS = 131_072
_MEASURED_BYTES = 8 * 1024 * 1024

HARDLY_RECURRING = {"turns": frozenset(("turn_id", "reply_to", "text")), "entities": frozenset(("entity_id",))}
"""Columns for which a dictionary costs time and room."""

CHUNKING = {"min_chunk_size": 256 * 1024, "max_chunk_size": 1024 * 1024, "norm_level": 0}

Rows = pa.Table | pa.RecordBatch | Sequence[Mapping[str, Any]]


class WrongRows(ValueError):
    """Rows that do not have the columns of their schema; the message names table and columns."""


def to_arrow(rows: Rows, schema: TableSchema) -> pa.Table:
    """Rows as a table with exactly the columns of the schema; WrongRows if names or types differ.

    A key that a row lacks becomes null (the checks report it where the column is required); an unknown key is an error.
    """
    if isinstance(rows, pa.RecordBatch):
        rows = pa.Table.from_batches([rows])
    names = rows.column_names if isinstance(rows, pa.Table) else sorted({key for row in rows for key in row})
    unknown = [name for name in names if name not in schema.names]
    if unknown:
        raise WrongRows(f"{schema.name}: unknown column {', '.join(unknown)}; add it to schemas/{schema.name}.json")
    try:
        if isinstance(rows, pa.Table):
            own = schema.arrow()
            return rows if rows.schema.equals(own) else rows.select(list(schema.names)).cast(own)
        return pa.Table.from_pylist(list(rows), schema=schema.arrow())
    except (pa.ArrowException, KeyError, TypeError, OverflowError) as error:
        raise WrongRows(f"{schema.name}: rows do not fit schemas/{schema.name}.json: {error}") from error


class TableWriter:
    """Writes one Parquet file row group by row group; holds at most one row group and one batch in memory.

    Rows must come sorted by the schema's ``sortedBy``.  Use as a context manager: leaving it writes the footer.
    """

    def __init__(self, path: Path, schema: TableSchema) -> None:
        """Open ``path`` for writing; its folder must exist."""
        self.schema = schema
        self._new: list[pa.Table] = []
        self._new_bytes = 0
        self._waiting: list[pa.Table] = []
        self._sizes: list[np.ndarray] = []
        order = [pq.SortingColumn(schema.names.index(name)) for name in schema.sorted_by]
        self._file = pq.ParquetWriter(
            path,
            schema.arrow(),
            compression="zstd",
            compression_level=3,
            use_dictionary=list(_with_dictionary(schema)),  # type: ignore[arg-type]  # the stubs know no list
            write_page_index=True,
            sorting_columns=order,
            use_content_defined_chunking=CHUNKING,
        )

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Write what waits and the footer; after an error only close the file."""
        if kind is None:
            self._flush(last=True)
            self._file.add_key_value_metadata({"content_defined_chunking": json.dumps(CHUNKING)})
        self._file.close()

    def write(self, rows: Rows) -> None:
        """Append rows; WrongRows if they do not fit the schema."""
        table = to_arrow(rows, self.schema)
        self._new.append(table)
        self._new_bytes += table.nbytes
        if self._new_bytes >= _MEASURED_BYTES:
            self._flush(last=False)

    def _take(self) -> None:
        """Measure what is new; many small batches are measured together, which takes hardly longer than for one."""
        tables = [table for table in self._new if len(table)] or [self.schema.arrow().empty_table()]
        table = pa.concat_tables(tables).combine_chunks()
        self._waiting.append(table)
        self._sizes.append(row_bytes(table, self.schema.fields))
        self._new, self._new_bytes = [], 0

    def _flush(self, *, last: bool) -> None:
        self._take()
        sizes = np.concatenate(self._sizes)
        if not last and len(sizes) <= ROW_GROUP_ROWS and sizes.sum() <= ROW_GROUP_BYTES:
            return
        table, start = pa.concat_tables(self._waiting), 0
        self._waiting = []  # nobody holds the rows of a group while it is written but the group itself
        ends = cuts(sizes, ROW_GROUP_BYTES, ROW_GROUP_ROWS)
        for end in ends if last else ends[:-1]:
            group, table = table.slice(0, end - start).combine_chunks(), table.slice(end - start)
            self._file.write_table(group, row_group_size=len(group))
            start = end
        self._waiting, self._sizes = [table], [sizes[start:]]


def _with_dictionary(schema: TableSchema) -> Iterator[str]:
    """The columns with a dictionary, by their paths as Parquet names them."""
    plain = HARDLY_RECURRING.get(schema.name, frozenset())
    for field in schema.fields:
        if field.name not in plain:
            yield from _leaves(field, field.name)


def _leaves(field: Field, path: str) -> Iterator[str]:
    if field.item is not None:
        yield from _leaves(field.item, f"{path}.list.element")
    for member in field.fields:
        yield from _leaves(member, f"{path}.{member.name}")
    if field.item is None and not field.fields:
        yield path


def cuts(sizes: np.ndarray, most: int, rows: int) -> list[int]:
    """Ends of groups of rows of at most this size together and this number; a row that is larger stands alone.

    All but the last depend on the rows before them alone, not on how many follow.
    """
    total, start, ends = np.cumsum(sizes), 0, list[int]()
    while start < len(sizes):
        before = total[start - 1] if start else 0
        room = int(np.searchsorted(total, before + most, side="right"))
        start = min(max(room, start + 1), start + rows, len(sizes))
        ends.append(start)
    return ends


def row_bytes(table: pa.Table, fields: Iterable[Field]) -> np.ndarray:
    """Bytes of each row before encoding: UTF-8 bytes, eight for each number, four for each string and list."""
    places, total = np.arange(table.num_rows + 1), np.zeros(table.num_rows, dtype=np.int64)
    for field in fields:
        total += np.diff(_bytes_before(whole(table.column(field.name)), field, places))
    return total


def _bytes_before(array: Any, field: Field, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Bytes of the values before each of these places, by Arrow's offsets: what is between two is not looked at."""
    if not len(array):
        return np.zeros(len(places), dtype=np.int64)
    if field.item is not None:
        inner: NDArray[np.int64] = array.offsets.to_numpy()[places].astype(np.int64)
        return 4 * places + _bytes_before(array.values, field.item, inner)
    if field.fields:
        members = [_bytes_before(array.field(index), member, places) for index, member in enumerate(field.fields)]
        return np.asarray(np.sum(members, axis=0))
    if field.arrow == "string":
        before: NDArray[np.int64] = 4 * places + offsets(array)[places]
        return before
    return 8 * places


def write_table(rows: Iterable[Rows], schema: TableSchema, path: Path) -> None:
    """Write batches of rows, sorted already, into one file."""
    with TableWriter(path, schema) as writer:
        for batch in rows:
            writer.write(batch)
