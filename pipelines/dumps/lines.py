"""JSON Lines: an object in each line.

Cutting a stream into lines of bounded length and reading each belong here; which value is what is told by ``mapping``.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from pipelines.dumps import mapping
from pipelines.dumps.mapping import Columns
from pipelines.dumps.opening import chunks
from pipelines.dumps.record import MAX_BYTES, BadDump, CutOff, Record, Trouble, too_large

ENDLESS = 1024 * 1024 * 1024
"""Bytes of a single line after which nobody waits for its end."""

PEEKED, MOST = 100, 1000
"""Lines that are looked at to name columns, and how many are remembered: keys may be data, without end."""

_REMEDY = "mend the line (one JSON object in each, in UTF-8), or leave it out"


def read(path: Path, columns: Columns, wanted: Container[int] | None = None) -> Iterator[Record | Trouble]:
    """The records of a dump, or those in the lines ``wanted``.

    Raises `BadDump` at the end where a named column was in no line, OSError.
    """
    number, missing, seen = 0, dict(columns.named()), dict[str, None]()
    try:
        for number, line in enumerate(cut(chunks(path)), 1):
            if line == b"" or (wanted is not None and number not in wanted):
                continue
            row = parsed(number, line)
            if isinstance(row, Trouble):
                yield row
                continue
            if missing or number <= PEEKED:
                _look(row, missing, seen)
            yield columns.record(number, row)
    except CutOff as end:
        yield Trouble(number + 1, end.reason, end.remedy)
    if wanted is None and missing and seen:
        raise BadDump(*mapping.absent(columns, missing, seen))


def columns_of(path: Path) -> list[str]:
    """The columns in the first lines of a dump. Raises OSError."""
    found: dict[str, None] = {}
    try:
        for number, line in enumerate(cut(chunks(path)), 1):
            row = parsed(number, line)
            if isinstance(row, dict):
                _look(row, {}, found)
            if number == PEEKED:
                break
    except CutOff:
        pass
    return list(found)


def _look(row: dict[str, Any], missing: dict[str, str], seen: dict[str, None]) -> None:
    for one in [one for one in missing if mapping.has(row, one)]:
        del missing[one]
    seen.update(dict.fromkeys(islice(mapping.paths(row), MOST - len(seen))))


def parsed(number: int, line: bytes | None) -> dict[str, Any] | Trouble:
    """The object in a line (None: it was too long)."""
    if line is None:
        return Trouble(number, *too_large("it"))
    try:
        row = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError as error:
        return Trouble(number, f"it is not UTF-8 (byte {error.start} of the line)", _REMEDY)
    except json.JSONDecodeError as error:
        return Trouble(number, f"it is no JSON ({error.msg}, column {error.colno})", _REMEDY)
    except (ValueError, RecursionError) as error:
        return Trouble(number, f"it is no JSON that can be read ({error})", _REMEDY)
    return row if isinstance(row, dict) else Trouble(number, f"it is a {type(row).__name__}, no object", _REMEDY)


def cut(stream: Iterator[bytes]) -> Iterator[bytes | None]:
    """The lines of a stream without white space around, None for each that is too long.

    Raises what the stream raises, after the last line that it gave, and `CutOff` for a line without end.
    """
    held, lost = bytearray(), 0
    try:
        for chunk in stream:
            start = 0
            while (end := chunk.find(b"\n", start)) >= 0:
                fits = not lost and len(held) + end - start <= MAX_BYTES
                yield (bytes(held) + chunk[start:end]).strip() if fits else None
                held.clear()
                start, lost = end + 1, 0
            held += chunk[start:]
            if lost or len(held) > MAX_BYTES:
                lost += len(held)
                held.clear()
            if lost > ENDLESS:
                raise CutOff(f"it is longer than {ENDLESS // 2**20} MiB", "put each article in a line of its own")
    except CutOff:
        if held:
            yield bytes(held).strip()
        raise
    if held or lost:
        yield None if lost else bytes(held).strip()
