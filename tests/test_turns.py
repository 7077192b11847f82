"""Turns: where they begin and end, and what only interrupts them."""

from __future__ import annotations

import pytest
from test_article import attributed, dialogue, heard

from pipelines.text.narration import narrates

LEAD = "秋天，陆知秋在山里采访了顾青禾。"
ASK = "**陆知秋：**火上来了吗？"
MORE = ("**陆知秋：**要多久？", "**顾青禾：**我看要一个晚上。")
FIRST = "**顾青禾：**还没有，我们再等等。"


def second(*between: str) -> list[tuple[str | None, str]]:
    """The turns of an article with ``between`` behind the first answer, the first question and last two left out."""
    return heard(dialogue(ASK, FIRST, *between, *MORE, lead=LEAD))[1:-2]


def test_an_answer_goes_on_until_the_next_label() -> None:
    """Over any number of paragraphs."""
    assert second("我先去添柴。", "你坐一会儿。") == [("顾青禾", "还没有，我们再等等。\n我先去添柴。\n你坐一会儿。")]


def test_two_labels_in_a_row_of_one_person_are_two_turns() -> None:
    """As printed."""
    assert second("**顾青禾：**我先去添柴。") == [("顾青禾", "还没有，我们再等等。"), ("顾青禾", "我先去添柴。")]


def test_a_heading_ends_a_turn_and_the_same_person_goes_on_without_a_label() -> None:
    """The second turn has no label and says by which rule it goes on."""
    raw = dialogue(ASK, FIRST, "## 添柴", "我先去添柴，你坐一会儿。", *MORE, lead=LEAD)
    assert heard(raw)[1:3] == [("顾青禾", "还没有，我们再等等。"), ("顾青禾", "我先去添柴，你坐一会儿。")]
    row = attributed(raw).speech[2]
    assert (row["method"], row["speaker_label"], row["section"]) == ("continuation", None, 0)


def test_a_heading_before_the_next_label_only_ends_the_turn() -> None:
    """It is text, not speech."""
    assert second("## 添柴") == [("顾青禾", "还没有，我们再等等。")]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("（山谷里的窑，顾青禾供图）", "caption"),
        ("编者注：这座窑建于去年。", "editor_note"),
        ("> 火要慢慢上来", "pull_quote"),
    ],
)
def test_a_note_inside_a_turn_stays_in_its_slice_and_is_listed(line: str, kind: str) -> None:
    """The turn goes on behind it."""
    raw = dialogue(ASK, FIRST, line, "我先去添柴。", *MORE, lead=LEAD)
    row = attributed(raw).speech[1]
    bare = line.removeprefix("> ")
    assert row["text"] == f"还没有，我们再等等。\n{bare}\n我先去添柴。"
    text = attributed(raw).article["text"]
    assert [(n["kind"], text[n["char_start"] : n["char_end"]]) for n in row["notes"]] == [(kind, bare)]


def test_a_note_behind_the_last_words_is_not_part_of_the_turn() -> None:
    """A caption before the next label interrupts nothing."""
    assert second("（山谷里的窑，顾青禾供图）") == [("顾青禾", "还没有，我们再等等。")]


def test_an_editors_note_inside_a_paragraph_is_listed_too() -> None:
    """In its brackets."""
    raw = dialogue(ASK, "**顾青禾：**还没有（编者注：指窑火），我们再等等。", *MORE, lead=LEAD)
    row, text = attributed(raw).speech[1], attributed(raw).article["text"]
    assert [text[n["char_start"] : n["char_end"]] for n in row["notes"]] == ["（编者注：指窑火）"]


def test_a_stage_direction_is_spoken_text() -> None:
    """``（笑）`` is no note."""
    raw = dialogue(ASK, "**顾青禾：**还没有（笑），我们再等等。", *MORE, lead=LEAD)
    assert attributed(raw).speech[1]["notes"] == []


@pytest.mark.parametrize("told", ["说到这里，他站起来添了一把柴。", "顾青禾补充说，窑里的火从来不等人。"])
def test_narration_between_turns_ends_the_turn(told: str) -> None:
    """It stays in the text."""
    raw = dialogue(ASK, FIRST, told, *MORE, lead=LEAD)
    assert heard(raw)[1:-2] == [("顾青禾", "还没有，我们再等等。")]
    assert told in attributed(raw).article["text"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("顾青禾表示，火从来不等人。", True),
        ("随后，顾青禾指出，土要粗。", True),
        ("说到这里，他站起来添了一把柴。", True),
        ("顾青禾告诉过你，我不喜欢等。", False),
        ("我认为火从来不等人。", False),
        ("火从来不等人。", False),
        ("顾青禾是我的师父。", False),
    ],
)
def test_narration_is_told_from_speech_by_whom_it_is_about(text: str, expected: bool) -> None:
    """The third person with a verb of saying, or a scene; the first and second person are spoken."""
    assert narrates(text, ("顾青禾", "陆知秋"), after_last=False) is expected


def test_closing_words_of_the_article_end_the_last_turn() -> None:
    """They talk about the conversation."""
    raw = dialogue(ASK, FIRST, *MORE, "采访结束时，天已经黑了，他站起来添了一把柴。", lead=LEAD)
    assert heard(raw)[-1] == ("顾青禾", "我看要一个晚上。")


def test_a_label_that_nothing_follows_is_no_turn() -> None:
    """The next label opens the next turn."""
    assert second("**顾青禾：**") == [("顾青禾", "还没有，我们再等等。")]


def test_what_stands_before_the_first_label_is_no_speech() -> None:
    """Even if it reads like some."""
    raw = dialogue("“火要慢慢上来，”他说，“我从来不急。”", ASK, FIRST, *MORE, lead=LEAD)
    assert heard(raw)[0] == ("陆知秋", "火上来了吗？")


def test_where_only_questions_are_labelled_what_follows_answers() -> None:
    """The labelled paragraph asks, the plain ones below it answer."""
    raw = dialogue(
        "**问：火上来了吗？**",
        "还没有，我们再等等。",
        "我先去添柴。",
        "**问：要多久？**",
        "我看要一个晚上。",
        "**问：然后呢？**",
        "然后等它自己凉下来。",
        lead="我们采访了顾青禾。顾青禾在山里住了很久。",
    )
    assert heard(raw) == [
        (None, "火上来了吗？"),
        ("顾青禾", "还没有，我们再等等。\n我先去添柴。"),
        (None, "要多久？"),
        ("顾青禾", "我看要一个晚上。"),
        (None, "然后呢？"),
        ("顾青禾", "然后等它自己凉下来。"),
    ]
    assert {row["method"] for row in attributed(raw).speech} == {"role_label", "question_typography"}


def test_where_only_answers_are_labelled_the_question_before_each_asks() -> None:
    """A paragraph that puts a question to somebody."""
    raw = dialogue(
        "你看，火上来了吗？",
        "**顾青禾：**还没有，我们再等等。",
        "你估计要多久？",
        "**顾青禾：**我看要一个晚上。",
        "然后你做什么？",
        "**顾青禾：**然后等它自己凉下来。",
        lead="我们采访了顾青禾。",
    )
    said = heard(raw)
    assert [text for speaker, text in said if speaker == "顾青禾"] == [
        "还没有，我们再等等。",
        "我看要一个晚上。",
        "然后等它自己凉下来。",
    ]
    assert (None, "你估计要多久？") in said
    assert (None, "然后你做什么？") in said


def test_an_asker_who_labels_one_paragraph_may_ask_in_two() -> None:
    """Until the next label."""
    raw = dialogue(ASK, "我在路上看见了烟。", FIRST, *MORE, lead=LEAD)
    assert heard(raw)[0] == ("陆知秋", "火上来了吗？\n我在路上看见了烟。")


BOLD = (
    "**山窑季刊：火上来了吗？**",
    "{}还没有，我们再等等。",
    "我先去添柴。",
    "**山窑季刊：要多久？**",
    "我看要一个晚上。",
    "**山窑季刊：然后呢？**",
    "然后等它自己凉下来。",
)
QUOTED = tuple(f"> **山窑季刊：**{line[7:-2]}" if line.startswith("**") else line for line in BOLD)


@pytest.mark.parametrize("form", [BOLD, QUOTED])
@pytest.mark.parametrize(
    ("first", "lead"),
    [
        ("", "山窑季刊采访了顾青禾。顾青禾在山里住了很久。"),
        ("**顾青禾：**", "秋天，山窑季刊来到山里。"),
    ],
)
def test_plain_paragraphs_below_a_question_set_apart_answer_it(form: tuple[str, ...], first: str, lead: str) -> None:
    """A labelled asker in bold or in a quotation; the other side is named by the lead or by its first label."""
    assert heard(dialogue(*form, lead=lead).format(first)) == [
        ("山窑季刊", "火上来了吗？"),
        ("顾青禾", "还没有，我们再等等。\n我先去添柴。"),
        ("山窑季刊", "要多久？"),
        ("顾青禾", "我看要一个晚上。"),
        ("山窑季刊", "然后呢？"),
        ("顾青禾", "然后等它自己凉下来。"),
    ]


def test_a_paragraph_about_its_own_speaker_is_told_and_not_spoken() -> None:
    """It begins with the name of whoever speaks and has no 我."""
    assert second("顾青禾出生在山谷尽头的村子，十六岁开始学烧窑。") == [("顾青禾", "还没有，我们再等等。")]


def test_a_speaker_may_say_his_own_name() -> None:
    """With 我 the paragraph is spoken."""
    mine = "顾青禾这个名字是我爷爷取的。"
    assert second(mine) == [("顾青禾", f"还没有，我们再等等。\n{mine}")]


@pytest.mark.parametrize(
    "last",
    [
        "你也烧过窑吗？欢迎到评论区聊聊你的故事。",
        "你家里有旧陶罐吗？在评论区告诉我们。",
        "会后，大家一起去看了新砌的窑。",
        "顾青禾出生在山谷尽头的村子，十六岁开始学烧窑。",
    ],
)
def test_behind_the_last_label_words_to_readers_or_about_the_meeting_are_told(last: str) -> None:
    """They stay in the text."""
    raw = dialogue(ASK, FIRST, *MORE, last, lead=LEAD)
    assert heard(raw)[-1] == ("顾青禾", "我看要一个晚上。")
    assert attributed(raw).article["text"].endswith(f"\n{last}")


def test_each_answer_of_a_questionnaire_belongs_to_the_name_above_it() -> None:
    """Bold numbered questions, decorated lines with a name and a post."""
    raw = dialogue(
        "**问题一：你为什么烧窑？**",
        "▎顾青禾｜山窑主人",
        "因为山里的土好。",
        "▎沈望舒｜陶土商",
        "我是被朋友拉来的。",
        "**问题二：最难的是什么？**",
        "▎顾青禾｜山窑主人",
        "最难的是等火。",
        "▎沈望舒｜陶土商",
        "我觉得是找土。",
        lead="我们向两位山里人提了同样的问题。",
    )
    assert heard(raw) == [
        (None, "你为什么烧窑？"),
        ("顾青禾", "因为山里的土好。"),
        ("沈望舒", "我是被朋友拉来的。"),
        (None, "最难的是什么？"),
        ("顾青禾", "最难的是等火。"),
        ("沈望舒", "我觉得是找土。"),
    ]


@pytest.mark.parametrize("mark", ["", "> "])
def test_a_note_of_questions_and_answers_inside_an_essay_is_no_dialogue(mark: str) -> None:
    """Two pairs amid long narration, quoted or not."""
    told = (
        "我第一次进山是在秋天，路上没有人，只有一条狗跟着我走了很久。",
        "窑在山谷的尽头，烟要到傍晚才散，村里只剩三户人家还在烧陶。",
        "那天晚上我睡在柴房里，听见火在墙的另一边响，像一条河。",
        "柴房的墙上贴着一张纸，上面写着几行字。",
    )
    note = [f"{mark}{line}" for line in ("问：火上来了吗？", "答：还没有。", "问：要多久？", "答：一个晚上。")]
    made = attributed(dialogue(*told, *note, *told[2::-1], lead=""))
    assert made.speech == []
    assert made.article["kind"] == "report"
