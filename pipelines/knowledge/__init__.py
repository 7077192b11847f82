"""Knowledge as data: word lists, phrases and tables in the files beside this one, each loaded once.

A file opens with ``#`` lines that say what it covers and where it comes from; then one entry a line, columns separated
by tabs. Here belongs the loading, and no knowledge: a word that a rule needs is a line in a file.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of the file ``name``, split at tabs; empty lines and ``#`` comments are left out."""
    lines = (HERE / name).read_text("utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if line.strip() and not line.startswith("#"))


@cache
def words(name: str) -> frozenset[str]:
    """The first column of the file ``name`` as a set."""
    return frozenset(row[0] for row in rows(name))


@cache
def by_last(listed: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Words by their last character: few of them have to be tried at the end of a text."""
    found: dict[str, list[str]] = {}
    for word in sorted(listed):
        found.setdefault(word[-1], []).append(word)
    return {last: tuple(ending) for last, ending in found.items()}


@cache
def column(name: str, key: str) -> frozenset[str]:
    """The second column of those rows whose first column is ``key``."""
    return frozenset(row[1] for row in rows(name) if row[0] == key)


@cache
def pattern(name: str, *keys: str) -> re.Pattern[str]:
    """The regular expressions of a file joined: its first column, or the second where the first is one of ``keys``."""
    parts = [row[1] for row in rows(name) if row[0] in keys] if keys else [row[0] for row in rows(name)]
    return re.compile("|".join(f"(?:{part})" for part in parts))


@cache
def alternation(name: str, key: str | None = None) -> str:
    """The words of a file as the inside of a regular expression, the longest first."""
    entries = words(name) if key is None else column(name, key)
    return "|".join(re.escape(word) for word in sorted(entries, key=lambda word: (-len(word), word)))
