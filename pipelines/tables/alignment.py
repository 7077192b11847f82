"""The three tables read side by side, a batch of articles at a time with all their turns and mentions.

Here belongs the walking, so that a check needs memory for one batch and some twenty bytes for each article, however
large the corpus.  It works because turns and entities stand in the order of the articles; where they do not, the rule
``grouping`` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.tables.constraints import check_shape, value_at
from pipelines.tables.failures import Ledger
from pipelines.tables.schema import load
from pipelines.tables.stored import BATCH_ROWS, Stored, whole

Batches = pa.Table | Stored | Iterable[pa.RecordBatch]
_Tables = Iterable[tuple[int, pa.Table]]
_BATCH_ROWS = 1024

_ALONG_ROWS = 4096
"""Rows of turns or mentions that are read at once: a chunk's articles have more of them than of their own."""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one table: their numbers in the table, and the place of each row's article in ``Chunk.articles``."""

    table: pa.Table
    rows: np.ndarray
    article: np.ndarray

    def column(self, name: str) -> Any:
        """A column as one Arrow array."""
        return whole(self.table.column(name))

    def value(self, name: str) -> Callable[[int], Any]:
        """A function that gives the column's value in a row of this part."""
        return value_at(self.column(name))

    def ints(self, name: str) -> np.ndarray:
        """A column of integers; null is -1."""
        return ints(self.column(name))


@dataclass(frozen=True)
class Chunk:
    """Some articles with all their turns and mentions (None: that table was not given)."""

    articles: Part
    turns: Part | None
    entities: Part | None
    published: np.ndarray

    @cached_property
    def texts(self) -> list[str | None]:
        """The articles' texts, for turns and mentions alike."""
        texts: list[str | None] = self.articles.column("text").to_pylist()
        return texts


def ints(array: Any) -> np.ndarray:
    """An Arrow array of integers as numpy; null is -1."""
    known = array.fill_null(-1) if array.null_count else array
    return np.asarray(known.to_numpy(zero_copy_only=False), dtype=np.int64)


def chunks(tables: Mapping[str, Batches], ledger: Ledger) -> Iterator[Chunk]:
    """Walk the tables; rows that belong to no article, or come too late, go to the ledger and are left out.

    Raises TypeError for an iterator: the articles are walked twice.
    """
    if not _shaped(tables, ledger):
        return
    articles, identifiers = _articles(tables["articles"], ledger)
    index = _Index(identifiers)
    turns = _Follower("turns", tables["turns"], index, ledger) if "turns" in tables else None
    entities = _Follower("entities", tables["entities"], index, ledger) if "entities" in tables else None
    for number, (start, table) in enumerate(articles):
        rows = start + np.arange(table.num_rows)
        first = index.first_row(table.column("article_id")) == rows
        value = value_at(table.column("article_id"))
        ledger.mark("articles", "article_id", "unique", ~first & valid_ids(table), rows, value)
        # The number of the place in the chunk is the distance to the batch's first row.
        part = Part(table, rows, np.arange(table.num_rows))
        status = whole(table.column("status"))
        published = np.array([one in ("published", None) for one in status.to_pylist()], dtype=bool)
        take = (follower.take(number, start) if follower else None for follower in (turns, entities))
        yield Chunk(part, next(take), next(take), published)
    for follower in (turns, entities):
        if follower:
            follower.drain()


def _shaped(tables: Mapping[str, Batches], ledger: Ledger) -> bool:
    """Whether stored files have the columns of their schemas, also those that are not read."""
    stored = [(name, found) for name, found in tables.items() if isinstance(found, Stored)]
    shaped = [check_shape(schema, load(name), ledger) for name, found in stored for schema in found.schemas()]
    return all(shaped)


def _articles(articles: Batches, ledger: Ledger) -> tuple[_Tables, _Tables]:
    """The articles, and their identifiers; those of which one batch holds all are read once for both."""
    if isinstance(articles, Stored) and articles.size() > BATCH_ROWS:
        return _read("articles", articles, Ledger()), _read("articles", articles.only("article_id"), ledger)
    held = list(_read("articles", articles, ledger))
    return held, held


def valid_ids(table: pa.Table) -> np.ndarray:
    """Which rows have an ``article_id``."""
    return np.asarray(table.column("article_id").is_valid().to_numpy(), dtype=bool)


def _read(name: str, batches: Batches, ledger: Ledger) -> Iterator[tuple[int, pa.Table]]:
    """Tables with the number of their first row; batches of another shape go to the ledger and are left out."""
    if iter(batches) is batches:
        raise TypeError(f"{name}: an iterator can be read only once; give a table, a list of batches or stored files")
    start = 0
    if isinstance(batches, pa.Table):
        empty = pa.RecordBatch.from_pylist([], schema=batches.schema)
        batches = batches.to_batches(max_chunksize=_BATCH_ROWS) or [empty]
    shaped = isinstance(batches, Stored)
    for batch in batches:
        if shaped or check_shape(batch.schema, load(name), ledger):
            yield start, pa.Table.from_batches([batch])
        start += batch.num_rows


class _Index:
    """Where each article stands: sorted 64-bit hashes of the identifiers with the row of the first occurrence."""

    def __init__(self, articles: _Tables) -> None:
        hashes, rows, self.starts = [np.empty(0, np.uint64)], [np.empty(0, np.int64)], []
        for start, table in articles:
            self.starts.append(start)
            hashes.append(_hashes(table.column("article_id")))
            rows.append(start + np.arange(table.num_rows))
        self._hashes, first = np.unique(np.concatenate(hashes), return_index=True)
        self._rows = np.concatenate(rows)[first]

    def first_row(self, article_ids: Any) -> np.ndarray:
        """Row of the article of each identifier, -1 where there is none."""
        wanted = _hashes(article_ids)
        if not len(self._hashes):
            return np.full(len(wanted), -1, dtype=np.int64)
        place = np.minimum(np.searchsorted(self._hashes, wanted), len(self._hashes) - 1)
        return np.where(self._hashes[place] == wanted, self._rows[place], -1)

    def batch(self, rows: np.ndarray) -> np.ndarray:
        """Number of the batch in which each row of articles stands."""
        return np.searchsorted(np.array(self.starts), rows, side="right") - 1


def _hashes(article_ids: Any) -> np.ndarray:
    column = whole(article_ids) if isinstance(article_ids, pa.ChunkedArray) else article_ids
    encoded = column.fill_null("").dictionary_encode()
    digests = b"".join(map(_hash, encoded.dictionary.to_pylist()))
    return np.asarray(np.frombuffer(digests, dtype=np.uint64)[encoded.indices.to_numpy()])


@lru_cache(maxsize=2048)  # an article's identifier is asked for again with its turns and its mentions
def _hash(article_id: str) -> bytes:
    return blake2b(article_id.encode(), digest_size=8).digest()


class _Follower:
    """A table that is read along with articles."""

    def __init__(self, name: str, batches: Batches, index: _Index, ledger: Ledger) -> None:
        self.name, self.index, self.ledger = name, index, ledger
        self._stream = _read(name, batches.by(_ALONG_ROWS) if isinstance(batches, Stored) else batches, ledger)
        empty = _empty(name, batches.columns if isinstance(batches, Stored) else None)
        self._waiting = [Part(empty, np.empty(0, np.int64), np.empty(0, np.int64))]

    def take(self, batch: int, start: int) -> Part:
        """The rows whose articles stand in that batch of articles, which begins at row ``start``."""
        while not (len(last := self._waiting[-1].article) and self.index.batch(last)[-1] > batch):
            if not self._pull():
                break
        waiting = _concat(self._waiting)
        number = self.index.batch(waiting.article)
        late, mine = number < batch, number == batch
        value = value_at(waiting.column("article_id"))
        self.ledger.mark(self.name, "article_id", "grouping", late, waiting.rows, value)
        self._waiting = [_filter(waiting, number > batch)]
        taken = _filter(waiting, mine)
        return Part(taken.table.combine_chunks(), taken.rows, taken.article - start)

    def drain(self) -> None:
        """Read what is left, which belongs to no article."""
        while self._pull():
            pass

    def _pull(self) -> bool:
        """Add a batch, without the rows that belong to no article; false at the end."""
        start, table = next(self._stream, (0, None))
        if table is None:
            return False
        rows = start + np.arange(table.num_rows)
        given, value = valid_ids(table), value_at(table.column("article_id"))
        article = np.where(given, self.index.first_row(table.column("article_id")), -1)
        self.ledger.mark(self.name, "article_id", "foreign_key", given & (article < 0), rows, value)
        self.ledger.mark(self.name, "article_id", "required", ~given, rows, value)
        self._waiting.append(_filter(Part(table, rows, article), article >= 0))
        return True


@cache
def _empty(name: str, columns: tuple[str, ...] | None) -> pa.Table:
    schema = load(name).arrow()
    return schema.empty_table().select(list(columns or schema.names))


def _filter(part: Part, keep: np.ndarray) -> Part:
    """These rows of a part; rows that follow each other, which is nearly always, are not copied."""
    kept = np.flatnonzero(keep)
    start, end = (int(kept[0]), int(kept[-1]) + 1) if len(kept) else (0, 0)
    table = part.table.slice(start, end - start) if end - start == len(kept) else part.table.filter(pa.array(keep))
    return Part(table, part.rows[keep], part.article[keep])


def _concat(parts: list[Part]) -> Part:
    """The parts as one; where all rows stand in one of them, nothing is copied."""
    parts = [part for part in parts if len(part.rows)] or parts[:1]
    return Part(
        pa.concat_tables([part.table for part in parts]),
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.article for part in parts]),
    )
