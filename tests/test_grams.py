"""Looked up or searched for, a string stands in the same places."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text import grams, spots

ALPHABET = "甲乙aA· 𠀀"
TEXT = st.text(ALPHABET, max_size=60)
SURFACE = st.text(ALPHABET, min_size=1, max_size=7)


def found(surface: str, text: str) -> list[object]:
    """What every way of searching says."""
    ahead = [match.span() for match in spots.followed(surface, re.compile("[甲a]+"), text)]
    behind, alone = list(spots.preceded(surface, text)), list(spots.spots(surface, text, spots.LETTERS, spots.LETTERS))
    return [spots.times(surface, text), list(spots.spots(surface, text)), alone, behind, ahead]


@given(surface=SURFACE, text=TEXT)
def test_a_table_says_what_a_search_says(surface: str, text: str) -> None:
    """Also of strings that overlap themselves, that are longer than what is looked up, or not there at all."""
    searched = found(surface, text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(grams, "LONG", 0)
        patched.setattr(grams, "OFTEN", 0)
        assert found(surface, text) == searched


def test_texts_of_very_many_characters_are_looked_up_too() -> None:
    """The numbers of four characters do not fit into 63 bits then; three are looked up and the rest is compared."""
    text = "".join(map(chr, range(0x3400, 0xD000))) + "".join(map(chr, range(0x10000, 0x15000))) + "丁戊己庚辛"
    assert grams.Grams(text).starts("丁戊己庚辛") == [len(text) - 5]
    assert grams.Grams(text).starts(text[50_000:50_005]) == [50_000]


def test_a_short_text_gets_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor a long one that is hardly asked about."""
    monkeypatch.setattr(grams.Grams, "starts", lambda *_: pytest.fail("a table was made"))
    assert spots.times("甲", "甲" * 100) == 100
    assert spots.times("甲乙", "甲乙" * grams.LONG) == grams.LONG
