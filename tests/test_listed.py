"""Listed strings are found wherever they stand, as by comparing every one of them with every place of the text."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.text import gazetteer
from pipelines.text.listed import Listed

LETTERS = st.text("ab京东·𠀀 ", min_size=1, max_size=6)
LISTS = st.lists(LETTERS, max_size=12)
TEXTS = st.text("ab京东·𠀀 \n\ud800", max_size=40)


@given(strings=LISTS, text=TEXTS)
@example(strings=["a", "ab", "abab", "bab", "ababa"], text="ababab")
@example(strings=["东"], text="东")
@example(strings=[], text="京东")
def test_every_span_of_each_string_is_found(strings: list[str], text: str) -> None:
    """Also those inside of others, at both ends, of one character and of no list at all."""
    spans = [(at, at + len(string)) for at in range(len(text)) for string in {*strings} if text.startswith(string, at)]
    assert Listed(strings).everywhere(text) == sorted(spans, key=lambda span: (span[0], -span[1]))


@given(strings=LISTS, text=TEXTS)
@example(strings=["ab", "bab", "abba"], text="abab abba")
def test_the_longest_are_found_from_left_to_right(strings: list[str], text: str) -> None:
    """A string that begins inside of one that was found is passed over."""
    spans, free = [], 0
    for start, end in Listed(strings).everywhere(text):
        if start >= free:
            spans.append((start, end))
            free = end
    assert Listed(strings).longest(text) == spans


def test_each_spelling_of_the_gazetteer_is_found_as_a_whole() -> None:
    """The longest string at a place is the whole text, whatever its number collides with."""
    listed = Listed(gazetteer.spellings())
    assert all(listed.longest(spelling) == [(0, len(spelling))] for spelling in gazetteer.spellings())
