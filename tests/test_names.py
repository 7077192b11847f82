"""Names: what looks like one, and whom running text introduces."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_article import ARBITRARY, GUESTS

from pipelines.knowledge import alternation
from pipelines.text.abbreviations import declared, full_name_before
from pipelines.text.introductions import acts, introduced
from pipelines.text.labels import SHORTENED
from pipelines.text.names import (
    is_han_name,
    is_latin_name,
    is_nickname,
    is_transliterated,
    name_at_end,
    person_likeness,
)
from pipelines.text.signals import POSTS, titles


@pytest.mark.parametrize("name", ["顾青禾", "沈望舒", "许砚", "欧阳朔", "司马青禾", "邓一苇"])
def test_a_surname_and_one_or_two_characters_are_a_chinese_name(name: str) -> None:
    """Surnames of two characters too."""
    assert is_han_name(name)


@pytest.mark.parametrize("text", ["时间", "主持人", "窑", "顾", "顾青禾在山里", "Gu", "顾 青禾", "火不等人", ""])
def test_ordinary_words_are_no_chinese_names(text: str) -> None:
    """Nor single characters, sentences and letters."""
    assert not is_han_name(text)


@pytest.mark.parametrize("name", ["埃莱娜·莫雷", "萨尔·奎恩", "埃莱娜•莫雷", "埃莱娜・莫雷", "约·B·林德"])
def test_characters_joined_by_a_dot_are_a_transliterated_name(name: str) -> None:
    """Whatever the dot."""
    assert is_transliterated(name)


@pytest.mark.parametrize("text", ["埃莱娜莫雷", "埃莱娜·", "·莫雷", "埃莱娜·莫雷，", "Mara·Quill", ""])
def test_without_a_dot_between_characters_there_is_no_transliterated_name(text: str) -> None:
    """Nor with anything else around it."""
    assert not is_transliterated(text)


@pytest.mark.parametrize("name", ["Mara", "Mara Quill", "Mara B. Quill", "Jan van Renn", "O’Dell"])
def test_capitalised_words_are_a_latin_name(name: str) -> None:
    """One to four."""
    assert is_latin_name(name)


@pytest.mark.parametrize("text", ["mara quill", "MARA", "Mara quill", "A1", "Mara, Quill", "Mara Quill Renn Vale Orr"])
def test_other_latin_strings_are_none(text: str) -> None:
    """Small letters, capitals, lists."""
    assert not is_latin_name(text)


@pytest.mark.parametrize(("text", "expected"), [("阿树", True), ("老窑头", True), ("小", False), ("树", False)])
def test_a_familiar_syllable_makes_a_nickname(text: str, expected: bool) -> None:
    """With one or two characters behind it."""
    assert is_nickname(text) is expected


@pytest.mark.parametrize("name", GUESTS)
def test_full_names_look_more_like_people_than_anything_else(name: str) -> None:
    """Of any script."""
    assert person_likeness(name) >= 1.2 > person_likeness("阿树") > person_likeness("时间")


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("山窑-顾青禾", "顾青禾"),
        ("山窑 顾青禾", "顾青禾"),
        ("窑火基金会创始人顾青禾", "顾青禾"),
        ("山窑/埃莱娜·莫雷", "埃莱娜·莫雷"),
        ("顾青禾", None),
        ("山里的窑", None),
    ],
)
def test_a_label_may_end_in_a_name(label: str, name: str | None) -> None:
    """Behind a house, a team, a post."""
    assert name_at_end(label) == name


@pytest.mark.parametrize(
    "text",
    ["本刊采访了顾青禾。", "制陶师顾青禾", "顾青禾表示，火不等人。", "顾青禾（山窑主人）说：“等。”", "主持人顾青禾"],
)
def test_words_around_a_name_show_somebody_who_takes_part(text: str) -> None:
    """Before it and behind it."""
    assert acts("顾青禾", text) >= 1


PIECES = [*'顾青禾说也、是：，。“" \n师\u3000（）', "顾青禾", "主编", "制陶师", "访", "表示", "随后", "教授", "窑"]


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_whoever_acts_has_a_title_before_or_a_verb_behind_the_name(text: str) -> None:
    """White space and a quotation mark between them or not."""
    posts = "|".join(map(re.escape, titles()))
    before = re.compile(rf"(?:{posts}|[\u3400-\u9fff][{POSTS}])\s*[“\"「]?\n?\Z")
    behind = re.compile(
        rf"[”\"」]?\s*(?:[（(][^（()）]{{1,40}}[）)]\s*)?(?:也|随后)?(?:{alternation('acts.tsv', 'after')})"
    )
    found = [match.span() for match in re.finditer("顾青禾", text)]
    expected = [
        span for span in found if before.search(text[max(0, span[0] - 24) : span[0]]) or behind.match(text, span[1])
    ]
    assert acts("顾青禾", text) == len(expected)


@given(st.lists(st.sampled_from([*"（(）)“”顾周刊·，青 \n", "以下", "简称", "稱", "称为"]), max_size=16).map("".join))
def test_a_short_form_is_read_wherever_brackets_declare_it(text: str) -> None:
    """The name in full stands before the bracket."""
    for match in SHORTENED.finditer(text):
        if match["short"].strip() == "周":
            assert declared("周", text) == full_name_before(re.sub(r"(?<=[》」”])\s*周$", "", text[: match.start()]))
            break


@pytest.mark.parametrize("text", ["顾青禾的窑在北边。", "书里写到顾青禾那座窑。", "没有人。", ""])
def test_a_mere_mention_is_no_part_taken(text: str) -> None:
    """The name without such words."""
    assert acts("顾青禾", text) == 0


def test_a_latin_name_is_matched_as_whole_words() -> None:
    """``Mara`` does not act where ``Maracaibo`` does."""
    assert acts("Mara", "采访 Mara") == 1
    assert acts("Mara", "采访 Maracaibo") == 0


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("本刊专访了顾青禾。", {"顾青禾"}),
        ("顾青禾表示，火不等人。", {"顾青禾"}),
        ("制陶师顾青禾", {"顾青禾"}),
        ("本刊专访 埃莱娜·莫雷。", {"埃莱娜·莫雷"}),
        ("陆知秋对话 Mara Quill。", {"Mara Quill"}),
        ("窑在山谷尽头，烟要到傍晚才散。", set()),
        ("", set()),
        ("本刊采访了顾青禾。", {"顾青禾"}),
        ("我们邀请到了埃莱娜·莫雷。", {"埃莱娜·莫雷"}),
    ],
)
def test_running_text_introduces_people(text: str, people: set[str]) -> None:
    """By a verb or post before a name, a verb behind it."""
    assert set(introduced(text)) >= people
    assert people or not introduced(text)


@given(ARBITRARY)
def test_whatever_the_text_introduced_people_stand_in_it(text: str) -> None:
    """No name is made up."""
    for name, count in introduced(text).items():
        assert name in text
        assert count >= 1
    assert 0 <= person_likeness(text) <= 1.5
