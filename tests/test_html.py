"""HTML becomes the lines of its article, every character with its place, whatever the page looks like."""

from __future__ import annotations

import re

import pytest
from costs import grows_with_length_alone
from hypothesis import given
from hypothesis import strategies as st
from page_checks import check

from pipelines.text.markup import read_page
from pipelines.text.page import Line, Page

PROSE = (
    "<p>海边的小城里有一家修船的铺子，铺子的主人从来不问客人从哪里来。</p>"
    "<p>他说，船会告诉他所有的事情，人只要听着就好了。</p>"
)


def page(raw: str) -> Page:
    """The page of an HTML text, checked."""
    read = read_page(raw, ".html")
    check(read, resolved=True)
    return read


def lines(raw: str) -> list[Line]:
    """Its lines."""
    return list(page(raw).lines)


def texts(raw: str) -> list[str]:
    """Their texts."""
    return [line.text for line in lines(raw)]


def test_blocks_and_breaks_make_lines() -> None:
    """A break continues the paragraph, two of them and a block do not."""
    found = lines("<div>一<br>二<br><br>三<p>四<p>五</div>六")
    assert [(line.text, line.gap) for line in found] == [
        ("一", True),
        ("二", False),
        ("三", True),
        ("四", True),
        ("五", True),
        ("六", True),
    ]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("<p>海 \n\t 边 <b> 风</b></p>", "海边 风"),
        ("<p>Ann\nLee</p>", "Ann Lee"),
        ("<p>Ann\n   Lee</p>", "Ann Lee"),
        ("<p>海\n<b>边</b>\n</p>", "海边"),
        ("<p>&nbsp;&nbsp;R&amp;D &lt;b&gt; &unknown; &#28023;</p>", "R&D <b> &unknown; 海"),
        ("<p>海\u200b边&#8203;风</p>", "海边风"),
        ("<p>1 < 2 and 3<4</p>", "1 < 2 and 3<4"),
        ("<p>海<!-- 注 --><script>var a='<p>b</p>'</script><style>p{}</style>边</p>", "海边"),
        ("<p>海<span style='display: none'>藏</span><i hidden>藏</i>边</p>", "海边"),
        ("<p><ruby>谷歌<rp>(</rp><rt>Google</rt></ruby></p>", "谷歌Google"),
        ("<p>海<img alt='图' src='a.png'>边</p>", "海边"),
        ("<p title='a>b'>海</p>", "海"),
        ("<P>海</P >", "海"),
        ("海</p", "海</p"),
    ],
)
def test_text_is_shown_as_a_browser_shows_it(raw: str, shown: str) -> None:
    """White space, references, hidden and unknown things."""
    assert texts(raw) == [shown]


def test_what_elements_say_about_their_lines() -> None:
    """Headings, bold, quotes, items, links, pictures."""
    found = lines(
        "<h2>题</h2><p><strong>林一：</strong>海<span style='font-weight:700'>边</span></p><blockquote>引</blockquote>"
        "<ul><li>甲<li>乙</ul><p>见<a href='x'>此处</a></p><p><img src='a.jpg'></p><p>图说</p>"
    )
    assert [line.text for line in found] == ["题", "林一：海边", "引", "甲", "乙", "见此处", "图说"]
    assert found[0].heading == 2
    assert [found[1].text[start:end] for start, end in found[1].bold] == ["林一：", "边"]
    assert found[2].quote
    assert found[3].item
    assert found[4].item
    assert found[5].linked == 2
    assert found[6].after_image
    assert not found[5].item


def test_bold_that_is_closed_across_a_block_ends_there() -> None:
    """Editors of web pages nest elements wrongly."""
    found = lines("<div><b><p>粗</p></b><p>细</p></div>")
    assert [bool(line.bold) for line in found] == [True, False]


def test_the_article_is_found_between_menus_and_lists() -> None:
    """Neither links nor related articles nor comments are its text."""
    chrome = "".join(f"<li><a href='/{n}'>另一篇文章的标题，很长的标题 {n}</a></li>" for n in range(30))
    raw = (
        f"<html><body><nav>首页</nav><div class=menu><ul>{chrome}</ul></div>"
        f"<div class=x><h1>题</h1><div>{PROSE}</div></div>"
        f"<div class='comment-list'>{PROSE * 3}</div><div>{chrome}</div><footer>版权</footer></body></html>"
    )
    assert [text[:4] for text in texts(raw)] == ["海边的小", "他说，船"]


def test_a_wechat_page_is_read_by_its_names() -> None:
    """The content is hidden until a script runs; its variables hold the date and the account."""
    raw = (
        "<html><head><title></title><meta property='og:title' content='海边对谈'></head><body>"
        "<h1 id='activity-name'> 海边对谈 </h1><a id='js_name'> 海边周刊 </a>"
        f"<div id='js_content' style='visibility: hidden;'><section><section>短。</section></section>{PROSE}</div>"
        f'<div>{PROSE * 5}</div><script>var nickname = "海边周刊"; var ct = "1700000000"; var msg_title = \'海边对谈\';'
        "</script></body></html>"
    )
    read = page(raw)
    assert [line.text[:3] for line in read.lines] == ["短。", "海边的", "他说，"]
    assert read.meta == {"title": "海边对谈", "publisher": "海边周刊", "date": "2023-11-15"}


def test_the_head_and_the_byline_are_meta_data() -> None:
    """What is printed above the article goes before what the head says, the site's name is no title."""
    raw = (
        "<html lang=zh-CN><head><title>海边对谈_海边网</title><meta name=author content=admin>"
        "<meta property='og:site_name' content='海边网'><meta name=publishdate content='2024-01-02'>"
        "<link rel=canonical href='https://example.org/1'></head>"
        "<body><div><h1>海边对谈</h1><div>2024年1月3日 作者：林一 来源：海边报</div></div>"
        f"<div class=main>{PROSE}</div></body>"
    )
    assert page(raw).meta == {
        "title": "海边对谈",
        "author": "林一",
        "publisher": "海边报",
        "date": "2024年1月3日",
        "url": "https://example.org/1",
        "language": "zh-CN",
    }


def test_linked_data_is_read() -> None:
    """JSON-LD, with authors as objects, broken or not."""
    raw = (
        '<script type="application/ld+json">{"@graph": [{"headline": "海边", "author": [{"name": "林一"}, "周二"],'
        '"datePublished": "2024-01-02"}]}</script><script type="application/ld+json">{</script><p>文'
    )
    assert page(raw).meta == {"title": "海边", "author": "林一、周二", "date": "2024-01-02"}


PIECES = re.findall(
    r"\S+",
    """
    <p> </p> <div> </div> <b> </b> <a> <a/href=x> </a> <li> <ul> </ul> <table> <td> <tr> </table> <br> <img> <h1> </h1>
    <pre> </pre> <!-- --> <script> </script> <title> </title> <span/style=display:none> </span> <div/hidden>
    <div/id=js_content> <p/class=comment> < > </ <! & &amp; &nbsp; &#0; &#8203; \" ' 海 边 a 1 。
    """,
)
TAGS = st.lists(st.sampled_from([*PIECES, "\n", " ", "  ", "\t", "\xa0", "\u200b", "\u3000", "\u2028"]), max_size=40)


@given(TAGS.map("".join) | st.text())
def test_any_text_is_read_without_complaint(raw: str) -> None:
    """Nothing raises, and every run is an exact copy."""
    page(raw)


@given(st.text(alphabet="海边，。ab12", min_size=1))
def test_text_without_markup_is_shown_wholly(raw: str) -> None:
    """A file that is no HTML at all loses nothing."""
    assert texts(raw) == [raw]


@pytest.mark.parametrize(
    "piece", ["<div>", "<p>x", "<a ", "<!--", '<a b="', "<li>", "<td>", "<b><div>", "&#", '<a "> "', "<table><p>"]
)
def test_garbage_takes_linear_time(piece: str) -> None:
    """Depth and unclosed quotes do not stop the pipeline."""
    assert grows_with_length_alone(lambda size: lambda: page(piece * size), 5_000, most=20_000)


def test_a_long_line_is_read_quickly() -> None:
    """Pages without a newline are common."""
    assert len(page("<div>" + "海边的小城，" * 250_000 + "</div>").lines) == 1
    assert grows_with_length_alone(lambda size: lambda: page("<div>" + "海边的小城，" * size), 60_000, most=250_000)
