"""Typography: the form of a line says whether it asks, ends a sentence, or is a heading."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.typography import SENTENCE_END, is_question, is_sentence, stops

QUESTION = re.compile(r"[？?][”」』）)\s]*$")
MARKS = st.text("甲a。！？!?….；;：:～~”」』）)〉》]\n\x1c\x85\u2028\u3000 ", max_size=120)


@given(text=MARKS)
def test_the_last_mark_of_a_text_is_the_one_before_closing_quotes_and_brackets(text: str) -> None:
    """White space of any kind may stand between them; a question has no brackets of titles behind it."""
    assert stops(text) == bool(SENTENCE_END.search(text))
    assert is_sentence(text) == bool(SENTENCE_END.search(text[-100:]))
    assert is_question(text) == bool(QUESTION.search(text[-100:]))
