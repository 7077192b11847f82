"""Listed: what a text holds of the strings that are known beforehand, all of them looked for in one pass.

Here belongs the search for the gazetteer's spellings, for the endings of organisations, for names of places and for
familiar names. What each find is worth is said by those who hold the lists.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from pipelines.text.characters import LAST, numbers
from pipelines.text.gazetteer import Match, folded, matches, spellings
from pipelines.text.organisations import ENDINGS
from pipelines.text.people import familiar_names
from pipelines.text.places import widely_known

LOWER = np.arange(LAST + 1, dtype=">u2")
"""The characters of the basic plane, ASCII letters in lower case; the last stands for all behind the plane."""
LOWER[ord("A") : ord("Z") + 1] += ord("a") - ord("A")


class Listed(NamedTuple):
    """Names of the gazetteer, where endings of organisations end, the spans of names of places, any familiar name."""

    names: list[Match]
    endings: Collection[int]
    places: list[tuple[int, int]]
    familiar: bool


def listed(text: str) -> Listed:
    """Everything listed that stands in the text, whatever is around it."""
    found = _automaton().find_matches_as_indexes(_units(text), overlapping=True)
    spans = [(start >> 1, end >> 1) for _, start, end in found if not start & 1]
    return Listed(
        matches(text, spans),
        {end for start, end in spans if text[start:end] in ENDINGS},
        [span for span in spans if text[span[0] : span[1]] in widely_known()],
        any(end - start == 2 and text[start:end] in familiar_names() for start, end in spans),
    )


def _units(text: str) -> bytes:
    """Two bytes for every character, ASCII letters in lower case: shorter than UTF-8, and an offset tells the place."""
    return LOWER.take(numbers(text), mode="clip").tobytes()


@cache
def _automaton() -> Any:
    """For all of the strings in lower case: what is printed otherwise is told apart where one has been found."""
    from ahocorasick_rs import BytesAhoCorasick

    known = spellings(), folded(), ENDINGS, widely_known(), familiar_names()
    return BytesAhoCorasick(sorted(set(map(_units, chain.from_iterable(known)))))
