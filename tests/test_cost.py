"""What a text costs: time that grows with its length and not with the square of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator

import pytest
from costs import grows_with_length_alone
from test_article import dialogue, document

from pipelines.text.article import attribute
from pipelines.text.mentions import find_mentions


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


@pytest.mark.parametrize(("write", "size"), [(run_on, 500), (many_labels, 500), (plain, 250)])
def test_twice_the_text_costs_little_more_than_twice_the_time(write: Callable[[int], str], size: int) -> None:
    """Labels on one line, labels that never recur, a long dialogue."""
    attribute(document(write(10)))

    def attributing(length: int) -> Callable[[], object]:
        made = document(write(length))
        return lambda: attribute(made)

    assert grows_with_length_alone(attributing, size, most=100_000)


@pytest.mark.parametrize("line", [lambda n: ("1 赞" * n,), lambda n: ("1 赞 " * n,), lambda n: ["1 赞"] * n])
def test_a_line_of_counts_comes_to_an_end(line: Callable[[int], Iterable[str]]) -> None:
    """However often the count is repeated."""
    attribute(document(dialogue("火还没有上来。")))

    def attributing(size: int) -> Callable[[], object]:
        made = document(dialogue(*line(size)))
        return lambda: attribute(made)

    assert grows_with_length_alone(attributing, 100, most=400)


@pytest.mark.parametrize("unit", ["A", "bx/", "Zq7"])
def test_a_long_run_of_letters_costs_the_search_for_mentions_time_by_its_length_alone(unit: str) -> None:
    """An encoded picture amid the text."""
    find_mentions(attribute(document(dialogue("火还没有上来。"))).article, [])

    def finding(size: int) -> Callable[[], object]:
        made = attribute(document(dialogue("图的编码在这里。", unit * (size // len(unit)))))
        return lambda: find_mentions(made.article, made.speech)

    assert grows_with_length_alone(finding, 25_000, most=100_000)


def _names() -> Iterator[str]:
    """Chinese names, hardly any of them twice."""
    chosen = random.Random(3)
    while True:
        yield chosen.choice("赵钱孙周吴郑冯陈褚卫") + "".join(chr(chosen.randrange(0x5200, 0x7E00)) for _ in range(2))


@pytest.mark.parametrize(
    "unit",
    [
        "记者{}说，",
        "“今年雨多。”{}说。\n",
        "{}：火还没有上来。\n",
        "《{}》",
        "{}（Ab Cd）",
        "{}·{}，",
        "{0}：是。{1}：好。",
    ],
    ids=["titles", "quotations", "labels", "works", "brackets", "dots", "one line"],
)
def test_thousands_of_names_cost_time_by_their_number_alone(unit: str) -> None:
    """However they are printed: no name is looked for in the whole text by itself."""
    every = _names()

    def working(size: int) -> Callable[[], object]:
        made = document(dialogue("".join(unit.format(next(every), next(every)) for _ in range(size))))

        def work() -> None:
            read = attribute(made)
            find_mentions(read.article, read.speech)

        return work

    working(10)()
    assert grows_with_length_alone(working, 3000, most=12_000)
