"""Mentions by somebody else's recogniser: the spans that it finds become the same rows as our own.

Here belong the shape of a span from outside, its checks, and the name of what it mentions. Which recognisers there are
and how they are loaded is in ``pipelines.recognizers``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from pipelines.text.found import Found, Prose, longest
from pipelines.text.listed import listed

TYPES = frozenset(("PERSON", "ORG", "GPE", "LOC", "PRODUCT", "WORK_OF_ART", "EVENT"))
SAME = {"FAC": "LOC", "PER": "PERSON", "ORGANIZATION": "ORG", "LOCATION": "LOC"}
"""Types of other conventions that are one of ours; all further ones (dates, amounts) are left out."""

UNTOLD = 0.5
"""Score of a recogniser that does not say how sure it is."""


class Span(NamedTuple):
    """``text[start:end]`` in code points, an OntoNotes type, and how sure the recogniser is, 0 to 1."""

    start: int
    end: int
    type: str
    score: float = UNTOLD


Spans = Callable[[str], Iterable[Sequence[Any]]]
"""Given an article's text, ``(start, end, type)`` or ``(start, end, type, score)`` for each mention."""


class BadSpan(ValueError):
    """A recogniser gave a span that does not lie in the text."""


def adopt(spans: Spans, prose: Prose, article: dict[str, Any]) -> list[Found]:
    """The recogniser's mentions of the article's text, longest first where two overlap; raises ``BadSpan``."""
    names = _names(prose.text, article)
    found = [Span(*span) for span in spans(prose.text)]
    return longest([_found(span, prose.text, names) for span in found if _type(span) in TYPES])


def _found(span: Span, text: str, names: dict[str, str]) -> Found:
    if not 0 <= span.start < span.end <= len(text):
        raise BadSpan(f"the span {span.start}..{span.end} does not lie in a text of {len(text)} code points")
    surface = text[span.start : span.end]
    return Found(span.start, span.end, _type(span), names.get(surface, surface), "recognizer", float(span.score))


def _type(span: Span) -> str:
    return SAME.get(span.type, span.type)


def _names(text: str, article: dict[str, Any]) -> dict[str, str]:
    """Canonical names by spelling: the gazetteer's, and before them those of the article's speakers."""
    known = {text[match.start : match.end]: match.entries[0].name for match in listed(text).names}
    for speaker in article["speakers"] or []:
        if speaker["name"]:
            known.update(dict.fromkeys([speaker["name"], *speaker["aliases"]], speaker["name"]))
    return known
