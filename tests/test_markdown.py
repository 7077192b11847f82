"""Markdown and plain text become the lines that a reader sees, every character with its place."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from costs import grows_with_length_alone
from hypothesis import given
from hypothesis import strategies as st
from page_checks import check

from pipelines.text.markdown import FOOTNOTE, HEADING, ITEM, QUOTE, RULE, UNDERLINE
from pipelines.text.markup import read_page
from pipelines.text.page import Line


def lines(raw: str, suffix: str = ".md") -> list[Line]:
    """The lines of a text, checked."""
    page = read_page(raw, suffix)
    check(page, resolved="&" in raw)
    return list(page.lines)


def texts(raw: str, suffix: str = ".md") -> list[str]:
    """Their texts."""
    return [line.text for line in lines(raw, suffix)]


def bold(line: Line) -> list[str]:
    """The bold stretches of a line."""
    return [line.text[start:end] for start, end in line.bold]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("**林一：**海边", "林一：海边"),
        ("前**海** **边**后", "前海 边后"),
        ("****海边****", "海边"),
        ("**a****b**", "ab"),
        ("***01***", "01"),
        ("海边**。", "海边。"),
        ("*斜*体", "斜体"),
        ("2 * 3 与 5*6", "2 * 3 与 5*6"),
        ("*注：一颗星没有伴", "*注：一颗星没有伴"),
        (r"2\*3\_4", "2*3_4"),
        ("snake_case_name 与 _强调_", "snake_case_name 与 强调"),
        ("见 https://example.org/a_b_c?x=__y__ 页", "见 https://example.org/a_b_c?x=__y__ 页"),
        ("~~删~~留 好的~~", "删留 好的~~"),
        ("`a*b*`与``c`d``", "a*b*与c`d"),
        ("一`没有结尾", "一`没有结尾"),
        ('看[海](https://example.org/a_(b) "题")边', "看海边"),
        ("看[海][3]边[另][]", "看海边另"),
        ("引用[1]不是链接[1][2]", "引用[1]不是链接[1][2]"),
        ("[笑]不是链接", "[笑]不是链接"),
        ("脚注[^1]在此", "脚注在此"),
        ("见[[海边]]与[[sea|大海]]", "见海边与大海"),
        ("<https://example.org/a>", "https://example.org/a"),
        ('前![图*](a.png "题")后', "前后"),
        ("[![](a.png)]()后", "后"),
        ("[![替](a.png)](https://example.org)后", "后"),
        ("![](https://example.org/a?x=1\ny=2)图说", "图说"),
        ("正文\n\n![](https://example.org/cut", "正文"),
        ("<ruby>谷歌<rp>(</rp><rt>Google</rt><rp>)</rp></ruby>说", "谷歌Google说"),
        ("<span style='x'>海</span><!-- 注 -->边", "海边"),
        ("1 < 2，<主持人> 与 <T>", "1 < 2，<主持人> 与 <T>"),
        ("海&nbsp;边 R&amp;D &unknown; &#x6d77;", "海 边 R&D &unknown; 海"),
        ("海\u200b边\u00ad", "海边"),
        ("\u3000\xa0海边\u3000", "海边"),
    ],
)
def test_inline_markup_is_left_out_and_nothing_else(raw: str, shown: str) -> None:
    """What remains is what a reader sees."""
    raw = raw if "[3]" not in raw else raw + "\n\n[3]: https://example.org/3\n"
    assert texts(raw) == [shown]


def test_headings_of_all_forms_have_a_level() -> None:
    """Hash marks, also without a space and closed; underlines."""
    raw = "# 一\n### 问：\n##二\n#话题#\n## 三 ##\n\n四\n====\n五\n----\n"
    found = lines(raw)
    assert [(line.heading, line.text) for line in found] == [
        (1, "一"),
        (3, "问："),
        (2, "二"),
        (0, "#话题#"),
        (2, "三"),
        (1, "四"),
        (2, "五"),
    ]


def test_rules_are_dropped_and_are_no_heading_below_a_sentence() -> None:
    """Chinese authors put hyphens below a paragraph to end it."""
    found = lines("这是一句话。\n---\n下一句。\n\n* * *\n-----\n****\n完")
    assert [(line.heading, line.text) for line in found] == [(0, "这是一句话。"), (0, "下一句。"), (0, "完")]
    assert all(line.gap for line in found)


def test_bold_is_known_across_the_lines_of_a_paragraph() -> None:
    """Converters break paragraphs in the middle of bold text."""
    found = lines("**林一：海\n边**的\n\n**没有结尾\n\n平常")
    assert [bold(line) for line in found] == [["林一：海"], ["边"], ["没有结尾"], []]


def test_bold_pieces_with_a_space_between_are_one() -> None:
    """A label broken into pieces is still wholly bold."""
    (line,) = lines("**林一** **：**海边")
    assert bold(line) == ["林一 ："]
    (line,) = lines(" **「海边 实验** **」**")
    assert bold(line) == ["「海边 实验 」"]


def test_hard_wrapped_lines_continue_the_paragraph() -> None:
    """Only a blank line or a block makes a gap."""
    found = lines("一（Ann\nLee）二\n三  \n\n四\n* 五\n* 六")
    assert [(line.text, line.gap) for line in found] == [
        ("一（Ann", True),
        ("Lee）二", False),
        ("三", False),
        ("四", True),
        ("五", True),
        ("六", True),
    ]


def test_quotes_items_and_numbers() -> None:
    """Markers of quotes and bullets go, numbers are text."""
    found = lines("> 引文\n> 续\n>\n> > 深\n\n*   甲\n- 乙\n+ [x] 丙\n1. 丁\n-戊")
    assert [(line.text, line.quote, line.item) for line in found] == [
        ("引文", True, False),
        ("续", True, False),
        ("深", True, False),
        ("甲", False, True),
        ("乙", False, True),
        ("丙", False, True),
        ("1. 丁", False, True),
        ("-戊", False, True),
    ]


def test_tables_keep_their_rows_without_pipes() -> None:
    """A pipe that alone divides two cells stays, lest their words run together."""
    assert texts("| 甲 | 乙 |\n| --- | :-: |\n| 丙 | **丁** |\n\n后") == ["甲  乙", "丙  丁", "后"]
    assert texts("甲|乙\n-|-\n丙|丁") == ["甲|乙", "丙|丁"]
    assert texts("作者 | 林一") == ["作者 | 林一"]


def test_code_fences_are_kept_as_they_are() -> None:
    """Markup in code is no markup; a fence that is never closed hides nothing."""
    assert texts("```python\na = **b\n# c\n```\n后") == ["a = **b", "# c", "后"]
    assert "**" not in "".join(texts("```\n\n**前**"))


def test_link_definitions_are_no_lines_but_labels_with_colons_are() -> None:
    """``[笑]: 好`` is speech."""
    assert texts("[1]: https://example.org\n[a]: <x.html>\n[笑]: 好\n[^1]: 脚注") == ["[笑]: 好", "脚注"]


def test_pictures_are_known_to_their_line_and_the_next() -> None:
    """So that captions can be told from text."""
    found = lines("![](a.png)\n\n图说\n\n![](b.png)同行图说\n\n文末图![](c.png)\n\n再说")
    assert [(line.text, line.image, line.after_image) for line in found] == [
        ("图说", False, True),
        ("同行图说", True, False),
        ("文末图", True, False),
        ("再说", False, True),
    ]


def test_link_text_is_counted() -> None:
    """Lines that are links alone are chrome."""
    assert [line.linked for line in lines("[海边](a)的[[风]]\n<https://a.cn>")] == [3, 12]


def test_tags_that_break_lines_break_them() -> None:
    """Markdown files of web pages hold HTML."""
    found = lines("海<br>边<br/><p>风</p>\n<h2>题</h2>\n\n<b>粗</b><strong>体</strong>")
    assert [line.text for line in found] == ["海", "边", "风", "题", "粗体"]
    assert bold(found[-1]) == ["粗体"]


def test_comments_and_scripts_over_paragraphs_are_left_out() -> None:
    """They are not shown anywhere."""
    assert texts("前<!-- 一\n\n二 -->后\n\n<script>\nvar a;\n\n</script>\n完") == ["前", "后", "完"]


def test_plain_text_is_taken_as_it_stands() -> None:
    """Only white space around a line and zero-width characters go."""
    raw = "\u3000\u3000**海**\u200b边 \n# 二\n\n\u200b\n三"
    found = lines(raw, ".txt")
    assert [(line.text, line.gap, line.number) for line in found] == [
        ("**海**边", True, 1),
        ("# 二", False, 2),
        ("三", True, 5),
    ]
    assert len(found[0].runs) == 2


def test_front_matter_is_read_in_plain_text_too() -> None:
    """It is no line of the page."""
    page = read_page("---\ntitle: 海边\n---\n正文", ".txt")
    assert page.meta == {"title": "海边"}
    assert [line.text for line in page.lines] == ["正文"]


def test_an_unknown_suffix_is_an_error() -> None:
    """The message names what can be read."""
    with pytest.raises(ValueError, match=r"\.md"):
        read_page("", ".pdf")


PIECES = re.findall(
    r"\S+",
    r"""
    ** * _ __ ~~ ` ``` [ ] ( ) ![ ]( [[ ]] | > < <br> <b> </b> <rt> </rt> <!-- --> <h2> <p> & &amp; &nbsp; &#8203; \ #
    ## --- === - * http:// [^ ]: " ' : 海 边 a 1 。 ：
    """,
)
SPACES = ["\n", "\n\n", " ", "  \n", "\t", "\n|-|\n", "\u200b", "\u3000", "\xa0", "\u2028"]
MARKUP = st.lists(st.sampled_from([*PIECES, *SPACES]), max_size=40).map("".join)


@given(MARKUP | st.text(), st.sampled_from([".md", ".txt"]))
def test_any_text_gives_lines_that_are_exact_copies(raw: str, suffix: str) -> None:
    """Nothing is invented, moved or doubled, and nothing raises."""
    check(read_page(raw, suffix), resolved="&" in raw)


@given(st.text(alphabet="海边，。 ab12\n"))
def test_text_without_markup_is_shown_wholly(raw: str) -> None:
    """Both readers agree where there is nothing to leave out."""
    assert "".join("".join(texts(raw)).split()) == "".join(raw.split())
    assert texts(raw, ".md") == texts(raw, ".txt")


@pytest.mark.parametrize(
    "piece", ["[", "[a](", "![](/", "**", "_a ", "`a``", "<", "<b>\n", "> ", "a\n=\n", '[a](b "', "<!--"]
)
def test_repeated_markup_takes_linear_time(piece: str) -> None:
    """No crawler's garbage stops the pipeline."""

    def reading(size: int) -> Callable[[], object]:
        text = piece * (size // len(piece))
        return lambda: read_page(text, ".md")

    assert grows_with_length_alone(reading, 15_000, most=60_000)


@given(st.text("#>*-+_= \t[x^]:", max_size=8))
def test_the_first_character_of_a_line_tells_which_markers_it_cannot_open_with(text: str) -> None:
    """The others are not tried."""
    for pattern, first in (
        (QUOTE, ">"),
        (ITEM, "*+-"),
        (RULE, "*-_"),
        (UNDERLINE, "=-"),
        (HEADING, "#"),
        (FOOTNOTE, "["),
    ):
        assert not pattern.match(text) or text[0] in first
