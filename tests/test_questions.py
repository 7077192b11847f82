"""Dialogues without a single label: questions told by their typography, answers by what stands below them."""

from __future__ import annotations

import pytest
from test_article import attributed, dialogue, heard, told

ASKED = ("你为什么搬到山里？", "你第一窑烧成了吗？", "你现在一年烧几窑？", "以后你打算做什么？")
REPLIES = (
    "因为土好。我在城里住过，那里的土太细。",
    "没有，我第一窑全裂了。",
    "三窑。我一个人，再多就烧不过来。",
    "我想把这座窑交给徒弟。",
)
LEAD = "初冬的早晨，我们采访了顾青禾。顾青禾在山里住了很久。"


def article(form: str, title: str = "# 专访：窑火边的一天", lead: str = LEAD) -> str:
    """Questions printed by ``form``, answers plain."""
    pairs = zip(ASKED, REPLIES, strict=True)
    return dialogue(*(line for ask, reply in pairs for line in (form.format(ask), reply)), title=title, lead=lead)


@pytest.mark.parametrize("form", ["**{}**", "### {}", "{}"])
def test_questions_in_one_typography_ask_and_what_follows_answers(form: str) -> None:
    """Bold, as headings, or as plain as the answers."""
    expected = [turn for ask, reply in zip(ASKED, REPLIES, strict=True) for turn in (ask, reply)]
    made = attributed(article(form))
    assert [row["text"] for row in made.speech] == expected
    assert [row["role"] for row in made.speech] == ["interviewer", "interviewee"] * 4
    assert {row["method"] for row in made.speech} == {"question_typography"}
    assert {row["speaker_label"] for row in made.speech} == {None}


@pytest.mark.parametrize("form", ["**{}**", "### {}"])
def test_the_person_of_the_lead_answers_and_nobody_is_made_up_to_ask(form: str) -> None:
    """The asker stays unnamed."""
    assert told(article(form)) == [(None, "interviewer"), ("顾青禾", "interviewee")] * 4


def test_an_answer_goes_on_until_the_next_question() -> None:
    """Over several paragraphs."""
    raw = article("**{}**").replace(REPLIES[1], f"{REPLIES[1]}\n\n那天我在窑边坐到天亮。")
    assert heard(raw)[3] == ("顾青禾", f"{REPLIES[1]}\n那天我在窑边坐到天亮。")


def test_questions_without_typography_are_less_sure_than_bold_ones() -> None:
    """The score says so."""
    plain, bold = attributed(article("{}")).speech[0], attributed(article("**{}**")).speech[0]
    assert plain["score"] < bold["score"]


def test_where_the_article_does_not_say_who_answers_the_pipeline_abstains() -> None:
    """No name, a low score, a warning."""
    made = attributed(article("**{}**", lead="以下是我们采访的记录。"))
    answers = [row for row in made.speech if row["role"] == "interviewee"]
    assert {(row["speaker"], row["method"]) for row in answers} == {(None, "abstained")}
    assert max(row["score"] for row in answers) < 0.9
    assert any(warning.startswith("unnamed_speaker") for warning in made.article["warnings"])


REPORT = (
    "窑里的温度从哪里来？", "温度从松柴里来，松柴要晒足三个月，火膛里一次只添两根。",
    "土为什么会开裂？", "土里的水走得太快就会开裂，所以阴干要七天，日头底下不行。",
    "釉色为何有深有浅？", "釉色深浅看落灰，靠火膛的一侧落灰多，颜色也就深一些。",
)  # fmt: skip


@pytest.mark.parametrize("form", ["## {}", "**{}**"])
def test_a_report_with_questions_for_headings_is_no_dialogue(form: str) -> None:
    """They address nobody and nobody says 我."""
    lines = [form.format(line) if line.endswith("？") else line for line in REPORT]
    made = attributed(dialogue(*lines, title="# 柴窑的三个常识", lead="柴窑烧陶有许多讲究。"))
    assert made.speech == []
    assert made.article["kind"] == "report"


def test_a_single_question_in_a_report_asks_nobody() -> None:
    """Two are too few as well."""
    raw = dialogue("**你见过夜里的窑吗？**", "我见过一次。", "**你还想去吗？**", "我想。", lead="这是一篇随笔。")
    assert heard(raw) == []


SECTIONED = article("**{}**").replace(f"**{ASKED[2]}**", f"## 后来\n\n**{ASKED[2]}**")


def test_a_heading_between_the_questions_ends_the_answer_before_it() -> None:
    """It is not spoken."""
    assert [said for _, said in heard(SECTIONED)] == [t for pair in zip(ASKED, REPLIES, strict=True) for t in pair]


def test_only_headings_that_nobody_speaks_are_sections() -> None:
    """A bold question is a turn and no section."""
    raw = SECTIONED
    assert [section["title"] for section in attributed(raw).article["sections"]] == ["后来"]


@pytest.mark.parametrize("last", ["以上访谈经过整理，文字有删节。", "感谢顾青禾接受我们的采访。"])
def test_closing_words_are_not_part_of_the_last_answer(last: str) -> None:
    """They are the article's."""
    assert heard(article("**{}**") + f"\n{last}\n")[-1] == ("顾青禾", REPLIES[-1])


def test_a_heading_that_tells_instead_of_asking_is_a_turn_where_its_level_asks() -> None:
    """Four of five others on its level are questions; one level deeper it is a section."""
    told_at = {
        level: article("## {}") + f"\n{level} 给年轻人的一些建议\n\n我只说一句：慢一点。\n" for level in ("##", "###")
    }
    assert heard(told_at["##"])[-2:] == [(None, "给年轻人的一些建议"), ("顾青禾", "我只说一句：慢一点。")]
    assert "给年轻人的一些建议" not in [said for _, said in heard(told_at["###"])]


def test_the_person_of_the_title_answers_when_the_lead_begins_with_his_name() -> None:
    """No word around the name introduces him; that the title's name opens a sentence does."""
    raw = article(
        "## {}", title="# 一座窑，烧窑人 Kiln 顾青禾的心路", lead="顾青禾看起来很安静。\n\n我们聊了聊他的窑。"
    )
    assert heard(raw)[1] == ("顾青禾", REPLIES[0])
