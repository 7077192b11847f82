"""Stored rows: files of a table read as batches, as often as one likes.

Parquet, as people download it, and Arrow's own format, as the work folder keeps it between runs: that is read and
written several times as fast and takes up to four times the room. How files are laid out when they are written is
decided in ``parquet`` and ``shelves``.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq

ARROW = ".arrow"
"""The ending of files in Arrow's own format; all others are Parquet."""

BATCH_ROWS = 512
"""Rows of a batch that is held as objects of Python, or walked along with others."""

ALONE = {"use_threads": False}
"""Read and written without Arrow's threads: to hand a buffer over takes longer than to unpack it, and what uses all
cores of a machine are the processes of a build."""

# The stubs do not know all options of today's pyarrow.
ipc: Any = pyarrow.ipc

State = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Stored:
    """Files of a table; iterating gives batches of these columns, None: of all, as often as one likes."""

    files: tuple[Path, ...]
    columns: tuple[str, ...] | None = None
    rows: int | None = None
    """Rows of a batch of Parquet at the most, `BATCH_ROWS` if it is not said."""

    @classmethod
    def below(cls, folder: Path) -> Stored:
        """The Parquet files of a folder in the order of their names."""
        return cls(tuple(sorted(folder.glob("*.parquet"))))

    def only(self, *columns: str) -> Stored:
        """The same files without other columns."""
        return replace(self, columns=columns)

    def by(self, rows: int) -> Stored:
        """The same rows, of Parquet up to so many at once; never more than a row group, which is bounded by bytes."""
        return replace(self, rows=rows)

    def size(self) -> int:
        """The number of rows."""
        return sum(map(count, self.files))

    def schemas(self) -> Iterator[pa.Schema]:
        """The schema of each file, with all its columns."""
        return map(schema, self.files)

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        """Record batches file by file; a file without rows gives one empty batch."""
        for path in self.files:
            empty = True
            for batch in batches(path, self.columns, self.rows):
                yield batch
                empty = False
            if empty:
                found = schema(path)
                fields = [found.field(name) for name in self.columns or found.names]
                yield pa.RecordBatch.from_pylist([], pa.schema(fields))


def state(path: Path) -> State:
    """What tells a file from one that stood there before it, or will: files are replaced, never written again."""
    status = path.stat()
    return status.st_ino, status.st_mtime_ns, status.st_size


def schema(path: Path) -> pa.Schema:
    """The schema of a file, with its metadata."""
    return _schema(path, state(path)) if path.suffix == ARROW else pq.read_schema(path)


def count(path: Path) -> int:
    """The number of rows of a file."""
    if path.suffix != ARROW:
        return int(pq.read_metadata(path).num_rows)
    with _opened(path) as file:
        return int(file.count_rows())


def batches(path: Path, columns: Sequence[str] | None = None, rows: int | None = None) -> Iterator[pa.RecordBatch]:
    """The batches of a file, `BATCH_ROWS` at the most; of Parquet one row group at a time, and ``rows``, if given."""
    wanted = None if columns is None else list(columns)
    if path.suffix == ARROW:
        with _opened(path, wanted) as file:
            for number in range(file.num_record_batches):
                batch = file.get_batch(number)
                yield batch if wanted is None else batch.select(wanted)
        return
    with pq.ParquetFile(path) as parquet:
        for group in range(parquet.num_row_groups):
            yield from parquet.iter_batches(rows or BATCH_ROWS, row_groups=[group], columns=wanted, **ALONE)


def whole(column: Any) -> Any:
    """A column of a table as one array; copied only where it is in pieces."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def write_arrow(path: Path, table: pa.Table) -> None:
    """Write rows in Arrow's own format, metadata of the schema included."""
    options = ipc.IpcWriteOptions(compression="lz4", **ALONE)
    with ipc.new_file(str(path), table.schema, options=options) as file:
        file.write_table(table, max_chunksize=BATCH_ROWS)


@contextlib.contextmanager
def _opened(path: Path, columns: Sequence[str] | None = None) -> Iterator[Any]:
    fields = [schema(path).get_field_index(name) for name in columns or ()]
    with pa.OSFile(str(path), "rb") as source:
        yield ipc.open_file(source, options=ipc.IpcReadOptions(included_fields=fields, **ALONE))


# The same files are asked for several times in a row: for their shape, for some columns, for what they were made from.
@lru_cache(maxsize=64)
def _schema(path: Path, state: State) -> pa.Schema:
    with _opened(path) as file:
        return pa.schema(file.schema)
