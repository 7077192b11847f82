"""Merging: files of rows that are sorted by article, no article in two of them, as one sorted stream.

Of each file little more than a batch is held, whatever its size. What the rows mean does not belong here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from pipelines.tables.stored import batches, schema

KEY = "article_id"


def merged(files: Sequence[Path], order: Sequence[str]) -> Iterator[pa.Table]:
    """The rows of all files in tables that are sorted, within and among each other, by the columns of ``order``.

    Every file is sorted so, and the first of the columns is ``article_id``.
    """
    streams = [_Stream(path) for path in files]
    while True:
        # The last article that a stream has read so far may go on: only what comes before it is whole.
        first = min((one for one in streams if not one.ended), key=lambda one: one.last, default=None)
        parts = [part for one in streams if len(part := one.take(first.last if first else None))]
        if parts:
            table = pa.concat_tables(parts)
            yield table if len(parts) == 1 else table.sort_by([(name, "ascending") for name in order])
        if first is None:
            return
        first.read()


class _Stream:
    """A file, the rows of it that were read and not yet taken, and the last article among all that were read."""

    def __init__(self, path: Path) -> None:
        self._batches = batches(path)
        self._table = schema(path).empty_table()
        self.last, self.ended = "", False

    def read(self) -> None:
        """Read one batch more, or see that there is none."""
        batch = next(self._batches, None)
        if batch is None:
            self.ended = True
        elif batch.num_rows:
            self._table = pa.concat_tables([self._table, pa.Table.from_batches([batch])])
            self.last = str(batch.column(KEY)[-1])

    def take(self, before: str | None) -> pa.Table:
        """Take the rows of articles that come before this one, or all."""
        ids = self._table.column(KEY)
        end = len(ids) if before is None else bisect_left(range(len(ids)), before, key=lambda row: str(ids[row]))
        taken, self._table = self._table.slice(0, end), self._table.slice(end)
        return taken
