"""Lines and marks of a page are found by where single characters stand; a search at every place finds the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text import blocks, paint
from pipelines.text.characters import Classes, within
from pipelines.text.lines import raw_lines
from pipelines.text.markup import read_page

TEXT = st.text("窑a\n\r\v\x1c\x85\u2028 \u3000𠀀", max_size=20)
MARKUP = st.lists(
    st.sampled_from([
        *("**", "*", "_", "~~", "~", "`", "\\", "![", "[", "](x)", "]", "&amp;", "&", "&#32;", "<b>", "</b>", "<"),
        *("http://a.b/c_d_e", "<br>", "<p>", "</p>", "<pre>", "</pre>", "# ", "窑火", "wh", " ", "  ", "\t", "\n", "!"),
    ]),
    max_size=24,
).map("".join)  # fmt: skip


@given(TEXT, st.integers(0, 20))
def test_lines_are_what_stands_between_breaks_without_outer_white_space(raw: str, start: int) -> None:
    """Blank ones are counted and make a gap."""
    expected, number, gap = [], raw.count("\n", 0, start) + 1, True
    for match in re.finditer("([^\n\r\v\f\x85\u2028\u2029]*)(?:[\n\r\v\f\x85\u2028\u2029]|$)", raw[start:]):
        begin = start + match.start() + len(match[1]) - len(match[1].lstrip())
        if match[1].strip():
            expected.append((begin, begin + len(match[1].strip()), number, gap))
        gap = not match[1].strip()
        number += 1
    assert list(raw_lines(raw, min(start, len(raw)))) == expected


@given(MARKUP, st.sampled_from([".md", ".html"]))
def test_looking_for_marks_at_every_character_finds_no_more(raw: str, suffix: str) -> None:
    """Those looked at are all with which a mark, a reference or a break can begin."""
    with pytest.MonkeyPatch.context() as everywhere:
        everywhere.setattr(paint, "where", lambda _, text: list(range(len(text))))
        everywhere.setattr(blocks, "SIGNS", Classes(r"\s\S", r"\s\S"))
        looked = read_page(raw, suffix)
    assert read_page(raw, suffix) == looked


@given(st.lists(st.integers(0, 9)), st.integers(0, 9), st.integers(0, 9))
def test_the_offsets_within_a_stretch_are_those_from_its_start_to_before_its_end(
    places: list[int], start: int, end: int
) -> None:
    """In their order."""
    assert within(sorted(places), start, end) == [place for place in sorted(places) if start <= place < end]
