"""The people behind the labels: full names, aliases, affiliations, and who stands behind a role word."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_article import attributed, dialogue, heard

from pipelines.text.speakers import CALLED, may_call

ASKED = ("火上来了吗？", "要多久？", "然后呢？")
REPLIES = ("还没有，我们再等等。", "我看要一个晚上。", "然后等它自己凉下来。")


def talk(asks: list[str], answers: list[str], lead: str, title: str = "# 窑火边的一天") -> str:
    """Three questions and answers under the given labels, bold."""
    pairs = zip(asks, ASKED, answers, REPLIES, strict=True)
    lines = [line for a, ask, b, reply in pairs for line in (f"**{a}：**{ask}", f"**{b}：**{reply}")]
    return dialogue(*lines, lead=lead, title=title)


def people(raw: str) -> dict[str | None, dict[str, Any]]:
    """The rows of an article's speakers by name."""
    return {row["name"]: row for row in attributed(raw).article["speakers"]}


@pytest.mark.parametrize(
    ("label", "lead", "name"),
    [
        ("Quill", "陆知秋采访了制陶人 Mara Quill。", "Mara Quill"),
        ("Mara", "陆知秋采访了制陶人 Mara Quill。", "Mara Quill"),
        ("MQ", "陆知秋采访了制陶人 Mara Quill。", "Mara Quill"),
        ("莫雷", "陆知秋采访了埃莱娜·莫雷。", "埃莱娜·莫雷"),
        ("青禾", "陆知秋走近顾青禾的窑，顾青禾正在添柴。", "顾青禾"),
        ("青禾", "陆知秋采访了顾青禾，顾青禾说他从不着急。", "顾青禾"),
        ("顾老师", "陆知秋专访了顾青禾，顾青禾坦言他从不着急。", "顾青禾"),
        ("顾青禾（山窑主人）", "陆知秋采访了顾青禾。", "顾青禾"),
        ("山窑-顾青禾", "陆知秋采访了顾青禾。", "顾青禾"),
        ("顾青禾Leo", "陆知秋采访了顾青禾。", "顾青禾"),
        ("山石", "陆知秋采访了顾青禾，大家都叫他山石，顾青禾说他从不着急。", "顾青禾"),
    ],
)
def test_a_label_resolves_to_the_name_that_the_article_gives_in_full(label: str, lead: str, name: str) -> None:
    """Initials, given and family names, titles, brackets, houses, nicknames."""
    made = attributed(talk(["陆知秋"] * 3, [label] * 3, lead))
    assert {row["speaker"] for row in made.speech} == {"陆知秋", name}
    assert {row["speaker_label"] for row in made.speech} == {"陆知秋", label}


def test_several_labels_of_one_person_are_one_speaker() -> None:
    """With the other names as aliases."""
    raw = talk(["陆知秋"] * 3, ["顾青禾Leo", "Leo", "顾青禾"], "陆知秋采访了顾青禾。")
    row = people(raw)["顾青禾"]
    assert len(people(raw)) == 2
    assert row["turn_count"] == 3
    assert "Leo" in row["aliases"]


def test_a_full_name_and_its_initials_are_one_speaker() -> None:
    """The medium is spelt out once."""
    raw = talk(["Silent Kilns", "SK", "SK"], ["Mara Quill", "MQ", "MQ"], "Silent Kilns 采访了 Mara Quill。")
    assert {name: row["turn_count"] for name, row in people(raw).items()} == {"Silent Kilns": 3, "Mara Quill": 3}


def test_letters_that_nothing_spells_out_stay_as_printed() -> None:
    """No name is made up."""
    raw = talk(["XZ"] * 3, ["顾青禾"] * 3, "顾青禾在山里烧了二十年陶。")
    assert "XZ" in people(raw)


@pytest.mark.parametrize("asks", [["问"] * 3, ["Q"] * 3, ["Q1", "Q2", "Q3"]])
def test_an_asking_word_names_nobody(asks: list[str]) -> None:
    """The label is kept."""
    made = attributed(talk(asks, ["顾青禾"] * 3, "我们采访了顾青禾。"))
    questions = [row for row in made.speech if row["role"] == "interviewer"]
    assert [row["speaker"] for row in questions] == [None] * 3
    assert [row["speaker_label"] for row in questions] == asks
    assert len({row["speaker_id"] for row in questions}) == 1


@pytest.mark.parametrize("answer", ["答", "A", "受访者"])
def test_an_answering_word_is_the_person_whom_the_lead_introduces(answer: str) -> None:
    """The author of the article is not."""
    raw = talk(["问"] * 3, [answer] * 3, "我们采访了顾青禾。顾青禾在山里住了很久。")
    assert {row["speaker"] for row in attributed(raw).speech} == {None, "顾青禾"}


def test_the_title_says_who_answers() -> None:
    """``对话某某``."""
    raw = talk(["问"] * 3, ["答"] * 3, "初冬的早晨，窑上有烟。", title="# 对话顾青禾：火从来不等人")
    assert heard(raw)[1][0] == "顾青禾"


def test_where_two_people_may_be_meant_the_pipeline_abstains() -> None:
    """The answer has no name, a lower score and a warning."""
    made = attributed(talk(["问"] * 3, ["答"] * 3, "我们采访了顾青禾，采访了沈望舒。"))
    answers = [row for row in made.speech if row["role"] == "interviewee"]
    assert {(row["speaker"], row["method"]) for row in answers} == {(None, "abstained")}
    assert made.article["warnings"]


def test_what_stands_in_the_bracket_of_a_label_is_the_affiliation() -> None:
    """Printed once, true for all turns."""
    raw = talk(["陆知秋"] * 3, ["顾青禾（山窑主人）", "顾青禾", "顾青禾"], "陆知秋采访了顾青禾。")
    assert people(raw)["顾青禾"]["affiliation"] == "山窑主人"
    assert people(raw)["顾青禾"]["turn_count"] == 3


def test_speakers_are_numbered_in_order_of_appearance_in_the_cast() -> None:
    """The identifier holds the article's."""
    ids = [
        row["speaker_id"]
        for row in attributed(talk(["问"] * 3, ["顾青禾"] * 3, "我们采访了顾青禾。")).article["speakers"]
    ]
    assert ids == ["kiln/a#s01", "kiln/a#s02"]


@pytest.mark.parametrize(
    ("label", "lead", "name"),
    [
        ("窑火", "《窑火月刊》（以下简称“窑火”）在山里采访了顾青禾。", "窑火月刊"),
        ("SK", "Silent Kilns（以下简称 SK）在山里采访了顾青禾。", "Silent Kilns"),
        ("SK", "Slow Fire Review（以下简称 SK）在山里采访了顾青禾。", "Slow Fire Review"),
    ],
)
def test_the_text_says_what_an_abbreviation_stands_for(label: str, lead: str, name: str) -> None:
    """In brackets behind the full name, whatever its letters."""
    assert name in people(talk([label] * 3, ["顾青禾"] * 3, lead))


@pytest.mark.parametrize(
    ("label", "name", "lead"),
    [
        ("逄 锦", "逄锦", "秋天，陆知秋进了山。"),
        ("逄\u3000锦", "逄锦", "陆知秋采访了逄锦。"),
        ("顾 青禾", "顾青禾", "陆知秋采访了顾青禾。"),
    ],
)
def test_a_name_set_with_a_space_is_closed_up(label: str, name: str, lead: str) -> None:
    """The label stays as printed."""
    raw = talk(["陆知秋"] * 3, [label] * 3, lead)
    assert {row["speaker"] for row in attributed(raw).speech} == {"陆知秋", name}


def test_a_name_set_with_a_space_in_brackets_is_closed_up() -> None:
    """``【顾　青禾】``."""
    pairs = zip(ASKED, REPLIES, strict=True)
    lines = [line for ask, reply in pairs for line in (f"【陆知秋】{ask}", f"【顾\u3000青禾】{reply}")]
    raw = dialogue(*lines, lead="秋天，陆知秋进了山。")
    assert [speaker for speaker, _ in heard(raw)] == ["陆知秋", "顾青禾"] * 3


@pytest.mark.parametrize("asks", [["山窑 季刊", "山窑季刊", "山窑 季刊"], ["山窑 季刊"] * 3])
def test_a_medium_broken_by_a_space_is_its_publisher(asks: list[str]) -> None:
    """In some labels or in all."""
    raw = talk(asks, ["顾青禾"] * 3, "秋天，顾青禾在山里烧窑。")
    made = attributed(raw, publisher="山窑季刊")
    assert [row["speaker"] for row in made.speech] == ["山窑季刊", "顾青禾"] * 3


@pytest.mark.parametrize("title", ["# 访 Mara Quill", "# 访 Mara Quill：窑火边的一天"])
def test_a_title_that_says_whom_it_visits_says_who_answers(title: str) -> None:
    """In Latin letters too."""
    raw = talk(["问"] * 3, ["答"] * 3, "秋天，山里起了雾。", title=title)
    assert [speaker for speaker, _ in heard(raw)] == [None, "Mara Quill"] * 3


def test_who_is_asked_does_not_depend_on_the_seed_of_hashes() -> None:
    """Two people of one surname in the lead, an answering word or the surname for a label."""
    lead = "秋天，我们采访了 Mara Quill 和 Tobias Quill。Mara Quill 烧窑，Tobias Quill 找土。"
    raws = [talk(["问"] * 3, [label] * 3, lead) for label in ("答", "Quill")]
    program = (
        "import json, sys; from pipelines.text.article import Document, attribute; "
        "print(json.dumps([attribute(Document('kiln/a', 'kiln', 'kiln/a.md', '0' * 64, raw, '.md')).speech "
        "for raw in json.load(sys.stdin)], sort_keys=True, default=str))"
    )
    printed = [
        subprocess.run(
            [sys.executable, "-c", program],
            input=json.dumps(raws),
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[1],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert printed[0] == printed[1]
    assert [len(speech) for speech in json.loads(printed[0])] == [6, 6]


@given(st.text('某山石大家都叫他名为是称，（） 　\n“「"', max_size=20))
def test_who_is_called_something_is_looked_for_where_it_can_be_said(before: str) -> None:
    """White space and a quotation mark may stand between."""
    assert may_call(before) >= bool(CALLED.search(before))
