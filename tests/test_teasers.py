"""Teasers: turns printed ahead of the talk and again in their place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from test_article import attributed, dialogue, heard

from pipelines.text.folding import signature
from pipelines.text.labels import Candidate
from pipelines.text.page import Line
from pipelines.text.parts import wholes
from pipelines.text.script import Stretch
from pipelines.text.teasers import SHORTEST, drop_teasers

LEAD = "秋天，陆知秋在山里采访了顾青禾。"
ANSWER = "还没有，我们再等等，火从来不等人。"
TALK = (
    "**陆知秋：**山里的火今天上来了没有？",
    f"**顾青禾：**{ANSWER}",
    "**陆知秋：**那还要等多久呢？",
    "**顾青禾：**我看要一个晚上，或者更久。",
)


def test_a_turn_that_is_printed_again_later_is_heard_once() -> None:
    """In its place; the first printing is left out of the text."""
    raw = dialogue(*TALK[:2], LEAD, *TALK, lead="")
    assert heard(raw) == heard(dialogue(*TALK, lead=LEAD))
    assert attributed(raw).article["text"].count(ANSWER) == 1


def test_a_teaser_that_breaks_off_is_recognised_by_its_beginning() -> None:
    """It prints only the first sentence or so."""
    raw = dialogue("**顾青禾：**还没有，我们再等等，火从来……", LEAD, *TALK, lead="")
    assert heard(raw) == heard(dialogue(*TALK, lead=LEAD))


def test_a_short_answer_may_be_given_twice() -> None:
    """``是的。`` is no teaser."""
    raw = dialogue(
        "**陆知秋：**火上来了吗？", "**顾青禾：**是的。", "**陆知秋：**还要等吗？", "**顾青禾：**是的。", lead=LEAD
    )
    assert [said for _, said in heard(raw)] == ["火上来了吗？", "是的。", "还要等吗？", "是的。"]


def test_the_same_words_of_somebody_else_are_no_teaser() -> None:
    """Who repeats another is heard."""
    raw = dialogue(*TALK, f"**陆知秋：**{ANSWER}", lead=LEAD)
    assert [said for _, said in heard(raw)].count(ANSWER) == 2


MIXED = st.text("甲乙丙丁，。 —…*Aa１é\u0301か\u3099", max_size=60)


@given(first=MIXED, again=MIXED, more=MIXED)
def test_a_teaser_is_told_by_the_letters_of_its_beginning(first: str, again: str, more: str) -> None:
    """Nine at the least, whatever stands between them: what begins so later on prints it again."""
    texts = [f"问：{first}", f"问：{again}", f"问：{again}{more}"]
    label = Candidate(0, 0, 2, "问", "问", "", "colon", False, "", "问")
    script = [Stretch(wholes([Line(text.strip(), (), 1)])[0], label) for text in texts]
    signs = [signature(stretch.speech.text) for stretch in script]
    kept = [stretch.kind.kept for stretch in drop_teasers(script)]
    for i, (sign, stays) in enumerate(zip(signs, kept, strict=True)):
        later = [other for other in signs[i + 1 :] if other.startswith(sign) and len(sign) >= SHORTEST]
        assert stays == (not later)
