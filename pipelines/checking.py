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

Files = Mapping[str, Path]
"""A part of the tables: a file of each."""


def check(folder: Path, table: str) -> list[Failure]:
    """What is wrong with a table of the work folder; bins that passed before as they are now are not read again."""
    number, remembered = stages.bins(folder), folder / f"{table}.checked.jsonl"
    before = {line["bin"] for line in work.read_lines(remembered)}
    found, passed, every = list[Sequence[Failure]](), list[str](), list[Files]()
    for bin in range(number):
        files = {name: stages.shelf(folder, name).path(bin, number) for name in checks.NEEDED[table]}
        state = _state(folder, table, bin, number)
        failures = [] if state in before else checks.check_table(table, {n: work.Stored(p) for n, p in files.items()})
        found.append(failures)
        every.append(files)
        if not failures:
            passed.append(state)
    work.write_lines(remembered, ({"bin": state} for state in passed))
    return _together(found, every)


def check_files(shards: Sequence[Files], fresh: Sequence[bool]) -> list[Failure]:
    """What is wrong with the shards of a release that are ``fresh``; row numbers count over all of them."""
    stored = ({name: work.Stored(path) for name, path in files.items()} for files in shards)
    found = [checks.check(files) if new else [] for files, new in zip(stored, fresh, strict=True)]
    return _together(found, shards)


def _together(found: Sequence[Sequence[Failure]], every: Sequence[Files]) -> list[Failure]:
    """The failures of all parts of the tables, rows counted from the first part on."""
    if not any(found):
        return []
    ledger, rows = Ledger(), dict.fromkeys(TABLES, 0)
    for failures, files in zip(found, every, strict=True):
        for failure in failures:
            ledger.add(shifted(failure, rows[failure.table]))
        for name, path in files.items():
            rows[name] += work.count(path)
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
