"""Grams: where short strings stand in a long text, looked up instead of searched for.

An article that names thousands of people would be gone through once for each of them. Here belongs the table of a
text's character sequences, and nothing of what they mean; short texts are searched as they are, which is quicker.
"""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from pipelines.text.characters import code_points

LONG = 20_000
"""Code points from which on a text gets a table, once somebody has asked `OFTEN` times where something stands in it."""

OFTEN = 200

LONGEST = 4
"""Characters that are looked up; of a longer string the first of them are, and what follows is compared."""


class Grams:
    """The table of a text: for each length the sorted sequences with their places, made when first asked for."""

    def __init__(self, text: str) -> None:
        self.text, self.asked = text, 0
        self._sorted: dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]] = {}

    def wanted(self) -> bool:
        """Whether it pays to look up: asked often enough by now."""
        self.asked += 1
        return self.asked > OFTEN

    def starts(self, surface: str) -> list[int]:
        """Every place where ``surface`` stands, also where it overlaps another."""
        head = surface[: self._longest]
        key = self._key(head)
        if key is None:
            return []
        keys, places = self._of_length(len(head))
        found: list[int] = places[np.searchsorted(keys, key, "left") : np.searchsorted(keys, key, "right")].tolist()
        if len(surface) == len(head):
            return found
        return [at for at in found if self.text.startswith(surface, at)]

    def _key(self, surface: str) -> int | None:
        """The number of a sequence; None where one of its characters is not in the text."""
        numbers, _ = self._numbered
        key = 0
        for character in surface:
            if character not in numbers:
                return None
            key = key * len(numbers) + numbers[character]
        return key

    @cached_property
    def _numbered(self) -> tuple[dict[str, int], NDArray[np.int64]]:
        """A number for each character of the text, and the text in these; code points would need more bits."""
        codes = code_points(self.text)
        distinct, numbers = np.unique(codes, return_inverse=True)
        return {chr(code): number for number, code in enumerate(distinct.tolist())}, numbers.astype(np.int64)

    @cached_property
    def _longest(self) -> int:
        """How many of the numbers fit into 63 bits: of most texts `LONGEST`."""
        distinct = len(self._numbered[0])
        return max(length for length in range(1, LONGEST + 1) if length == 1 or distinct**length < 1 << 63)

    def _of_length(self, length: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        if length not in self._sorted:
            numbers, text = self._numbered
            count = max(0, len(text) - length + 1)
            keys = np.zeros(count, np.int64)
            for at in range(length):
                keys = keys * len(numbers) + text[at : at + count]
            places = np.argsort(keys, kind="stable")  # stable: the places of one sequence ascend
            self._sorted[length] = keys[places], places
        return self._sorted[length]


def table_of(text: str) -> Grams | None:
    """The table of a text where it pays to look up: the text is long, and was asked about often."""
    if len(text) < LONG:
        return None
    table = _grams(text)
    return table if table.wanted() else None


@lru_cache(maxsize=4)
def _grams(text: str) -> Grams:
    """The same for everybody who asks about the text while it is worked on: all of it, with its title, its lead."""
    return Grams(text)
