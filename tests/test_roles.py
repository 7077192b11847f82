"""Roles: who asks, who answers, who is heard from the audience."""

from __future__ import annotations

import pytest
from test_article import attributed, dialogue


def roles(*lines: str, lead: str = "秋天的山里。", title: str = "# 窑火边的一天") -> dict[str, str]:
    """The role of each label."""
    made = attributed(dialogue(*lines, lead=lead, title=title))
    found = {(row["speaker_label"], row["role"]) for row in made.speech}
    assert len(dict(found)) == len(found), "a label has one role"
    return dict(found)


ANSWERS = ("顾青禾：还没有，我们再等等。", "顾青禾：我看要一个晚上。", "顾青禾：然后等它自己凉下来。")


@pytest.mark.parametrize("asker", ["问", "Q", "记者", "主持人", "本刊", "提问者", "窑火记者", "Host"])
def test_a_word_for_asking_is_the_interviewer(asker: str) -> None:
    """Even where it tells instead of asking."""
    lines = (f"{asker}：今天来看窑。", ANSWERS[0], f"{asker}：听说要等很久。", ANSWERS[1])
    assert roles(*lines) == {asker: "interviewer", "顾青禾": "interviewee"}


@pytest.mark.parametrize("heard", ["观众", "观众甲", "观众1", "现场观众", "网友", "听众"])
def test_a_voice_from_the_audience_is_told_from_the_host(heard: str) -> None:
    """Although both ask."""
    found = roles(
        "主持人：火上来了吗？", ANSWERS[0], "主持人：要多久？", ANSWERS[1], f"{heard}：我想问，土从哪里来？", ANSWERS[2]
    )
    assert found == {"主持人": "interviewer", "顾青禾": "interviewee", heard: "audience"}


def test_who_asks_most_and_shortest_conducts_the_talk() -> None:
    """Where no word says so."""
    found = roles("陆知秋：火上来了吗？", ANSWERS[0], "陆知秋：要多久？", ANSWERS[1], "陆知秋：然后呢？", ANSWERS[2])
    assert found == {"陆知秋": "interviewer", "顾青禾": "interviewee"}


def test_two_hosts_who_both_ask_are_both_interviewers() -> None:
    """Neither is called host."""
    found = roles(
        "陆知秋：火上来了吗？",
        "顾青禾：还没有，我们再等等，火从来不等人，人要等火，等到天亮它才肯上来。",
        "韩雪松：要多久？",
        "顾青禾：我看要一个晚上，或者更久，去年有一次等了三天三夜，后来下了雪。",
        "陆知秋：然后呢？",
        "韩雪松：雪停了吗？",
        "顾青禾：然后等它自己凉下来，急不得，一急就裂，我第一窑就是这么裂的。",
    )
    assert found == {"陆知秋": "interviewer", "韩雪松": "interviewer", "顾青禾": "interviewee"}


def test_a_second_host_beside_a_host_is_known_by_his_questions() -> None:
    """A guest who asks back once is none."""
    found = roles(
        "主持人：火上来了吗？",
        "顾青禾：还没有，我们再等等，火从来不等人，人要等火。",
        "韩雪松：要多久？",
        "顾青禾：我看要一个晚上，你们带够衣服了吗？",
        "主持人：带了。冷不冷？",
        "沈望舒：不冷，我每年秋天都来，先去挑土，再看火，一住就是半个月。",
        "韩雪松：半个月？",
        "沈望舒：是啊，我喜欢这里，谁不喜欢这里呢。",
    )
    assert found == {"主持人": "interviewer", "韩雪松": "interviewer", "顾青禾": "interviewee", "沈望舒": "interviewee"}


def test_a_bracket_says_who_hosts() -> None:
    """``（主持人）`` behind a name."""
    made = attributed(
        dialogue(
            "陆知秋（主持人）：今天我们来看窑。",
            ANSWERS[0],
            "陆知秋：我听说要等很久。",
            ANSWERS[1],
            lead="秋天的山里。",
        )
    )
    assert [row["role"] for row in made.speech] == ["interviewer", "interviewee"] * 2


def test_the_lead_says_who_hosts() -> None:
    """``由某某主持``."""
    lines = ("陆知秋：今天我们来看窑。", ANSWERS[0], "陆知秋：我听说要等很久。", ANSWERS[1])
    assert roles(*lines, lead="谈话由陆知秋主持，嘉宾是顾青禾。")["陆知秋"] == "interviewer"


def test_the_title_says_who_is_asked() -> None:
    """``对话某某``, even if he asks back."""
    found = roles(
        "陆知秋：火上来了吗？",
        "顾青禾：你说呢？",
        "陆知秋：我看没有。",
        "顾青禾：那你等得及吗？",
        title="# 对话顾青禾：火从来不等人",
    )
    assert found == {"陆知秋": "interviewer", "顾青禾": "interviewee"}


def test_a_panel_behind_a_moderator_answers() -> None:
    """All of them."""
    found = roles(
        "主持人：各位怎么看？",
        "顾青禾：我看要等。",
        "沈望舒：我看也要等。",
        "许砚：我不等。",
        "主持人：为什么？",
        "许砚：因为我有电窑。",
    )
    assert found == {"主持人": "interviewer", "顾青禾": "interviewee", "沈望舒": "interviewee", "许砚": "interviewee"}
