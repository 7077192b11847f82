"""Grams: where short strings stand in a long text, looked up instead of searched for.

An article that names thousands of people would be gone through once for each of them. Here belongs the table of a
text's character sequences, and nothing of what they mean; short texts are searched as they are, which is quicker.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

LONG = 20_000
"""Code points from which on a text gets a table, once somebody has asked `OFTEN` times where something stands in it."""

OFTEN = 200

LONGEST = 4
"""Characters that are looked up; of a longer string the first of them are, and what follows is compared."""


class Grams:
    """The table of a text: for each length the sorted sequences with their places, made when first asked for."""

    def __init__(self, text: str) -> None:
        self.text, self.asked = text, 0
        self._longest = LONGEST
        self._known: dict[str, int] = {}
        self._codes = np.empty(0, np.int64)
        self._sorted: dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]] = {}

    def wanted(self) -> bool:
        """Whether it pays to look up: asked often enough by now."""
        self.asked += 1
        return self.asked > OFTEN

    def starts(self, surface: str) -> list[int]:
        """Every place where ``surface`` stands, also where it overlaps another."""
        self._prepare()
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
        key = 0
        for character in surface:
            if character not in self._known:
                return None
            key = key * len(self._known) + self._known[character]
        return key

    def _prepare(self) -> None:
        if not self._known:
            # Numbers of characters and not their code points: four of them fit into 63 bits, of most texts.
            codes = np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), "<u4")
            distinct, numbers = np.unique(codes, return_inverse=True)
            self._known = {chr(code): number for number, code in enumerate(distinct.tolist())}
            self._codes = numbers.astype(np.int64)
            while len(distinct) ** self._longest >= 1 << 63:
                self._longest -= 1

    def _of_length(self, length: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        if length not in self._sorted:
            count = max(0, len(self._codes) - length + 1)
            keys = np.zeros(count, np.int64)
            for at in range(length):
                keys = keys * len(self._known) + self._codes[at : at + count]
            places = np.argsort(keys, kind="stable")  # stable: the places of one sequence ascend
            self._sorted[length] = keys[places], places
        return self._sorted[length]


@lru_cache(maxsize=2)
def grams(text: str) -> Grams:
    """The table of a text: the same for everybody who asks about it while it is worked on."""
    return Grams(text)
