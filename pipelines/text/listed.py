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
from numpy.typing import NDArray

from pipelines.text.characters import LAST, code_points, numbers
from pipelines.text.folding import lowered
from pipelines.text.gazetteer import Match, folded, matches, spellings
from pipelines.text.organisations import ENDINGS
from pipelines.text.people import familiar_names
from pipelines.text.places import widely_known

FEW = 1 << 7
"""How many values each of a character's two bytes has."""


class Listed(NamedTuple):
    """Names of the gazetteer, where endings of organisations end, the spans of names of places, any familiar name."""

    names: list[Match]
    endings: Collection[int]
    places: list[tuple[int, int]]
    familiar: bool


def listed(text: str) -> Listed:
    """Everything listed that stands in the text, whatever is around it."""
    units = units_of().take(numbers(text), mode="clip").tobytes()
    places, found = widely_known(), _automaton().find_matches_as_indexes(units, overlapping=True)
    printed = [(start >> 1, end >> 1, text[start >> 1 : end >> 1]) for _, start, end in found]
    return Listed(
        matches(text, printed),
        {end for _, end, surface in printed if surface in ENDINGS},
        [(start, end) for start, end, surface in printed if surface in places],
        not familiar_names().isdisjoint([surface for _, _, surface in printed]),
    )


@cache
def _strings() -> list[str]:
    """All of them in lower case: what is printed otherwise is told apart where one has been found."""
    known = chain(spellings(), folded(), ENDINGS, widely_known(), familiar_names())
    return sorted({*lowered("\n".join(known)).split("\n")})


@cache
def units_of() -> NDArray[np.uint16]:
    """Two bytes for every character, so that an offset tells the place; zeros for those that nothing listed holds.

    The first has no value that the second has, so that nothing is found half a character further. Characters with
    which nothing begins have first bytes of their own: at most places one byte says that there is nothing to find.
    """
    begin = {string[0] for string in _strings()}
    characters = [*sorted(begin), *sorted({*"".join(_strings())} - begin)]
    number = np.arange(len(characters))
    units = np.zeros(LAST + 1, ">u2")
    units[list(map(ord, characters))] = ((number // FEW + 1) << 8) + number % FEW + FEW
    units[ord("A") : ord("Z") + 1] = units[ord("a") : ord("z") + 1]
    return units


@cache
def _automaton() -> Any:
    """Finds all of the strings in a text's units."""
    from ahocorasick_rs import BytesAhoCorasick

    return BytesAhoCorasick(units_of()[code_points("\n".join(_strings()))].tobytes().split(b"\0\0"))
