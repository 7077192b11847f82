"""Patterns of Latin names are tried where a Latin word begins and match as if they were tried everywhere."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.latin import named, worded
from pipelines.text.organisations import LATIN_HOUSE
from pipelines.text.people import REVERSED
from pipelines.text.products import MODEL, TOKEN

PIECES = [
    "Open",
    "AI",
    "o1",
    "GPT-4",
    "H800",
    "University",
    "of ",
    "Li Wei",
    "（李伟）",
    "(",
    ")",
    " ",
    ".",
    "-",
    "/",
    "é",
]
TEXT = st.lists(st.sampled_from(PIECES) | st.text("aZ9甲 \n", max_size=3), max_size=12).map("".join)


@pytest.mark.parametrize("pattern", [LATIN_HOUSE, REVERSED, TOKEN])
@given(text=TEXT)
def test_a_name_begins_with_a_capital_that_no_letter_precedes(pattern: re.Pattern[str], text: str) -> None:
    """Beside letters with accents, digits and signs, at both ends."""
    assert [match.span() for match in named(pattern, text)] == [match.span() for match in pattern.finditer(text)]


@given(text=TEXT)
def test_a_model_begins_with_any_letter_that_none_precedes(text: str) -> None:
    """Small or capital."""
    assert [match.span() for match in worded(MODEL, text)] == [match.span() for match in MODEL.finditer(text)]
