"""Parts: stretches of a line without outer white space, and what of them is bold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.page import Line
from pipelines.text.parts import Kind, Part, wholes

LINES = st.text("火 \u3000ab。", min_size=1, max_size=30).map(str.strip).filter(bool)


@given(LINES, st.data())
def test_a_part_is_cut_without_outer_white_space(text: str, data: st.DataObject) -> None:
    """Also where it is cut again, or is all there is, or nothing."""
    part = wholes([Line(text, (), 1)])[0]
    for _ in range(3):
        start = data.draw(st.integers(part.start, part.end))
        end = data.draw(st.integers(start, part.end))
        part, before = part.cut(start, end, Kind.HEADING), part
        assert part.text == text[part.start : part.end] == text[start:end].strip()
        assert start <= part.start <= part.end <= end
        assert (part.kind, before.cut(start, end).kind) == (Kind.HEADING, before.kind)


@given(LINES, st.sets(st.integers(0, 30)), st.data())
def test_a_part_is_bold_where_nine_of_ten_characters_are(text: str, edges: set[int], data: st.DataObject) -> None:
    """However many stretches they make."""
    ends = sorted(edge for edge in edges if edge <= len(text))
    bold = tuple(zip(ends[::2], ends[1::2], strict=False))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    inked = sum(first <= at < last for first, last in bold for at in range(start, end))
    part = Part(Line(text, (), 1, bold=bold), start, end, Kind.PROSE, text[start:end])
    assert part.whole_bold == (bool(bold) and end > start and inked >= 0.9 * (end - start))
