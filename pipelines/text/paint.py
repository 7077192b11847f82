"""HTML events to visible lines, as a browser would lay them out.

Here belongs what elements look like: which break lines, are bold, a heading, a link, or not shown at all. Which of the
lines are the article is decided in ``density``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.text.characters import where
from pipelines.text.dom import CLOSE, TEXT, Dom, Node
from pipelines.text.lines import Composer
from pipelines.text.marks import resolve
from pipelines.text.page import Line
from pipelines.text.style import Style, style

WHITE = r" \t\n\r\v\f\x85\u2028\u2029"
REFERENCE = r"&(?:#\d{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};|nbsp(?![A-Za-z0-9]))"
BREAKING = re.compile(rf"[{WHITE}]{{2,}}|[{WHITE[1:]}]|{REFERENCE}")
PREFORMATTED = re.compile(rf"[{WHITE[3:]}]|{REFERENCE}")  # a tab stays
SMALL = re.compile(r"emoji|emot|icon|avatar|logo|(?:width|height)=[\"']?[1-3]?\d(?:px)?[\"'\s]", re.IGNORECASE)
CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u2014\u2018-\u201d\u2026\U00020000-\U0003ffff]")


class Painted(NamedTuple):
    """A line, the number of the event that ended it, the innermost block that holds it, whether that is page chrome."""

    line: Line
    event: int
    owner: int
    chrome: bool


def paint(dom: Dom) -> list[Painted]:
    """All visible lines of the page in order."""
    painter = Painter(dom)
    painter.run()
    return painter.out


@dataclass(slots=True)
class Painter:
    """Replays the events; the counts say how many elements of a kind are open."""

    dom: Dom
    out: list[Painted] = field(default_factory=list)
    open: dict[int, Style] = field(default_factory=dict)
    owners: list[int] = field(default_factory=lambda: [0])
    headings: list[int] = field(default_factory=list)
    bold: int = 0
    links: int = 0
    quotes: int = 0
    items: int = 0
    pre: int = 0
    chrome: int = 0
    inked: list[tuple[int, int]] = field(default_factory=list)  # bold stretches of the line so far
    ink: int = 0  # where the open bold stretch begins
    linked: int = 0
    link: int = 0
    blank: tuple[int, bool] | None = None  # white space not yet shown: where a plain space is (or -1), holds a newline
    shown: str = ""  # the last character of the line so far
    number: int = 1
    counted: int = 0
    gap: bool = True
    image: bool = False
    ends_in_image: bool = False
    pictured: bool = False
    event: int = 0
    composer: Composer = field(init=False)
    raw: str = field(init=False)
    breaking: list[int] = field(init=False)  # where a character stands that may not be shown as it is
    spaced: bool = field(init=False)  # whether spaces stand side by side anywhere

    def __post_init__(self) -> None:
        raw = self.raw = self.dom.raw
        self.composer, self.spaced = Composer.over(raw), "  " in raw
        self.breaking = where(f"{WHITE[1:]}&", raw)

    def run(self) -> None:
        """Go through all events; the content of hidden elements is jumped over."""
        events, nodes = self.dom.events, self.dom.nodes
        index = 0
        while index < len(events):
            kind, number, end = events[index]
            self.event, index = index, index + 1
            if kind is TEXT:
                self.text(number, end)
            elif kind is CLOSE:
                self.closed(number)
            elif self.opened(number, nodes[number]):
                index = nodes[number].last
        self.flush(True)

    def opened(self, number: int, node: Node) -> bool:
        """Begin an element; gives whether it is hidden."""
        if node.tag == "br":
            self.flush(self.composer.size == 0)
            return False
        if node.tag == "img":
            self.picture(node)
            return False
        made = style(node)
        if made.block:
            self.flush(True)
        if made.hidden:
            return True
        if node.last > node.first + 1:
            self.open[number] = made
            if made.counts:
                self.count(made, 1)
            if made.block:
                self.owners.append(number)
            if made.heading:
                self.headings.append(made.heading)
        return False

    def closed(self, number: int) -> None:
        """End an element that was opened."""
        made = self.open.pop(number, None)
        if made is None:
            return
        if made.block:
            self.flush(True)
            self.owners.pop()
        if made.heading:
            self.headings.pop()
        if made.counts:
            self.count(made, -1)

    def count(self, made: Style, by: int) -> None:
        """Add an element's style to the open ones or take it away."""
        if made.bold:
            if by < 0 and self.bold == 1:
                self.inked.append((self.ink, self.composer.size))
            elif by > 0 and self.bold == 0:
                self.ink = self.composer.size
            self.bold += by
        if made.link:
            if by < 0 and self.links == 1:
                self.linked += self.composer.size - self.link
            elif by > 0 and self.links == 0:
                self.link = self.composer.size
            self.links += by
        if made.encloses:
            self.quotes += by * made.quote
            self.items += by * made.item
            self.pre += by * made.pre
            self.chrome += by * made.chrome

    def picture(self, node: Node) -> None:
        """A picture, unless it is one of the small ones in the text."""
        if not SMALL.search(node.attributes):
            self.image = self.ends_in_image = True

    def text(self, start: int, end: int) -> None:
        """Show ``raw[start:end]``, white space collapsed and references resolved."""
        raw, breaking = self.raw, self.breaking
        at = bisect_left(breaking, start)
        if (at == len(breaking) or breaking[at] >= end) and not (self.spaced and raw.find("  ", start, end) >= 0):
            self.copy(start, end)
            return
        for match in (PREFORMATTED if self.pre else BREAKING).finditer(raw, start, end):
            self.copy(start, match.start())
            start = match.end()
            if match[0][0] == "&":
                self.reference(match)
            elif self.pre:
                self.flush(False)
            else:
                self.wait(*match.span())
        self.copy(start, end)

    def copy(self, start: int, end: int) -> None:
        """Append text without breaks; a plain space at its borders may still fall together with others."""
        raw = self.raw
        if start < end and raw[start] == " ":
            self.wait(start, start + 1)
            start += 1
        last = end - 1 if start < end and raw[end - 1] == " " else end
        if start < last:
            if self.blank is not None or not self.composer.size:
                self.settle(raw[start], start)
            self.ends_in_image = False
            self.composer.copy(start, last)
            self.shown = raw[last - 1]
        if last < end:
            self.wait(last, end)

    def wait(self, start: int, end: int) -> None:
        """White space: shown only between two characters of a line, and once."""
        if self.composer.size:
            space, newline = self.blank or (-1, False)
            space = space if space >= 0 else self.raw.find(" ", start, end)
            self.blank = (space, newline or "\n" in self.raw[start:end])

    def settle(self, following: str, position: int) -> None:
        """Show the white space that waited, now that ``following`` stands behind it."""
        if self.composer.size == 0:
            self.number += self.raw.count("\n", self.counted, position)
            self.counted = position
        if self.blank is not None:
            space, newline = self.blank
            self.blank = None
            if newline and CJK.match(self.shown) and CJK.match(following):
                pass  # a line of the source ends between two Han characters: no reader sees a space there
            elif space >= 0:
                self.composer.copy(space, space + 1)
            else:
                self.composer.insert(" ")
        self.ends_in_image = False

    def reference(self, match: re.Match[str]) -> None:
        """Show what ``&amp;`` stands for; an unknown reference stays as it is written."""
        text = resolve(match[0])
        if text is None:
            self.copy(*match.span())
        elif text:
            self.settle(text[0], match.start())
            self.composer.insert(text)
            self.shown = text[-1]

    def flush(self, block: bool) -> None:
        """End the line; ``block``: the next one begins a paragraph."""
        size = self.composer.size
        if not size:
            self.gap = self.gap or block or self.image
            if self.image:
                self.pictured, self.image, self.ends_in_image = True, False, False
            if self.inked:
                self.inked = []
            self.shown = ""
            return
        heading = self.headings[-1] if self.headings else 0
        bold = [*self.inked, (self.ink, size)] if self.bold else self.inked
        quote, item, linked = self.quotes > 0, self.items > 0, self.linked + (size - self.link if self.links else 0)
        finish = self.composer.finish
        line = finish(self.number, heading, bold, quote, item, self.image, self.pictured, linked, self.gap)
        if line:
            self.out.append(Painted(line, self.event, self.owners[-1], self.chrome > 0))
            self.gap, self.pictured = block, self.ends_in_image
        else:
            self.gap, self.pictured = self.gap or block or self.image, self.pictured or self.image
        self.inked, self.ink, self.link, self.linked = [], 0, 0, 0
        self.blank, self.shown, self.image, self.ends_in_image = None, "", False, False
