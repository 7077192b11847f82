"""Signals: names behind titles and posts, before words, at the start of sentences, as patterns find them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.knowledge import alternation, column
from pipelines.text.names import HAN, surnames
from pipelines.text.signals import SHOWN, behind_posts, behind_titles, opening, shown, signs_of, titles

PIECES = [
    *'顾欧阳于时时白青禾朔山。！”\n“" （）：—、·A𠀀',
    "主任医师",
    "记者",
    "採訪",
    "访",
    "與",
    "访谈",
    "邀请到",
    "邀请到了",
]
ENDS = [*"师者长人员", "主持人", "人大代表", "代表", "总书记", "书记", "大师", "师父", "Co-founder", "founder"]
WORDS = ["说", "叫他", "称", "人", "的", "迟到", "表示", "老师", "接受采访", "先生", "（作家）老师"]
TEXT = st.lists(st.sampled_from([*PIECES, *ENDS, *WORDS]), max_size=24).map("".join)
Span = tuple[int, str]


def surname(everyday: frozenset[str] = frozenset()) -> str:
    """With what a name begins."""
    single, double, _ = surnames()
    return f"(?:[{''.join(sorted(single | everyday))}]{HAN}|{'|'.join(sorted(double))})"


def naive_titles(text: str) -> Iterator[Span]:
    """Every title is tried at every character, the longest first."""
    name = re.compile(rf"\s*[“\"「]?(?=(?P<name>{surname(surnames()[2])}{HAN}{{0,3}})|{HAN}{{2}})")
    ordered, free = sorted(titles(), key=len, reverse=True), 0
    for start in range(len(text)):
        for title in ordered if start >= free else ():
            match = name.match(text, start + len(title)) if text.startswith(title, start) else None
            if match and start >= free:
                free = match.end()
                if match["name"]:
                    yield match.end(), match["name"]


def naive_posts(text: str) -> Iterator[Span]:
    """One pattern with the character before a post's last, which belongs to no other match."""
    name = rf"(?P<name>{surname()}{HAN}{{0,3}})"
    for match in re.finditer(rf"{HAN}[师師家者員员長长官]\s*[“\"「]?(?={name}|{HAN}{{2}})", text):
        if match["name"]:
            yield match.end(), match["name"]


def naive_opening(text: str) -> Iterator[Span]:
    """One pattern for the start of the text and of sentences."""
    verbs = alternation("acts.tsv", "opens")
    pattern = rf"(?:^|[。！？”\n])(?P<name>(?={surname()}){HAN}{{2,3}}?)(?:{verbs})"
    return ((match.end(), match["name"]) for match in re.finditer(pattern, text))


def spans(found: Iterator[re.Match[str]]) -> list[Span]:
    """Where the matches end, and the names."""
    return [(match.end(), match["name"]) for match in found]


@settings(max_examples=400)
@given(TEXT)
def test_names_are_found_where_patterns_find_them(text: str) -> None:
    """Titles inside of others and overlapping them, posts side by side, quotation marks, line breaks."""
    signs = signs_of(text)
    assert spans(behind_titles(text, signs)) == list(naive_titles(text))
    assert spans(behind_posts(text, signs)) == list(naive_posts(text))
    assert spans(opening(text, signs)) == list(naive_opening(text))
    assert spans(shown(text, signs)) == spans(SHOWN.finditer(text))


def test_no_title_begins_with_what_may_stand_before_a_name() -> None:
    """What stands between a title and its name belongs to no other title."""
    assert not [title for title in titles() if re.match(r"[\s“\"「]", title)]


def test_words_that_show_or_call_a_person_have_two_characters() -> None:
    """These two are looked for side by side."""
    assert all(len(word) > 1 for word in column("acts.tsv", "shows"))
