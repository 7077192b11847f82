"""Credits: who made an article, when and from what; and what only looks like a byline."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_article import ARBITRARY, attributed, dialogue

from pipelines.text.credits import (
    DATE_LINE,
    LEADING_DATE,
    OPENING,
    WORD,
    Credits,
    Imprint,
    dateline,
    people,
    read_credit,
    read_date,
)

NOBODY: frozenset[str] = frozenset()


def credited(line: str, labels: frozenset[str] = NOBODY) -> Credits | None:
    """What a line says, or nothing where it is no credit."""
    imprint = Imprint()
    return imprint.credits() if read_credit(line, imprint, labels=labels) else None


DAY = datetime.date(2021, 3, 4)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("作者：许砚", Credits(authors=("许砚",))),
        ("作者｜许砚", Credits(authors=("许砚",))),
        ("文/许砚", Credits(authors=("许砚",))),
        ("文 | 许砚 编辑 | 沈望舒", Credits(authors=("许砚",), editors=("沈望舒",))),
        ("撰文：许砚、沈望舒", Credits(authors=("许砚", "沈望舒"))),
        ("采访、撰文：许砚", Credits(authors=("许砚",))),
        ("责任编辑：沈望舒", Credits(editors=("沈望舒",))),
        ("译者：Mara Quill", Credits(translators=("Mara Quill",))),
        ("（编辑：沈望舒）", Credits(editors=("沈望舒",))),
        ("撰文 许砚", Credits(authors=("许砚",))),
        ("来源：窑火月刊", Credits(source="窑火月刊")),
        ("来源：https://example.org/kiln", Credits(source_url="https://example.org/kiln")),
        ("公众号：窑火月刊", Credits(publisher="窑火月刊")),
        ("2021-03-04", Credits(published_at=DAY)),
        ("2021年3月4日 12:30", Credits(published_at=DAY)),
        ("发布于 2021/3/4", Credits(published_at=DAY)),
        ("时间：2021年3月4日", Credits(published_at=DAY)),
        ("窑火月刊出品", Credits(publisher="窑火月刊")),
        ("摄影：许砚", Credits()),
        ("设计：许砚 排版：沈望舒", Credits()),
        ("未经授权，禁止转载", Credits()),
    ],
)
def test_a_line_of_the_imprint_is_read(line: str, expected: Credits) -> None:
    """Fields by colon, bar, slash and space; dates; rights."""
    assert credited(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "作者：我写这篇的时候，窑还没有开，烟已经散了。你知道吗？",
        "编辑：你为什么搬到山里？",
        "顾青禾：火还没有上来。",
        "作者写得很慢。",
        "文章从土说起。",
        "2021年3月4日那天下了雪，窑没有开。",
        "时间：没有时间。",
        "来源很多，土只有一种。",
        "火从来不等人。",
        "",
        "作者：" + "许" * 200,
    ],
)
def test_speech_and_narration_are_no_credits(line: str) -> None:
    """Sentences, questions, words that only open like a field."""
    assert credited(line) is None


def test_a_word_that_recurs_as_a_label_credits_nobody() -> None:
    """``记者`` asks in this article."""
    assert credited("记者：许砚") is not None
    assert credited("记者：许砚", frozenset({"记者"})) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-03-04", DAY),
        ("2021年3月4日", DAY),
        ("2021.3.4", DAY),
        ("2021 / 03 / 04 12:30", DAY),
        ("2021-02-30", None),
        ("2021年3月", None),
        ("21-03-04", None),
        ("", None),
    ],
)
def test_a_full_date_of_the_calendar_is_read(text: str, day: datetime.date | None) -> None:
    """Others are none."""
    assert read_date(text) == day


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("许砚", ["许砚"]),
        ("许砚、沈望舒", ["许砚", "沈望舒"]),
        ("许砚 沈望舒", ["许砚", "沈望舒"]),
        ("许砚/沈望舒", ["许砚", "沈望舒"]),
        ("许砚 & Mara Quill", ["许砚", "Mara Quill"]),
        ("Mara Quill and Tobias Renn", ["Mara Quill", "Tobias Renn"]),
        ("埃莱娜·莫雷", ["埃莱娜·莫雷"]),
        ("https://example.org", []),
        ("", []),
    ],
)
def test_a_byline_is_split_into_names(value: str, names: list[str]) -> None:
    """At marks and between Chinese names at spaces; never inside a Latin name."""
    assert people(value) == names


def test_a_dateline_opens_a_paragraph() -> None:
    """Medium and reporter; the paragraph goes on behind it."""
    imprint = Imprint()
    line = "【山谷日报记者 许砚】窑在山谷尽头。"
    assert line[dateline(line, imprint) :] == "窑在山谷尽头。"
    assert imprint.credits().publisher == "山谷日报"
    assert imprint.credits().authors == ("许砚",)
    assert dateline("【主持人】窑在哪里？", Imprint()) == 0


def test_the_first_value_of_a_field_stands_and_people_add_up() -> None:
    """No name twice."""
    imprint = Imprint()
    for line in ("作者：许砚", "2021-03-04", "作者：沈望舒、许砚", "2022-03-04"):
        assert read_credit(line, imprint, labels=NOBODY)
    assert imprint.credits() == Credits(authors=("许砚", "沈望舒"), published_at=DAY)


def test_credits_of_an_article_are_columns_and_no_text() -> None:
    """Above and below the talk."""
    talk = ("**陆知秋：**火上来了吗？", "**顾青禾：**还没有。", "**陆知秋：**要多久？", "**顾青禾：**一个晚上。")
    row = attributed(dialogue("作者：许砚", "2021-03-04", "窑在山谷尽头。", *talk, "编辑：沈望舒", lead="")).article
    assert (row["authors"], row["editors"], row["published_at"]) == (["许砚"], ["沈望舒"], DAY)
    assert row["text"].startswith("窑在山谷尽头。\n陆知秋：火")
    assert row["text"].endswith("顾青禾：一个晚上。")


@given(ARBITRARY)
def test_any_line_is_a_credit_or_not(line: str) -> None:
    """And what it credits stands in it."""
    found = credited(line)
    for name in (*found.authors, *found.editors, *found.translators) if found else ():
        assert name in line
    assert 0 <= dateline(line, Imprint()) <= len(line)


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)), st.sampled_from("-/."))
def test_every_day_that_is_printed_is_read(day: datetime.date, mark: str) -> None:
    """Year first."""
    assert read_date(f"{day.year}{mark}{day.month}{mark}{day.day}") == day
    assert read_date(f"{day.year}年{day.month:02d}月{day.day}日") == day


def test_a_date_before_a_byline_is_part_of_the_credit() -> None:
    """On one line, as newspapers print them."""
    imprint = Imprint()
    assert read_credit("2024年3月12日 本刊记者 陈晓禾", imprint, labels=frozenset())
    made = imprint.credits()
    assert (made.authors, made.published_at) == (("陈晓禾",), datetime.date(2024, 3, 12))


@given(date=st.from_regex(DATE_LINE) | st.from_regex(LEADING_DATE))
def test_a_date_has_its_century(date: str) -> None:
    """So lines without one need not be read as dates."""
    assert "19" in date or "20" in date


@given(word=st.from_regex(re.compile(WORD, re.IGNORECASE), fullmatch=True))
def test_an_entry_begins_as_one_of_the_words_does(word: str) -> None:
    """In any case of letters: how a word begins is only asked first."""
    assert re.match(f"[{OPENING}]", word, re.IGNORECASE)
