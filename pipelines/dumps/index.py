"""The index of a dump: the name, place and digest of each record, kept so that an unchanged dump is not read again.

Building an index in one pass, and knowing whether one that was kept still holds, belong here. It depends on the bytes
of the dump, the mapping of its columns and the code that reads it, and on nothing around them.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines import versions
from pipelines.dumps import opening
from pipelines.dumps.mapping import Columns
from pipelines.dumps.names import ending, name
from pipelines.dumps.reading import records
from pipelines.dumps.record import BadDump, Trouble

LISTED = 1000
"""Troubles that are kept one by one; of the others, how many there are."""

_FIELDS: dict[str, pa.DataType] = {"name": pa.string(), "number": pa.int64(), "digest": pa.string()}
_SCHEMA = pa.schema(_FIELDS)
_ROWS = 8192
_STATE, _TROUBLES = "fangtan.state", "fangtan.troubles"

Seen = Callable[[int], None]
"""Told how many records of a dump were found so far."""


@dataclass(frozen=True, slots=True)
class Index:
    """What a dump holds, in a file of the work folder; ``troubles`` about no single place have the number 0."""

    path: Path
    troubles: tuple[Trouble, ...]
    more: int
    """Places in trouble that are not listed."""

    def entries(self) -> Iterator[tuple[str, int, str]]:
        """The name of each record, its place, and its digest (hexadecimal), in the order of the dump."""
        with pq.ParquetFile(self.path) as file:
            for batch in file.iter_batches(_ROWS):
                yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def index(dump: Path, columns: Columns | None, folder: Path, known_as: str, seen: Seen) -> Index:
    """The index of a dump that is ``known_as`` a path, kept in ``folder``; it is built where the one kept is not its.

    Raises OSError where the dump cannot be read.
    """
    path = file_of(folder, known_as)
    parts = (opening.digest(dump), (ending(dump.name) or "").lower(), repr(columns), versions.code("dumps.index"))
    state = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    return _kept(path, state) or _built(dump, columns, path, state, seen)


def file_of(folder: Path, known_as: str) -> Path:
    """Where the index of a dump lies."""
    return folder / f"{hashlib.sha256(known_as.encode()).hexdigest()[:32]}.parquet"


def _kept(path: Path, state: str) -> Index | None:
    try:
        stored = pq.read_metadata(path).metadata or {}
    except (OSError, pa.ArrowException):
        return None
    if stored.get(_STATE.encode()) != state.encode():
        return None
    troubles, more = json.loads(stored[_TROUBLES.encode()])
    return Index(path, tuple(Trouble(*one) for one in troubles), more)


def _built(dump: Path, columns: Columns | None, path: Path, state: str, seen: Seen) -> Index:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    ledger = _Ledger()
    try:
        try:
            _write(part, _rows(dump, columns, ledger, seen), ledger, state)
        except BadDump as bad:  # what was found before does not count
            ledger = _Ledger([Trouble(0, bad.reason, bad.remedy)])
            _write(part, iter(()), ledger, state)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return Index(path, tuple(ledger.listed), ledger.more)


class _Ledger:
    """Troubles as they come, of which not all are kept."""

    def __init__(self, listed: list[Trouble] | None = None) -> None:
        self.listed = listed or []
        self.more = 0

    def add(self, trouble: Trouble) -> None:
        if len(self.listed) < LISTED:
            self.listed.append(trouble)
        else:
            self.more += trouble.places


def _rows(dump: Path, columns: Columns | None, ledger: _Ledger, seen: Seen) -> Iterator[tuple[str, int, str]]:
    count = 0
    for found in records(dump, columns):
        if isinstance(found, Trouble):
            ledger.add(found)
            continue
        count += 1
        seen(count)
        yield name(found), found.number, found.digest
    if not count and not ledger.listed:
        raise BadDump("it holds no record that could be an article", "look into it, or remove it")


def _write(part: Path, rows: Iterator[tuple[str, int, str]], ledger: _Ledger, state: str) -> None:
    with pq.ParquetWriter(part, _SCHEMA, compression="zstd") as writer:
        held: list[tuple[str, int, str]] = []
        for row in rows:
            held.append(row)
            if len(held) == _ROWS:
                writer.write_batch(_batch(held))
                held = []
        writer.write_batch(_batch(held))
        troubles = json.dumps([[astuple(one) for one in ledger.listed], ledger.more])
        writer.add_key_value_metadata({_STATE: state, _TROUBLES: troubles})


def _batch(rows: list[tuple[str, int, str]]) -> pa.RecordBatch:
    columns = zip(*rows, strict=True) if rows else ((), (), ())
    arrays = [pa.array(values, field.type) for values, field in zip(columns, _SCHEMA, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=_SCHEMA)
