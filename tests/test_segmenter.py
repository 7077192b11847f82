"""Segmentation: the quick implementation gives jieba's words, token by token."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.text import segmenter
from pipelines.text.segmenter import Cut, by_jieba, by_rjieba

HERE = Path(__file__).parent
TEXTS = sorted(
    path
    for folder in (HERE / "golden", HERE.parent / "raw")
    for path in folder.rglob("*")
    if path.suffix in (".txt", ".md", ".html")
)
PIECES = (
    *"的我他在火山窑研究生命起源说了一三万零〇",
    *"髮體讀與會導演後臺",
    *"鿖鿫㐀㒨豈𠮷𪜀",
    *"abzAQZ0189０９ＡｚéßЯγ",
    *".,-_%+#&*@/:~'\"·—…，。！？：“”《》（）％．－",
    *" \t\n\r\v\f\x1c\x1f\x85\xa0\u3000\u2028\u200b\ufeff\x00",
    *"😀👨🏻‍🦯①½々",
    *("\r\n", "3.5%", "24-26", "GPT-4", "C++", "AT&T", "T恤", "IP地址", "K歌之王", "kiln-b", "node.js", "1,000.5"),
    *("顾青禾", "陶瓷", "研究所", "清华大学", "上海交通大学", "乐于助人", "小明", "卡尔·萨根", "深度学习"),
)


@cache
def both() -> tuple[Cut, Cut]:
    """The quick implementation and the reference."""
    return by_rjieba(), by_jieba()


@cache
def entries() -> tuple[str, ...]:
    """The words of jieba's dictionary."""
    import jieba

    with jieba.dt.get_dict_file() as lines:
        return tuple(str(line, "utf-8").split(" ")[0] for line in lines)


def same(text: str) -> bool:
    """Whether both cut the text alike."""
    quick, reference = both()
    return quick(text) == reference(text)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_real_pages_are_cut_as_by_jieba(path: Path) -> None:
    """Markup, credits and all, as a whole and line by line."""
    text = path.read_text("utf-8")
    assert same(text)
    assert all(map(same, text.splitlines(keepends=True)))


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_what_provokes_differences_is_cut_as_by_jieba(text: str) -> None:
    """Latin, digits and signs in a run; separators of every kind; rare, traditional and full-width characters."""
    assert same(text)


@settings(max_examples=200)
@given(st.text(max_size=40))
def test_any_text_is_cut_as_by_jieba(text: str) -> None:
    """Whatever Unicode holds."""
    assert same(text)


def test_every_word_of_the_dictionary_is_known_to_both() -> None:
    """Alone on a line each word is cut alike; a sample of one in forty, the soak run takes them all."""
    assert all(map(same, entries()[::40]))


def test_without_rjieba_jieba_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it cannot be imported, the reference stands in."""
    monkeypatch.setitem(sys.modules, "rjieba", None)
    with pytest.raises(ImportError):
        by_rjieba()
    assert segmenter.cutter.__wrapped__()("GPT-4 出来了") == ["GPT", "-", "4", " ", "出来", "了"]


def test_words_that_others_add_change_nothing() -> None:
    """The dictionary of a process is shared; ours is our own."""
    import rjieba

    rjieba.add_word("火从不等人", 10_000_000, "n")
    assert "火从不等人" not in by_rjieba()("火从不等人")


@pytest.mark.soak
def test_every_word_and_a_hundred_thousand_random_lines_are_cut_as_by_jieba() -> None:
    """Words of the dictionary, characters of every plane, and what provokes differences, in any mixture."""
    assert all(map(same, entries()))
    source = random.Random(20261122)
    draws: tuple[Callable[[], str], ...] = (
        lambda: source.choice(entries()),
        lambda: source.choice(PIECES),
        lambda: chr(source.randrange(0x4E00, 0xA000)),
        lambda: chr(source.choice((source.randrange(0x20, 0xD800), source.randrange(0xE000, 0x110000)))),
    )
    for _ in range(100_000):
        chosen = source.sample(draws, source.randint(1, len(draws)))
        text = "".join(source.choice(chosen)() for _ in range(source.randint(1, 12)))
        assert same(text), repr(text)
