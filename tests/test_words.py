"""The words of a turn and their tags."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stages import worded
from test_article import ARBITRARY

from pipelines.text.words import cut, tag


def turn(text: str, at: int = 0) -> dict[str, Any]:
    """A row as the attribution leaves it."""
    return {"text": text, "char_start": at, "char_end": at + len(text), "sentences": None, "words": None, "pos": None}


def test_a_row_gets_sentences_words_and_tags() -> None:
    """Sentences by their place in the article; its other columns are left as they were."""
    row = turn("火还没有上来。我们等。", 100)
    [full] = worded([row])
    assert full["sentences"] == [{"char_start": 100, "char_end": 107}, {"char_start": 107, "char_end": 111}]
    assert "".join(full["words"]) == row["text"]
    assert full["pos"] == list(map(tag, full["words"]))
    assert {**full, "sentences": None, "words": None, "pos": None}.items() >= row.items()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("我们", "r"),
        ("山谷", "n"),
        ("kiln", "eng"),
        ("kiln-b", "eng"),
        ("1200", "m"),
        ("3.5%", "m"),
        ("。", "x"),
        ("🔥", "x"),
    ],
)
def test_a_tag_is_the_dictionarys_or_says_what_the_word_is_made_of(word: str, expected: str) -> None:
    """Latin, number, or something else."""
    assert tag(word) == expected


def test_every_word_has_a_tag() -> None:
    """None is empty."""
    assert all(tag(word) for word in cut("顾青禾在 1998 年烧了 3 座窑，kiln 的火 \n从不等人🔥。"))


@settings(max_examples=40)
@given(st.one_of(ARBITRARY, st.text(max_size=60)))
def test_words_joined_give_the_text(text: str) -> None:
    """Whatever it is: white space, invisible and rare characters too."""
    assert "".join(cut(text)) == text
    assert all(cut(text))
