"""The published text and the way back from each of its characters to the raw file."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_article import attributed, document

from pipelines.text.article import read
from pipelines.text.layout import lay_out, spans
from pipelines.text.markup import read_page
from pipelines.text.parts import Kind
from pipelines.text.turns import Turn

RAW = "# 窑火边的一天\n\n**窑**在山谷\u200b尽头。\n\n## 土\n\n烟要到傍晚才散，村里只剩三户。\n\n相关阅读\n\n别的\n"


def test_kept_stretches_are_joined_by_newlines() -> None:
    """Others have no place in the text."""
    script = read(document(RAW)).script
    layout = lay_out(script)
    assert layout.text == "窑在山谷尽头。\n土\n烟要到傍晚才散，村里只剩三户。"
    assert len(layout.starts) == len(script)
    for stretch, start in zip(script, layout.starts, strict=True):
        assert (start is not None) == stretch.kind.kept
        assert start is None or layout.text[start : start + len(stretch.text)] == stretch.text


def test_markup_and_invisible_characters_split_the_runs() -> None:
    """Each run is an exact copy."""
    layout = lay_out(read(document(RAW)).script)
    copies = [RAW[raw_start : raw_start + length] for _, raw_start, length in layout.source_map]
    assert copies == ["窑", "在山谷", "尽头。", "土", "烟要到傍晚才散，村里只剩三户。"]
    assert [layout.text[start : start + length] for start, _, length in layout.source_map] == copies


def test_characters_beyond_the_basic_plane_count_as_one() -> None:
    """Offsets are code points."""
    raw = "# 窑火边的一天\n\n窑名叫𠮷，门上画着🔥🔥两团。\n\n烟要到傍晚才散。\n"
    row = attributed(raw).article
    assert row["char_count"] == len("窑名叫𠮷，门上画着🔥🔥两团。\n烟要到傍晚才散。")
    assert row["source_map"][0] == {"char_start": 0, "raw_start": 10, "length": 14}


def test_references_of_html_are_resolved_and_not_in_the_map() -> None:
    """The rest of the line is."""
    paragraphs = "<p>火&amp;土要慢慢等，烟要到傍晚才散。</p><p>人要等火，火不等人。</p>"
    raw = f"<html><body><h1>窑火边的一天</h1>{paragraphs}</body></html>"
    row = attributed(raw, ".html").article
    assert row["text"].startswith("火&土要慢慢等")
    mapped = {i for run in row["source_map"] for i in range(run["char_start"], run["char_start"] + run["length"])}
    assert [row["text"][i] for i in range(len(row["text"])) if i not in mapped] == ["&", "\n"]


def test_a_turn_cannot_begin_with_what_is_left_out() -> None:
    """An error that says which."""
    script = [stretch.become(Kind.CHROME) for stretch in read(document(RAW)).script]
    with pytest.raises(ValueError, match="left out"):
        spans([Turn("顾青禾", None, "printed_label", 0, 0, 0, 1.0)], script, lay_out(script))


def test_sections_reach_from_heading_to_heading() -> None:
    """Lines of one heading are one title; what stands before the first is in no section."""
    row = attributed(RAW).article
    assert row["sections"] == [{"title": "土", "char_start": 8, "char_end": len(row["text"])}]
    raw = "# 窑火边的一天\n\n## 01\n\n## 土\n\n烟要到傍晚才散。\n\n## 火\n\n人要等火。\n"
    assert [section["title"] for section in attributed(raw).article["sections"]] == ["01 土", "火"]


PIECES = st.sampled_from(
    ["火", "人要等火，", "**", "<b>", "</b>", "<p>", "[土](x)", "&amp;", "\u200b", " ", "\n", "\n\n", "# "]
)


@given(st.lists(PIECES, max_size=16).map("".join), st.sampled_from([".md", ".html", ".txt"]))
def test_no_run_of_a_line_goes_on_where_another_ends(raw: str, suffix: str) -> None:
    """So that those of the text are as few as can be."""
    for line in read_page(raw, suffix).lines:
        for (start, raw_start, length), following in pairwise(line.runs):
            assert (start + length, raw_start + length) != following[:2]
