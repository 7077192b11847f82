"""Parquet: a row for each article.

Reading row groups in batches of bounded size belongs here; which value is what is told by ``mapping``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.dumps import mapping
from pipelines.dumps.mapping import Columns
from pipelines.dumps.opening import open
from pipelines.dumps.pages import sizes
from pipelines.dumps.record import MAX_BYTES, BadDump, Record, Trouble, shortly, too_large

BATCH_BYTES = 2 * 1024 * 1024
"""Of the columns that are read, on average."""

BATCH_ROWS = 1024
_REMEDY = "write the dump again: it was cut off or damaged on its way; the other row groups were read"


def read(path: Path, columns: Columns, wanted: Collection[int] | None = None) -> Iterator[Record | Trouble]:
    """The records of a dump, or those in the rows ``wanted``. Raises `BadDump`, OSError."""
    with open(path) as source, _opened(source) as file:
        existing = list(_paths(file.schema_arrow))
        missing = [one for one in columns.named() if one not in existing]
        if missing:
            raise BadDump(*mapping.absent(columns, missing, existing))
        first = 1
        for group in range(file.metadata.num_row_groups):
            rows = range(first, first + file.metadata.row_group(group).num_rows)
            if wanted is None or _touched(rows, wanted):
                yield from _group(source, file, group, rows, columns, wanted)
            first = rows.stop


def _touched(rows: range, wanted: Collection[int]) -> bool:
    """Whether a row is wanted, by way of whichever are fewer."""
    return any(row in wanted for row in rows) if len(rows) <= len(wanted) else any(row in rows for row in wanted)


def columns_of(path: Path) -> list[str]:
    """The columns of a dump. Raises `BadDump`, OSError."""
    with open(path) as source, _opened(source) as file:
        return list(_paths(file.schema_arrow))


def _opened(source: pa.NativeFile) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(source, pre_buffer=False, buffer_size=1 << 20)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BadDump(f"it is no Parquet that can be read ({shortly(error)})", "fetch the dump again") from error


def _paths(fields: Any, prefix: str = "") -> Iterator[str]:
    for field in fields:
        yield f"{prefix}{field.name}"
        if pa.types.is_struct(field.type):
            yield from _paths([field.type.field(i) for i in range(field.type.num_fields)], f"{prefix}{field.name}.")


def _group(
    source: pa.NativeFile,
    file: pq.ParquetFile,
    group: int,
    rows: range,
    columns: Columns,
    wanted: Collection[int] | None,
) -> Iterator[Record | Trouble]:
    """The records of a row group; where it is damaged, what stands before that."""
    named, done, chunks = list(columns.named()), rows.start, _chunks(file, group, columns)
    try:
        found = {chunk.path_in_schema: (chunk.total_uncompressed_size, *sizes(source, chunk)) for chunk in chunks}
        large = next((name for name, (whole, _, page) in found.items() if min(whole, page) > MAX_BYTES), None)
        if large:
            reason, remedy = too_large(f"a value in its column {large}")
            yield Trouble(done, f"rows {done} to {rows.stop - 1} are not read: {reason}", remedy, len(rows))
            return
        count = _batch_rows(len(rows), list(found.values()))
        for batch in file.iter_batches(count, row_groups=[group], columns=named, use_threads=False):
            for index in range(batch.num_rows):
                if wanted is None or done in wanted:
                    yield _record(done, batch, index, columns)
                done += 1
    except (pa.ArrowException, OSError, ValueError, EOFError, LookupError, RecursionError) as error:
        reason = f"rows {done} to {rows.stop - 1} cannot be read ({shortly(error)})"
        yield Trouble(done, reason, _REMEDY, rows.stop - done)


def _batch_rows(rows: int, chunks: list[tuple[int, int, int]]) -> int:
    """How many rows are read at once: of these bytes on average, and of few more where values differ in size."""
    whole, dictionary, page = (max(1, sum(sizes)) for sizes in zip(*chunks, strict=True))
    # Each row may have the one long value of a dictionary, and the rows of a large page may follow each other.
    most: int = min(BATCH_BYTES * rows // whole, BATCH_BYTES // dictionary, 4 * MAX_BYTES // page)
    return max(1, min(BATCH_ROWS, most))


def _chunks(file: pq.ParquetFile, group: int, columns: Columns) -> list[Any]:
    """The column chunks of a row group that are read."""
    found, named = file.metadata.row_group(group), tuple(columns.named())
    every = (found.column(index) for index in range(found.num_columns))
    return [one for one in every if f"{one.path_in_schema}.".startswith(tuple(f"{name}." for name in named))]


def _record(number: int, batch: pa.RecordBatch, index: int, columns: Columns) -> Record | Trouble:
    try:
        row = {name: batch.column(at)[index].as_py() for at, name in enumerate(batch.schema.names)}
    except (ValueError, OverflowError, pa.ArrowException) as error:
        return Trouble(number, f"a value in it cannot be read ({shortly(error)})", "write it as text")
    return columns.record(number, row)
