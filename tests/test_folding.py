"""Folding: what printing does to a name or a line does not count, and the quick ways say what the long ones say."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.folding import NO_LETTER, PUNCTUATION, WIDE, can_open, fold, signature

PRINTED = st.one_of(st.text(max_size=12), st.text("火窑z9Ｚ９ﬁßİ 　，。「…—\u0301\u3099㐀䷀鿿", max_size=12))


def folded(text: str) -> str:
    """Every character looked at, whether it needs it or not."""
    narrow = WIDE.sub(lambda wide: unicodedata.normalize("NFKC", wide[0]), text)
    return "".join(unicodedata.normalize("NFKC", narrow).casefold().split())


@given(PRINTED)
def test_what_folding_leaves_as_it_is_is_seen_without_folding_it(text: str) -> None:
    """A key is the same, whatever the name is made of."""
    assert fold(text) == folded(text)


@given(PRINTED)
def test_a_signature_holds_the_letters_and_digits_of_the_folded_text_alone(text: str) -> None:
    """Punctuation is left out before, anything else behind it."""
    assert signature(text) == NO_LETTER.sub("", folded(PUNCTUATION.sub("", text)))


@given(PRINTED, PRINTED)
def test_a_line_that_cannot_open_with_a_letter_is_folded_to_something_else(text: str, other: str) -> None:
    """A Chinese character at its start is what its key and its signature begin with."""
    for form in (fold, signature):
        wanted = form(other)
        assert can_open(text, wanted[:1]) or not wanted.startswith(form(text))
        assert can_open(text, form(text)[:1])
