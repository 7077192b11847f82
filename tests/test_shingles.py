"""Shingles: what a reprint changes in the print of a text changes nothing, what it changes in its words little."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import article
from opencc import OpenCC

from pipelines.text.shingles import SIGNATURE, SIZE, shared, shingles, signature

TEXT = article(1)
SETS = st.sets(st.integers(0, 2**32 - 1), min_size=1, max_size=2000).map(lambda one: np.array(sorted(one), np.uint32))


def test_the_hashes_are_the_same_on_every_machine() -> None:
    """They are kept between runs and decide what is published: another value is another version of the data."""
    assert shingles("在山里种茶人").tolist() == [602837236]
    assert len(shingles("在山里种茶人说")) == 2


@pytest.mark.parametrize("text", ["", " \n", "……！", "种茶的人说", "one two three four five"])
def test_a_text_shorter_than_a_shingle_has_none(text: str) -> None:
    """Punctuation and spaces are no tokens; a Latin word is one, not one for each letter."""
    assert len(shingles(text)) == 0


def test_a_latin_word_counts_as_much_as_a_character() -> None:
    """Otherwise English articles would share what every English text shares: the letters of common words."""
    assert len(shingles("one two three four five six seven")) == 2
    assert shared(shingles("one two three four five six"), shingles("onet wot hree four five six")) == 0
    assert shared(shingles("用GPT-4写稿的人"), shingles("用ＧＰＴ 4 写稿的人")) == len(shingles("用GPT-4写稿的人"))


def test_punctuation_width_case_and_layout_make_no_difference() -> None:
    """Each of them is set by the site, not by the author."""
    wide = "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in TEXT)
    bare = "".join(one for one in TEXT if one not in "，。？：\n").upper()
    for other in (wide, bare, TEXT.replace("\n", "\r\n \n　　"), TEXT.replace("。", "．")):
        assert np.array_equal(shingles(other), shingles(TEXT))


@pytest.mark.parametrize("script", ["s2t", "s2tw", "s2hk"])
def test_traditional_characters_make_next_to_no_difference(script: str) -> None:
    """A few characters lead back to another one without the word that they stand in."""
    found = shingles(str(OpenCC(script).convert(TEXT)))
    assert shared(found, shingles(TEXT)) > 0.95 * len(found)


@given(st.text(max_size=200))
def test_any_text_has_at_most_one_shingle_for_each_place(text: str) -> None:
    """Distinct and ascending, whatever the characters are, also half ones."""
    found = shingles(text)
    assert np.all(found[1:] > found[:-1])
    assert len(found) <= max(4 * len(text) - SIZE + 1, 18 * len(text))


def test_half_a_character_is_no_error() -> None:
    """A text may hold what no encoding can."""
    assert len(shingles("在山里\ud800种茶的人说")) == 3


@given(SETS, SETS)
def test_shared_shingles_are_counted_exactly(left: np.ndarray, right: np.ndarray) -> None:
    """Both ways the same."""
    assert shared(left, right) == shared(right, left) == len(set(left.tolist()) & set(right.tolist()))


@given(SETS)
def test_a_signature_has_values_of_its_set_alone(found: np.ndarray) -> None:
    """As many as ever, also of a set with fewer."""
    made = signature(found)
    assert len(made) == SIGNATURE
    assert set(made.tolist()) <= set(found.tolist())


def test_an_empty_set_has_no_signature() -> None:
    """Two would be equal."""
    with pytest.raises(ValueError, match="empty"):
        signature(np.empty(0, np.uint32))


@pytest.mark.parametrize("size", [100, 300, 3000])
@pytest.mark.parametrize("index", [0.1, 0.25, 0.5, 0.9])
def test_signatures_agree_as_often_as_the_jaccard_index_says(size: int, index: float) -> None:
    """In the mean of many pairs, and for each within what a sample of `SIGNATURE` values allows."""
    random = np.random.default_rng(7)
    errors = []
    for _ in range(50):
        both, rest = round(size * index), size - round(size * index)
        values = np.unique(random.integers(0, 2**32, size + 100, dtype=np.uint32))
        values = random.permutation(values)[:size]
        left, right = (np.sort(np.concatenate([values[:both], one])) for one in np.split(values[both:], [rest // 2]))
        errors.append(np.mean(signature(left) == signature(right)) - both / size)
    assert abs(np.mean(errors)) < 0.025
    assert np.max(np.abs(errors)) < 0.25
