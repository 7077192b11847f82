"""Linkage: who is whose duplicate, from sets of shingles alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from costs import grows_with_length_alone
from hypothesis import given
from hypothesis import strategies as st

from pipelines import linkage
from pipelines.text.shingles import shared, signature

WHOLE = 1000
Sets = list[np.ndarray]


def some(seed: int, size: int = WHOLE) -> np.ndarray:
    """Shingles that no other seed has."""
    return np.unique(np.random.default_rng(seed).integers(0, 2**32, size, dtype=np.uint32))


def part(whole: np.ndarray, share: float, start: float = 0.0) -> np.ndarray:
    """A share of the shingles, as a stretch of the text has them: at places that have nothing to do with their hash."""
    order = np.random.default_rng(99).permutation(len(whole))
    return np.sort(whole[order[int(start * len(whole)) : int((start + share) * len(whole))]])


def both(*sets: np.ndarray) -> np.ndarray:
    """A text that holds all of these."""
    return np.unique(np.concatenate(sets))


def link(sets: Sets) -> dict[int, Any]:
    """By duplicate its original and the share, of articles in the order of preference."""
    sizes = np.array([len(one) for one in sets], np.int64)
    pairs = linkage.candidates(np.stack([signature(one) for one in sets]), sizes)
    counted = np.array([shared(sets[one], sets[other]) for one, other in pairs.tolist()], np.int64)
    found = linkage.linked(pairs, counted, sizes)
    return {
        one: (of, float(share))
        for one, (of, share) in enumerate(zip(found.original, found.share, strict=True))
        if of >= 0
    }


def test_a_reprint_is_linked_to_the_article_that_comes_first() -> None:
    """Whichever of the two has some more text of its own."""
    text = some(1)
    assert link([text, both(text, some(2, 200)), some(3)]) == {1: (0, pytest.approx(1 / 1.2, abs=0.001))}
    assert link([both(text, some(2, 200)), some(3), text]) == {2: (0, 1.0)}


def test_a_part_is_the_duplicate_of_the_whole_also_where_it_came_first() -> None:
    """Who leaves out duplicates keeps all text."""
    text = some(1)
    assert link([part(text, 0.4), text, part(text, 0.4, 0.5)]) == {0: (1, 1.0), 2: (1, 1.0)}


def test_reprints_of_a_part_are_linked_to_the_whole_where_it_is_there() -> None:
    """Else to the first of them."""
    text = some(1)
    first = part(text, 0.4)
    assert link([first, first, text]) == {0: (2, 1.0), 1: (2, 1.0)}
    assert link([first, first, some(2)]) == {1: (0, 1.0)}


def test_articles_that_share_less_than_enough_are_not_linked() -> None:
    """A footer, a series' questions, a long quotation: most of the text is another."""
    common = some(1, 1000)
    assert link([both(common, some(2, 800)), both(common, some(3, 800))]) == {}
    assert link([both(common, some(2, 400)), both(common, some(3, 400))]).keys() == {1}


def test_nothing_is_linked_to_an_original_that_it_is_not_similar_to() -> None:
    """In a chain of versions the third is similar to the second only, which is a duplicate: it stands for itself."""
    text = some(1)
    second = both(part(text, 0.65), some(2, 350))
    third = both(part(second, 0.65), some(3, 350))
    assert link([text, second, third]) == {1: (0, pytest.approx(0.65, abs=0.01))}


def test_no_article_and_a_single_one_have_no_duplicates() -> None:
    """Edges of the arithmetic."""
    none = linkage.candidates(np.empty((0, 128), np.uint32), np.empty(0, np.int64))
    assert none.shape == (0, 2)
    assert len(linkage.linked(none, np.empty(0, np.int64), np.empty(0, np.int64)).original) == 0
    assert link([some(1)]) == {}


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([0.2, 0.4, 0.7, 1.0])), min_size=1, max_size=12))
def test_every_link_leads_to_an_original_that_has_enough_of_the_article(parts: list[tuple[int, float]]) -> None:
    """Whatever the corpus: nobody's duplicate is an original, and no share is other than counted."""
    sets = [both(part(some(seed), share), some(100 + at, 150)) for at, (seed, share) in enumerate(parts)]
    found = link(sets)
    for one, (of, share) in found.items():
        assert of not in found
        assert share == shared(sets[one], sets[of]) / len(sets[one]) >= linkage.ENOUGH


def sketches(count: int, common: int) -> Callable[[], object]:
    """Signatures of so many articles that agree in ``common`` of their values, as those with long footers do."""
    random = np.random.default_rng(5)
    signatures = random.integers(0, 2**32, (count, 128), dtype=np.uint32)
    signatures[:, :common] = signatures[0, :common]
    sizes = np.full(count, 3000, np.int64)
    return lambda: linkage.candidates(signatures, sizes)


@pytest.mark.parametrize("common", [16, 128])
def test_thousands_of_articles_with_the_same_furniture_cost_no_square(common: int) -> None:
    """Also where they are all the same."""
    assert grows_with_length_alone(lambda count: sketches(count, common), 500, 8000)
