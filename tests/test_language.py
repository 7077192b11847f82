"""Which language and script an article is in."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我们后来问过他，这座窑为什么没有开。", "zh-Hans"),
        ("我們後來問過他，這座窯為什麼沒有開。", "zh-Hant"),
        ("We asked him later why the kiln had not been opened.", "en"),
        ("我们用 Python 写了一个 kiln controller，后来就没有再改过。", "zh-Hans"),
        ("我們用 Python 寫了一個 kiln controller，後來就沒有再改過。", "zh-Hant"),
        ("The kiln (窑) was built last year and nobody opened it.", "en"),
        ("我们后来问过他，门上写着「開」字。", "zh-Hans"),
        ("火山石土", "zh-Hans"),
    ],
)
def test_script_and_language_are_told_by_their_characters(text: str, language: str) -> None:
    """Latin words in a Chinese text, Chinese words in an English one, a quoted character of the other script."""
    assert language_of(text) == language


@given(st.text())
def test_any_text_has_one_of_three_languages(text: str) -> None:
    """As the schema lists them."""
    assert language_of(text) in ("zh-Hans", "zh-Hant", "en")


@given(st.text("们們窑a1 \n𠀀\ud800", max_size=60))
def test_a_text_is_english_when_few_of_its_words_are_chinese(text: str) -> None:
    """A Chinese character is a word; of Chinese texts the more frequent script tells."""
    han = sum(text.count(one) for one in "们們窑")
    chinese = "zh-Hant" if text.count("們") > text.count("们") else "zh-Hans"
    assert language_of(text) == ("en" if han < 0.2 * (han + len(re.findall("a+", text))) else chinese)
