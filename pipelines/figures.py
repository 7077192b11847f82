"""The numbers of a build that a person wants to see: how many, what share, what was doubtful.

Counting belongs here, once, for the command line and for Dagster's pages; showing the numbers does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipelines import likeness, stages, work
from pipelines.likeness import Link


@dataclass(frozen=True, slots=True)
class ArticleFigures:
    """Of the table articles; ``warnings`` counts articles by kind of warning."""

    rows: int = 0
    characters: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class TurnFigures:
    """Of the table turns. ``attributed``: a speaker was decided on; ``named``: the article also names that speaker.

    ``characters`` and ``attributed_characters`` count the speech in code points.
    """

    rows: int = 0
    characters: int = 0
    attributed: int = 0
    attributed_characters: int = 0
    named: int = 0
    methods: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class EntityFigures:
    """Of the table entities."""

    rows: int = 0
    types: Counter[str] = field(default_factory=Counter)
    methods: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class LinkFigures:
    """Of the near duplicates: how many, of how many originals; ``nearest`` are the most similar first."""

    duplicates: int = 0
    originals: int = 0
    nearest: Sequence[Link] = ()


def of_articles(folder: Path) -> ArticleFigures:
    """Count the articles of a work folder."""
    kinds, warnings, characters, rows = Counter[str](), Counter[str](), 0, 0
    for row in _columns(folder, "articles", "kind", "warnings", "char_count"):
        rows, characters = rows + 1, characters + (row["char_count"] or 0)
        kinds[row["kind"]] += 1
        warnings.update({kind_of(warning) for warning in row["warnings"] or ()})
    return ArticleFigures(rows, characters, kinds, warnings)


def of_turns(folder: Path) -> TurnFigures:
    """Count the turns of a work folder."""
    methods, characters, attributed, attributed_characters, named = Counter[str](), 0, 0, 0, 0
    for row in _columns(folder, "turns", "method", "speaker_id", "speaker", "char_start", "char_end"):
        length = (row["char_end"] or 0) - (row["char_start"] or 0)
        decided = row["speaker_id"] is not None and row["method"] != "abstained"
        characters, attributed_characters = characters + length, attributed_characters + length * decided
        attributed += decided
        named += row["speaker"] is not None
        methods[row["method"]] += 1
    return TurnFigures(methods.total(), characters, attributed, attributed_characters, named, methods)


def of_entities(folder: Path) -> EntityFigures:
    """Count the mentions of a work folder."""
    types, methods = Counter[str](), Counter[str]()
    for row in _columns(folder, "entities", "type", "method"):
        types[row["type"]] += 1
        methods[row["method"]] += 1
    return EntityFigures(types.total(), types, methods)


def of_links(folder: Path) -> LinkFigures:
    """Count the near duplicates of a work folder."""
    found = likeness.links(folder).values()
    nearest = sorted(found, key=lambda link: (-link.duplicate_similarity, link.article_id))
    return LinkFigures(len(found), len({link.duplicate_of for link in found}), nearest)


def kind_of(warning: str) -> str:
    """The part before the colon: ``no_title`` of ``no_title: the article prints none``."""
    return warning.partition(":")[0]


def share(part: int, whole: int) -> float:
    """``part`` of ``whole``, 0 to 1; 0 of nothing is 0."""
    return part / whole if whole else 0.0


def _columns(folder: Path, table: str, *names: str) -> Iterator[work.Row]:
    return work.rows(stages.shelf(folder, table).files(stages.bins(folder)), names)
