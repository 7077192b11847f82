"""What a text costs: time that grows with its length and not with the square of it.

Bounds are ratios of two runs on one machine; seconds bound only what must simply come to an end.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest
from test_article import dialogue, document

from pipelines.text.article import attribute
from pipelines.text.mentions import find_mentions

LEAST = 0.15
MOST = 3.5


def run_on(size: int) -> str:
    """Questions and answers on one line."""
    return dialogue("问：好吗？答：是的。" * size)


def many_labels(size: int) -> str:
    """Short lines, each under another label."""
    chosen = random.Random(7)
    labels = ("".join(chr(chosen.randrange(0x5200, 0x7E00)) for _ in range(3)) for _ in range(size))
    return dialogue(*(f"{label}：火还没有上来。" for label in labels))


def plain(size: int) -> str:
    """One question and one answer after another."""
    pairs = (("**陆知秋：**火上来了吗？", f"**顾青禾：**第{n}窑还没有，我们再等等。") for n in range(size))
    return dialogue(*(line for pair in pairs for line in pair))


def least_of_three(run: Callable[[], object]) -> float:
    """How many seconds of the processor it takes: what else runs on the machine does not count."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return min(taken)


def seconds(raw: str) -> float:
    """How long the article takes."""
    made = document(raw)
    return least_of_three(lambda: attribute(made))


@pytest.mark.parametrize(("write", "size"), [(run_on, 500), (many_labels, 500), (plain, 250)])
def test_twice_the_text_costs_little_more_than_twice_the_time(write: Callable[[int], str], size: int) -> None:
    """Labels on one line, labels that never recur, a long dialogue."""
    attribute(document(write(10)))
    once = seconds(write(size))
    while once < LEAST:
        size *= 2
        once = seconds(write(size))
    assert seconds(write(2 * size)) < MOST * once


@pytest.mark.parametrize("raw", [dialogue("1 赞" * 200), dialogue("1 赞 " * 200), dialogue(*["1 赞"] * 200)])
def test_a_line_of_counts_comes_to_an_end(raw: str) -> None:
    """However often the count is repeated."""
    attribute(document(dialogue("火还没有上来。")))
    start = time.process_time()
    attribute(document(raw))
    assert time.process_time() - start < 2


@pytest.mark.parametrize("run", ["A" * 100_000, "bx/" * 30_000, "Zq7" * 30_000])
def test_a_long_run_of_letters_costs_the_search_for_mentions_seconds_at_most(run: str) -> None:
    """An encoded picture amid the text."""
    find_mentions(attribute(document(dialogue("火还没有上来。"))).article, [])
    made = attribute(document(dialogue("图的编码在这里。", run)))
    assert least_of_three(lambda: find_mentions(made.article, made.speech)) < 3
