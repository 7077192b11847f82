"""The figures that a release states about itself, read from its Parquet files.

Here belongs counting.  How the figures are ordered is in ``distributions``, how they are worded in ``card`` and
``statistics``, drawn in ``pictures``, put into metadata in ``package``.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from pipelines.tables.distributions import bin_of
from pipelines.tables.schema import TABLES
from pipelines.tables.stored import ALONE, whole

# The stubs know neither the kernels of today's pyarrow nor what they return.
pc: Any = pyarrow.compute


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
        facts.types.update({str(kind): count for (kind,), count in _alike([_columns(path, "type")["type"]])})
    ordered = sorted(facts.rights.items(), key=lambda item: tuple((part is None, part or "") for part in item[0]))
    return replace(facts, rights=dict(ordered))


def _count_articles(facts: Facts, path: Path) -> Mapping[str, Any]:
    """Add the articles of a file; returns their identifiers and collections."""
    flat = ("article_id", "collection", "license", "status", "publisher", "language", "kind", "turn_count",
            "char_count", "duplicate_of")  # fmt: skip
    table = _columns(path, *flat, "masks", "speakers")
    for article in table.select(flat).to_pylist():
        _count_article(facts, article)
    kinds = pc.struct_field(pc.list_flatten(table["masks"]), "kind")
    facts.masks.update({kind: count for (kind,), count in _alike([kinds])})
    facts.speech.speakers += pc.sum(pc.list_value_length(table["speakers"])).as_py() or 0
    return {name: whole(table[name]) for name in ("article_id", "collection")}


def _count_article(facts: Facts, article: Mapping[str, Any]) -> None:
    kind, characters = str(article["kind"]), article["char_count"] or 0
    one = facts.rights.setdefault((article["collection"], article["license"]), Rights())
    one.status[str(article["status"])] += 1
    one.turns += article["turn_count"] or 0
    one.characters += characters
    if article["publisher"]:
        one.publishers[article["publisher"]] += 1
    facts.languages[str(article["language"])] += 1
    facts.kinds[kind] += 1
    facts.lengths.setdefault(bin_of(characters), Counter())[kind] += 1
    if article["duplicate_of"]:
        facts.duplicates[article["duplicate_of"]] += 1


def _count_turns(facts: Facts, path: Path, articles: Mapping[str, Any]) -> None:
    turns = _columns(path, "article_id", "role", "speaker", "method")
    # A turn without an article is for the checks to find.
    collection = articles["collection"].take(pc.index_in(turns["article_id"], articles["article_id"]))
    alike = _alike([collection, turns["role"], turns["speaker"].is_valid(), turns["method"]])
    for (one, role, named, method), count in alike:
        facts.speech.roles.setdefault(one, Counter())[role] += count
        facts.speech.named += count * named
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


def _columns(path: Path, *names: str) -> pa.Table:
    with pq.ParquetFile(path) as file:
        return file.read(list(names), **ALONE)


def _alike(columns: Sequence[Any]) -> Iterator[tuple[tuple[Any, ...], int]]:
    """What stands in the rows of these columns, each once, in the order of their first rows; and in how many."""
    codes = np.zeros(len(columns[0]), np.int64)
    for encoded in (whole(column).dictionary_encode("encode") for column in columns):
        codes = codes * (len(encoded.dictionary) + 1) + encoded.indices.to_numpy()
    _, first, counts = np.unique(codes, return_index=True, return_counts=True)
    for at in np.argsort(first):
        yield tuple(column[int(first[at])].as_py() for column in columns), int(counts[at])
