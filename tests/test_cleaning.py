"""From page to article: the title, and a kind for every line."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_article import attributed, dialogue

from pipelines import knowledge
from pipelines.text import credits, typography
from pipelines.text.cleaning import CLOCK, CLOCK_AT_END, LONGEST, SHORT_FURNITURE, Cleaned, clean, may_tell
from pipelines.text.folding import signature
from pipelines.text.markup import read_page
from pipelines.text.page import Line
from pipelines.text.parts import Kind, wholes
from pipelines.text.simplify import simplified
from pipelines.text.titles import recurring_labels


def cleaned(raw: str, suffix: str = ".md") -> Cleaned:
    """The parts of an article."""
    return clean(read_page(raw, suffix))


def kinds(raw: str, suffix: str = ".md") -> dict[str, Kind]:
    """The kind of each line."""
    return {part.text: part.kind for part in cleaned(raw, suffix).parts}


BODY = "窑在山谷尽头，烟要到傍晚才散。\n\n村里只剩三户人家还在烧陶，别的都搬走了。\n"


@pytest.mark.parametrize(
    "raw",
    [
        f"# 窑火边的一天\n\n{BODY}",
        f"窑火边的一天\n\n{BODY}",
        f"---\ntitle: 窑火边的一天\n---\n\n{BODY}",
        f"---\ntitle: 窑火边的一天 - 窑火月刊\n---\n\n# 窑火边的一天\n\n{BODY}",
        f"# 窑火边的一天\n\n窑火边的一天\n\n{BODY}",
        f"窑火边的一天\n============\n\n{BODY}",
    ],
)
def test_the_title_is_found_and_left_out_with_its_repetitions(raw: str) -> None:
    """Heading, first line, front matter, however often printed."""
    assert cleaned(raw).title == "窑火边的一天"
    kept = [part.text for part in cleaned(raw).parts if part.kind.kept]
    assert kept == BODY.strip().split("\n\n")


def test_an_article_that_opens_with_a_sentence_has_no_title() -> None:
    """None is made up."""
    assert cleaned(BODY, ".txt").title is None


def test_an_html_title_is_found_in_head_and_heading() -> None:
    """Without the name of the site."""
    paragraphs = "".join(f"<p>{line}</p>" for line in BODY.strip().split("\n\n"))
    raw = f"<html><head><title>窑火边的一天_窑火网</title></head><body><h1>窑火边的一天</h1>{paragraphs}</body></html>"
    assert cleaned(raw, ".html").title == "窑火边的一天"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("长按识别二维码", Kind.CHROME),
        ("关注窑火公众号", Kind.CHROME),
        ("点击上方蓝字关注", Kind.CHROME),
        ("分享到：微信 微博", Kind.CHROME),
        ("首页 > 手艺 > 正文", Kind.CHROME),
        ("阅读量：1234", Kind.CHROME),
        ("* * *", Kind.CHROME),
        ("京ICP备00000000号", Kind.CHROME),
        ("登录/注册", Kind.CHROME),
        ("相关阅读：山谷里的三座窑", Kind.CHROME),
        ("作者：许砚", Kind.CREDIT),
        ("本文转载自窑火月刊", Kind.CREDIT),
        ("编者注：此处有删节。", Kind.EDITOR_NOTE),
        ("（译者注：指柴窑）", Kind.EDITOR_NOTE),
        ("## 山里的土", Kind.HEADING),
        ("（山谷里的窑，许砚供图）", Kind.CAPTION),
        ("> 火从来不等人", Kind.PULL_QUOTE),
        ("顾青禾：火还没有上来。", Kind.PROSE),
        ("我们关注的是火，不是公众号里的评论。", Kind.PROSE),
        ("这篇文章里没有二维码，也没有广告，只有火和土，还有一个人。", Kind.PROSE),
        ("（笑）", Kind.PROSE),
    ],
)
def test_each_line_has_its_kind(line: str, kind: Kind) -> None:
    """Chrome, credits, notes, headings, captions, quotes; all else is prose."""
    raw = f"# 窑火边的一天\n\n{BODY}\n{line}\n\n火从来不等人，人要等火。\n"
    bare = line.lstrip("#> ").strip()
    found = kinds(raw)
    # a rule of asterisks is no visible line at all
    assert found.get(bare, Kind.CHROME) is kind


def test_a_line_below_a_picture_that_is_no_sentence_is_its_caption() -> None:
    """A sentence there goes on with the text."""
    raw = f"# 窑火边的一天\n\n{BODY}\n![](a.png)\n\n{{}}\n\n火从来不等人，人要等火。\n"
    assert kinds(raw.format("山谷里的窑"))["山谷里的窑"] is Kind.CAPTION
    assert kinds(raw.format("他每天天亮就去看火。"))["他每天天亮就去看火。"] is Kind.PROSE


def test_a_caption_over_two_lines_is_one() -> None:
    """Without a blank line between them."""
    found = kinds(f"窑火边的一天\n\n{BODY}\n（山谷里的窑，许砚供图）\n山谷里的另一座\n\n火从来不等人。\n", ".txt")
    assert found["山谷里的另一座"] is Kind.CAPTION


def test_a_dateline_is_cut_off_its_paragraph() -> None:
    """What follows is prose."""
    found = kinds("# 窑火边的一天\n\n【山谷日报记者 许砚】窑在山谷尽头。\n\n烟要到傍晚才散。\n")
    assert found["【山谷日报记者 许砚】"] is Kind.CREDIT
    assert found["窑在山谷尽头。"] is Kind.PROSE


def test_a_digest_that_an_aggregator_put_before_the_article_is_left_out() -> None:
    """Between its heading and that of the body."""
    raw = f"# 窑火边的一天\n\n## 摘要\n\n文章讲了一座窑的故事。\n\n## 正文\n\n{BODY}"
    assert [part.text for part in cleaned(raw).parts if part.kind.kept] == BODY.strip().split("\n\n")


def test_a_summary_without_such_a_frame_is_the_articles_own() -> None:
    """It stays."""
    raw = f"# 窑火边的一天\n\n## 摘要\n\n文章讲了一座窑的故事。\n\n{BODY}"
    assert "文章讲了一座窑的故事。" in [part.text for part in cleaned(raw).parts if part.kind.kept]


def test_names_of_accounts_between_title_and_text_are_no_text() -> None:
    """Short lines before the first sentence."""
    found = kinds(f"# 窑火边的一天\n\n窑火月刊\n\n山里人\n\n{BODY}")
    assert found["窑火月刊"] is found["山里人"] is Kind.CREDIT


def test_no_line_of_the_page_is_lost() -> None:
    """Every part has a kind, in reading order."""
    page = read_page(f"# 窑火边的一天\n\n作者：许砚\n\n{BODY}\n相关阅读\n", ".md")
    parts = clean(page).parts
    assert [part.line.text[part.start : part.end] for part in parts] == [line.text for line in page.lines]


def test_strings_before_three_colons_recur() -> None:
    """Two are too few."""
    lines = "甲：火。\n\n甲：土。\n\n甲：水。\n\n乙：火。\n\n乙：土。\n"
    assert recurring_labels(wholes(read_page(lines, ".md").lines)) == {"甲"}


@pytest.mark.parametrize(("one", "other"), [("窑火，边！", "窑火边"), ("ＡＢ c", "abc"), ("《窑》 火", "窑火")])
def test_two_lines_are_the_same_by_letters_and_digits(one: str, other: str) -> None:
    """Marks, width and case do not count."""
    assert signature(one) == signature(other)


def test_chrome_around_a_dialogue_is_no_part_of_any_turn() -> None:
    """Between two of them and inside one."""
    raw = dialogue(
        "**陆知秋：**火上来了吗？",
        "**顾青禾：**还没有。",
        "长按识别二维码",
        "我们再等等。",
        "点击阅读原文",
        "**陆知秋：**要多久？",
        "**顾青禾：**一个晚上。",
    )
    assert [row["text"] for row in attributed(raw).speech] == [
        "火上来了吗？",
        "还没有。\n我们再等等。",
        "要多久？",
        "一个晚上。",
    ]


def test_the_first_label_of_a_name_line_interview_stays_below_the_title() -> None:
    """A name alone that recurs is neither a byline nor an account."""
    lines = [
        "李小明",
        "火上来了吗？",
        "顾青禾",
        "还没有，我们再等等。",
        "李小明",
        "要多久？",
        "顾青禾",
        "我看要一个晚上。",
        "李小明",
        "然后呢？",
        "顾青禾",
        "然后等它自己凉下来。",
    ]
    made = attributed(dialogue(*lines, lead=""))
    assert made.article["text"].split("\n") == lines
    assert [row["speaker"] for row in made.speech] == ["李小明", "顾青禾"] * 3


@given(text=st.from_regex(CLOCK_AT_END))
def test_a_clock_has_its_colon_near_the_end(text: str) -> None:
    """So lines without one there need not be searched."""
    assert ":" in text[-CLOCK:]


WORDED: list[str | re.Pattern[str]] = [
    *[row[1] for row in knowledge.rows("chrome.tsv") if row[0] in ("line", "aside", "advert")],
    *[row[0] for row in knowledge.rows("rights.txt")],
    *(credits.DATE_LINE, credits.LEADING_DATE, credits.DATELINE, credits.ENTRY, credits.SPACED, credits.HOUSE),
    *(credits.REPORTED, typography.EDITOR_NOTE, typography.BRACKETED, typography.PICTURE_SOURCE),
]
"""What a line may be by its words alone."""


@given(data=st.data(), before=st.text("甲*图 ", max_size=3), after=st.text("甲*—。 ", max_size=3), long=st.booleans())
@settings(max_examples=400)
def test_a_line_of_which_nothing_is_told_at_first_sight_is_nothing_but_prose(
    data: st.DataObject, before: str, after: str, long: bool
) -> None:
    """No chrome, credit, dateline, note or caption, whatever stands around what would be one."""
    worded = data.draw(st.sampled_from(WORDED).flatmap(lambda form: st.from_regex(form, fullmatch=True)))
    text = f"{before}{worded}{'甲' * 200 * long}{after}".strip()
    if text and not may_tell(text):
        assert len(text) > LONGEST or not SHORT_FURNITURE.fits(simplified(text))
        assert not credits.read_credit(text, credits.Imprint(), labels=frozenset())
        assert not credits.dateline(text, credits.Imprint())
        assert not typography.is_editor_note(text)
        assert not typography.is_caption(wholes([Line(text, (), 1)])[0])
