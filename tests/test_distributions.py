"""How turns and articles are spread: bins of length, the median among them, the collections that are shown."""

from __future__ import annotations

from collections import Counter
from statistics import median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tables.distributions import BINS, bin_of, by_collection, by_length, median_bin

NAMES = [name for name, _ in by_length({})]


@pytest.mark.parametrize(
    ("characters", "name"),
    [
        (0, "under 1,000"),
        (999, "under 1,000"),
        (1_000, "1,000–1,999"),
        (4_999, "2,000–4,999"),
        (5_000, "5,000–9,999"),
        (19_999, "10,000–19,999"),
        (49_999, "20,000–49,999"),
        (50_000, "50,000 and more"),
        (10**9, "50,000 and more"),
    ],
)
def test_a_length_falls_into_the_bin_that_names_it(characters: int, name: str) -> None:
    """Bounds included."""
    assert NAMES[bin_of(characters)] == name


@given(st.lists(st.integers(0, 100_000), min_size=1))
def test_the_median_bin_holds_the_median(lengths: list[int]) -> None:
    """The lower of the two in the middle, whatever the kinds."""
    counted: dict[int, Counter[str]] = {}
    for number, characters in enumerate(lengths):
        counted.setdefault(bin_of(characters), Counter())[("interview", "report")[number % 2]] += 1
    assert median_bin(counted) == NAMES[bin_of(median_low(lengths))]


def test_no_article_has_no_median() -> None:
    """Nor has a bin that counts none."""
    assert median_bin({}) is None
    assert median_bin({len(BINS) - 1: Counter()}) is None


def test_collections_come_by_their_turns_and_then_by_name() -> None:
    """Files outside a collection last among equals; the rest together at the end, however large."""
    turns: dict[str | None, Counter[str | None]]
    turns = {None: Counter([None]), "b": Counter([None]), "a": Counter([None]), "c": Counter(["audience"] * 2)}
    unknown = Counter({"unknown": 1})
    assert by_collection(turns) == [
        ("c", Counter(audience=2)),
        ("a", unknown),
        ("b", unknown),
        ("(none)", unknown),
    ]
    assert by_collection(turns, most=2) == [("c", Counter(audience=2)), ("3 others", Counter({"unknown": 3}))]
