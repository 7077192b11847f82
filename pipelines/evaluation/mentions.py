"""Named things: published rows of ``entities`` against the mentions of one article's gold, as counts.

Mentions are compared by their letters in the raw article. What nobody should be judged on is left out on both sides:
doubtful surfaces, printed labels, bylines, notes, titles. GPE and LOC count as one type.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from typing import Any

from pipelines.evaluation.alignment import locate
from pipelines.evaluation.gold import Gold, Segment
from pipelines.evaluation.letters import Letters, letters
from pipelines.evaluation.surfaces import DOUBTFUL, Mention

TYPES = ("EVENT", "LOC", "ORG", "PERSON", "PRODUCT", "WORK_OF_ART")
"""The types that are scored, GPE being part of LOC."""

Key = tuple[int, int]
"""First and last letter of a mention in the raw article."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Mentions of gold, published ones, those with the same letters and type, those that overlap one of the type."""

    gold: int = 0
    published: int = 0
    strict: int = 0
    relaxed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Named:
    """A tally for each type; B-cubed precision and recall of ``name``, summed over the mentions that are right."""

    types: Mapping[str, Tally] = field(default_factory=lambda: dict.fromkeys(TYPES, Tally()))
    name_precision: float = 0.0
    name_recall: float = 0.0

    @property
    def total(self) -> Tally:
        """All types together."""
        return sum(self.types.values(), Tally())

    def __add__(self, other: Named) -> Named:
        types = {kind: self.types[kind] + other.types[kind] for kind in TYPES}
        return Named(types, self.name_precision + other.name_precision, self.name_recall + other.name_recall)


@dataclass(frozen=True, slots=True)
class _Thing:
    """What a mention is said to be."""

    type: str
    name: str


def count(
    raw: str, page: Letters, gold: Gold, mentions: Sequence[Mention], text: str, rows: Iterable[Mapping[str, Any]]
) -> Named:
    """Counts of one article: raw text, its visible letters, its gold, its published text and entities."""
    outside = _outside(raw, page, gold, mentions)
    sure = {_key(page, one): _Thing(_folded(one.type), one.name) for one in mentions if one.type != DOUBTFUL}
    wanted = {key: thing for key, thing in sure.items() if not _touch(*key, outside)}
    found = _published(_letter_places(text, page), text, rows, outside)
    hits = [key for key, thing in found.items() if key in wanted and wanted[key].type == thing.type]
    return Named(_tallies(wanted, found, hits), *_names([(wanted[key].name, found[key].name) for key in hits]))


def _folded(kind: str) -> str:
    return "LOC" if kind == "GPE" else kind


def _key(page: Letters, mention: Mention) -> Key:
    inside = page.between(mention.start, mention.end)
    return inside.start, inside.stop - 1


def _outside(raw: str, page: Letters, gold: Gold, mentions: Sequence[Mention]) -> set[int]:
    """Letters that are not scored."""
    outside: set[int] = set()
    for mention in mentions:
        if mention.type == DOUBTFUL:
            outside.update(page.between(mention.start, mention.end))
    title = letters(gold.facts.get("title", "")).text
    content = min((one.start for one in gold.segments if one.tag in ("TURN", "BODY")), default=len(raw))
    for segment in gold.segments:
        if segment.tag == "TURN":
            outside.update(page.between(segment.start, segment.speech))
        elif segment.tag in ("META", "NOTE") or (
            segment.tag == "HEAD" and not _is_section(segment, raw, title, content)
        ):
            outside.update(page.between(segment.start, segment.end))
    return outside


def _is_section(segment: Segment, raw: str, title: str, content: int) -> bool:
    """Whether a heading is one of a section: it comes with or after the first text and does not repeat the title."""
    heading = letters(raw[segment.start : segment.end]).text
    return segment.start >= content and not (title and (title in heading or heading in title))


def _touch(first: int, last: int, outside: set[int]) -> bool:
    return any(index in outside for index in range(first, last + 1))


def _letter_places(text: str, page: Letters) -> dict[int, int]:
    """For each place of the published text that holds a letter, that letter's index in the raw article."""
    where: dict[int, int] = {}
    start = 0
    lines = [letters(line) for line in text.split("\n")]
    for line, own, span in zip(text.split("\n"), lines, locate(page.text, (one.text for one in lines)), strict=True):
        if len(span) == len(own):
            where.update((start + place, index) for place, index in zip(own.places, span, strict=True))
        start += len(line) + 1
    return where


def _published(
    where: Mapping[int, int], text: str, rows: Iterable[Mapping[str, Any]], outside: set[int]
) -> dict[Key, _Thing]:
    found: dict[Key, _Thing] = {}
    for row in rows:
        places = range(row["char_start"], min(row["char_end"], len(text)))
        indexes = [where[place] for place in places if place in where]
        if _folded(row["type"]) not in TYPES or not indexes or _touch(indexes[0], indexes[-1], outside):
            continue
        name = (row.get("name") or row.get("text") or "").casefold().replace(" ", "")
        found[indexes[0], indexes[-1]] = _Thing(_folded(row["type"]), name)
    return found


def _tallies(wanted: Mapping[Key, _Thing], found: Mapping[Key, _Thing], hits: Sequence[Key]) -> dict[str, Tally]:
    gold, published = (Counter(thing.type for thing in side.values()) for side in (wanted, found))
    strict, relaxed = Counter(found[key].type for key in hits), _overlapping(wanted, found)
    return {kind: Tally(gold[kind], published[kind], strict[kind], relaxed[kind]) for kind in TYPES}


def _overlapping(wanted: Mapping[Key, _Thing], found: Mapping[Key, _Thing]) -> Counter[str]:
    """Published mentions that overlap a gold one of their type, each gold one serving once, by type."""
    relaxed: Counter[str] = Counter()
    for kind in TYPES:
        free = sorted(key for key, thing in wanted.items() if thing.type == kind)
        for first, last in sorted(key for key, thing in found.items() if thing.type == kind):
            match = next((key for key in free if key[0] <= last and key[1] >= first), None)
            if match:
                free.remove(match)
                relaxed[kind] += 1
    return relaxed


def _names(pairs: Sequence[tuple[str, str]]) -> tuple[float, float]:
    """B-cubed sums: for each mention, how many of those under its published name are the same thing, and back."""
    together, gold, published = Counter(pairs), Counter(g for g, _ in pairs), Counter(p for _, p in pairs)
    precision = sum(together[pair] / published[pair[1]] for pair in pairs)
    return precision, sum(together[pair] / gold[pair[0]] for pair in pairs)
