"""The gazetteer: famous names in all their spellings, found in one pass over a text.

Here belongs the loading of ``knowledge/gazetteer/*.tsv`` (canonical name, type, aliases; ``?`` marks a spelling that is
also an ordinary word) and matching. Whether a doubtful match counts is decided in ``mentions``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from pipelines.knowledge import HERE, rows
from pipelines.text.characters import where
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
def _folded() -> dict[str, tuple[Entry, ...]]:
    """The longer spellings with Latin letters, these in lower case."""
    found: dict[str, tuple[Entry, ...]] = {}
    for spelling, entries in spellings().items():
        if len(spelling) >= SHORTEST_FOLDED and LATIN.search(spelling):
            found.setdefault(spelling.lower(), entries)
    return found


@cache
def _automata() -> tuple[Any, ...]:
    """One automaton over the spellings as they are, one over the folded ones."""
    from ahocorasick_rs import AhoCorasick, MatchKind

    each = (spellings(), _folded())
    return tuple(AhoCorasick(list(table), matchkind=MatchKind.LeftmostLongest) for table in each)


def find(text: str) -> list[Match]:
    """The longest spellings from left to right, as printed and in any case; a Latin one never inside a Latin word."""
    found: dict[tuple[int, int], Match] = {}
    cases = (text, lowered(text)) if where("A-Za-z", text) else (text,)  # what is folded has Latin letters in it
    for automaton, entries, haystack in zip(_automata(), (spellings(), _folded()), cases, strict=False):
        for _, start, end in automaton.find_matches_as_indexes(haystack):
            if not _inside_word(text, start, end):
                found.setdefault((start, end), Match(start, end, entries[haystack[start:end]]))
    return sorted(found.values(), key=lambda match: (match.start, -match.end))


def _inside_word(text: str, start: int, end: int) -> bool:
    left = text[start] in ALNUM and text[start - 1 : start] in ALNUM
    return left or (text[end - 1] in ALNUM and text[end : end + 1] in ALNUM)
