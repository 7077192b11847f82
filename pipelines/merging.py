"""Merging: files of rows that are sorted by article, no article in two of them, as one sorted stream.

Of each file little more than `READ_BYTES` is held, whatever its size. What the rows mean does not belong here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby, repeat
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from pipelines.tables.stored import batches, schema, whole

# The stubs know neither the kernels of today's pyarrow nor what they return.
pc: Any = pyarrow.compute

KEY = "article_id"

READ_BYTES = 4 * 1024 * 1024
"""What is read of a file at once, and the rest of a batch: each time the articles of all files are put in line."""


def merged(files: Sequence[Path]) -> Iterator[pa.Table]:
    """The rows of all files in tables whose articles are sorted, within and among each other.

    Every file is sorted by article; the rows of an article keep the order that they have in their file.
    """
    streams = [_Stream(path) for path in files]
    while True:
        # The last article that a stream has read so far may go on: only what comes before it is whole.
        first = min((one for one in streams if not one.ended), key=lambda one: one.last, default=None)
        parts = [part for one in streams if len(part := one.take(first.last if first else None))]
        if parts:
            yield parts[0] if len(parts) == 1 else _interleaved(parts)
        if first is None:
            return
        first.read()


def _interleaved(parts: Sequence[pa.Table]) -> pa.Table:
    """The rows of these tables in the order of their articles, by whole stretches: to move rows one by one is slow."""
    found = sorted(article for number, part in enumerate(parts) for article in _articles(part, number))
    if len(found) == sum(map(len, parts)):  # but nothing else can be done where each article is a row
        firsts = [0, *accumulate(map(len, parts))]
        return pa.concat_tables(parts).take(pa.array([firsts[number] + row for _, number, row, _ in found]))
    batches = [part.combine_chunks().to_batches()[0] for part in parts]
    stretches = list[pa.RecordBatch]()
    for number, articles in groupby(found, key=itemgetter(1)):
        rows = list(articles)
        stretches.append(batches[number].slice(start := rows[0][2], rows[-1][3] - start))
    return pa.Table.from_batches(stretches).combine_chunks()


def _articles(part: pa.Table, number: int) -> Iterator[tuple[str, int, int, int]]:
    """Each article of a table that is sorted by article, the table's number, its first row and that after its last."""
    ids = whole(part.column(KEY))
    change = pc.not_equal(ids[1:], ids[:-1]).to_numpy(zero_copy_only=False)
    starts = [0, *(np.flatnonzero(change) + 1).tolist()]
    return zip(ids.take(pa.array(starts)).to_pylist(), repeat(number), starts, [*starts[1:], len(ids)], strict=False)


class _Stream:
    """A file, the rows of it that were read and not yet taken, and the last article among all that were read."""

    def __init__(self, path: Path) -> None:
        self._batches = batches(path)
        self._table = schema(path).empty_table()
        self.last, self.ended = "", False

    def read(self) -> None:
        """Read some batches more, one at least, or see that there is none."""
        read, size = list[pa.RecordBatch](), 0
        while size < READ_BYTES and not self.ended:
            batch = next(self._batches, None)
            self.ended = batch is None
            if batch is not None and batch.num_rows:
                read.append(batch)
                size += batch.nbytes
        if read:
            self._table = pa.concat_tables([self._table, pa.Table.from_batches(read)])
            self.last = str(read[-1].column(KEY)[-1])

    def take(self, before: str | None) -> pa.Table:
        """Take the rows of articles that come before this one, or all."""
        ids = self._table.column(KEY)
        end = len(ids) if before is None else bisect_left(range(len(ids)), before, key=lambda row: str(ids[row]))
        taken, self._table = self._table.slice(0, end), self._table.slice(end)
        return taken
