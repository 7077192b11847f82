"""Visible lines put together from stretches of the raw text.

Here belongs the arithmetic between raw and visible offsets that all formats share: leaving out zero-width characters,
trimming, runs. Nothing here knows markup.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.text.characters import where, within
from pipelines.text.page import Line, Run, line_of

# Zero-width and control characters: in the raw text, never in a visible line.
UNSEEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
)
INVISIBLE = re.compile(f"[{UNSEEN}]+")
# A line ends where str.splitlines would end it, so that a stored text has one paragraph a line for every reader.
BREAKS = "\n\r\v\f\x85\u2028\u2029"


class RawLine(NamedTuple):
    """``raw[start:end]`` without outer white space; ``number`` counts from 1; ``gap`` as in `Line`."""

    start: int
    end: int
    number: int
    gap: bool


def raw_lines(raw: str, start: int = 0) -> Iterator[tuple[int, int, int, bool]]:
    """The lines of ``raw[start:]`` that are not blank, each with the fields of a `RawLine`."""
    begin, gap = start, True
    ends = [*within(where(BREAKS, raw), start, len(raw)), len(raw)]
    for number, end in enumerate(ends, raw.count("\n", 0, start) + 1):
        text = raw[begin:end]
        stripped = text and text.strip()
        if not stripped:
            gap = True
        elif len(stripped) == len(text):
            yield begin, end, number, gap
            gap = False
        else:
            begin += len(text) - len(text.lstrip())
            yield begin, begin + len(stripped), number, gap
            gap = False
        begin = end + 1


@dataclass(slots=True)
class Composer:
    """Collects the pieces of one visible line of ``raw``; ``size`` is what it holds so far, in code points."""

    raw: str
    dirty: bool
    size: int = 0
    parts: list[str] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    @classmethod
    def over(cls, raw: str) -> Composer:
        """A composer for the lines of ``raw``; it looks for invisible characters only if there are any."""
        return cls(raw, bool(where(UNSEEN, raw)))

    def copy(self, start: int, end: int) -> None:
        """Append ``raw[start:end]`` without its invisible characters."""
        if self.dirty:
            for match in INVISIBLE.finditer(self.raw, start, end):
                self._append(start, match.start())
                start = match.end()
        self._append(start, end)

    def insert(self, text: str) -> None:
        """Append characters that do not stand in the raw text: a resolved reference, a collapsed space."""
        self.parts.append(text)
        self.size += len(text)

    def _append(self, start: int, end: int) -> None:
        if end <= start:
            return
        length = end - start
        at, raw_at, held = self.runs[-1] if self.runs else (0, -1, 0)
        if raw_at + held == start and at + held == self.size:
            self.runs[-1] = (at, raw_at, held + length)
        else:
            self.runs.append((self.size, start, length))
        self.parts.append(self.raw[start:end])
        self.size += length

    def offset(self, position: int) -> int:
        """Where in the collected text the raw offset ``position`` falls (if it is masked: the next character)."""
        index = bisect_right(self.runs, position, key=lambda run: run[1]) - 1
        if index < 0:
            return 0
        start, raw_start, length = self.runs[index]
        if position < raw_start + length:
            return start + position - raw_start
        return self.runs[index + 1][0] if index + 1 < len(self.runs) else self.size

    def finish(
        self,
        number: int,
        heading: int = 0,
        bold: Sequence[tuple[int, int]] = (),
        quote: bool = False,
        item: bool = False,
        image: bool = False,
        after_image: bool = False,
        linked: int = 0,
        gap: bool = True,
    ) -> Line | None:
        """The trimmed line, or None if nothing is visible; the composer is empty again.

        ``bold`` and ``linked`` count in collected, untrimmed text.
        """
        collected = "".join(self.parts)
        runs, self.runs, self.parts, self.size = self.runs, [], [], 0
        text = collected.strip()
        if not text:
            return None
        lead = len(collected) - len(collected.lstrip()) if len(text) != len(collected) else 0
        if bold and lead:
            bold = [(start - lead, end - lead) for start, end in bold]
        clipped, inked = _clip(runs, lead, lead + len(text)), _joined(text, bold) if bold else ()
        linked = min(linked, len(text)) if linked else 0
        return line_of((text, clipped, number, heading, inked, quote, item, image, after_image, linked, gap))


def _clip(runs: list[Run], low: int, high: int) -> tuple[Run, ...]:
    if low == 0 and runs and runs[-1][0] + runs[-1][2] <= high:
        return tuple(runs)
    clipped = []
    for start, raw_start, length in runs:
        first, last = max(start, low), min(start + length, high)
        if first < last:
            clipped.append((first - low, raw_start + first - start, last - first))
    return tuple(clipped)


def _joined(text: str, spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Spans inside ``text``, those joined that only white space separates."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans) if len(spans) > 1 else spans:
        start = max(start, 0)
        outer = text[start : min(end, len(text))]
        inner = outer.strip()
        if not inner:
            continue
        if len(inner) != len(outer):
            start += len(outer) - len(outer.lstrip())
        end = start + len(inner)
        if joined and (start <= joined[-1][1] or not text[joined[-1][1] : start].strip()):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
