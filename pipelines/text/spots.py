"""Spots: where a string that is known already stands in a text.

Here belongs looking for names one by one. A name is looked for as a string and only what stands around it by a pattern:
a pattern with the name in it would have to be compiled anew for each name of each article, which costs a hundred times
as much as the search.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_letters, digits

LETTERS = frozenset(ascii_letters)
ALNUM = LETTERS | frozenset(digits)
ANY: frozenset[str] = frozenset()


def spots(
    surface: str, text: str, left: frozenset[str] = ANY, right: frozenset[str] = ANY
) -> Iterator[tuple[int, int]]:
    """The spans of ``surface``, none overlapping another, with none of ``left`` before it and of ``right`` behind."""
    at = text.find(surface)
    while at >= 0:
        end = at + len(surface)
        free = text[at - 1 : at] not in left and text[end : end + 1] not in right
        if free:
            yield at, end
        at = text.find(surface, end if free else at + 1)


def followed(surface: str, tail: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What ``tail`` matches directly behind ``surface``, as if both were one pattern."""
    at = text.find(surface)
    while at >= 0:
        match = tail.match(text, at + len(surface))
        if match:
            yield match
        at = text.find(surface, match.end() if match else at + 1)
