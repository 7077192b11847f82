"""Asterisks, underscores and tildes of a paragraph: which are markup, and what they make bold.

Here belongs the pairing alone; ``inline`` finds the delimiters. Two or more asterisks always are markup, in whatever
order converters leave them (``** **``, ``****text****``, ``**a****b**``); a single one only in a pair; underscores only
at the borders of words, so that names like ``snake_case`` survive.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Span = tuple[int, int]


@dataclass(slots=True)
class Emphasis:
    """Walks once over the delimiters of ``raw[start:end]``; gives ``cuts`` and ``bold`` in raw offsets."""

    raw: str
    start: int
    end: int
    cuts: list[Span] = field(default_factory=list)
    bold: list[Span] = field(default_factory=list)
    opened: int | None = None  # where the bold text begins
    weak: bool = False  # the opening asterisks have white space behind them
    italic: Span | None = None  # the single asterisk that waits for its partner; empty if it is left out already
    waiting: dict[tuple[str, int], int] = field(default_factory=dict)

    def run(self, delimiters: Iterable[Span]) -> None:
        """Judge the delimiters, each (start, length), in order; what is still bold then is bold to the end."""
        for start, length in delimiters:
            if self.raw[start] != "*":
                self.pair(start, length)
            elif length == 1:
                self.single(start)
            else:
                self.several(start, length)
        if self.opened is not None and not self.weak:
            self.bold.append((self.opened, self.end))

    def space(self, position: int) -> bool:
        """Whether white space or a border of the paragraph stands at ``position``."""
        return not self.start <= position < self.end or self.raw[position].isspace()

    def word(self, position: int) -> bool:
        """Whether a letter or digit stands at ``position``; Han characters are letters."""
        return self.start <= position < self.end and self.raw[position].isalnum()

    def several(self, start: int, length: int) -> None:
        """Two or three asterisks turn bold on or off, four do both at once or, where nothing is bold, turn it on."""
        end = start + length
        self.cuts.append((start, end))
        if length % 2:
            self.italic = None if self.italic else (end, end)
        if length // 2 % 2 == 0:
            if self.opened is None and not self.space(end):
                self.opened, self.weak = end, False  # nothing to close: ****text**** is bold twice over
            return
        if self.opened is None or (self.weak and self.space(start - 1) and not self.space(end)):
            self.opened, self.weak = end, self.space(end)
        else:
            self.bold.append((self.opened, start))
            self.opened = None

    def single(self, start: int) -> None:
        """One asterisk: italic with a partner, a character of the text (a footnote's, a product's) without."""
        before, after = start - 1, start + 1
        if self.italic and not self.space(before):
            self.cuts += [self.italic, (start, after)]
            self.italic = None
        elif not self.space(after) and not (self.word(before) and self.raw[after].isdigit()):
            self.italic = (start, after)

    def pair(self, start: int, length: int) -> None:
        """Underscores and tildes: nothing but whole pairs."""
        char, end = self.raw[start], start + length
        bordered = char == "~"
        key = (char, length)
        if length > 3 or (bordered and length != 2):
            return
        if key in self.waiting and not self.space(start - 1) and (bordered or not self.word(end)):
            opened = self.waiting.pop(key)
            self.cuts += [(opened, opened + length), (start, end)]
            if length > 1 and not bordered:
                self.bold.append((opened + length, start))
        elif not self.space(end) and (bordered or not self.word(start - 1)):
            self.waiting[key] = start
