"""Typography: the form of a line says whether it asks, ends a sentence, or is a heading."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.text.abbreviations import MEANING, MEANS
from pipelines.text.credits import BRACKETS, DATELINE, ENTRY, OPENS, SPACED
from pipelines.text.folding import can_open
from pipelines.text.headings import TIMELINE, TOLD
from pipelines.text.typography import (
    BRACKETED,
    CAPTION_OPENS,
    EDITOR_NOTE,
    NOTE_OPENS,
    PICTURE_SOURCE,
    SECTION_NUMBER,
    SENTENCE_END,
    is_question,
    is_sentence,
    stops,
)

QUESTION = re.compile(r"[？?][”」』）)\s]*$")
MARKS = st.text("甲a。！？!?….；;：:～~”」』）)〉》]\n\x1c\x85\u2028\u3000 ", max_size=120)


@given(text=MARKS)
def test_the_last_mark_of_a_text_is_the_one_before_closing_quotes_and_brackets(text: str) -> None:
    """White space of any kind may stand between them; a question has no brackets of titles behind it."""
    assert stops(text) == bool(SENTENCE_END.search(text))
    assert is_sentence(text) == bool(SENTENCE_END.search(text[-100:]))
    assert is_question(text) == bool(QUESTION.search(text[-100:]))


OPENED = [
    (BRACKETED, CAPTION_OPENS),
    (PICTURE_SOURCE, CAPTION_OPENS),
    (EDITOR_NOTE, NOTE_OPENS),
    (DATELINE, BRACKETS),
    (MEANS, MEANING),
]
FOLDED = [(ENTRY, OPENS), (SPACED, OPENS), (TIMELINE, TOLD), (SECTION_NUMBER, TOLD)]
CHARACTERS = st.characters(codec="utf-8")


@pytest.mark.parametrize(("pattern", "first"), [*OPENED, *FOLDED])
@given(data=st.data())
@settings(max_examples=60)
def test_a_form_begins_with_one_of_the_characters_asked_first(
    pattern: re.Pattern[str], first: frozenset[str], data: st.DataObject
) -> None:
    """Or a line would not have it because of its quick test; a form of any letters may begin with no Chinese one."""
    text = data.draw(st.from_regex(pattern, alphabet=CHARACTERS))
    match = pattern.search(text)
    assert match is not None
    begins = text[match.start() :]
    assert can_open(begins, first) if (pattern, first) in FOLDED else begins[0] in first
