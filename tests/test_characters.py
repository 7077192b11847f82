"""Some characters stand where they stand, in any text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.characters import where

TEXT = st.text("甲乙a. \n𠀀\ud800\uffff", max_size=40)


@given(characters=st.text("甲a.丙", min_size=1, max_size=3), text=TEXT)
def test_every_place_of_some_characters_is_found(characters: str, text: str) -> None:
    """In order, also in a text with halves of characters and with such as lie behind the basic plane."""
    assert where(characters, text) == [at for at, character in enumerate(text) if character in characters]
