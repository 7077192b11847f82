"""Shelves: what a stage has made, kept between runs, with what each article's part was made from.

A shelf is a folder of Arrow files, one for each bin of articles; an article's bin is a hash of its id. The footer of
a file says by article from which input it was made (a fingerprint) and what was refused, so that rows and fingerprints
are replaced together or not at all. Which fingerprint is wanted, and how rows are made, is decided in ``stages``.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from pipelines.tables import stored
from pipelines.tables.shards import parts, shard_of

# The stubs know neither the kernels of today's pyarrow nor what they return.
pc: Any = pyarrow.compute

ARTICLES_PER_BIN = 256
"""Mean number of articles in a bin, at most: what one changed article makes us write again, and hold in memory."""

FEW = 16
"""Mean number of articles for which a bin of its own pays."""

_KEY = b"fangtan.made"

Row = dict[str, Any]
Refusal = tuple[str, str, str]
"""File, reason, remedy."""


@dataclass(frozen=True, slots=True)
class Made:
    """From which input each article's rows were made, and the articles that gave no rows but a refusal."""

    fingerprints: Mapping[str, str] = field(default_factory=dict)
    refusals: Mapping[str, Refusal] = field(default_factory=dict)

    def encoded(self) -> bytes:
        """For the footer; the same for the same content."""
        return json.dumps([dict(self.fingerprints), dict(self.refusals)], sort_keys=True).encode()

    @classmethod
    def decoded(cls, data: bytes) -> Made:
        """From a footer."""
        fingerprints, refusals = json.loads(data)
        return cls(fingerprints, {key: (one[0], one[1], one[2]) for key, one in refusals.items()})


@dataclass(frozen=True, slots=True)
class Output:
    """What was made of a batch of articles: rows by the name of their shelf, and why articles have none."""

    tables: Mapping[str, pa.Table]
    refusals: Mapping[str, Refusal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Rows of one table; ``order`` are the columns by which those of a bin are sorted."""

    folder: Path
    schema: pa.Schema
    order: tuple[str, ...] = ("article_id",)

    def path(self, bin: int, bins: int) -> Path:
        """The file of a bin."""
        return self.folder / f"{bin:05d}-of-{bins:05d}{stored.ARROW}"

    def made(self, bin: int, bins: int) -> Made:
        """What is known of the articles of a bin, also from files for another number of bins."""
        known = [_made(path) for path in self._sources(bin, bins)]
        if len(known) == 1:
            return known[0]
        fingerprints = {key: value for one in known for key, value in one.fingerprints.items()}
        return Made(fingerprints, {key: value for one in known for key, value in one.refusals.items()})

    def read(
        self, bin: int, bins: int, articles: Collection[str] | None = None, columns: Sequence[str] | None = None
    ) -> pa.Table:
        """The rows of a bin, or of these of its articles; all columns, or these."""
        schema = self.schema if columns is None else pa.schema([self.schema.field(name) for name in columns])
        parts = [schema.empty_table()]
        for path in self._sources(bin, bins) if articles is None or articles else ():
            table = pa.Table.from_batches(stored.batches(path, columns), schema)
            parts.append(table if articles is None else of_articles(table, articles))
        return pa.concat_tables(parts)

    def put(self, bin: int, bins: int, table: pa.Table, made: Made) -> None:
        """Replace a bin by these rows, in any order."""
        table = _sorted(table, self.order)
        table = table.replace_schema_metadata({**(self.schema.metadata or {}), _KEY: made.encoded()})
        path = self.path(bin, bins)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        try:
            stored.write_arrow(part, table)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)

    def files(self, bins: int) -> list[Path]:
        """The files of all bins, in their order."""
        return [path for bin in range(bins) if (path := self.path(bin, bins)).exists()]

    def clear(self, bins: int) -> None:
        """Delete files of another number of bins, once every bin of this number is written."""
        for path in self.folder.glob(f"*{stored.ARROW}"):
            if _bins(path) != bins:
                path.unlink()

    def _sources(self, bin: int, bins: int) -> Iterator[Path]:
        """The file of the bin, else those of another number of bins in which its articles lay."""
        own = self.path(bin, bins)
        if own.exists():
            yield own
            return
        others = Counter(_bins(path) for path in self.folder.glob(f"*-of-*{stored.ARROW}"))
        others.pop(bins, None)
        if others:
            # One number alone: a build that was killed while bins were divided may have left two.
            before = max(others, key=lambda number: (others[number], number))
            least = min(before, bins)
            yield from (path for one in range(bin % least, before, least) if (path := self.path(one, before)).exists())


def of_articles(table: pa.Table, articles: Collection[str]) -> pa.Table:
    """The rows of these articles; nothing is copied where that is all."""
    wanted = pc.is_in(table["article_id"], value_set=pa.array(sorted(articles), pa.string()))
    return table if pc.all(wanted).as_py() else table.filter(wanted)


def _sorted(table: pa.Table, order: Sequence[str]) -> pa.Table:
    """The table sorted by these columns, in one piece; of one that is sorted already, as most are, no row is moved."""
    places = pc.sort_indices(table, sort_keys=[(name, "ascending") for name in order])
    return table.combine_chunks() if np.array_equal(places, np.arange(len(places))) else table.take(places)


def bin_count(articles: int) -> int:
    """The number of bins for that many articles."""
    return parts(articles, FEW, ARTICLES_PER_BIN)


def sorted_in(articles: Collection[str], bins: int) -> list[list[str]]:
    """The articles of each bin, sorted."""
    found: list[list[str]] = [[] for _ in range(bins)]
    for article in sorted(articles):
        found[shard_of(article, bins)].append(article)
    return found


def _made(path: Path) -> Made:
    return _footer(path, stored.state(path))


@lru_cache(maxsize=64)
def _footer(path: Path, state: stored.State) -> Made:
    """What a file says of its articles; several stages ask one after the other. ``state`` tells it from others."""
    known = stored.schema(path).metadata or {}
    return Made.decoded(known[_KEY]) if _KEY in known else Made()


def _bins(path: Path) -> int:
    return int(path.stem.rpartition("-")[2])
