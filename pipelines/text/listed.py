"""Listed strings: where any of some thousand strings stand in a text, all of them at once.

A table says for all places of a text together which of them may begin one, by their next two characters; where many
are left, by up to four; only there strings are looked up. That takes a fraction of what an automaton does, which goes
through UTF-8 byte by byte and has to turn the offset of every byte into one of a character. Here belongs the search,
and no list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipelines.text.characters import code_points
from pipelines.text.spots import spots

_BITS = 18
_UPPER, _LOWER = np.uint32(32 - _BITS), np.uint32((1 << _BITS) - 1)
_FACTOR = np.uint32(2_654_435_761)
_PAIR = np.uint8(1)
"""The bit for the first two characters of a string; that for so many as tell it apart is their number."""

_FEW = 50
"""Places that are sooner looked up than sifted further."""

_HEAD = 4
"""Characters by which strings are told apart before they are compared."""


class Listed:
    """A list of strings, none of them empty."""

    def __init__(self, strings: Iterable[str]) -> None:
        """Number the beginnings of the strings."""
        self._strings = frozenset(strings)
        self._lengths: dict[str, tuple[int, ...]] = {}
        for string in self._strings:
            head = string[:_HEAD]
            self._lengths[head] = tuple(sorted({*self._lengths.get(head, ()), len(string)}, reverse=True))
        self._heads = sorted({len(head) for head in self._lengths}, reverse=True)
        self._single = [head for head in self._lengths if len(head) == 1]
        self._pairs = {head[:2] for head in self._lengths if len(head) > 1}
        self._table = np.zeros(1 << _BITS, np.uint8)
        self._table[[_number(pair) >> int(_UPPER) for pair in self._pairs]] = _PAIR
        for head in self._lengths:
            if len(head) > 1:
                self._table[_number(head) & int(_LOWER)] |= 1 << len(head)

    def everywhere(self, text: str) -> list[tuple[int, int]]:
        """Every span of each, those inside of others too, from left to right, of one beginning the longest first."""
        return [(at, end) for at in self._starts(text) for end in self._ends(text, at)]

    def longest(self, text: str) -> list[tuple[int, int]]:
        """From left to right the longest that begins where the one before has ended, or as soon as one does."""
        found: list[tuple[int, int]] = []
        free = 0
        for at in self._starts(text):
            if at >= free:
                free = next(self._ends(text, at), free)
                if free > at:
                    found.append((at, free))
        return found

    def _starts(self, text: str) -> list[int]:
        """Where one may begin."""
        places = (self._table.take(_paired(text)) & _PAIR).view(np.bool_).nonzero()[0]  # quicker than of numbers
        if len(places) > _FEW:
            places = places[self._agree(text, places)]
        found = [at for at in places.tolist() if text[at : at + 2] in self._pairs]
        alone = [at for character in self._single for at, _ in spots(character, text)]
        return sorted({*found, *alone}) if alone else found

    def _agree(self, text: str, places: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Of places where two characters agree those where as many do as tell a string apart."""
        codes, agree = code_points(text), np.zeros(len(places), np.uint8)
        numbers = codes.take(places) * _FACTOR
        for length in range(2, _HEAD + 1):
            places = places + 1
            numbers = (numbers + codes.take(places, mode="clip")) * _FACTOR  # behind the end anything will do
            agree |= self._table.take(numbers & _LOWER) & np.uint8(1 << length)
        return agree > 0

    def _ends(self, text: str, at: int) -> Iterator[int]:
        """Where those end that begin here, the longest first."""
        left = len(text) - at
        for head in self._heads:
            for length in self._lengths.get(text[at : at + head], ()) if head <= left else ():
                if length <= left and text[at : at + length] in self._strings:
                    yield at + length


def _number(head: str) -> int:
    number = 0
    for character in head:
        number = (number + ord(character)) * int(_FACTOR) % (1 << 32)
    return number


@lru_cache(maxsize=2)
def _paired(text: str) -> NDArray[np.intp]:
    """The numbers of all pairs of characters, for one text and its lower case."""
    codes = code_points(text)
    return (((codes[:-1] * _FACTOR + codes[1:]) * _FACTOR) >> _UPPER).astype(np.intp)  # as NumPy wants them
