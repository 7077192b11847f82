"""The gazetteer: famous names in all their spellings.

Here belongs the loading of ``knowledge/gazetteer/*.tsv`` (canonical name, type, aliases; ``?`` marks a spelling that is
also an ordinary word) and the choice among places where spellings stand (``listed``). Whether a doubtful match counts
is decided in ``mentions``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from pipelines.knowledge import HERE, rows
from pipelines.text.folding import lowered
from pipelines.text.spots import ALNUM

LATIN = re.compile("[A-Za-z]")
SHORTEST_FOLDED = 6
"""A Latin spelling of at least so many letters is also recognised in lower case."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing under its canonical name; ``doubtful`` if the spelling it was found by is also an ordinary word."""

    name: str
    type: str
    doubtful: bool = False


Printed = tuple[int, int, str]
"""``start``, ``end`` and ``text[start:end]``."""


class Match(NamedTuple):
    """``text[start:end]`` spells one or several entries."""

    start: int
    end: int
    entries: tuple[Entry, ...]


@cache
def spellings() -> dict[str, tuple[Entry, ...]]:
    """Every spelling with the entries that it may mean, the undoubted first."""
    found: dict[str, dict[tuple[str, str], Entry]] = {}
    for path in sorted((HERE / "gazetteer").glob("*.tsv")):
        for name, kind, aliases in rows(f"gazetteer/{path.name}"):
            for spelling, doubtful in _spellings(name, aliases):
                for variant in spaced(spelling):
                    known = found.setdefault(variant, {})
                    if (name, kind) not in known or not doubtful:
                        known[name, kind] = Entry(name, kind, doubtful)
    return {spelling: tuple(sorted(known.values(), key=lambda e: e.doubtful)) for spelling, known in found.items()}


def spaced(spelling: str) -> tuple[str, ...]:
    """The spelling with and without white space between Chinese and Latin, as both are printed."""
    if spelling.isascii() or ALNUM.isdisjoint(spelling):  # most of them
        return (spelling,)
    tight = re.sub(r"(?<=[\u3400-\u9fff]) (?=[A-Za-z0-9])|(?<=[A-Za-z0-9]) (?=[\u3400-\u9fff])", "", spelling)
    loose = re.sub(r"(?<=[\u3400-\u9fff])(?=[A-Za-z])|(?<=[A-Za-z0-9])(?=[\u3400-\u9fff])", " ", tight)
    return tuple(dict.fromkeys((spelling, tight, loose)))


def _spellings(name: str, aliases: str) -> Iterator[tuple[str, bool]]:
    listed = aliases.split("|")
    yield name, f"?{name}" in listed
    for alias in listed:
        if alias.lstrip("?") != name:
            yield alias.lstrip("?"), alias.startswith("?")


@cache
def folded() -> dict[str, tuple[Entry, ...]]:
    """The longer spellings with Latin letters, these in lower case."""
    found: dict[str, tuple[Entry, ...]] = {}
    for spelling, entries in spellings().items():
        if len(spelling) >= SHORTEST_FOLDED and LATIN.search(spelling):
            found.setdefault(spelling.lower(), entries)
    return found


def matches(text: str, printed: Iterable[Printed]) -> list[Match]:
    """The longest spellings from left to right, as printed and in any case; a Latin one never inside a Latin word.

    They are chosen from what is ``printed`` at all places where a spelling stands, in whatever case, and at others.
    """
    found: dict[tuple[int, int], Match] = {}
    printed = sorted(printed, key=_longest_first)
    anyhow = [(a, b, lowered(surface)) for a, b, surface in printed if b - a >= SHORTEST_FOLDED]
    for entries, ordered in (spellings(), printed), (folded(), anyhow):
        free = 0
        for start, end, surface in ordered:
            if start >= free and surface in entries:
                free = end
                if not _inside_word(text, start, end):
                    found.setdefault((start, end), Match(start, end, entries[surface]))
    return sorted(found.values(), key=_longest_first)


def _longest_first(span: tuple[Any, ...]) -> tuple[int, int]:
    """By where spans begin."""
    return span[0], -span[1]


def _inside_word(text: str, start: int, end: int) -> bool:
    left = text[start] in ALNUM and text[start - 1 : start] in ALNUM
    return left or (text[end - 1] in ALNUM and text[end : end + 1] in ALNUM)
