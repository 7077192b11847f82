"""Spots: where a string that is known already, or the rarest part of a pattern, stands in a text.

Here belongs looking for things without trying a pattern at every character. A name is looked for as a string and only
what stands around it by a pattern: a pattern with the name in it would have to be compiled anew for each name of each
article, which costs a hundred times as much as the search.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from string import ascii_letters, digits

from pipelines.text.characters import where
from pipelines.text.grams import table_of

LETTERS = frozenset(ascii_letters)
ALNUM = LETTERS | frozenset(digits)
ANY: frozenset[str] = frozenset()


def spots(surface: str, text: str, left: frozenset[str] = ANY, right: frozenset[str] = ANY) -> list[tuple[int, int]]:
    """The spans of ``surface``, none overlapping another, with none of ``left`` before it and of ``right`` behind."""
    size, starts = len(surface), _starts(surface, text)
    if left or right:
        ends = ((at, at + size) for at in starts)
        starts = [at for at, end in ends if text[at - 1 : at] not in left and text[end : end + 1] not in right]
    if surface[:1] in surface[1:]:  # only then can it overlap itself
        starts = _apart(starts, size)
    return [(at, at + size) for at in starts]


def _apart(starts: Iterable[int], size: int) -> list[int]:
    """Those that are not less than ``size`` behind the last one that is taken."""
    taken: list[int] = []
    for at in starts:
        if not taken or at >= taken[-1] + size:
            taken.append(at)
    return taken


def followed(surface: str, tail: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What ``tail`` matches directly behind ``surface``, as if both were one pattern."""
    free = 0
    for at in _starts(surface, text):
        match = tail.match(text, at + len(surface)) if at >= free else None
        if match:
            yield match
            free = match.end()


def preceded(surface: str, text: str) -> Iterator[tuple[int, int]]:
    """The spans of ``surface`` with one Chinese character before it, none overlapping another."""
    free = 0
    for at in _starts(surface, text):
        if at > free and "\u3400" <= text[at - 1] <= "\u9fff":
            free = at + len(surface)
            yield at - 1, free


def times(surface: str, text: str) -> int:
    """``text.count(surface)``, looked up where a long text is asked often."""
    alone = bool(surface) and surface[0] not in surface[1:]  # what can overlap itself is counted otherwise
    table = table_of(text) if alone else None
    return len(table.starts(surface)) if table else text.count(surface)


def _starts(surface: str, text: str) -> list[int]:
    """Every place where ``surface`` stands, also where it overlaps another."""
    table = table_of(text) if surface else None
    if table:
        return table.starts(surface)
    found = []
    at = text.find(surface)
    while at >= 0:
        found.append(at)
        at = text.find(surface, at + 1)
    return found


def beginning(pattern: re.Pattern[str], inside: str, text: str) -> Iterator[re.Match[str]]:
    """The matches of ``pattern``, which all begin with a character of the class that has this between its brackets."""
    return tried(pattern, where(inside, text), text)


def tried(pattern: re.Pattern[str], places: Iterable[int], text: str, free: int = 0) -> Iterator[re.Match[str]]:
    """The matches of ``pattern`` as by ``finditer`` from ``free`` on, tried only at ``places``, where all begin."""
    for place in places:
        match = pattern.match(text, place) if place >= free else None
        if match:
            yield match
            free = match.end()


def anchored(pattern: re.Pattern[str], anchors: Iterable[int], reach: int, text: str) -> Iterator[re.Match[str]]:
    """The matches of ``pattern`` as by ``finditer``, tried only near ``anchors``, offsets of something rarer.

    In every match an anchor has to stand, at most ``reach`` characters behind the match's beginning.
    """
    free = 0
    for anchor in anchors:
        for start in range(max(free, anchor - reach), anchor + 1):
            match = pattern.match(text, start)
            if match:
                yield match
                free = match.end()
                break
