"""Spots: looking for a name as a string finds what a pattern with the name in it would find."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.characters import where
from pipelines.text.spots import ALNUM, ANY, anchored, beginning, followed, preceded, spots

TEXT = st.text("aAb1三老( )“", max_size=30)
NAME = st.text("aA1三老(", min_size=1, max_size=3)
TAIL = re.compile(r"\s*[(]([^()]{1,4})[)]?")


@given(NAME, TEXT, st.booleans(), st.booleans())
def test_spots_are_those_of_a_pattern(name: str, text: str, left: bool, right: bool) -> None:
    """With a border on either side or not, overlapping or not."""
    before, behind = r"(?<![A-Za-z0-9])" * left, r"(?![A-Za-z0-9])" * right
    expected = [match.span() for match in re.finditer(before + re.escape(name) + behind, text)]
    assert list(spots(name, text, ALNUM if left else ANY, ALNUM if right else ANY)) == expected


@given(NAME, TEXT)
def test_what_follows_a_name_is_that_of_a_pattern(name: str, text: str) -> None:
    """The next name is looked for behind what followed the last."""
    expected = [match.groups() for match in re.finditer(re.escape(name) + TAIL.pattern, text)]
    assert [match.groups() for match in followed(name, TAIL, text)] == expected


@given(NAME, TEXT)
def test_what_precedes_a_name_is_that_of_a_pattern(name: str, text: str) -> None:
    """A character that ends one name begins no other."""
    expected = [match.span() for match in re.finditer(r"[\u3400-\u9fff]" + re.escape(name), text)]
    assert list(preceded(name, text)) == expected


TAILED = re.compile(r"[a-z三][a-z三]*[AB]?[(]?")
PAIR = re.compile(r"[三老a]{1,4}?\s?[(1](?:a|三)*")


@given(TEXT)
def test_a_pattern_tried_around_an_anchor_matches_as_everywhere(text: str) -> None:
    """Leftmost first, none overlapping another."""
    expected = [match.span() for match in PAIR.finditer(text)]
    assert [match.span() for match in anchored(PAIR, where("(1", text), 5, text)] == expected


@given(TEXT)
def test_a_pattern_tried_where_it_can_begin_matches_as_everywhere(text: str) -> None:
    """Its beginnings are named by a class."""
    expected = [match.span() for match in TAILED.finditer(text)]
    assert [match.span() for match in beginning(TAILED, "a-z三", text)] == expected
