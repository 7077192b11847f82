"""One document in, its row and its speech out: the contract of the rows, and what holds whatever the text.

The first functions are shared: the tests of the single steps read small articles through the same door.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stages import worded

from pipelines.text.article import Attributed, Document, Unusable, attribute, read
from pipelines.text.layout import shifted
from pipelines.text.sentences import split_sentences

Row = dict[str, Any]


def document(raw: str, suffix: str = ".md", **stated: str) -> Document:
    """An invented raw file."""
    sha = hashlib.sha256(raw.encode("utf-8", "replace")).hexdigest()
    made = Document("kiln/a", "kiln", f"kiln/a{suffix}", sha, raw, suffix)
    return dataclasses.replace(made, **stated)


def attributed(raw: str, suffix: str = ".md", **stated: str) -> Attributed:
    """Its rows, with every offset checked."""
    made = attribute(document(raw, suffix, **stated))
    check_offsets(made, raw)
    return made


def heard(raw: str, suffix: str = ".md") -> list[tuple[str | None, str]]:
    """Who says what."""
    return [(row["speaker"], row["text"]) for row in attributed(raw, suffix).speech]


def told(raw: str, suffix: str = ".md") -> list[tuple[str | None, str]]:
    """Who speaks in which role, turn for turn."""
    return [(row["speaker"], row["role"]) for row in attributed(raw, suffix).speech]


def dialogue(*lines: str, title: str = "# 窑火边的一天", lead: str = "本刊记者陆知秋采访了顾青禾。") -> str:
    """An article with a blank line between its paragraphs."""
    return "\n\n".join(line for line in (title, lead, *lines) if line) + "\n"


def check_offsets(made: Attributed, raw: str) -> None:
    """Every offset is inside the text and equal to what is stored; nothing overlaps; nothing is invented."""
    text: str = made.article["text"]
    assert made.article["char_count"] == len(text)
    assert made.article["turn_count"] == len(made.speech)
    end = 0
    for index, row in enumerate(made.speech):
        assert row["turn_index"] == index
        assert row["char_start"] >= end, "turns are in order and do not overlap"
        assert row["char_end"] > row["char_start"], "a turn says something"
        assert text[row["char_start"] : row["char_end"]] == row["text"]
        assert row["text"] == row["text"].strip()
        end = row["char_end"]
        for note in row["notes"]:
            assert row["char_start"] <= note["char_start"] < note["char_end"] <= row["char_end"]
    check_map(made.article, raw)
    check_sections(made.article)
    check_links(made)


def check_map(article: Row, raw: str) -> None:
    """Runs equal their raw slices, go forward on both sides, and leave out only newlines between paragraphs."""
    text: str = article["text"]
    at = raw_at = 0
    for run in article["source_map"]:
        start, raw_start, length = run["char_start"], run["raw_start"], run["length"]
        assert length > 0
        assert raw_start >= raw_at
        assert text[start : start + length] == raw[raw_start : raw_start + length]
        if article["raw_path"].endswith((".txt", ".md")) and "&" not in raw:
            assert set(text[at:start]) <= {"\n"}
        at, raw_at = start + length, raw_start + length
    assert at <= len(text)


def check_sections(article: Row) -> None:
    """Sections lie inside the text, in order, and none reaches into the next."""
    at = 0
    for section in article["sections"]:
        assert at <= section["char_start"] < section["char_end"] <= article["char_count"]
        at = section["char_end"]


def check_links(made: Attributed) -> None:
    """Identifiers lead from turns to speakers, sections and earlier turns."""
    speakers = {row["speaker_id"]: row for row in made.article["speakers"]}
    known: set[str] = set()
    for row in made.speech:
        assert row["speaker"] == speakers[row["speaker_id"]]["name"]
        assert row["role"] in ("interviewer", "interviewee", "audience")
        assert row["reply_to"] is None or row["reply_to"] in known
        assert row["section"] is None or 0 <= row["section"] < len(made.article["sections"])
        assert 0 <= row["score"] <= 1
        known.add(row["turn_id"])
    assert len(known) == len(made.speech)
    assert sum(row["turn_count"] for row in speakers.values()) == len(made.speech)


TALK = dialogue(
    "**陆知秋：**你为什么搬到山里？",
    "**顾青禾：**因为土好。城里的土太细，烧出来没有骨头。",
    "我第一窑全裂了。",
    "**陆知秋：**后来怎么办？",
    "**顾青禾：**后来我就学会了等。",
)


def test_the_text_holds_narration_labels_and_speech_one_paragraph_a_line() -> None:
    """Neither the title nor markup is part of it."""
    assert attributed(TALK).article["text"] == (
        "本刊记者陆知秋采访了顾青禾。\n陆知秋：你为什么搬到山里？\n顾青禾：因为土好。城里的土太细，烧出来没有骨头。\n"
        "我第一窑全裂了。\n陆知秋：后来怎么办？\n顾青禾：后来我就学会了等。"
    )


def test_turns_are_slices_without_their_label() -> None:
    """An answer of two paragraphs is one turn, with the newline between them."""
    assert heard(TALK) == [
        ("陆知秋", "你为什么搬到山里？"),
        ("顾青禾", "因为土好。城里的土太细，烧出来没有骨头。\n我第一窑全裂了。"),
        ("陆知秋", "后来怎么办？"),
        ("顾青禾", "后来我就学会了等。"),
    ]


def test_rows_of_speech_repeat_what_makes_the_table_usable_alone() -> None:
    """Identifiers are numbered from zero; an answer replies to the question before it; words are not there yet."""
    made = attributed(TALK, publisher="窑火月刊")
    assert [row["turn_id"] for row in made.speech] == [f"kiln/a#t{index:04d}" for index in range(4)]
    assert [row["reply_to"] for row in made.speech] == [None, "kiln/a#t0000", None, "kiln/a#t0002"]
    assert {row["title"] for row in made.speech} == {"窑火边的一天"}
    assert {row["publisher"] for row in made.speech} == {"窑火月刊"}
    assert {row["speaker_label"] for row in made.speech} == {"陆知秋", "顾青禾"}
    assert all(row["sentences"] is row["words"] is row["pos"] is None for row in made.speech)


def test_the_row_of_the_article_says_who_speaks_and_where_it_comes_from() -> None:
    """Raw path and fingerprint are passed on; what nobody states is null."""
    row = attributed(TALK, license="CC0-1.0").article
    assert (row["article_id"], row["collection"], row["raw_path"]) == ("kiln/a", "kiln", "kiln/a.md")
    assert row["raw_sha256"] == hashlib.sha256(TALK.encode()).hexdigest()
    assert (row["kind"], row["status"], row["language"], row["license"]) == (
        "interview",
        "published",
        "zh-Hans",
        "CC0-1.0",
    )
    assert row["published_at"] is row["source_url"] is row["publisher"] is None
    assert [(s["name"], s["role"], s["turn_count"]) for s in row["speakers"]] == [
        ("陆知秋", "interviewer", 2),
        ("顾青禾", "interviewee", 2),
    ]


def test_what_the_article_prints_of_itself_goes_into_the_columns() -> None:
    """Date, author and source of a byline are no text."""
    made = attributed(dialogue("日期：2021年3月4日", "编辑：许砚", *TALK.split("\n\n")[2:]))
    assert made.article["published_at"] == datetime.date(2021, 3, 4)
    assert made.article["editors"] == ["许砚"]
    assert {row["published_at"] for row in made.speech} == {datetime.date(2021, 3, 4)}
    assert "许砚" not in made.article["text"]


def test_an_article_in_which_nobody_speaks_is_a_report() -> None:
    """It has text, and neither turns nor speakers."""
    made = attributed("# 山里的窑\n\n窑在山谷尽头，烟要到傍晚才散。\n\n村里只剩三户人家还在烧陶。\n")
    assert (made.article["kind"], made.speech, made.article["speakers"]) == ("report", [], [])


def test_three_guests_make_a_roundtable() -> None:
    """Whoever conducts it is not counted."""
    guests = ("顾青禾", "沈望舒", "许砚")
    lines = [f"**{name}：**我第{n}次来这里，觉得{n}号窑最好用。" for n in (1, 2) for name in guests]
    made = attributed(
        dialogue(
            "**主持人：**各位怎么看？",
            *lines[:3],
            "**主持人：**还有补充吗？",
            *lines[3:],
            lead="今天请来了顾青禾、沈望舒、许砚。",
        )
    )
    assert made.article["kind"] == "roundtable"


@pytest.mark.parametrize("raw", ["", "   \n\n\t\n", "\u200b\u200b", "![](a.png)\n\n![](b.png)\n"])
def test_a_document_without_text_is_unusable_and_says_what_to_do(raw: str) -> None:
    """Reason and remedy are sentences for a person."""
    with pytest.raises(Unusable) as caught:
        attribute(document(raw))
    assert caught.value.reason
    assert caught.value.remedy


def test_labels_that_nothing_follows_are_no_turns() -> None:
    """And no error."""
    assert attributed("答：\n答：\n答：\n", ".txt").speech == []


def test_a_missing_title_is_a_warning() -> None:
    """The article is published all the same."""
    made = attributed("窑在山谷尽头，烟要到傍晚才散，村里只剩三户人家还在烧陶，别的都搬走了。\n")
    assert made.article["title"] is None
    assert any(warning.startswith("no_title") for warning in made.article["warnings"])


def test_the_same_document_gives_the_same_rows() -> None:
    """Nothing depends on what has been read before."""
    first = attributed(TALK)
    attributed(TALK.replace("顾青禾", "沈望舒"))
    assert attributed(TALK) == first


# What holds for every article: an oracle that knows who speaks, and arbitrary text.

ASKERS = ("陆知秋", "韩雪松", "邓一苇", "Mara Quill")
GUESTS = ("顾青禾", "沈望舒", "许砚", "欧阳朔", "埃莱娜·莫雷", "Tobias Renn")
DIGITS = "零一二三四五六七八九"
QUESTIONS = (
    "第{n}只碗是怎么烧出来的？",
    "你为什么把第{n}座窑拆了？",
    "听说第{n}年下了很大的雪，你当时在哪里？",
    "那么第{n}次失败以后呢？",
)
ANSWERS = (
    "第{n}只碗我烧了三个晚上，火一直不肯上去。",
    "我们在第{n}座窑里放了松枝，味道到现在还在。",
    "其实第{n}年我想过放弃，可是土已经运来了。",
    "这件事我跟第{n}个徒弟也讲过，他听完就笑了。",
    "早上 8:30 开窑，水和土按 3:1 来配，第{n}批差不多就是这样。",
)


def numeral(number: int) -> str:
    """A number in Chinese digits: makes every sentence of an article different."""
    return "".join(DIGITS[int(digit)] for digit in str(number))


@dataclass(frozen=True)
class Dialogue:
    """An article and the answer: for each turn who speaks, in which role, and what."""

    raw: str
    turns: tuple[tuple[str, str, str], ...]


Print = Callable[[str, str], str]
FORMS: dict[str, Print] = {
    "名：": lambda name, said: f"{name}：{said}",
    "名: ": lambda name, said: f"{name}: {said}",
    "**名：**": lambda name, said: f"**{name}：**{said}",
    "**名**：": lambda name, said: f"**{name}**：{said}",
    "### 名：": lambda name, said: f"### {name}：\n\n{said}",
}
KEYED: dict[str, tuple[str, str]] = {
    "问：/答：": ("问：", "答："),
    "Q：/A：": ("Q：", "A："),
    "**问：**/**答：**": ("**问：**", "**答：**"),
    "### 问：/### 答：": ("### 问：\n\n", "### 答：\n\n"),
    "Q:/A:": ("Q: ", "A: "),
}


@st.composite
def spoken(draw: st.DrawFn) -> list[tuple[int, str]]:
    """Questions (0) and answers (1, 2, …: the guest), no sentence twice."""
    guests = draw(st.integers(1, 3))
    rounds = draw(st.integers(2, 4))
    said: list[tuple[int, str]] = []
    for turn in range(rounds):
        asked = draw(st.sampled_from(QUESTIONS)).format(n=numeral(10 * turn + 1))
        said.append((0, asked))
        for guest in range(1, guests + 1):
            size = draw(st.integers(1, 3))
            paragraphs = [
                draw(st.sampled_from(ANSWERS)).format(n=numeral(100 * turn + 10 * guest + n)) for n in range(size)
            ]
            said.append((guest, "\n\n".join(paragraphs)))
    return said


@st.composite
def named_dialogues(draw: st.DrawFn, form: str) -> Dialogue:
    """A dialogue whose every turn prints a name in the same form."""
    said = draw(spoken())
    asker = draw(st.sampled_from(ASKERS))
    guests = draw(st.permutations(GUESTS))
    names = [asker, *guests]
    lead = f"这一天，记者{asker}采访了{'、'.join(guests[: max(who for who, _ in said)])}。"
    body = [FORMS[form](names[who], text) for who, text in said]
    answer = tuple(
        (names[who], "interviewee" if who else "interviewer", text.replace("\n\n", "\n")) for who, text in said
    )
    return Dialogue("\n\n".join(["# 窑火边的一天", lead, *body]) + "\n", answer)


@st.composite
def keyed_dialogues(draw: st.DrawFn, form: str) -> Dialogue:
    """A dialogue of one asker whom nobody names and one guest whom the lead introduces."""
    said = [(min(who, 1), text) for who, text in draw(spoken()) if who < 2]
    guest = draw(st.sampled_from(GUESTS[:4]))
    body = [KEYED[form][who] + text for who, text in said]
    answer = tuple(
        (guest if who else "", "interviewee" if who else "interviewer", text.replace("\n\n", "\n"))
        for who, text in said
    )
    lead = f"初冬的早晨，我们采访了制陶师{guest}。{guest}在山里住了很久。"
    return Dialogue("\n\n".join(["# 窑火边的一天", lead, *body]) + "\n", answer)


def answered(raw: str, suffix: str) -> list[tuple[str, str, str]]:
    """Speaker, role and text of each turn, as the answer of a dialogue states them."""
    return [(row["speaker"] or "", row["role"], row["text"]) for row in attributed(raw, suffix).speech]


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=25)
@given(data=st.data())
def test_every_turn_of_a_clean_dialogue_goes_to_the_right_speaker(form: str, data: st.DataObject) -> None:
    """Known people, one form of label: turns, names and roles come out exactly."""
    made = data.draw(named_dialogues(form))
    assert answered(made.raw, ".md") == list(made.turns)
    if not form.startswith(("*", "#")):
        assert answered(made.raw.replace("# ", "", 1), ".txt") == list(made.turns)


@pytest.mark.parametrize("form", KEYED)
@settings(max_examples=25)
@given(data=st.data())
def test_question_and_answer_words_are_the_asker_and_the_introduced_guest(form: str, data: st.DataObject) -> None:
    """The asker stays unnamed, the guest has the name of the lead."""
    made = data.draw(keyed_dialogues(form))
    assert answered(made.raw, ".md") == list(made.turns)


NOISE = st.sampled_from(
    [
        "## 土与火",
        "一、",
        "![窑](kiln.png)",
        "（图：山谷里的窑）",
        "编者注：此处有删节。",
        "项目地址：https://example.org/kiln?a=1",
        "时间：12:30",
        "> 火一直不肯上去",
        "1) 选土：要粗。",
        "2) 揉泥：要久。",
        "《窑火》：一本旧书",
        "说到这里，他笑了。",
        "责任编辑：许砚",
        "相关阅读",
        "点击阅读原文",
        "———",
        "Q：你会 A：我会",
        "顾青禾",
        "**陆知秋**",
        "[00:12] 许砚：",
        "【主持人】",
        "a&amp;b **c** <b>d</b>",
        "窑\u200b火\u3000与\xa0水",
    ]
)
SAID = st.tuples(
    st.sampled_from([*FORMS]), st.sampled_from([*ASKERS, *GUESTS, "问", "答", "Q", "A", "Q1", "主持人", "观众甲"])
).flatmap(
    lambda form: st.sampled_from([*QUESTIONS, *ANSWERS, "", "嗯。", "（笑）"]).map(
        lambda said: FORMS[form[0]](form[1], said.format(n="三"))
    )
)
COMPOSED = st.lists(
    st.one_of(NOISE, SAID, SAID, st.sampled_from(ANSWERS).map(lambda text: text.format(n="九"))), max_size=14
).flatmap(lambda lines: st.sampled_from(["\n\n", "\n", "\n\n\n", " \n"]).map(lambda gap: gap.join(lines)))
PIECES = [
    "问：",
    "答：",
    "Q：",
    "A:",
    "：",
    ":",
    "**",
    "#",
    "### ",
    "\n",
    "\n\n",
    "？",
    "。",
    "顾青禾",
    "【",
    "】",
    "[",
    "]",
]
PIECES += [
    "(",
    ")",
    "（",
    "）",
    "|",
    "—",
    "> ",
    "- ",
    "1.",
    "12:30",
    "https://e.org/",
    "我",
    "你",
    " ",
    "\u3000",
    "\u200b",
]
PIECES += [
    "&lt;",
    "<b>",
    "</p>",
    "---\n",
    "\\",
    "`",
    "a",
    "Z",
    "9",
    "😀",
    "作者",
    "简称",
    "主持人",
    "\ufeff",
    "𠮷",
    "\x00",
]
ARBITRARY = st.one_of(st.lists(st.sampled_from(PIECES), max_size=60).map("".join), st.text(max_size=80))
SUFFIXES = st.sampled_from([".md", ".txt", ".html"])


def rows_or_nothing(raw: str, suffix: str) -> Attributed | None:
    """Checked rows, or nothing where the document is unusable; any other error is one."""
    try:
        made = attribute(document(raw, suffix))
    except Unusable:
        return None
    check_offsets(made, raw)
    return made


@settings(max_examples=200)
@given(COMPOSED, SUFFIXES)
def test_any_article_gives_rows_that_fit_or_is_unusable(raw: str, suffix: str) -> None:
    """Dialogue mixed with headings, notes, chrome and things that look like labels."""
    rows_or_nothing(raw, suffix)


@settings(max_examples=200)
@given(ARBITRARY, SUFFIXES)
def test_any_text_gives_rows_that_fit_or_is_unusable(raw: str, suffix: str) -> None:
    """No text makes the pipeline stop."""
    rows_or_nothing(raw, suffix)


@settings(max_examples=100)
@given(st.one_of(COMPOSED, ARBITRARY.filter(lambda raw: not raw.lstrip("\ufeff").startswith("---"))))
def test_every_letter_of_a_plain_file_is_kept_or_left_out_knowingly(raw: str) -> None:
    """Each stands in exactly one stretch of the script, which is kept or has a kind that says why it is not."""
    places: list[int] = []
    for stretch in read(document(raw, ".txt")).script:
        for _, raw_start, length in shifted(stretch.part, 0):
            places += range(raw_start, raw_start + length)
    assert len(places) == len(set(places)), "no character is in two stretches"
    # front matter is read elsewhere; what is left has to be there
    assert [raw[i] for i in range(len(raw)) if raw[i].isalnum() and i not in set(places)] == []


@settings(max_examples=40)
@given(st.one_of(COMPOSED, ARBITRARY))
def test_sentences_and_words_of_every_turn_fit_its_text(raw: str) -> None:
    """Words joined are the text, each has a tag; sentences hold all that is not white space."""
    made = rows_or_nothing(raw, ".md")
    for row in worded(made.speech) if made else []:
        assert "".join(row["words"]) == row["text"]
        assert len(row["pos"]) == len(row["words"])
        held = {i for span in row["sentences"] for i in range(span["char_start"], span["char_end"])}
        for offset, char in enumerate(row["text"], row["char_start"]):
            assert char.isspace() or offset in held


@given(ARBITRARY)
def test_sentences_are_in_order_and_leave_out_only_white_space(text: str) -> None:
    """Whatever the text."""
    at = 0
    for start, end in split_sentences(text):
        assert text[at:start].strip() == ""
        assert start < end
        assert text[start:end] == text[start:end].strip()
        at = end
    assert text[at:].strip() == ""
