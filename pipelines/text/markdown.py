"""Markdown to visible lines: the blocks of a page.

Here belongs what decides by whole lines: headings, lists, quotes, tables, fences, rules, link definitions. What stands
inside a paragraph is in ``inline``. No parser of CommonMark is used because none tells where in the raw text each
visible character stands; the aim is not HTML but to know which characters are markup. Hard-wrapped lines stay lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import partial

from pipelines.text.blocks import Block, Writer
from pipelines.text.lines import RawLine, raw_lines
from pipelines.text.page import Line

STARTERS = frozenset("#>*-+_=|~`[<:")  # a line that begins with none of these is a line of a paragraph
QUOTE = re.compile(r"(?:>[ \t\u3000]*)+")
ITEM = re.compile(r"[*+-](?:[ \t\u3000\xa0]+(?:\[[ xX]\][ \t]+)?|$)")
RULE = re.compile(r"(?:\*[ \t]*){3,}$|(?:-[ \t]*){3,}$|(?:_[ \t]*){3,}$")
UNDERLINE = re.compile(r"(?:=+|-+)$")
HEADING = re.compile(r"(#{1,6})(?:[ \t\u3000\xa0]+|$)|(#{2,6})(?![#!])")
CLOSING = re.compile(r"(?<![ \t])[ \t]++#++$")
FENCE = re.compile(r"(`{3,}|~{3,})[^`\n]*$")
DEFINITION = re.compile(
    r"\[([^\[\]\n]{1,200})\]:[ \t]*(?:<?[a-z][a-z0-9+.-]*:|[/#.<]|www\.|mailto:|[\w-]+[./][\w./#?&=%-]*[ \t]*$)",
    re.MULTILINE,
)
DEFINITIONS = re.compile(rf"^[ \t]{{0,3}}{DEFINITION.pattern}", re.MULTILINE)
FOOTNOTE = re.compile(r"\[\^[^\[\]\n]{1,100}\]:[ \t]*")
COLUMNS = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$")
SENTENCE_END = frozenset("。！？；!?;”」』…")
HIDDEN = (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"))


def read(raw: str, start: int = 0) -> list[Line]:
    """The visible lines of the Markdown text ``raw[start:]``."""
    return Reader(raw, start).run()


class Reader:
    """Walks over the raw lines once, collects blocks and writes each out when the next begins."""

    def __init__(self, raw: str, start: int) -> None:
        self.raw = raw
        labels = DEFINITIONS.finditer(raw, start) if "]:" in raw else ()
        self.writer = Writer(raw, frozenset(match[1].casefold() for match in labels))
        self.source = visible_lines(raw, start)
        self.block = Block()
        self.table = False
        self.unclosed: set[str] = set()  # fences that nothing closes

    def run(self) -> list[Line]:
        """All lines of the page."""
        index = 0
        while index < len(self.source):
            line = self.source[index]
            if line.gap:
                self.begin()
                self.table = False
            char = self.raw[line.start]
            if char not in STARTERS and not self.table:
                self.block.lines.append(line)
            elif char in "`~" and (end := self.fence(index)) is not None:
                index = end
            else:
                self.special(line)
            index += 1
        self.begin()
        return self.writer.lines

    def begin(self, block: Block | None = None) -> None:
        """Write the block out; what follows does not continue it."""
        if self.block.lines:
            self.writer.write(self.block)
        self.writer.gap = True
        self.block = block or Block()

    def fence(self, index: int) -> int | None:
        """The index of the line that closes the code fence opened at ``index``; the code is written as it is."""
        line = self.source[index]
        opening = FENCE.match(self.raw, line.start, line.end)
        if opening is None or opening[1] in self.unclosed:
            return None
        for end in range(index + 1, len(self.source)):
            text = self.raw[self.source[end].start : self.source[end].end]
            if text.startswith(opening[1]) and not text.strip(text[0]):
                break
        else:
            self.unclosed.add(opening[1])
            return None
        self.begin()
        for code in self.source[index + 1 : end]:
            self.writer.gap |= code.gap
            self.writer.plain(code, Block())
        self.writer.gap = True
        return end

    def special(self, line: RawLine) -> None:
        """A line that may open with the marker of a block."""
        raw = self.raw
        quote = QUOTE.match(raw, line.start, line.end) if raw[line.start] == ">" else None
        start = quote.end() if quote else line.start
        if bool(quote) != self.block.quote or start == line.end:
            self.begin(Block(quote=bool(quote)))
        if start == line.end or self.structure(start, line.end) or self.row(start, line):
            return
        footnote = FOOTNOTE.match(raw, start, line.end) if raw[start] == "[" else None
        start = footnote.end() if footnote else start
        item = ITEM.match(raw, start, line.end) if raw.startswith(("*", "+", "-"), start) else None
        if item:
            self.begin(Block(quote=bool(quote), item=True))
            start = item.end()
        if not self.heading(start, line):
            self.block.lines.append(RawLine(start, line.end, line.number, line.gap))

    def structure(self, start: int, end: int) -> bool:
        """Rules, underlines of headings and link definitions: seen, but not read."""
        raw, block, char = self.raw, self.block, self.raw[start]
        if block.lines and char in "=-" and UNDERLINE.match(raw, start, end) and self.underlined(char):
            last = block.lines.pop()
            self.begin(Block(quote=block.quote, heading=1 if char == "=" else 2, lines=[last]))
            self.begin(Block(quote=block.quote))
            return True
        if char in "*-_" and RULE.match(raw, start, end):
            self.begin(Block(quote=block.quote))
            return True
        return char == "[" and not raw.startswith("[^", start) and DEFINITION.match(raw, start, end) is not None

    def underlined(self, char: str) -> bool:
        """Whether the line above is a heading: below a sentence or a long paragraph, hyphens are a rule."""
        last = self.block.lines[-1]
        if char == "=":
            return True
        return last.end - last.start <= 60 and len(self.block.lines) == 1 and self.raw[last.end - 1] not in SENTENCE_END

    def row(self, start: int, line: RawLine) -> bool:
        """Whether the line belongs to a table; the row above the line of hyphens is its first."""
        raw = self.raw
        columns = self.block.lines and COLUMNS.match(raw, start, line.end) and raw.find("|", start, line.end) >= 0
        if columns:
            head = self.block.lines.pop()
            self.begin()
            self.writer.row(head.start, head)
        elif self.table:
            self.begin()
        self.table = bool(columns) or (self.table and raw.find("|", start, line.end) >= 0)
        if self.table and not columns:
            self.writer.row(start, line)
        return self.table

    def heading(self, start: int, line: RawLine) -> bool:
        """Whether the rest of the line is a heading with hash marks."""
        opening = HEADING.match(self.raw, start, line.end) if self.raw.startswith("#", start) else None
        if opening is None:
            return False
        closing = CLOSING.search(self.raw, opening.end(), line.end)
        end = closing.start() if closing else line.end
        level = len(opening[1] or opening[2])
        quote, item = self.block.quote, self.block.item
        self.begin(Block(quote, item, level, [RawLine(opening.end(), end, line.number, line.gap)]))
        self.begin(Block(quote=quote))
        return True


def visible_lines(raw: str, start: int) -> list[RawLine]:
    """The raw lines outside of comments, scripts and styles that run over several paragraphs."""
    lines = list(map(partial(tuple.__new__, RawLine), raw_lines(raw, start)))
    hidden = list(_hidden(raw, start)) if "<" in raw else []
    if not hidden:
        return lines
    begins = [begin for begin, _ in hidden]
    return [line for line in (_outside(line, hidden, begins) for line in lines) if line.start < line.end]


def _hidden(raw: str, start: int) -> Iterator[tuple[int, int]]:
    lower = raw.lower() if len(raw.lower()) == len(raw) else raw
    for opening, closing in HIDDEN:
        position = lower.find(opening, start)
        while position >= 0:
            end = lower.find(closing, position)
            if end < 0:
                break
            if "\n" in raw[position:end]:
                yield position, end + len(closing)
            position = lower.find(opening, end)


def _outside(line: RawLine, hidden: list[tuple[int, int]], begins: list[int]) -> RawLine:
    index = bisect_right(begins, line.start) - 1
    start = max(line.start, hidden[index][1]) if index >= 0 else line.start
    index = bisect_right(begins, line.end) - 1
    inside = index >= 0 and line.start < begins[index] and line.end <= hidden[index][1]
    return RawLine(start, begins[index] if inside else line.end, line.number, line.gap)
