"""Shards: which file a row goes to, and the writing of a table into its files.

An article's shard is the SHA-256 of its identifier modulo the number of shards, which is a power of two: a new article
changes one file of each table, and when the corpus outgrows its shards each file splits into two.  The three tables
have the same number of shards, so that file ``k`` of each holds the same articles in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa

from pipelines.tables.parquet import Rows, TableWriter, to_arrow
from pipelines.tables.schema import TableSchema

# Mean number of articles in a shard, at most. A shard is sorted in memory: 2,048 interviews of 10,000 characters
# are about 60 MB of articles and 200 MB of turns with their words.
ARTICLES_PER_SHARD = 2048
# Rows wait in memory up to this size before they go to the shards' spill files.
_SPILL_BYTES = 64 * 1024 * 1024


def shard_count(articles: int) -> int:
    """Number of shards for a corpus of that many articles: the least power of two that is enough."""
    count = 1
    while articles > count * ARTICLES_PER_SHARD:
        count *= 2
    return count


def shard_of(article_id: str, shards: int) -> int:
    """Shard of an article, from 0; the same on every machine and in every run."""
    return int.from_bytes(sha256(article_id.encode()).digest()[:8], "big") % shards


def file_name(shard: int, shards: int) -> str:
    """Name of a shard's file as the Hub expects it."""
    return f"train-{shard:05d}-of-{shards:05d}.parquet"


class ShardedWriter:
    """Writes one table, in batches of any order, into ``folder`` as sorted shards.

    Batches are spilled to a temporary folder beside the files and sorted shard by shard on leaving the context, so
    memory holds one shard.  Nothing is left of the spill, also after an error.
    """

    def __init__(self, folder: Path, schema: TableSchema, shards: int) -> None:
        """Make ``folder`` if needed; ``shards`` is ``shard_count`` of the number of articles, also for turns."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.schema, self.shards = folder, schema, shards
        self._spill = TemporaryDirectory(prefix=".spill-", dir=folder)
        self._waiting: list[pa.Table] = []
        self._size = 0

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Sort and write the shards, unless an error came before."""
        with self._spill:
            if kind is None:
                self._flush()
                for shard in range(self.shards):
                    self._finish(shard)

    def write(self, rows: Rows) -> None:
        """Add rows; WrongRows if they do not fit the schema."""
        table = to_arrow(rows, self.schema)
        self._waiting.append(table)
        self._size += table.nbytes
        if self._size > _SPILL_BYTES:
            self._flush()

    def _flush(self) -> None:
        table = pa.concat_tables([self.schema.arrow().empty_table(), *self._waiting])
        self._waiting, self._size = [], 0
        numbers = _numbers(table.column("article_id").combine_chunks(), self.shards)
        for shard in np.unique(numbers):
            part = table.take(np.flatnonzero(numbers == shard))
            # Each flush appends a stream of its own: no file stays open, however many shards there are.
            with self._path(int(shard)).open("ab") as file, pa.ipc.new_stream(file, table.schema) as stream:
                stream.write_table(part)

    def _finish(self, shard: int) -> None:
        parts = [self.schema.arrow().empty_table(), *_streams(self._path(shard))]
        table = pa.concat_tables(parts).sort_by([(name, "ascending") for name in self.schema.sorted_by])
        with TableWriter(self.folder / file_name(shard, self.shards), self.schema) as writer:
            writer.write(table)

    def _path(self, shard: int) -> Path:
        return Path(self._spill.name) / str(shard)


def _numbers(article_ids: Any, shards: int) -> np.ndarray:
    """Shard of each row; a missing identifier goes to the first shard, where the checks find it."""
    encoded = article_ids.fill_null("").dictionary_encode()
    shard = np.array([shard_of(article, shards) for article in encoded.dictionary.to_pylist()], dtype=np.int64)
    return shard[encoded.indices.to_numpy()] if len(shard) else np.empty(0, dtype=np.int64)


def _streams(path: Path) -> Iterable[pa.Table]:
    if not path.exists():
        return
    end = path.stat().st_size
    with path.open("rb") as file:
        while file.tell() < end:
            with pa.ipc.open_stream(file) as stream:
                yield stream.read_all()


def write_sharded(rows: Iterable[Rows], schema: TableSchema, folder: Path, shards: int) -> None:
    """Write batches of rows in any order as sorted shards into ``folder``."""
    with ShardedWriter(folder, schema, shards) as writer:
        for batch in rows:
            writer.write(batch)
