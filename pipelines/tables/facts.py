"""The figures that a release states about itself, read from its Parquet files.

Here belongs counting.  How the figures are ordered is in ``distributions``, how they are worded in ``card`` and
``statistics``, drawn in ``pictures``, put into metadata in ``package``.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipelines.tables.distributions import bin_of
from pipelines.tables.schema import TABLES
from pipelines.tables.stored import batches


@dataclass(frozen=True, slots=True)
class File:
    """A Parquet file: its path below the release folder, its size in bytes and its SHA-256 (hexadecimal)."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TableFacts:
    """A table: its files, its rows, and the bytes of its data before compression (from the footers)."""

    files: tuple[File, ...]
    rows: int
    data_bytes: int

    @property
    def download_bytes(self) -> int:
        """Bytes of the files."""
        return sum(file.size for file in self.files)


@dataclass(slots=True)
class Rights:
    """What one collection holds under one licence: numbers of articles by status, turns, characters, publishers."""

    status: Counter[str] = field(default_factory=Counter)
    publishers: Counter[str] = field(default_factory=Counter)
    turns: int = 0
    characters: int = 0


@dataclass(slots=True)
class Speech:
    """Who speaks: turns by collection and role, those whose speaker has a name; speakers, each article's its own."""

    roles: dict[str | None, Counter[str | None]] = field(default_factory=dict)
    named: int = 0
    speakers: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """All figures of a release; ``rights`` by collection and licence, the counters by value.

    ``lengths`` counts articles by bin of length (``distributions.BINS``) and kind, ``masks`` masked stretches by kind,
    ``duplicates`` near duplicates by original.
    """

    tables: Mapping[str, TableFacts]
    rights: dict[tuple[str | None, str | None], Rights] = field(default_factory=dict)
    languages: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    methods: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    lengths: dict[int, Counter[str]] = field(default_factory=dict)
    masks: Counter[str] = field(default_factory=Counter)
    duplicates: Counter[str] = field(default_factory=Counter)
    speech: Speech = field(default_factory=Speech)

    @property
    def published_licenses(self) -> set[str | None]:
        """Licences of the articles whose text is included; None: unknown."""
        return {license for (_, license), one in self.rights.items() if one.status["published"]}

    @property
    def characters(self) -> int:
        """Length of all articles in code points."""
        return sum(one.characters for one in self.rights.values())


def digest(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def gather(folder: Path) -> Facts:
    """Read the figures of the tables below ``folder``; memory holds one shard's identifiers, not the corpus.

    Raises FileNotFoundError if a table has no file.
    """
    facts = Facts({name: _table(folder, name) for name in TABLES})
    for path in _paths(folder, "articles"):
        collections = _count_articles(facts, path)
        # The tables are cut alike: the turns of these articles are in the file of the same name.
        _count_turns(facts, folder / "turns" / path.name, collections)
    for path in _paths(folder, "entities"):
        for (kind,), count in Counter(_rows(path, ["type"])).items():
            facts.types[str(kind)] += count
    ordered = sorted(facts.rights.items(), key=lambda item: tuple((part is None, part or "") for part in item[0]))
    return replace(facts, rights=dict(ordered))


def _count_articles(facts: Facts, path: Path) -> dict[str | None, str | None]:
    """Add the articles of a file; returns their collections."""
    collections: dict[str | None, str | None] = {}
    for article in _articles(path):
        collection, kind, characters = article["collection"], str(article["kind"]), article["char_count"] or 0
        collections[article["article_id"]] = collection
        one = facts.rights.setdefault((collection, article["license"]), Rights())
        one.status[str(article["status"])] += 1
        one.turns += article["turn_count"] or 0
        one.characters += characters
        if article["publisher"]:
            one.publishers[article["publisher"]] += 1
        facts.languages[str(article["language"])] += 1
        facts.kinds[kind] += 1
        facts.lengths.setdefault(bin_of(characters), Counter())[kind] += 1
        facts.masks.update(mask["kind"] for mask in article["masks"] or ())
        facts.duplicates.update([article["duplicate_of"]] if article["duplicate_of"] else ())
        facts.speech.speakers += len(article["speakers"] or ())
    return collections


def _articles(path: Path) -> Iterator[dict[str, Any]]:
    columns = ["article_id", "collection", "license", "status", "publisher", "language", "kind", "turn_count",
               "char_count", "masks", "speakers", "duplicate_of"]  # fmt: skip
    return (dict(zip(columns, row, strict=True)) for row in _rows(path, columns))


def _count_turns(facts: Facts, path: Path, collections: Mapping[str | None, str | None]) -> None:
    # A turn without an article is for the checks to find.
    alike = Counter(_rows(path, ["article_id", "role", "speaker", "method"]))
    for (article, role, speaker, method), count in alike.items():
        facts.speech.roles.setdefault(collections.get(article), Counter())[role] += count
        facts.speech.named += count * (speaker is not None)
        facts.methods[str(method)] += count


def _table(folder: Path, name: str) -> TableFacts:
    paths = _paths(folder, name)
    if not paths:
        raise FileNotFoundError(f"{folder / name}: no Parquet file; write the table {name} before the card")
    footers = [pq.read_metadata(path) for path in paths]
    groups = [footer.row_group(index) for footer in footers for index in range(footer.num_row_groups)]
    return TableFacts(
        files=tuple(File(f"{name}/{path.name}", path.stat().st_size, digest(path)) for path in paths),
        rows=sum(footer.num_rows for footer in footers),
        data_bytes=sum(group.total_byte_size for group in groups),
    )


def _paths(folder: Path, name: str) -> list[Path]:
    return sorted((folder / name).glob("*.parquet"))


def _rows(path: Path, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    for batch in batches(path, columns):
        # By name: a file gives its columns in its own order.
        yield from zip(*(batch.column(column).to_pylist() for column in columns), strict=True)
