"""The script: articles cut at labels inside paragraphs, at headings glued to labels, at answers without their label."""

from __future__ import annotations

from test_article import attributed, dialogue, document, heard

from pipelines.text.article import read
from pipelines.text.parts import Kind
from pipelines.text.script import Stretch

LEAD = "初冬的早晨，我们采访了顾青禾。顾青禾在山里住了很久。"


def script(raw: str) -> list[Stretch]:
    """The stretches of an article."""
    return list(read(document(raw)).script)


def test_a_paragraph_is_cut_at_each_label_inside_it() -> None:
    """Question and answer in one paragraph are two turns."""
    raw = dialogue("问：火上来了吗？答：还没有。问：要多久？答：一个晚上。", lead=LEAD)
    assert heard(raw) == [
        (None, "火上来了吗？"),
        ("顾青禾", "还没有。"),
        (None, "要多久？"),
        ("顾青禾", "一个晚上。"),
    ]
    assert {row["method"] for row in attributed(raw).speech} <= {"role_label", "inline_label"}
    assert attributed(raw).speech[1]["method"] == "inline_label"


def test_what_stands_before_the_first_label_of_a_paragraph_belongs_to_whoever_speaks() -> None:
    """The end of an answer, then the next question."""
    raw = dialogue("问：火上来了吗？", "答：还没有。", "再等一等吧。问：要多久？", "答：一个晚上。", lead=LEAD)
    assert heard(raw)[1:3] == [("顾青禾", "还没有。\n再等一等吧。"), (None, "要多久？")]


def test_a_heading_glued_between_two_turns_is_cut_off() -> None:
    """The words behind the last full stop, before the next label in the same paragraph."""
    raw = dialogue("问：火上来了吗？答：还没有，再等等。土从哪里来 问：要多久？答：一个晚上，我想。", lead=LEAD)
    assert heard(raw)[1] == ("顾青禾", "还没有，再等等。")
    assert [section["title"] for section in attributed(raw).article["sections"]] == ["土从哪里来"]


def test_a_remark_in_brackets_before_a_label_is_no_heading() -> None:
    """``（笑）`` stays in the turn."""
    raw = dialogue("问：火上来了吗？答：还没有，再等等。（笑） 问：要多久？答：一个晚上，我想。", lead=LEAD)
    assert heard(raw)[1] == ("顾青禾", "还没有，再等等。（笑）")
    assert attributed(raw).article["sections"] == []


LOST = ("问：火上来了吗？我其实一直在等，等到天亮它才肯上来，后来就习惯了。", "问：要多久？", "答：一个晚上，我想。")


def test_a_question_that_goes_on_in_the_first_person_has_swallowed_its_answer() -> None:
    """Where the next label asks again; the score says that the label is lost."""
    raw = dialogue("问：哪一年来的？", "答：十年前，我还年轻。", *LOST, lead=LEAD)
    assert heard(raw)[2:4] == [
        (None, "火上来了吗？"),
        ("顾青禾", "我其实一直在等，等到天亮它才肯上来，后来就习惯了。"),
    ]
    row = attributed(raw).speech[3]
    assert (row["method"], row["speaker_label"]) == ("lost_label", None)
    assert row["score"] < 0.9
    assert any(warning.startswith("lost_label") for warning in attributed(raw).article["warnings"])


def test_a_question_that_is_answered_keeps_what_its_asker_goes_on_to_say() -> None:
    """The first person may be the asker's."""
    raw = dialogue(
        "问：火上来了吗？我其实昨天就想来看，路上下了雪没有走成。",
        "答：刚刚上来。",
        "问：要多久？",
        "答：一夜。",
        lead=LEAD,
    )
    assert heard(raw)[0] == (None, "火上来了吗？我其实昨天就想来看，路上下了雪没有走成。")


def test_a_stretch_gives_its_label_and_its_speech_apart() -> None:
    """The text of the article keeps the label, the turn does not."""
    labelled = [s for s in script(dialogue("问：火？", "答：火。", "问：土？", "答：土。", lead=LEAD)) if s.label]
    assert [(s.text, s.speech.text) for s in labelled] == [
        ("问：火？", "火？"),
        ("答：火。", "火。"),
        ("问：土？", "土？"),
        ("答：土。", "土。"),
    ]
    assert labelled[0].become(Kind.CHROME).kind is Kind.CHROME
    assert labelled[0].become(Kind.CHROME).label == labelled[0].label
