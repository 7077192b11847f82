"""The grammar of printed labels: what each form finds, and what only looks like it."""

from __future__ import annotations

from itertools import pairwise
from operator import mul
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_article import ARBITRARY, dialogue, heard

from pipelines.text.folding import fold
from pipelines.text.forms import FORMS, readings
from pipelines.text.labels import (
    NUMBERED,
    NUMERALS,
    SPEAKING,
    SPOKEN,
    Candidate,
    find_label,
    find_labels,
    name_and_hint,
    plausible,
    plausible_reading,
)
from pipelines.text.markup import read_page
from pipelines.text.parts import Kind, Part, wholes


def parts(raw: str) -> list[Part]:
    """The lines of a Markdown text as parts."""
    return wholes(read_page(raw, ".md").lines)


def candidates(raw: str) -> list[Candidate]:
    """What the grammar proposes for it, checked against the lines."""
    made = parts(raw)
    found = find_labels(made)
    for candidate in found:
        part = made[candidate.part]
        assert part.start <= candidate.start < candidate.speech <= part.end
        assert candidate.label in part.line.text[candidate.start : candidate.speech]
        assert candidate.rest == part.line.text[candidate.speech : candidate.speech + len(candidate.rest)]
    return found


FOUND: list[tuple[str, str, str, str]] = [
    # form, line, label, speech
    ("decorated", "▎顾青禾｜山窑主人", "顾青禾｜山窑主人", ""),
    ("decorated", "■ 顾青禾：火还没上来。", "顾青禾", "火还没上来。"),
    ("colon", "顾青禾：火还没上来。", "顾青禾", "火还没上来。"),
    ("colon", "顾青禾:火还没上来。", "顾青禾", "火还没上来。"),
    ("colon", "顾青禾 ：\u3000火还没上来。", "顾青禾", "火还没上来。"),
    ("colon", "顾青禾\xa0:\xa0火还没上来。", "顾青禾", "火还没上来。"),
    ("colon", "问：为什么？", "问", "为什么？"),
    ("colon", "Q：为什么？", "Q", "为什么？"),
    ("colon", "Mara Quill: 火还没上来。", "Mara Quill", "火还没上来。"),
    ("colon", "埃莱娜·莫雷：火还没上来。", "埃莱娜·莫雷", "火还没上来。"),
    ("colon", "顾青禾（山窑主人）：火还没上来。", "顾青禾（山窑主人）", "火还没上来。"),
    ("colon", "窑火月刊：火还没上来？", "窑火月刊", "火还没上来？"),
    ("colon", "顾青禾：", "顾青禾", ""),
    ("colon", "顾青禾：https://example.org 上有图。", "顾青禾", "https://example.org 上有图。"),
    ("colon", "顾青禾：12:30 开的窑。", "顾青禾", "12:30 开的窑。"),
    ("numbered", "Q1：为什么？", "Q1", "为什么？"),
    ("numbered", "Q12. 为什么？", "Q12", "为什么？"),
    ("numbered", "问题三、为什么？", "问题三", "为什么？"),
    ("numbered", "A2 火还没上来。", "A2", "火还没上来。"),
    ("bracket", "【主持人】为什么？", "【主持人】", "为什么？"),
    ("bracket", "[顾青禾] 火还没上来。", "[顾青禾]", "火还没上来。"),
    ("bar", "顾青禾 | 火还没上来。", "顾青禾", "火还没上来。"),
    ("bar", "问丨为什么？", "问", "为什么？"),
    ("bar", "Q｜为什么？", "Q", "为什么？"),
    ("dash", "问——为什么？", "问", "为什么？"),
    ("dash", "Q. 为什么？", "Q", "为什么？"),
    ("dash", "答、火还没上来。", "答", "火还没上来。"),
    ("alone", "顾青禾", "顾青禾", ""),
    ("alone", "问", "问", ""),
    ("alone", "Mara Quill", "Mara Quill", ""),
    ("timestamp", "[00:12] 顾青禾：火还没上来。", "顾青禾", "火还没上来。"),
    ("timestamp", "00:01:12 顾青禾", "顾青禾", ""),
    ("timestamp", "（3:05）陆知秋: 为什么？", "陆知秋", "为什么？"),
    ("timestamp_after", "顾青禾 00:12", "顾青禾", ""),
    ("timestamp_after", "顾青禾 [00:01:12] ：火还没上来。", "顾青禾", "火还没上来。"),
]

NEAR_MISSES: list[Any] = [
    # form that it must not be taken for, line
    ("decorated", "▎火要慢慢上来，他说，我从来不急。"),
    ("colon", "12:30 开窑，大家都在。"),
    ("colon", "3:1 是土和水。"),
    ("colon", "Level 2:30 是它的分数，没有人说话。"),
    ("colon", "https://example.org/kiln"),
    ("colon", "项目地址：https://example.org/kiln"),
    ("colon", "图片来源：顾青禾"),
    ("colon", "1) 关节炎：手艺人的病。"),
    ("colon", "2、选土：要粗一点。"),
    ("colon", "①揉泥：要久一点。"),
    ("colon", "《夜窑》，《松枝》：两本旧书。"),
    ("colon", "他看着火说，慢慢来：不急。"),
    ("colon", "我们后来都明白了：火不等人。"),
    ("colon", "在这一行做了二十年以后他才懂得一件事情：慢。"),
    ("numbered", "Q值很高的那种窑。"),
    ("numbered", "Q2024年的窑。"),
    ("numbered", "问题很多，一个一个来。"),
    ("bracket", "【】火还没上来。"),
    ("bracket", "[12] 引自旧书。"),
    ("bracket", "【他说，慢慢来。】火还没上来。"),
    ("bar", "火还没上来，大家都在等 | 等火。"),
    ("bar", "| 火 | 土 |"),
    ("dash", "顾青禾——山里的制陶人。"),
    ("dash", "A/B 测试在山里也能做。"),
    ("dash", "答案在火里。"),
    ("alone", "火还没上来。"),
    ("alone", "窑火什么时候才会上来"),
    ("alone", "12"),
    ("alone", "时间"),
    ("alone", "顾青禾、沈望舒、许砚"),
    ("timestamp", "12:30，大家都在等。"),
    ("timestamp", "12:30 13:30"),
    ("timestamp", "8:30 开窑，水和土都在。"),
    ("timestamp_after", "开窑在上午，收工在 12:30"),
    ("timestamp_after", "8 12:30"),
]


@pytest.mark.parametrize(("form", "line", "label", "speech"), FOUND)
def test_a_form_finds_label_and_speech(form: str, line: str, label: str, speech: str) -> None:
    """The label is as printed, without separator and outer space; the speech is all that follows."""
    assert find_label(line) == (form, label, len(line) - len(speech))


@pytest.mark.parametrize(("form", "line"), NEAR_MISSES)
def test_a_form_leaves_alone_what_only_looks_like_it(form: str, line: str) -> None:
    """Times, ratios, addresses, fields, numbered lists, titles, sentences."""
    found = find_label(line)
    assert found is None or found[0] != form, found


def test_every_form_has_its_tests() -> None:
    """Whoever adds a form adds a line that it finds and a line that it leaves alone."""
    forms = {form.name for form in FORMS}
    assert forms == {row[0] for row in FOUND}, "give each form an entry in FOUND"
    assert forms == {getattr(row, "values", row)[0] for row in NEAR_MISSES}, "give each form an entry in NEAR_MISSES"


NO_LABEL = [
    "12:30 开窑，大家都在。",
    "3:1 是土和水。",
    "https://example.org/kiln",
    "项目地址：https://example.org/kiln",
    "论文标题：火与土",
    "编者注：此处有删节。",
    "1) 关节炎：手艺人的病。",
    "《夜窑》，《松枝》：两本旧书。",
    "他看着火说，慢慢来：不急。",
    "我们后来都明白了：火不等人。",
]


@pytest.mark.parametrize("line", NO_LABEL)
def test_no_form_at_all_takes_such_a_line(line: str) -> None:
    """Not even as a candidate inside the line."""
    assert candidates(line) == []


@pytest.mark.parametrize(
    ("printed", "name", "hint"),
    [
        ("顾青禾", "顾青禾", ""),
        ("顾青禾（主持人）", "顾青禾", "主持人"),
        ("顾青禾 (山窑)", "顾青禾", "山窑"),
        ("顾青禾｜山窑主人", "顾青禾", "山窑主人"),
        ("顾青禾【山窑】", "顾青禾", "山窑"),
        ("【顾青禾】", "顾青禾", ""),
        ("[主持人]", "主持人", ""),
        ("Q3", "Q", ""),
        ("问题二", "问题", ""),
        ("《窑火月刊》问（以下简称「问」）", "问", "《窑火月刊》问"),
        ("窑火月刊（以下简称“窑火”）", "窑火", "窑火月刊"),
    ],
)
def test_a_label_is_a_name_and_what_stands_in_its_bracket(printed: str, name: str, hint: str) -> None:
    """Numbering, outer brackets and abbreviations are resolved."""
    found = name_and_hint(printed)
    assert found[0] == name
    assert found[1].strip("《》「」") == hint.strip("《》「」")


@pytest.mark.parametrize(("one", "other"), [("Ｑ", "q"), ("Mara Quill", "maraquill"), ("顾 青禾", "顾青禾")])
def test_names_are_compared_without_width_case_and_space(one: str, other: str) -> None:
    """Folding is for matching alone."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    "label", ["", "，", "2024", "第一窑，第二窑", "为什么这样做", "http", "时间", "我问", "她们说", "a" * 41]
)
def test_what_cannot_be_a_label_is_implausible(label: str) -> None:
    """Empty, numbers, sentences, fields, pronouns with a verb of saying, strings too long."""
    assert not plausible(label)


def test_a_label_whose_colon_stands_on_the_next_line_is_split() -> None:
    """The form says so, and the article is read as if it stood on one line."""
    found = candidates("顾青禾\n\n：火还没上来。")
    assert [(c.label, c.form) for c in found] == [("顾青禾", "split")]
    raw = dialogue(
        "陆知秋",
        "：火上来了吗？",
        "顾青禾",
        "：火还没上来。",
        "陆知秋",
        "：还要等多久？",
        "顾青禾",
        "：我想还要一个晚上。",
    )
    assert heard(raw) == [
        ("陆知秋", "火上来了吗？"),
        ("顾青禾", "火还没上来。"),
        ("陆知秋", "还要等多久？"),
        ("顾青禾", "我想还要一个晚上。"),
    ]


def test_a_name_alone_that_no_colon_follows_is_not_split() -> None:
    """The next line opens with speech."""
    assert [c.form for c in candidates("顾青禾\n\n火还没上来：再等等。")] == ["alone"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("火上来了吗？顾青禾：还没有。", ["顾青禾"]),
        ("Q：火上来了吗？A：还没有。Q：还要多久？A：一夜。", ["Q", "A", "Q", "A"]),
        ("问：火上来了吗？ 答：还没有。", ["问", "答"]),
        ("火上来了吗？Mara Quill: 还没有。", ["Mara Quill"]),
        ("火上来了吗？顾青禾（笑）：还没有。", ["顾青禾（笑）"]),
    ],
)
def test_labels_inside_a_paragraph_are_found_after_a_sentence(line: str, found: list[str]) -> None:
    """Any number of them; Q and A wherever they stand."""
    assert [c.label for c in candidates(line)] == found


@pytest.mark.parametrize(
    "line",
    [
        "开窑在上午。12:30 收工，大家都很累。",
        "土和水。3:1 正好，再多就裂。",
        "图在这里。https://example.org/kiln 可以看。",
        "要注意三件事。1) 关节炎：常见。2) 腰伤：也常见。",
        "他说过一句话，慢慢来：不急，火不等人。",
    ],
)
def test_inside_a_paragraph_times_ratios_addresses_and_lists_are_no_labels(line: str) -> None:
    """A run-on label needs a name before its colon and the end of a sentence before the name."""
    assert [c for c in candidates(line) if c.form == "run_on"] == []


@pytest.mark.parametrize(
    ("raw", "bold"),
    [
        ("**顾青禾：**火还没上来。", True),
        ("**顾青禾**：火还没上来。", True),
        ("**顾青禾：火还没上来。**", True),
        ("** **顾青禾** **：** **火还没上来。", True),
        ("顾青禾：**火**还没上来。", False),
    ],
)
def test_bold_labels_are_told_from_bold_speech(raw: str, bold: bool) -> None:
    """However the bold is closed."""
    found = candidates(raw)
    assert [(c.label, c.bold, c.rest) for c in found] == [("顾青禾", bold, "火还没上来。")]


def test_what_is_left_out_of_the_article_proposes_nothing() -> None:
    """A title or a byline is no label."""
    line = wholes(read_page("顾青禾：火还没上来。", ".md").lines)[0]
    assert find_labels([line.become(kind) for kind in Kind if not kind.kept]) == []


@given(ARBITRARY)
def test_candidates_of_any_text_lie_in_their_lines_in_reading_order(raw: str) -> None:
    """And do not overlap."""
    found = candidates(raw)
    places = [(c.part, c.start, c.speech) for c in found]
    assert places == sorted(places)
    for (part, _, speech), (later, start, _) in pairwise(places):
        assert part < later or speech <= start


@given(st.text(max_size=50))
def test_a_label_found_is_the_start_of_the_line(text: str) -> None:
    """Whatever the line."""
    found = find_label(text)
    if found:
        form, label, length = found
        assert form in {entry.name for entry in FORMS}
        assert label == label.strip()
        assert label in text[:length]


SHREDS = st.sampled_from(
    ["问", "记者", "Q", "ｑ", "ſ", "1", "二", ":", "：", "|", "【", "】", "■", "—", " ", "12:30", "某某", "²", "//"]
)
GAPS = st.builds(mul, st.sampled_from(["\t", "\u3000", "\n", "某", "某 "]), st.integers(0, 70))


@given(st.one_of(st.text(max_size=50), st.lists(st.one_of(SHREDS, GAPS), max_size=16).map("".join)))
def test_no_form_is_left_out_that_would_find_something(text: str) -> None:
    """What a form needs stands in all that it reads."""
    found = [(form.name, *hit) for form in FORMS if (hit := form.find(text))]
    assert list(readings(text)) == found


OPENINGS = st.sampled_from(["问", "某某", "■ 某", "Q1", "a²", "3", "【某】", "记者二", ""])


@given(OPENINGS, st.sampled_from(":："), st.one_of(st.text(max_size=9), st.lists(SHREDS, max_size=6).map("".join)))
def test_a_label_that_comes_back_is_found_as_at_the_first_time(label: str, colon: str, rest: str) -> None:
    """Whatever is said behind it."""
    find_label(f"{label}{colon}火还没上来。")
    assert find_label(f"{label}{colon}{rest}") == plausible_reading(f"{label}{colon}{rest}")


PIECES = st.sampled_from(["某", "记者", "问", "回答", "1", "二", "a"])


@given(st.one_of(st.text(max_size=8), st.lists(PIECES).map("".join)))
def test_a_label_without_any_mark_is_read_as_within_brackets(label: str) -> None:
    """Those around all of it say nothing."""
    if label.isalnum() and "丨" not in label:
        assert name_and_hint(label) == name_and_hint(f"【{label}】")


def test_a_bar_that_is_a_letter_divides_as_any_other() -> None:
    """丨 is a character of the Chinese script, and printed as a bar."""
    assert name_and_hint("顾青禾丨山窑主人") == name_and_hint("顾青禾|山窑主人") == ("顾青禾", "山窑主人")


@given(st.one_of(st.text(max_size=6), st.text("某问問答复覆言提回发说 _\n", max_size=6)))
def test_a_verb_of_speech_ends_in_one_of_few_characters(name: str) -> None:
    """No other name is looked through for one."""
    assert not SPOKEN.match(name.strip()) or name.strip()[-1] in SPEAKING
    assert not NUMBERED.match(name.strip()) or name.strip()[-1] in NUMERALS
