"""The figures that a release states about itself, read from its Parquet files.

Here belongs counting.  How the figures are worded is in ``card``, how they are put into metadata in ``package``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq

from pipelines.tables.schema import TABLES


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


@dataclass(frozen=True, slots=True)
class Facts:
    """All figures of a release; ``rights`` by collection and licence, the counters by value."""

    tables: Mapping[str, TableFacts]
    rights: Mapping[tuple[str | None, str | None], Rights]
    languages: Counter[str]
    kinds: Counter[str]
    methods: Counter[str]
    types: Counter[str]

    @property
    def published_licenses(self) -> set[str | None]:
        """Licences of the articles whose text is included; None: unknown."""
        return {license for (_, license), one in self.rights.items() if one.status["published"]}


def gather(folder: Path) -> Facts:
    """Read the figures of the tables below ``folder``; memory does not grow with the corpus.

    Raises FileNotFoundError if a table has no file.
    """
    tables = {name: _table(folder, name) for name in TABLES}
    rights: dict[tuple[str | None, str | None], Rights] = {}
    languages, kinds = Counter[str](), Counter[str]()
    columns = ["collection", "license", "status", "publisher", "turn_count", "char_count", "language", "kind"]
    for collection, license, status, publisher, turns, characters, language, kind in _rows(folder, "articles", columns):
        one = rights.setdefault((_text(collection), _text(license)), Rights())
        one.status[str(status)] += 1
        one.turns += _number(turns)
        one.characters += _number(characters)
        if publisher:
            one.publishers[str(publisher)] += 1
        languages[str(language)] += 1
        kinds[str(kind)] += 1
    methods = Counter(str(method) for (method,) in _rows(folder, "turns", ["method"]))
    types = Counter(str(kind) for (kind,) in _rows(folder, "entities", ["type"]))
    ordered = dict(sorted(rights.items(), key=lambda item: tuple((part is None, part or "") for part in item[0])))
    return Facts(tables, ordered, languages, kinds, methods, types)


def _table(folder: Path, name: str) -> TableFacts:
    paths = sorted((folder / name).glob("*.parquet"))
    if not paths:
        raise FileNotFoundError(f"{folder / name}: no Parquet file; write the table {name} before the card")
    footers = [pq.read_metadata(path) for path in paths]
    groups = [footer.row_group(index) for footer in footers for index in range(footer.num_row_groups)]
    return TableFacts(
        files=tuple(File(f"{name}/{path.name}", path.stat().st_size, _digest(path)) for path in paths),
        rows=sum(footer.num_rows for footer in footers),
        data_bytes=sum(group.total_byte_size for group in groups),
    )


def _rows(folder: Path, name: str, columns: list[str]) -> Iterator[tuple[object, ...]]:
    for path in sorted((folder / name).glob("*.parquet")):
        with pq.ParquetFile(path) as opened:
            for batch in opened.iter_batches(columns=columns):
                # By name: a file gives its columns in its own order.
                yield from zip(*(batch.column(column).to_pylist() for column in columns), strict=True)


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
