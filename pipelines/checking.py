"""Checking: the rules of the schemas held against the shelves, a bin at a time, and each bin once.

Which bins need it, and putting the failures of all together, belong here; the rules are in ``tables.checks``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pipelines import stages, versions, work
from pipelines.tables import checks
from pipelines.tables.failures import Failure, Ledger
from pipelines.tables.schema import TABLES
from pipelines.tables.stored import Stored, count
from pipelines.workers import Workers

MANY = 64
"""Bins whose checks are worth starting processes for: each takes a few hundredths of a second."""

Files = Mapping[str, Path]
"""A part of the tables: a file of each."""


def check(folder: Path, table: str, workers: Workers) -> list[Failure]:
    """What is wrong with a table of the work folder; bins that passed before as they are now are not read again."""
    number, remembered = stages.bins(folder), folder / f"{table}.checked.jsonl"
    before = {line["bin"] for line in work.read_lines(remembered)}
    states = [_state(folder, table, bin, number) for bin in range(number)]
    parts = [
        {name: stages.shelf(folder, name).path(bin, number) for name in checks.NEEDED[table]} for bin in range(number)
    ]
    stale = ((bin, (table, parts[bin])) for bin in range(number) if states[bin] not in before)
    found = dict(workers.nearby(_check_part, stale, MANY))
    passed = [state for bin, state in enumerate(states) if not found.get(bin)]
    work.write_lines(remembered, ({"bin": state} for state in passed))
    return together(found, parts)


def _check_part(table: str, files: Files) -> list[Failure]:
    needed = checks.NEEDED[table]
    return checks.check_table(table, {name: Stored((path,), needed[name]) for name, path in files.items()})


def check_files(files: Files) -> list[Failure]:
    """What is wrong with a shard of a release; rows are counted from its first on."""
    return checks.check({name: Stored((path,)) for name, path in files.items()})


def together(found: Mapping[int, Sequence[Failure]], parts: Sequence[Files]) -> list[Failure]:
    """The failures of all parts of the tables, given by number of the part, rows counted from the first part on."""
    if not any(found.values()):
        return []
    ledger, rows = Ledger(), dict.fromkeys(TABLES, 0)
    for part, files in enumerate(parts):
        for failure in found.get(part, ()):
            ledger.add(shifted(failure, rows[failure.table]))
        for name, path in files.items():
            rows[name] += count(path)
    return ledger.failures()


def shifted(failure: Failure, rows: int) -> Failure:
    """The failure with its row counted from the first file on."""
    return failure if failure.row is None else replace(failure, row=failure.row + rows)


def _state(folder: Path, table: str, bin: int, number: int) -> str:
    """A digest of all that the check of a bin depends on."""
    digest = hashlib.sha256(f"{versions.code('tables.checks')} {table} {bin} {number}".encode())
    for name in checks.NEEDED[table]:
        digest.update(stages.shelf(folder, name).made(bin, number).encoded())
    return digest.hexdigest()
