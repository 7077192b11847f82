"""Who is cast: the article as a whole decides which strings before a colon are speakers, and on what evidence."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_article import attributed, dialogue, heard, told

from pipelines.text.abbreviations import spelt_out
from pipelines.text.casting import Cast, choose_cast, grouped
from pipelines.text.cleaning import clean
from pipelines.text.evidence import EVIDENCE
from pipelines.text.labels import find_labels
from pipelines.text.markup import read_page
from pipelines.text.parts import wholes
from pipelines.text.scene import CROWD, OPENING, Group, Scene
from pipelines.text.typography import is_question, is_sentence


def cast(raw: str, *houses: str) -> Cast:
    """The decision for an article."""
    parts = clean(read_page(raw, ".md")).parts
    text = "\n".join(part.text for part in parts if part.kind.kept)
    return choose_cast(parts, find_labels(parts), text, houses)


def names(raw: str, *houses: str) -> set[str]:
    """The labels that it casts."""
    return {group.name for group in cast(raw, *houses).groups}


LEAD = "秋天，陆知秋在山里采访了顾青禾。"


def test_two_labels_that_recur_and_take_turns_are_cast() -> None:
    """Both are names; the lead introduces them."""
    raw = dialogue(
        "陆知秋：火上来了吗？", "顾青禾：还没有，我们再等等。", "陆知秋：要多久？", "顾青禾：一个晚上。", lead=LEAD
    )
    assert names(raw) == {"陆知秋", "顾青禾"}


def test_a_label_that_never_recurs_is_not_cast_on_its_own() -> None:
    """One colon in a report makes no dialogue."""
    raw = dialogue("窑主留下一句话。", "顾青禾：火不等人。", "村里人都记得它。", lead="窑在山谷尽头。")
    assert names(raw) == set()
    assert heard(raw) == []


def test_a_name_that_speaks_once_joins_a_cast_printed_the_same_way() -> None:
    """A third guest with a single remark."""
    raw = dialogue(
        "陆知秋：火上来了吗？",
        "顾青禾：还没有，我们再等等。",
        "沈望舒：我去添一把柴。",
        "陆知秋：要多久？",
        "顾青禾：我看要一个晚上。",
        lead="秋天，陆知秋在山里采访了顾青禾和沈望舒。",
    )
    assert names(raw) == {"陆知秋", "顾青禾", "沈望舒"}


def test_a_string_that_recurs_without_taking_turns_is_not_cast() -> None:
    """A field that each section of a report repeats."""
    raw = dialogue(
        "## 春",
        "温度：一千二百度",
        "釉色：青灰",
        "## 夏",
        "温度：一千三百度",
        "釉色：月白",
        "## 秋",
        "温度：一千一百度",
        "釉色：天青",
        lead="山里的窑一年烧三次。",
    )
    assert names(raw) == set()


@pytest.mark.parametrize("role", ["问", "Q", "记者", "主持人"])
def test_a_role_word_needs_no_introduction(role: str) -> None:
    """It says itself that somebody asks."""
    raw = dialogue(f"{role}：火上来了吗？", "顾青禾：还没有。", f"{role}：要多久？", "顾青禾：一个晚上。")
    assert role in names(raw)


def test_a_name_without_a_chinese_surname_is_cast_where_the_lead_introduces_it() -> None:
    """``山石`` is a word until the lead makes it a person."""
    lines = ("陆知秋：火上来了吗？", "山石：还没有。", "陆知秋：要多久？", "山石：我看一个晚上。")
    assert "山石" in names(dialogue(*lines, lead="陆知秋采访了山石，一位在山里烧陶的人。"))


def test_the_medium_that_publishes_an_article_asks_under_its_name() -> None:
    """Known from the imprint, whatever its form."""
    lines = ("窑火边：火上来了吗？", "顾青禾：还没有。", "窑火边：要多久？", "顾青禾：我看一个晚上。")
    assert "窑火边" in names(dialogue(*lines), "窑火边")
    assert told("---\nsource: 窑火边\n---\n" + dialogue(*lines))[:2] == [
        ("窑火边", "interviewer"),
        ("顾青禾", "interviewee"),
    ]


def test_a_medium_by_the_form_of_its_name_is_cast_as_interviewer() -> None:
    """``…周刊`` asks."""
    raw = dialogue(
        "山谷周刊：火上来了吗？",
        "顾青禾：还没有。",
        "山谷周刊：要多久？",
        "顾青禾：我看一个晚上。",
        lead="顾青禾烧了二十年陶。",
    )
    assert told(raw) == [("山谷周刊", "interviewer"), ("顾青禾", "interviewee")] * 2


def test_a_medium_in_title_marks_asks() -> None:
    """It is no book there."""
    lines = ("《山谷周刊》：火上来了吗？", "顾青禾：还没有。", "《山谷周刊》：要多久？", "顾青禾：我看一个晚上。")
    assert (
        told(dialogue(*lines, lead="顾青禾烧了二十年陶。"))
        == [("山谷周刊", "interviewer"), ("顾青禾", "interviewee")] * 2
    )


def test_initials_of_what_the_article_spells_out_are_cast_under_the_full_name() -> None:
    """A medium's and a guest's."""
    raw = dialogue(
        "**Silent Kilns：**火上来了吗？",
        "**Mara Quill：**还没有，我们再等等。",
        "**SK：**要多久？",
        "**MQ：**我看要一个晚上。",
        "**SK：**然后呢？",
        "**MQ：**然后等它自己凉下来。",
        lead="Silent Kilns 在山里采访了制陶人 Mara Quill。",
    )
    assert told(raw) == [("Silent Kilns", "interviewer"), ("Mara Quill", "interviewee")] * 3


@pytest.mark.parametrize(
    ("letters", "text", "found"),
    [
        ("SK", "由 Silent Kilns 出品", "Silent Kilns"),
        ("MQ", "Mara Quill在山里", "Mara Quill"),
        ("SK", "Kilns Silent", None),
        ("SK", "Silent Kilnsmen", "Silent Kilnsmen"),
        ("SK", "UnSilent Kilns", None),
        ("SK", "silent kilns", None),
    ],
)
def test_initials_stand_for_latin_words_in_their_order(letters: str, text: str, found: str | None) -> None:
    """Whole capitalised words."""
    assert spelt_out(letters, text) == found


@pytest.mark.parametrize("printed", ["【重点】", "【第一步】", "[注意事项]", "【窑温】", "【划重点】"])
def test_bracketed_strings_that_are_no_names_are_never_cast(printed: str) -> None:
    """However often they recur."""
    lines = [f"{printed}我们在第{n}座窑里放了松枝，你闻闻看。" for n in "一二三四五六七八九"]
    assert names(dialogue(*lines, lead="山里的窑一年烧三次。")) == set()


def test_questions_behind_a_bracketed_string_do_not_make_it_a_speaker() -> None:
    """A column of a magazine that asks its readers."""
    lines = [f"【想一想】你有没有想过，第{n}座窑里的火我该怎么看？" for n in "一二三四五六七八九"]
    assert names(dialogue(*lines, lead="山里的窑一年烧三次。")) == set()


def test_a_plain_label_does_not_join_a_cast_that_prints_its_labels_bold() -> None:
    """A quotation inside an answer."""
    raw = dialogue(
        "**陆知秋：**火上来了吗？",
        "**顾青禾：**还没有。我记得师父的话。",
        "许砚：我们人要等火，火从来不等人。",
        "**陆知秋：**要多久？",
        "**顾青禾：**我看要一个晚上。",
        lead="秋天，陆知秋在山里采访了顾青禾，许砚是他的师父。",
    )
    assert names(raw) == {"陆知秋", "顾青禾"}
    assert heard(raw)[1] == ("顾青禾", "还没有。我记得师父的话。\n许砚：我们人要等火，火从来不等人。")


def test_names_that_only_head_links_are_not_cast() -> None:
    """A list of people and their pages."""
    lines = [f"{who}：https://example.org/{n} 这一页我常看。" for n in (1, 2, 3) for who in ("顾青禾", "沈望舒")]
    assert names(dialogue(*lines, lead="顾青禾和沈望舒都有自己的网页，下面是它们的地址。")) == set()


def test_bracketed_names_and_roles_are_cast() -> None:
    """The same form with people in it."""
    raw = dialogue("【主持人】火上来了吗？", "【顾青禾】还没有。", "【主持人】要多久？", "【顾青禾】我看一个晚上。")
    assert names(raw) == {"主持人", "顾青禾"}


REPORTS = {
    "fields of places": ["地点：山谷", "时间：十月", "人数：三", "温度：高"] * 3,
    "a list of works": [
        "- **顾青禾：** 《夜窑》，2019 年展出",
        "- **沈望舒：** 《松枝》，2020 年展出",
        "- **许砚：** 《月白》，2021 年展出",
    ],
    "a list of books": [
        "《夜窑》：许砚写的旧书，讲一座窑。",
        "《松枝》：沈望舒写的旧书，讲一堆柴。",
        "《月白》：顾青禾写的旧书，讲一只碗。",
    ],
    "paragraphs with a theme": ["窑火的脾气：不等人。", "山土的脾气：怕水。", "松枝的脾气：怕潮，一潮就只有烟。"],
    "a programme of talks": [
        "- Mara Quill：Clay in Winter",
        "- Tobias Renn：Glaze and Ash",
        "- Ines Vale：A Short History of Fire",
    ],
    "advantages": [f"**{field}：**窑体轻，升温快，一个人也能搬动。" for field in ("优势", "成就", "不足", "展望")],
    "numbered ailments": [f"{n}) {what}：手艺人常有的毛病。" for n, what in enumerate(("关节炎", "腰伤", "咳嗽"), 1)],
    "links": [f"{field}：https://example.org/kiln" for field in ("项目地址", "论文链接", "窑火图集") * 2],
    "a timetable": ["8:30 开窑", "9:30 揉泥", "10:30 上釉", "11:30 收工"],
    "a glossary": ["火膛：指窑里烧柴的部分。", "窑床：指窑里放坯的部分。", "烟道：指窑里出烟的部分。"],
}


@pytest.mark.parametrize("kind", REPORTS)
def test_a_report_whose_lists_look_like_labels_has_no_speakers(kind: str) -> None:
    """Fields, works, programmes, links, times."""
    lead = "山里的窑一年烧三次，村里人把它们记在一本旧账上。下面是今年的情况。"
    made = attributed(dialogue(*REPORTS[kind], "以上就是今年山里的情况，明年再看。", lead=lead))
    assert made.speech == []
    assert made.article["kind"] == "report"


def test_the_fields_of_an_interview_are_not_cast_with_its_speakers() -> None:
    """A project's address at the end is no third voice, a time in an answer no label."""
    raw = dialogue(
        "陆知秋：火上来了吗？",
        "顾青禾：还没有，12:30 才点的火，土和水是 3:1。",
        "陆知秋：要多久？",
        "顾青禾：我看要一个晚上。",
        "项目地址：https://example.org/kiln",
        "项目地址：https://example.org/clay",
        lead=LEAD,
    )
    assert names(raw) == {"陆知秋", "顾青禾"}
    assert all("https" not in text for _, text in heard(raw)[:3])


def test_a_name_alone_on_its_line_is_a_label_where_it_takes_turns() -> None:
    """And a short line in narration is none."""
    raw = dialogue(
        "陆知秋",
        "火上来了吗？",
        "顾青禾",
        "还没有，我们再等等。",
        "陆知秋",
        "要多久？",
        "顾青禾",
        "我看要一个晚上。",
        lead=LEAD,
    )
    assert heard(raw) == [
        ("陆知秋", "火上来了吗？"),
        ("顾青禾", "还没有，我们再等等。"),
        ("陆知秋", "要多久？"),
        ("顾青禾", "我看要一个晚上。"),
    ]


def test_the_weight_of_each_member_of_the_cast_is_kept_for_the_score() -> None:
    """More evidence, more confidence; every piece of evidence gives a number."""
    raw = dialogue("问：火上来了吗？", "顾青禾：还没有。", "问：要多久？", "顾青禾：我看一个晚上。", lead=LEAD)
    chosen = cast(raw)
    assert set(chosen.strength or {}) == {group.key for group in chosen.groups}
    assert all(weight > 0 for weight in (chosen.strength or {}).values())
    assert len({evidence.__name__ for evidence in EVIDENCE}) == len(EVIDENCE)
    assert all(evidence.__doc__ for evidence in EVIDENCE), "each piece of evidence says what it is"


def test_candidates_of_the_cast_are_in_reading_order() -> None:
    """And each belongs to one member."""
    chosen = cast(dialogue("问：火上来了吗？", "顾青禾：还没有。", "问：要多久？", "顾青禾：一个晚上。"))
    places = [(candidate.part, candidate.start) for candidate in chosen.candidates]
    assert places == sorted(places)
    assert [chosen.group_of(candidate).name for candidate in chosen.candidates] == ["问", "顾青禾"] * 2


@given(st.text("问。！？?!….；;：:～~”」』）)〉》] 火\n", max_size=9))
def test_a_question_ends_as_a_sentence_does(text: str) -> None:
    """Whatever closes it: who counts sentences has counted the questions."""
    assert is_sentence(text) or not is_question(text)


@given(st.lists(st.sampled_from(["甲：火。", "乙：土？", "丙：水。", "山路很长。"]), max_size=12))
def test_labels_that_recur_have_those_beside_them_as_partners(lines: list[str]) -> None:
    """The same, whether all are counted at once or looked for one after the other."""
    parts = wholes(read_page("\n\n".join(lines), ".md").lines)
    scene = Scene(parts, "", (), grouped(find_labels(parts)))
    for group in scene.groups:
        beside = (other for candidate in group.candidates for other in scene.neighbours(candidate))
        assert scene.partners(group) == Counter(other.key for other in beside if other.key != group.key)


def test_role_words_that_stand_at_the_start_of_a_label_are_looked_for_there() -> None:
    """A label that begins with none of these words and ends with no post is not looked at further."""
    assert set(CROWD) <= set(OPENING)
    assert all(name.startswith(OPENING) == bool(Group(name, ()).role_word) for name in (f"{word}1" for word in OPENING))
