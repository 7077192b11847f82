"""Likeness: the stage that compares all articles with each other and remembers which are near duplicates.

Signatures are kept on a shelf, article by article, like what other stages make; the links depend on all articles and
are made anew when one of them changed. Keeping and reading belong here, comparing does not (``text.shingles``,
``linkage``). Withdrawn articles have no text and no part in it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipelines import linkage, stages, versions, work
from pipelines.renewal import Progress, Stage, Tell, renew_all
from pipelines.shelves import Output, Row, Shelf
from pipelines.tables.shards import shard_of
from pipelines.text.shingles import SIGNATURE, Hashes, shared, shingles, signature
from pipelines.workers import Workers

NAME = "likeness"
DIGITS = 3
"""Of a similarity, after the point."""

_COLUMNS: Mapping[str, pa.DataType] = {
    "article_id": pa.string(),
    "published_at": pa.date32(),
    "size": pa.int64(),
    "signature": pa.binary(),
    "shingles": pa.binary(),
}
_LINKS = "likeness.links.jsonl"
_LITTLE = np.dtype("<u4")

_HELD = 8 * 1024 * 1024
"""Shingles that are held at once, four bytes each; for as many more the shelf is read once more."""


Found = Mapping[str, "Link"]
"""The near duplicates by article, in the order of their identifiers."""


@dataclass(frozen=True, slots=True)
class Link:
    """An article that is a near duplicate, its original, and the share of it that stands there, 0 to 1."""

    article_id: str
    duplicate_of: str
    duplicate_similarity: float


def shelf(folder: Path) -> Shelf:
    """The signatures in a work folder; an article with too little text to be compared has no row."""
    return Shelf(folder / NAME, pa.schema(_COLUMNS))


def likeness(folder: Path, tell: Tell, workers: Workers) -> Progress:
    """Sign each article that is new or changed, and link the near duplicates of the whole corpus if there was one."""
    number = stages.bins(folder)
    source = stages.shelf(folder, "articles"), ("article_id", "published_at", "text")
    stage = Stage(NAME, [source], {NAME: shelf(folder)}, versions.code("text.shingles", "linkage"), signed)
    progress = renew_all(stage, number, workers, tell)
    state = _state(folder, number)
    if next(_lines(folder), None) != state:
        work.write_lines(folder / _LINKS, [state, *map(asdict, _linked(shelf(folder), number))])
    return progress


def signed(articles: pa.Table) -> Output:
    """The signatures of a batch of articles."""
    rows = work.Growing(pa.schema(_COLUMNS))
    for row in articles.to_pylist():
        rows.extend(_signed(row))
    return Output({NAME: rows.table()})


def links(folder: Path) -> Found:
    """The near duplicates as they were last linked."""
    return {line["article_id"]: Link(**line) for line in islice(_lines(folder), 1, None)}


def with_links(articles: pa.Table, found: Found) -> pa.Table:
    """Rows of the table articles with their links filled in."""
    here = [found.get(str(article)) for article in articles["article_id"].to_pylist()]
    for name in ("duplicate_of", "duplicate_similarity"):
        articles = work.with_column(articles, name, [one and getattr(one, name) for one in here])
    return articles


def _signed(row: Row) -> Iterator[Row]:
    found = shingles(row["text"] or "")
    if len(found) >= linkage.LEAST:
        stored = {"signature": signature(found).astype(_LITTLE).tobytes(), "shingles": found.astype(_LITTLE).tobytes()}
        yield {**stored, "article_id": row["article_id"], "published_at": row["published_at"], "size": len(found)}


def _state(folder: Path, number: int) -> dict[str, str]:
    """A digest of all that the links depend on; it stands in their file, so that both are replaced together."""
    digest = hashlib.sha256(versions.code("likeness").encode())
    for bin in range(number):
        digest.update(shelf(folder).made(bin, number).encoded())
    return {"linked": digest.hexdigest()}


def _lines(folder: Path) -> Iterator[Row]:
    return work.each_line(folder / _LINKS)


def _linked(own: Shelf, number: int) -> Iterator[Link]:
    articles, sizes, signatures = _signatures(own.files(number))
    pairs = linkage.candidates(signatures, sizes)
    found = linkage.linked(pairs, _counted(own, number, articles, pairs, sizes), sizes)
    for one in sorted(np.flatnonzero(found.original >= 0).tolist(), key=articles.__getitem__):
        yield Link(articles[one], articles[found.original[one]], round(float(found.share[one]), DIGITS))


def _signatures(files: Sequence[Path]) -> tuple[list[str], NDArray[np.int64], Hashes]:
    """Identifiers, numbers of shingles and signatures, in the order in which articles are preferred as originals.

    The earliest is the original; one that gives no date may be of any, so that it comes after those that do.
    """
    keys, sizes, signatures = list[tuple[date, str]](), list[int](), list[bytes]()
    for row in work.rows(files, ["article_id", "published_at", "size", "signature"]):
        keys.append((row["published_at"] or date.max, row["article_id"]))
        sizes.append(row["size"])
        signatures.append(row["signature"])
    order = sorted(range(len(keys)), key=keys.__getitem__)
    found = np.frombuffer(b"".join(signatures), _LITTLE).reshape(len(keys), SIGNATURE)
    return [keys[one][1] for one in order], np.array(sizes, np.int64)[order], found[order]


def _counted(
    own: Shelf, number: int, articles: Sequence[str], pairs: linkage.Pairs, sizes: NDArray[np.int64]
) -> NDArray[np.int64]:
    """How many shingles each pair has in common, exactly; as many articles are held as memory allows."""
    counted, start = list[int](), 0
    for end in _cuts(pairs, sizes):
        named = [(articles[one], articles[other]) for one, other in pairs[start:end].tolist()]
        counted += _shared(named, _read(own, number, set(chain.from_iterable(named))))
        start = end
    return np.array(counted, np.int64)


def _shared(pairs: Sequence[tuple[str, str]], held: Mapping[str, Hashes]) -> Iterator[int]:
    return (shared(held[one], held[other]) for one, other in pairs)


def _cuts(pairs: linkage.Pairs, sizes: NDArray[np.int64]) -> Iterator[int]:
    """Ends of runs of pairs whose articles can be held at once."""
    held, total = set[int](), 0
    for at, pair in enumerate(pairs.tolist()):
        new = set(pair) - held
        held |= new
        total += int(sizes[list(new)].sum())
        if total > _HELD:
            yield at + 1
            held, total = set(), 0
    if held:
        yield len(pairs)


def _read(own: Shelf, number: int, articles: Collection[str]) -> Mapping[str, Hashes]:
    bins = defaultdict(set)
    for article in articles:
        bins[shard_of(article, number)].add(article)
    return {
        row["article_id"]: np.frombuffer(row["shingles"], _LITTLE)
        for bin, wanted in bins.items()
        for row in own.read(bin, number, wanted, ("article_id", "shingles")).to_pylist()
    }
