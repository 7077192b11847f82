"""Markdown of the card: a name from an article stays text in its place, whatever is in it."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.tables.markdown import counts, escaped, ordered, table

HOSTILE = (
    "a|b",
    "a\\|b",
    "a\\\\|b",
    "\\",
    "|",
    "`|`",
    "x |\n| --- |\n| y",
    "a\r\nb\x0bc\x0cd\u2028e\u2029f\x85g\x1ch",
    "\n\n# heading\n\n- item",
    "<script>alert(1)</script>",
    "<!-- -->",
    "</td></tr>",
    "&lt;b&gt;",
    "[x](https://example.org)",
    "[x][1]",
    "![x](https://example.org/x.png)",
    "<https://example.org>",
    "**bold** *it*",
    "```\ncode",
    "{{contact}}",
    "---",
    "",
    " ",
)

names = st.text() | st.text("\\|[]`*<>!&\n\r a#-{}", max_size=20)


def cells(line: str) -> list[str]:
    """The cells of a line of a table, as GitHub's Markdown cuts it: at each vertical bar without a backslash."""
    inner = re.fullmatch(r"\| (.*) \|", line)
    assert inner is not None, line
    found = [""]
    for token in re.findall(r"\\.|.", inner[1]):
        if token == "|":
            found.append("")
        else:
            found[-1] += token
    return [text.strip() for text in found]


def shown(text: str) -> str:
    """What a reader sees of escaped text."""
    return re.sub(r"\\([\\|\[\]`*])", r"\1", text).replace("&lt;", "<")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_takes_one_cell(name: str) -> None:
    """On one line, beside others, in the head as in the body."""
    lines = table((escaped(name), "Number"), [(escaped(name), "1"), ("a", escaped(name))]).split("\n")
    assert len(lines) == 4
    assert len(re.split(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", "".join(lines))) == 1
    assert [len(cells(line)) for line in lines] == [2, 2, 2, 2]


@given(names)
def test_what_is_escaped_is_read_as_it_was(name: str) -> None:
    """Nothing is lost but the kind of white space."""
    assert shown(escaped(name)) == re.sub(r"\s+", " ", name)


@given(names)
def test_nothing_that_markdown_or_html_would_act_on_is_left(name: str) -> None:
    """No tag, code, link, picture, emphasis by asterisks, no line of its own."""
    text = escaped(name)
    assert "<" not in text
    assert "\n" not in text
    assert not re.search(r"(?<!\\)(?:\\\\)*[|\[\]`*]", text)
    assert not re.search(r"(?<!\\)(?:\\\\)*\\\Z", text)


@given(st.lists(st.lists(names, min_size=3, max_size=3), max_size=4))
def test_a_table_has_as_many_lines_and_cells_as_it_was_given(rows: list[list[str]]) -> None:
    """Whatever the names."""
    lines = table(("a", "b", "c"), [tuple(map(escaped, row)) for row in rows]).split("\n")
    assert lines[:2] == ["| a | b | c |", "| --- | --- | --- |"]
    assert len(lines) == len(rows) + 2
    for line, row in zip(lines[2:], rows, strict=True):
        assert [shown(cell) for cell in cells(line)] == [re.sub(r"\s+", " ", name).strip() for name in row]


def test_markdown_of_ours_keeps_its_signs_and_loses_its_bars() -> None:
    """Cells that nobody escaped are code or emphasis on purpose."""
    (*_, line) = table(("a",), [("**All** `x|y` <b>\n2",)]).split("\n")
    assert line == "| **All** `x\\|y` &lt;b> 2 |"


def test_counts_are_ordered_by_number_then_name() -> None:
    """The order of the files does not show; nothing at all is a sentence."""
    counter = Counter({"b": 2, "c": 10, "a": 2})
    assert ordered(counter) == [("c", 10), ("a", 2), ("b", 2)]
    assert counts(counter, "Kind", "Turns").split("\n")[2:] == [
        "| `c` | 10 | 71.4% |",
        "| `a` | 2 | 14.3% |",
        "| `b` | 2 | 14.3% |",
    ]
    assert counts(Counter(), "Kind", "Turns") == "No turns in this release."


@given(st.lists(names, min_size=2, max_size=2))
@settings(max_examples=60)
def test_a_real_parser_sees_a_table_and_a_line_of_text(row: list[str]) -> None:
    """Whatever the names, it makes of them neither rows nor cells, links, pictures, code, headings or tags."""
    parser = pytest.importorskip("markdown_it").MarkdownIt("commonmark").enable("table")
    one, other = map(escaped, row)
    html = parser.render(f"{table(('a', 'b'), [(one, other), ('c', 'd')])}\n\n- **{one}**: {other}\n")
    assert Counter(re.findall(r"<(table|tr|td|ul|li|a|img|code|pre|hr|h\d|blockquote|script)\b", html)) == {
        "table": 1, "tr": 3, "td": 4, "ul": 1, "li": 1
    }  # fmt: skip
