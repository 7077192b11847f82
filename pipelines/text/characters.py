"""Characters: where those of a class stand in a text, every place at once.

A pattern that begins with a class of characters is tried by `re` at every character of a text, which for Chinese costs
more than all that is found; here a table says of all code points together which of them belong to the class. What is
looked for around them does not belong here (``spots``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

LAST = 0xFFFF
"""The end of the basic plane, no character itself: in a table it stands for all that lies behind (``mode="clip"``)."""


@lru_cache(maxsize=16)
def where(inside: str, text: str) -> list[int]:
    """Every offset of a character of the class with this between its brackets (``A-Z``, ``^a-z``); not to be changed.

    A class names characters of the basic plane only; all others are outside of it.
    """
    found: list[int] = _belonging(inside, text).nonzero()[0].tolist()
    return found


def flags(inside: str, text: str) -> bytes:
    """A 1 for every character of the class, a 0 for every other one."""
    return _belonging(inside, text).tobytes()


def _belonging(inside: str, text: str) -> NDArray[np.bool_]:
    return _members(inside).take(numbers(text), mode="clip")


def within(places: list[int], start: int, end: int) -> list[int]:
    """Those of the offsets, which are in order, that lie in ``[start, end)``."""
    first = bisect_left(places, start)
    return places[first : bisect_left(places, end, first)]


def crowded(places: NDArray[np.intp], count: int, width: int) -> bool:
    """Whether ``count`` of the offsets, which are in order, stand within ``width`` characters."""
    last = len(places) - count
    return last >= 0 and bool((places[count - 1 :] - places[: last + 1] < width).any())


def code_points(text: str) -> NDArray[np.uint32]:
    """The text as numbers; halves of a character are numbers of their own."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


@cache
def spaces() -> str:
    """All white space."""
    return "".join(filter(str.isspace, _plane()))


class Classes:
    """Up to eight classes of characters that are always asked for together: one look at a text finds all of them."""

    def __init__(self, *insides: str) -> None:
        self._bits = [np.uint8(1 << number) for number in range(len(insides))]
        self._table = np.zeros(LAST + 1, np.uint8)
        for bit, inside in zip(self._bits, insides, strict=True):
            self._table[_members(inside)] |= bit

    def of(self, text: str) -> list[NDArray[np.intp]]:
        """For every class the offsets of its characters, as by `where`."""
        kinds = self._table.take(numbers(text), mode="clip")
        places = (kinds != 0).nonzero()[0]
        if not len(places):
            return [places] * len(self._bits)
        kinds = kinds[places]
        return [places[(kinds & bit) != 0] for bit in self._bits]


class Pairs:
    """Up to eight pairs of sets of characters: one look at a text says where any of them stand side by side."""

    def __init__(self, *pairs: tuple[Iterable[str], Iterable[str]]) -> None:
        self._table = np.zeros(LAST + 1, np.uint16)  # a pair's bit, for its second set; eight higher for its first
        for number, (first, second) in enumerate(pairs):
            self._table[list(map(ord, second))] |= np.uint16(1 << number)
            self._table[list(map(ord, first))] |= np.uint16(1 << number + 8)

    def of(self, text: str) -> NDArray[np.uint16]:
        """For every character the bits of those pairs that it and the next one are."""
        kinds = self._table.take(numbers(text), mode="clip")
        found = kinds >> np.uint16(8)
        found[:-1] &= kinds[1:]
        found[-1:] = 0
        return found


@lru_cache(maxsize=2)
def numbers(text: str) -> NDArray[np.intp]:
    """The same as NumPy wants them to look things up in a table, converted once; not to be changed."""
    return code_points(text).astype(np.intp)


@cache
def _members(inside: str) -> NDArray[np.bool_]:
    members = np.zeros(LAST + 1, bool)
    members[[match.start() for match in re.finditer(f"[{inside}]", _plane())]] = True
    return members


@cache
def _plane() -> str:
    """Every character of the basic plane."""
    return "".join(map(chr, range(LAST + 1)))
