"""The characters of a class stand where `re` finds them, in any text."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.characters import Classes, crowded, where

TEXT = st.text("甲乙a. \n𠀀\ud800\uffff", max_size=40)


@given(inside=st.sampled_from(["甲", "a.丙", "a-z.", "^甲", r"^\u4e00-\u9fff\n"]), text=TEXT)
def test_every_character_of_a_class_is_found(inside: str, text: str) -> None:
    """In order, also in a text with halves of characters and with such as lie behind the basic plane."""
    assert where(inside, text) == [match.start() for match in re.finditer(f"[{inside}]", text)]


@given(TEXT, st.integers(1, 5), st.integers(1, 9))
def test_characters_are_crowded_where_so_many_of_them_stand_in_a_stretch_so_wide(
    text: str, count: int, width: int
) -> None:
    """Anywhere in the text."""
    stretches = (text[start : start + width] for start in range(len(text)))
    (places,) = Classes("甲a").of(text)
    assert crowded(places, count, width) == any(sum(map(one.count, "甲a")) >= count for one in stretches)


@given(TEXT)
def test_classes_looked_for_together_are_found_as_each_alone(text: str) -> None:
    """Also where they share characters."""
    insides = ("a-z.", "甲a", r"^\u4e00-\u9fff", "丙")
    assert [found.tolist() for found in Classes(*insides).of(text)] == [where(inside, text) for inside in insides]
