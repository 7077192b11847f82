"""Guest lists before the talk: who is there, and that nobody speaks in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_article import attributed, dialogue, heard, told

from pipelines.knowledge import rows
from pipelines.text.labels import find_labels
from pipelines.text.markup import read_page
from pipelines.text.parts import wholes
from pipelines.text.roster import IN_PROSE, INITIALS, LISTED, split_roster, told_in


def roster(raw: str) -> tuple[list[tuple[str, str]], list[str]]:
    """The people listed, and the labels that are left."""
    parts = wholes(read_page(raw, ".md").lines)
    entries, rest = split_roster(parts, find_labels(parts))
    return entries, [candidate.label for candidate in rest]


@pytest.mark.parametrize(
    ("line", "entries"),
    [
        ("嘉宾：顾青禾", [("嘉宾", "顾青禾")]),
        ("嘉宾：顾青禾、沈望舒", [("嘉宾", "顾青禾"), ("嘉宾", "沈望舒")]),
        ("嘉宾｜顾青禾（山窑主人）、沈望舒（采土人）", [("嘉宾", "顾青禾"), ("嘉宾", "沈望舒")]),
        ("主持人：陆知秋", [("主持人", "陆知秋")]),
        ("本期嘉宾：Mara Quill", [("本期嘉宾", "Mara Quill")]),
        ("受访者：埃莱娜·莫雷", [("受访者", "埃莱娜·莫雷")]),
    ],
)
def test_a_line_of_role_word_and_names_is_a_guest_list(line: str, entries: list[tuple[str, str]]) -> None:
    """It gives its people and no label."""
    assert roster(line) == (entries, [])


@pytest.mark.parametrize(
    "line",
    [
        "嘉宾：我们从土说起吧。",
        "主持人：火上来了吗？",
        "嘉宾：火",
        "主持人：顾青禾来了吗？",
        "嘉宾：是的，顾青禾也在。",
    ],
)
def test_a_line_in_which_the_role_word_speaks_is_none(line: str) -> None:
    """A sentence or a question behind the colon is speech."""
    entries, rest = roster(line)
    assert entries == []
    assert len(rest) == 1


def test_a_lead_that_tells_who_hosts_is_a_guest_list_in_prose() -> None:
    """With what they do between role word and name."""
    entries, _ = roster("本期主持人陆知秋，嘉宾是制陶师顾青禾。")
    assert ("主持人", "陆知秋") in entries
    assert ("嘉宾", "顾青禾") in entries


def test_names_introduced_by_what_they_do_are_not_heard_there() -> None:
    """The first line of each is no sentence, the later ones are."""
    _, rest = roster(
        "顾青禾：制陶师，山窑主人\n\n陆知秋：记者\n\n顾青禾：火还没上来。\n\n陆知秋：要多久？\n\n顾青禾：一夜。"
    )
    assert rest == ["顾青禾", "陆知秋", "顾青禾"]


TALK = ("主持人：火上来了吗？", "嘉宾：还没有，我们再等等。", "主持人：要多久？", "嘉宾：我看要一个晚上。")


def test_people_of_the_guest_list_speak_under_its_role_words() -> None:
    """``主持人`` and ``嘉宾`` get the names of the list; the list itself is narration."""
    raw = dialogue("主持人：陆知秋", "嘉宾：顾青禾", *TALK, lead="这一期在山里录制。")
    assert told(raw) == [("陆知秋", "interviewer"), ("顾青禾", "interviewee")] * 2
    assert len(heard(raw)) == 4


def test_the_guest_list_says_who_hosts_where_the_labels_are_names() -> None:
    """Even if the host tells more than he asks."""
    raw = dialogue(
        "主持人：陆知秋",
        "嘉宾：顾青禾、沈望舒",
        "陆知秋：今天我们来聊聊火。",
        "顾青禾：火要慢慢上来。",
        "陆知秋：土呢？",
        "沈望舒：土要粗，我每年秋天去挑。",
        "陆知秋：我也去挑过一次。",
        "顾青禾：我记得，那天下雨。",
        lead="这一期在山里录制。",
    )
    roles = {speaker["name"]: speaker["role"] for speaker in attributed(raw).article["speakers"]}
    assert roles == {"陆知秋": "interviewer", "顾青禾": "interviewee", "沈望舒": "interviewee"}


def test_two_guests_on_the_list_leave_the_answering_word_unnamed() -> None:
    """Nobody can know which of them speaks."""
    raw = dialogue("主持人：陆知秋", "嘉宾：顾青禾、沈望舒", *TALK, lead="这一期在山里录制。")
    rows = [row for row in attributed(raw).speech if row["role"] == "interviewee"]
    assert {row["speaker"] for row in rows} == {None}
    assert {row["method"] for row in rows} == {"abstained"}


def test_the_only_guest_on_the_list_is_whoever_answers() -> None:
    """Under 答, which the list does not print."""
    raw = dialogue(
        "嘉宾：顾青禾", "问：火上来了吗？", "答：还没有。", "问：要多久？", "答：我看一个晚上。", lead="在山里录制。"
    )
    assert told(raw) == [(None, "interviewer"), ("顾青禾", "interviewee")] * 2


def test_a_guest_who_is_addressed_behind_the_hosts_label_is_not_the_host() -> None:
    """``主持人：沈老师，您…``: the name belongs to whoever is asked."""
    raw = dialogue(
        "主持人：沈老师，您烧窑多少年了？",
        "沈望舒：三十年了，从学徒那年开始。",
        "主持人：最难的是什么？",
        "沈望舒：等。火不等人，人要等火。",
    )
    assert {row["role"]: row["speaker"] for row in attributed(raw).speech} == {
        "interviewer": None,
        "interviewee": "沈望舒",
    }


WORDS = st.sampled_from([word for _, word in rows("roster_words.tsv")])
WRITTEN = st.lists(
    st.one_of(WORDS, st.sampled_from("是：:，。 \n主持人嘉火制陶师顾青禾陆知秋Gu"), st.text(max_size=3)), max_size=14
)


@given(WRITTEN.map("".join))
def test_a_word_of_a_guest_list_is_found_wherever_it_stands(text: str) -> None:
    """As if every character were tried."""
    assert [match.span() for match in told_in(text)] == [match.span() for match in IN_PROSE.finditer(text)]
    assert not LISTED.match(text) or text[0] in INITIALS
