"""Characters: where those of a class stand in a text, every place at once.

A pattern that begins with a class of characters is tried by `re` at every character of a text, which for Chinese costs
more than all that is found; here a table says of all code points together which of them belong to the class. What is
looked for around them does not belong here (``spots``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

_BEHIND = 0xFFFF
"""Stands for all code points behind the basic plane: it is no character itself."""


@lru_cache(maxsize=16)
def where(inside: str, text: str) -> list[int]:
    """Every offset of a character of the class with this between its brackets (``A-Z``, ``^a-z``); not to be changed.

    A class names characters of the basic plane only; all others are outside of it.
    """
    found: list[int] = _members(inside)[_basic(text)].nonzero()[0].tolist()
    return found


def code_points(text: str) -> NDArray[np.uint32]:
    """The text as numbers; halves of a character are numbers of their own."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


@cache
def spaces() -> str:
    """All white space."""
    return "".join(filter(str.isspace, map(chr, range(_BEHIND))))


class Pairs:
    """Up to eight pairs of sets of characters: one look at a text says where any of them stand side by side."""

    def __init__(self, *pairs: tuple[Iterable[str], Iterable[str]]) -> None:
        self._table = np.zeros(_BEHIND + 1, np.uint16)  # a pair's bit, for its second set; eight higher for its first
        for number, (first, second) in enumerate(pairs):
            self._table[list(map(ord, second))] |= np.uint16(1 << number)
            self._table[list(map(ord, first))] |= np.uint16(1 << number + 8)

    def of(self, text: str) -> NDArray[np.uint16]:
        """For every character but the last the bits of those pairs that it and the next one are."""
        kinds = self._table[_basic(text)]
        return (kinds[:-1] >> np.uint16(8)) & kinds[1:]


@lru_cache(maxsize=2)
def _basic(text: str) -> NDArray[np.intp]:
    codes = code_points(text)
    if codes.max(initial=0) > _BEHIND:  # seldom
        codes = np.minimum(codes, _BEHIND)
    return codes.astype(np.intp)  # as NumPy wants them, converted once


@cache
def _members(inside: str) -> NDArray[np.bool_]:
    members = np.zeros(_BEHIND + 1, bool)
    members[[match.start() for match in re.finditer(f"[{inside}]", "".join(map(chr, range(len(members)))))]] = True
    return members
