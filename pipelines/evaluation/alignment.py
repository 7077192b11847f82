"""Finding published text again in the raw article, letter by letter.

What is published is cut from the article in its order, so each piece is searched behind the one before. Text that was
rewritten on the way (it should not be) is aligned by what it has in common with the article.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

RUN = 4
"""The shortest run of common letters that counts as the same place."""
COMMON = 0.4
"""The share of a rewritten piece that must be found again."""

Span = Sequence[int]
"""Indexes of letters of the article, rising; empty for what is not found."""


def locate(article: str, pieces: Iterable[str], chrome: Sequence[bool] = ()) -> list[Span]:
    """The letters of ``article`` that each piece was cut from; all arguments hold letters only (``letters``).

    ``chrome`` flags the letters of the article that belong to no content: an occurrence that starts there is taken only
    if there is no other, as teasers repeat the first turns.
    """
    spans: list[Span] = []
    at = 0
    for piece in pieces:
        span = _verbatim(article, piece, at, chrome) or _rewritten(article, piece, at) if piece else ()
        spans.append(span)
        at = span[-1] + 1 if span else at
    return spans


def _verbatim(article: str, piece: str, at: int, chrome: Sequence[bool]) -> Span:
    first = found = article.find(piece, at)
    while found >= 0 and chrome and chrome[found]:
        found = article.find(piece, found + 1)
    start = found if found >= 0 else first
    return range(start, start + len(piece)) if 0 <= start - at <= _reach(piece, article) else ()


def _reach(piece: str, article: str) -> int:
    """How many letters may be skipped: a short piece (`是的`) that stands far away is another of the same words."""
    if len(piece) < 6:
        return 400
    return 2500 if len(piece) < 16 else len(article)


def _rewritten(article: str, piece: str, at: int) -> Span:
    window = article[at : at + 3 * len(piece) + 3000]
    matches = SequenceMatcher(None, window, piece, autojunk=False).get_matching_blocks()
    runs = [match for match in matches if match.size >= RUN]
    if sum(run.size for run in runs) < COMMON * len(piece):
        return ()
    return [at + run.a + step for run in runs for step in range(run.size)]
