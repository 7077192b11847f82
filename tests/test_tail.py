"""Where the article ends and the page's own matter begins."""

from __future__ import annotations

import pytest
from test_article import attributed, dialogue, heard

from pipelines.text.tail import closes

LEAD = "秋天，陆知秋在山里采访了顾青禾。"
TALK = (
    "**陆知秋：**火上来了吗？",
    "**顾青禾：**还没有，我们再等等。",
    "**陆知秋：**要多久？",
    "**顾青禾：**我看要一个晚上。",
)


def text(*after: str) -> str:
    """The text of a dialogue with lines behind it."""
    found: str = attributed(dialogue(*TALK, *after, lead=LEAD)).article["text"]
    return found


@pytest.mark.parametrize(
    "after",
    [
        ("相关阅读", "山谷里的三座窑", "松枝与火"),
        ("推荐阅读：", "山谷里的三座窑"),
        ("—END—", "山谷里的三座窑"),
        ("【完】",),
        ("评论 (3)", "写得真好，我也想去看看。"),
        ("猜你喜欢", "我在山里的一年"),
        ("往期回顾", "我在山里的一年"),
        ("点击阅读原文",),
        ("长按识别二维码关注我们",),
        ("责任编辑：许砚", "本文首发于窑火月刊，未经授权不得转载。"),
        ("[1] 许砚，《夜窑》。", "[2] 沈望舒，《松枝》。"),
        ("https://example.org/1", "https://example.org/2"),
        ("窑火节即将开幕，扫码报名，名额有限。",),
    ],
)
def test_what_follows_the_article_is_left_out(after: tuple[str, ...]) -> None:
    """Related articles, end marks, comments, prompts, imprints, references, adverts."""
    assert text(*after) == text()
    assert heard(dialogue(*TALK, *after, lead=LEAD)) == heard(dialogue(*TALK, lead=LEAD))


@pytest.mark.parametrize(
    "after", ["我先去添柴，你坐一会儿。", "采访结束时，天已经黑了，他添了一把柴。", "说完，他笑了，火也上来了。"]
)
def test_the_articles_own_last_words_stay(after: str) -> None:
    """Speech or narration."""
    assert text(after) == f"{text()}\n{after}"


def test_such_a_line_between_turns_ends_nothing() -> None:
    """Somebody still speaks behind it."""
    raw = dialogue(*TALK[:2], "相关阅读", *TALK[2:], lead=LEAD)
    assert [said for _, said in heard(raw)][-1] == "我看要一个晚上。"
    assert len(heard(raw)) == 4


def test_in_a_report_a_footer_ends_the_text_too() -> None:
    """In its second half."""
    lines = [f"山里的第{n}座窑在溪水的北边，烟要到傍晚才散。" for n in "一二三四"]
    body = dialogue(*lines, lead="柴窑烧陶有许多讲究。")
    assert attributed(body + "\n相关阅读\n\n我在山里的一年\n").article["text"] == attributed(body).article["text"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("采访结束时，天已经黑了。", True),
        ("本次访谈由窑火月刊整理。", True),
        ("这场对话持续到深夜。", True),
        ("对话让我学会了等。", False),
        ("采访你的人很多吧。", False),
        ("火还没有上来。", False),
        ("最后我们等到了天亮。", False),
    ],
)
def test_closing_words_talk_about_the_conversation_and_not_in_it(words: str, expected: bool) -> None:
    """Without 我 and 你."""
    assert closes(words) is expected


BEFORE = ("窑在山谷尽头，烟要到傍晚才散。", "村里只剩三户人家还在烧陶，别的都搬走了。", "老人清早去河边挖泥。")
BEHIND = ("后来的事情村里人都知道，谁也没有再提。", "秋天一到，山路上又有了推车的声音。")


@pytest.mark.parametrize(
    "line",
    [
        "## 关于河流的记忆",
        "**关于河流的记忆**",
        "关于河流的记忆",
        "声明发表以后，村里安静了。",
        "未经同意，他就把桥拆了。",
        "本文是他写给孙子的一封信，他一直留着。",
        "图片由他的女儿拍下来，挂在墙上。",
        "他说，版权归村里所有。",
        "不得不说，他复制了那座桥。",
        "喜欢和朋友分享自己的作品。",
        "加入会员的人很多。",
    ],
)
def test_a_line_of_a_report_that_has_the_words_of_a_footer_is_text(line: str) -> None:
    """In the second half, with paragraphs behind it or none."""
    bare = line.strip("#* ")
    kept = attributed(dialogue(*BEFORE, line, *BEHIND, lead="")).article["text"].split("\n")
    assert kept == [*BEFORE, bare, *BEHIND]
    assert attributed(dialogue(*BEFORE, *BEHIND, line, lead="")).article["text"].endswith(f"\n{bare}")


@pytest.mark.parametrize(
    "line",
    [
        "关于我们",
        "版权声明：未经授权不得转载。",
        "未经许可，不得转载。",
        "觉得不错请点赞",
        "图片由受访者提供",
    ],
)
def test_chrome_and_credits_of_a_report_are_no_text(line: str) -> None:
    """At its end, and wherever else they stand."""
    assert attributed(dialogue(*BEFORE, *BEHIND, line, lead="")).article["text"] == "\n".join((*BEFORE, *BEHIND))
    assert line not in attributed(dialogue(*BEFORE, line, *BEHIND, lead="")).article["text"]
