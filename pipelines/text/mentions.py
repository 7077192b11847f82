"""Mentions: people, works and other named things in an article, with exact offsets.

Here belongs the choice among overlapping findings and the making of rows; each way of finding is a function of its own
that gives ``Found`` spans over the whole text. Printed labels and URLs hold no mentions.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.knowledge import words
from pipelines.text.names import LATIN_NAME, acts
from pipelines.text.sentences import URL

TITLE_MARKS = re.compile(r"《([^《》\n]{1,60})》")


@dataclass(frozen=True, slots=True)
class Found:
    """A span of the text with the type and name of what it mentions, the way it was found and how sure that is."""

    start: int
    end: int
    type: str
    name: str
    method: str
    score: float


def find_mentions(article: dict[str, Any], turns: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of ``entities`` for one article, in order; no mention overlaps another."""
    text: str = article["text"] or ""
    blocked = [match.span() for match in URL.finditer(text)] + list(_labels(text, turns))
    found = [*_speakers(article, text), *_works(text), *_latin_people(text)]
    chosen = longest(f for f in found if not any(a < f.end and f.start < b for a, b in blocked))
    starts = [turn["char_start"] for turn in turns]
    return [_row(article["article_id"], index, mention, text, turns, starts) for index, mention in enumerate(chosen)]


def longest(found: Iterable[Found]) -> list[Found]:
    """Of spans that overlap the longest, then the surest, then the first."""
    taken: list[Found] = []
    for mention in sorted(found, key=lambda f: (f.start - f.end, -f.score, f.start, f.type, f.name)):
        at = bisect.bisect([kept.start for kept in taken], mention.start)
        before, after = taken[at - 1 : at], taken[at : at + 1]
        if not (before and before[0].end > mention.start) and not (after and after[0].start < mention.end):
            taken.insert(at, mention)
    return taken


def _row(
    article_id: str, index: int, mention: Found, text: str, turns: Sequence[dict[str, Any]], starts: Sequence[int]
) -> dict[str, Any]:
    at = bisect.bisect(starts, mention.start) - 1
    inside = at >= 0 and mention.end <= turns[at]["char_end"]
    return {
        "entity_id": f"{article_id}#e{index:04d}",
        "article_id": article_id,
        "turn_id": turns[at]["turn_id"] if inside else None,
        "type": mention.type,
        "text": text[mention.start : mention.end],
        "char_start": mention.start,
        "char_end": mention.end,
        "name": mention.name,
        "method": mention.method,
        "score": mention.score,
    }


def _labels(text: str, turns: Sequence[dict[str, Any]]) -> Iterator[tuple[int, int]]:
    """Where the printed labels stand: directly before their turns."""
    for turn in turns:
        if turn["speaker_label"]:
            start = text.rfind(turn["speaker_label"], 0, turn["char_start"])
            if start >= 0:
                yield start, turn["char_start"]


def _occurrences(surface: str, text: str) -> Iterator[tuple[int, int]]:
    """Where ``surface`` stands; a Latin one never inside a longer Latin word."""
    left = r"(?<![A-Za-z0-9])" if surface[0].isascii() and surface[0].isalnum() else ""
    right = r"(?![A-Za-z])" if surface[-1].isascii() and surface[-1].isalnum() else ""
    return (match.span() for match in re.finditer(f"{left}{re.escape(surface)}{right}", text))


def _speakers(article: dict[str, Any], text: str) -> Iterator[Found]:
    """People of the speaker list wherever they are named; a house that asks is an organisation."""
    for speaker in article["speakers"] or []:
        name = speaker["name"]
        if not name:
            continue
        house = name in words("media.txt") or name == article["publisher"]
        for surface in dict.fromkeys([name, *speaker["aliases"]]):
            if len(surface) >= 2:
                yield from (
                    Found(a, b, "ORG" if house else "PERSON", name, "speaker_list", 0.97)
                    for a, b in _occurrences(surface, text)
                )


def _works(text: str) -> Iterator[Found]:
    return (Found(*match.span(1), "WORK_OF_ART", match[1], "title_marks", 0.85) for match in TITLE_MARKS.finditer(text))


def _latin_people(text: str) -> Iterator[Found]:
    """Latin names of two words and more that begin with a given name or that the text shows as people."""
    for match in LATIN_NAME.finditer(text):
        name = match[0]
        if " " in name and (name.split()[0] in words("given_latin.txt") or acts(name, text)):
            yield Found(*match.span(), "PERSON", name, "latin_name", 0.8)
