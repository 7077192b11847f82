"""The article's pieces in reading order: a line, or a stretch of one, and what it is.

Here belong the shapes that cleaning, labelling and cutting pass on. What decides a kind is in ``cleaning`` and
``typography``; nothing here looks at words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from itertools import repeat
from typing import NamedTuple, Self

from pipelines.text.page import Line


class Kind(StrEnum):
    """What a piece of the page is; the last three are left out of ``articles.text``."""

    kept: bool
    """Whether it stands in ``articles.text``."""

    note: bool
    """Whether it may interrupt a turn without ending it."""

    def __new__(cls, value: str, kept: bool = True, note: bool = False) -> Self:
        """A member is the string alone."""
        member = str.__new__(cls, value)
        member._value_, member.kept, member.note = value, kept, note
        return member

    PROSE = "prose"
    HEADING = "heading"
    CAPTION = "caption", True, True
    EDITOR_NOTE = "editor_note", True, True
    PULL_QUOTE = "pull_quote", True, True
    TITLE = "title", False
    CREDIT = "credit", False
    CHROME = "chrome", False


PROSE, HEADING, CAPTION, EDITOR_NOTE, PULL_QUOTE, TITLE, CREDIT, CHROME = Kind
"""The kinds without their class, for what asks at every line: up to Python 3.11 ``Kind.PROSE`` costs like a call."""


class Part(NamedTuple):
    """``text``, which is ``line.text[start:end]``, outer white space excluded, and its kind."""

    line: Line
    start: int
    end: int
    kind: Kind
    text: str

    @property
    def whole_bold(self) -> bool:
        """Whether everything but closing punctuation is bold."""
        bold = self.line.bold
        if not bold:
            return False
        least = 0.9 * (self.end - self.start)
        if bold[-1][1] - bold[0][0] < least:  # most often a label's
            return False
        within = bold[max(0, bisect_left(bold, (self.start,)) - 1) : bisect_left(bold, (self.end,))]
        inked = sum(max(0, min(end, self.end) - max(start, self.start)) for start, end in within)
        return self.end > self.start and inked >= least

    def bold_until(self, offset: int) -> bool:
        """Whether the stretch from the part's start to ``offset`` in the line is bold, closing colon excepted."""
        bold = self.line.bold
        behind = bisect_left(bold, (self.start + 1,)) if bold else 0
        return behind > 0 and bold[behind - 1][1] >= offset - 1

    def become(self, kind: Kind) -> Part:
        """The same stretch as another kind."""
        return self if kind is self.kind else Part(self.line, self.start, self.end, kind, self.text)

    def cut(self, start: int, end: int, kind: Kind | None = None) -> Part:
        """The stretch from ``start`` to ``end`` of the line, outer white space excluded."""
        if start == self.start and end == self.end:
            return self.become(kind or self.kind)
        outer = self.line.text[start:end]
        text = outer.strip()
        if len(text) != len(outer):
            start += len(outer) - len(outer.lstrip())
            end = start + len(text)
        return Part(self.line, start, end, kind or self.kind, text)


def wholes(lines: Sequence[Line]) -> list[Part]:
    """The parts that are all of their lines, as prose."""
    texts = [line.text for line in lines]
    fields = zip(lines, repeat(0), map(len, texts), repeat(PROSE), texts, strict=False)
    return list(map(partial(tuple.__new__, Part), fields))  # without a step for each
