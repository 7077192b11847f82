"""Names of places in traditional spelling are whole words of the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.found import Prose
from pipelines.text.listed import listed
from pipelines.text.places import _is_place, _words

WORDS = ["臺灣", "廣東", "在", "北京", "去過", "上海市", "說", "GPT-4", "㙍"]
PIECES = st.sampled_from([*WORDS, "，", "。", " ", "\n", "\r\n", "\x1c"])


@given(text=st.lists(PIECES, max_size=12).map("".join))
def test_places_are_whole_words_whatever_the_spelling(text: str) -> None:
    """Line ends of all kinds, signs, rare characters that jieba takes for signs."""
    prose = Prose(text)
    words = [(at, end) for at, end in prose.words(len(text)) if _is_place(text[at:end])]
    assert _words(prose, listed(text).places) == words[::-1]
