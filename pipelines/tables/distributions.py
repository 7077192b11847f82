"""How a corpus is spread: its turns over collections and roles, its articles over lengths and kinds.

Here belongs which rows and series such figures are shown in, for the picture and the table alike; counting is in
``facts``, drawing in ``pictures``, wording in ``statistics``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping

from pipelines.tables.schema import load

Row = tuple[str, Counter[str]]
"""A name and its figures by series."""

BINS = (0, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
"""Least lengths of articles, in code points, of the bins that they are counted in."""

COLLECTIONS = 12
UNKNOWN = "unknown"


def roles() -> tuple[str, ...]:
    """The roles in the order of the schema, last that of a turn whose role cannot be told."""
    return (*load("turns").field("role").enum, UNKNOWN)


def kinds() -> tuple[str, ...]:
    """The kinds of articles in the order of the schema."""
    return load("articles").field("kind").enum


def by_collection(turns: Mapping[str | None, Counter[str | None]], most: int = COLLECTIONS) -> list[Row]:
    """Turns by role, the collection with most of them first; at most ``most`` rows, the last of them the rest."""
    ordered = sorted(turns.items(), key=lambda item: (-item[1].total(), item[0] is None, item[0] or ""))
    shown = ordered if len(ordered) <= most else ordered[: most - 1]
    rows = [(collection or "(none)", _named(counter)) for collection, counter in shown]
    rest = [_named(counter) for _, counter in ordered[len(shown) :]]
    return [*rows, (f"{len(rest):,} others", sum(rest, Counter[str]()))] if rest else rows


def by_length(lengths: Mapping[int, Counter[str]]) -> list[Row]:
    """Articles by kind, a row for each bin, the shortest first."""
    return [(_bin_name(number), Counter(lengths.get(number, {}))) for number in range(len(BINS))]


def bin_of(characters: int) -> int:
    """Index of the bin of a length."""
    return bisect_right(BINS, characters) - 1


def median_bin(lengths: Mapping[int, Counter[str]]) -> str | None:
    """Name of the bin of the article in the middle, the shorter of the two of an even number; None of no article."""
    total, seen = sum(counter.total() for counter in lengths.values()), 0
    for number in range(len(BINS)):
        seen += lengths[number].total() if number in lengths else 0
        if total and 2 * seen >= total:
            return _bin_name(number)
    return None


def _bin_name(number: int) -> str:
    if number == 0:
        return f"under {BINS[1]:,}"
    if number == len(BINS) - 1:
        return f"{BINS[-1]:,} and more"
    return f"{BINS[number]:,}\N{EN DASH}{BINS[number + 1] - 1:,}"


def _named(counter: Counter[str | None]) -> Counter[str]:
    return Counter({role or UNKNOWN: number for role, number in counter.items()})
