"""Listed: what a text holds of the strings that are known beforehand, all of them looked for in one pass.

Here belongs the search for the gazetteer's spellings, for the endings of organisations and for names of places. What
each place is worth is said by those who hold the lists.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any, NamedTuple

from pipelines.text.characters import where
from pipelines.text.folding import lowered
from pipelines.text.gazetteer import Match, folded, matches, spellings
from pipelines.text.organisations import ENDINGS
from pipelines.text.places import widely_known


class Listed(NamedTuple):
    """Names of the gazetteer, where endings of organisations end, and the spans of names of places."""

    names: list[Match]
    endings: Collection[int]
    places: list[tuple[int, int]]


def listed(text: str) -> Listed:
    """Everything listed that stands in the text, whatever is around it."""
    folded_text = lowered(text) if where("A-Za-z", text) else text
    found = _automaton().find_matches_as_indexes(folded_text, overlapping=True)
    spans = [(start, end) for _, start, end in found]
    return Listed(
        matches(text, folded_text, spans),
        {end for start, end in spans if text[start:end] in ENDINGS},
        [span for span in spans if text[span[0] : span[1]] in widely_known()],
    )


@cache
def _automaton() -> Any:
    """For all of the strings in lower case: what is printed otherwise is told apart where one has been found."""
    from ahocorasick_rs import AhoCorasick

    printed = map(lowered, (*spellings(), *ENDINGS, *widely_known()))
    return AhoCorasick(sorted({*printed, *folded()}))
