"""Where sentences begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.sentences import split_sentences


def split(text: str) -> list[str]:
    """The sentences of a text."""
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("火没上来。再等等！好吗？", ["火没上来。", "再等等！", "好吗？"]),
        ("他说：“火没上来。”我就等。", ["他说：“火没上来。”", "我就等。"]),
        ("「等？」他笑了。", ["「等？」", "他笑了。"]),
        ("真的吗？！真的。", ["真的吗？！", "真的。"]),
        ("我等……等到天亮。", ["我等……", "等到天亮。"]),
        ("一行没有句号\n另一行", ["一行没有句号", "另一行"]),
        ("土和水是3.5比1。火是火。", ["土和水是3.5比1。", "火是火。"]),
        ("见 https://example.org/a?b=1!c 那一页。好。", ["见 https://example.org/a?b=1!c 那一页。", "好。"]),
        ("It was late. We waited.", ["It was late.", "We waited."]),
        ("（火没上来。）我等。", ["（火没上来。）", "我等。"]),
        ("  火。 \n\n  土。 ", ["火。", "土。"]),
        ("没有结尾", ["没有结尾"]),
        ("，，", ["，，"]),
        ("", []),
        (" \n\t", []),
    ],
)
def test_sentences_end_at_their_marks_with_closing_quotes(text: str, sentences: list[str]) -> None:
    """Decimals and addresses stay whole; a line ends a sentence too."""
    assert split(text) == sentences


@given(st.text(alphabet="火土a1 。！？!?…；”）.\n\t\u3000\x85"))
def test_what_is_between_sentences_is_white_space_alone(text: str) -> None:
    """No sentence is empty, none begins or ends with white space, and all other characters are in one, in order."""
    place = 0
    for start, end in split_sentences(text):
        assert not text[place:start].strip()
        assert text[start:end] == text[start:end].strip() != ""
        place = end
    assert not text[place:].strip()
