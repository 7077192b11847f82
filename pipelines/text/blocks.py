"""Markdown blocks written out as visible lines.

Here belongs the way from a block's raw lines and marks to `Line`: cutting, bold spans, link characters, pictures.
``markdown`` decides what the blocks are, ``inline`` what the marks are.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TypeVar

from pipelines.text.characters import Classes, within
from pipelines.text.inline import OPENERS, SPECIAL, SPECIALS, Scan
from pipelines.text.lines import Composer, RawLine
from pipelines.text.marks import Marks
from pipelines.text.page import Line, line_of

PIPE = re.compile(r"(?<!\\)\|")
Span = TypeVar("Span", bound=tuple[int, ...] | tuple[int, int, str])
SIGNS = Classes(SPECIALS, OPENERS)
TAGGED_HEADING = re.compile(r"<h([1-6])[\s>]", re.IGNORECASE)


@dataclass(slots=True)
class Block:
    """Raw lines of one paragraph, heading or table row; the markers in front of them are left out."""

    quote: bool = False
    item: bool = False
    heading: int = 0
    lines: list[RawLine] = field(default_factory=list)


class Writer:
    """Appends to ``lines``; ``gap`` says that a block boundary stands before the next line."""

    def __init__(self, raw: str, labels: frozenset[str]) -> None:
        self.raw = raw
        self.labels = labels
        self.lines: list[Line] = []
        self.gap = True
        self.pictured = False
        self.composer = Composer.over(raw)
        self.specials, self.openers = [places.tolist() for places in SIGNS.of(raw)]

    def write(self, block: Block) -> None:
        """Write the lines of a block, inline markup left out."""
        start, end = block.lines[0].start, block.lines[-1].end
        specials = within(self.specials, start, end)
        if not specials or SPECIAL.search(self.raw, specials[0], end) is None:
            for line in block.lines:
                self.plain(line, block)
            return
        marks = self.marks(start, end)
        tagged = TAGGED_HEADING.match(self.raw, start, end) if self.raw[start] == "<" else None
        if tagged:
            block.heading = int(tagged[1])
        for line in block.lines:
            for first, last, gap in _segments(line, marks):
                self.gap |= gap
                self.marked(first, last, line.number, marks, block)

    def marks(self, start: int, end: int) -> Marks:
        """What is markup in ``raw[start:end]``."""
        return Scan(self.raw, start, end, self.labels).run(within(self.openers, start, end))

    def plain(self, line: RawLine, block: Block) -> None:
        """Write a line as it stands."""
        if self.composer.dirty:
            self.marked(line.start, line.end, line.number, Marks(), block)
            return
        text = self.raw[line.start : line.end]
        stripped = text.strip()
        if stripped:
            start = line.start
            if len(stripped) != len(text):
                start += len(text) - len(text.lstrip())
            runs = ((0, start, len(stripped)),)
            number, pictured = line.number, self.pictured
            fields = (stripped, runs, number, block.heading, (), block.quote, block.item, False, pictured, 0, self.gap)
            self.append(line_of(fields))

    def row(self, start: int, line: RawLine) -> None:
        """Write a row of a table; a pipe that alone divides two cells stays, lest their words run together."""
        raw = self.raw
        marks = self.marks(start, line.end)
        for pipe in PIPE.finditer(raw, start, line.end):
            before, after = pipe.start() - 1, pipe.end()
            if before < start or after >= line.end or raw[before].isspace() or raw[after].isspace():
                marks.cuts.append((pipe.start(), pipe.end(), ""))
        marks.settle()
        self.marked(start, line.end, line.number, marks, Block())
        self.gap = True

    def marked(self, start: int, end: int, number: int, marks: Marks, block: Block) -> None:
        """Write ``raw[start:end]`` without what the marks leave out."""
        composer = self.composer
        position = start
        for first, last, shown in reaching(marks.cuts, start, end):
            if position < first:
                composer.copy(position, first)
            if shown and first >= start:
                composer.insert(shown)
            position = last
        if position < end:
            composer.copy(position, end)
        images = [last for _, last in reaching(marks.images, start, end)] if marks.images else []
        final = composer.runs[-1][1] if composer.runs else start
        line = composer.finish(
            number,
            heading=block.heading,
            bold=self.shown(marks.bold, start, end) if marks.bold else (),
            quote=block.quote,
            item=block.item,
            image=bool(images),
            after_image=self.pictured,
            linked=sum(last - first for first, last in self.shown(marks.links, start, end)) if marks.links else 0,
            gap=self.gap,
        )
        if line:
            self.append(line)
            self.pictured = bool(images) and images[-1] > final
        else:
            self.pictured |= bool(images)
            self.gap = True

    def shown(self, spans: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
        """Those of the raw spans that reach into ``raw[start:end]``, in offsets of the collected text."""
        offset = self.composer.offset
        return [(offset(first), offset(last)) for first, last in reaching(spans, start, end)]

    def append(self, line: Line) -> None:
        """Take the line; the next one continues its paragraph unless a boundary is announced."""
        self.lines.append(line)
        self.gap = self.pictured = False


def reaching(spans: list[Span], start: int, end: int) -> list[Span]:
    """Those of the ordered spans, none of which overlap, that reach into ``[start, end)``."""
    if not spans or (spans[0][0] >= start and spans[-1][0] < end):
        return spans  # most paragraphs are one line
    first = bisect_left(spans, (start,))
    if first and spans[first - 1][1] > start:
        first -= 1
    return spans[first : bisect_left(spans, (end,), first)]


def _segments(line: RawLine, marks: Marks) -> list[tuple[int, int, bool]]:
    """The line cut at the tags that break it; whether the tag ends the block."""
    start, gap = line.start, False
    segments: list[tuple[int, int, bool]] = []
    first = bisect_left(marks.breaks, (start,))
    for position, block in marks.breaks[first : bisect_left(marks.breaks, (line.end,), first)]:
        segments.append((start, position, gap))
        start, gap = position, block
    segments.append((start, line.end, gap))
    return segments
