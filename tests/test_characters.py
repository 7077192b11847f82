"""The characters of a class stand where `re` finds them, in any text."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.characters import where

TEXT = st.text("甲乙a. \n𠀀\ud800\uffff", max_size=40)


@given(inside=st.sampled_from(["甲", "a.丙", "a-z.", "^甲", r"^\u4e00-\u9fff\n"]), text=TEXT)
def test_every_character_of_a_class_is_found(inside: str, text: str) -> None:
    """In order, also in a text with halves of characters and with such as lie behind the basic plane."""
    assert where(inside, text) == [match.start() for match in re.finditer(f"[{inside}]", text)]
