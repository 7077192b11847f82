"""Section headings that carry no markup, told by their neighbours."""

from __future__ import annotations

import pytest
from test_article import attributed, dialogue, heard

LEAD = "秋天，陆知秋在山里采访了顾青禾。"


def article(*between: str) -> str:
    """A dialogue with lines between two of its turns."""
    return dialogue(
        "**陆知秋：**火上来了吗？",
        "**顾青禾：**还没有，我们再等等。",
        *between,
        "**陆知秋：**要多久？",
        "**顾青禾：**我看要一个晚上。",
        lead=LEAD,
    )


def titles(raw: str) -> list[str]:
    """The titles of its sections."""
    return [section["title"] for section in attributed(raw).article["sections"]]


@pytest.mark.parametrize("line", ["## 山里的土", "**山里的土**", "山里的土", "01", "二、", "PART 2"])
def test_a_short_line_before_the_next_label_is_a_heading(line: str) -> None:
    """With markup, in bold, plain, or a number."""
    raw = article(line)
    assert titles(raw) == [line.strip("#* ")]
    assert heard(raw) == heard(article())


@pytest.mark.parametrize(
    "line", ["山里的土要粗一点。", "山里的土，要粗一点；水呢，要少。", "我觉得山里的土是会呼吸的，" + "真的" * 20]
)
def test_a_line_that_reads_as_a_sentence_is_no_heading(line: str) -> None:
    """It is said."""
    raw = article(line)
    assert titles(raw) == []
    assert heard(raw)[1] == ("顾青禾", f"还没有，我们再等等。\n{line}")


def test_a_number_and_the_line_below_it_are_one_heading() -> None:
    """One section with both."""
    assert titles(article("01", "山里的土")) == ["01 山里的土"]


def test_a_bold_line_that_goes_on_in_the_next_is_one_heading() -> None:
    """Broken at a comma."""
    assert titles(article("**山里的土，**", "**会呼吸**")) == ["山里的土， 会呼吸"]


def test_what_stands_directly_below_a_label_alone_is_said() -> None:
    """However short and however bold."""
    raw = dialogue(
        "**陆知秋**",
        "火上来了吗？",
        "**顾青禾**",
        "没有",
        "**陆知秋**",
        "要多久？",
        "**顾青禾**",
        "一个晚上。",
        lead=LEAD,
    )
    assert ("顾青禾", "没有") in heard(raw)


def test_a_section_reaches_to_the_next_heading() -> None:
    """Titles stand in the text, sections follow each other."""
    made = attributed(article("## 山里的土", "我先去添柴。", "## 水"))
    text = made.article["text"]
    first, second = made.article["sections"]
    assert text[first["char_start"] : first["char_end"]] == "山里的土\n我先去添柴。"
    assert text[second["char_start"] :].startswith("水\n陆知秋：要多久？")
    assert second["char_end"] == len(text)
    assert [row["section"] for row in made.speech] == [None, None, 0, 1, 1]


def test_in_a_report_short_plain_lines_stay_prose() -> None:
    """Only numbers and bold lines are headings there."""
    raw = dialogue(
        "**选土**",
        "山里的土要粗一点，水要少一点。",
        "点火",
        "火要慢慢上来，急不得。",
        title="# 柴窑",
        lead="柴窑烧陶有许多讲究，先说土。",
    )
    assert titles(raw) == ["选土"]
