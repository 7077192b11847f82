"""Layout: the text that is published, one stretch a line, and where each of its characters stands in the raw text.

Here belongs the arithmetic of offsets, all in Unicode code points, half-open. What the stretches are is decided before.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.text.page import Run
from pipelines.text.parts import HEADING, Part
from pipelines.text.script import Stretch
from pipelines.text.turns import Turn
from pipelines.text.typography import is_section_number

INLINE_NOTE = re.compile(r"[（(](?:编者|编|译者|译|作者)?注\s*[:：][^（()）]*(?:[（(][^（()）]*[）)][^（()）]*)*[）)]")


@dataclass(frozen=True, slots=True)
class Layout:
    """``text`` with the offset at which each kept stretch begins in it; None for those that are left out."""

    text: str
    starts: tuple[int | None, ...]
    source_map: tuple[Run, ...]


def lay_out(script: Sequence[Stretch]) -> Layout:
    """Join the kept stretches by newlines and map every character to the raw text."""
    starts: list[int | None] = []
    pieces: list[str] = []
    runs: list[Run] = []
    at = 0
    for stretch in script:
        line, _, _, kind, text = part = stretch.part
        if not text or not kind.kept:
            starts.append(None)
            continue
        starts.append(at)
        if text == line.text:
            for start, raw_start, length in line.runs:
                runs.append((at + start, raw_start, length))
        else:
            runs += shifted(part, at)
        pieces.append(text)
        at += len(text) + 1
    return Layout("\n".join(pieces), tuple(starts), tuple(runs))


def shifted(part: Part, at: int) -> list[Run]:
    """The runs of the part's line that lie in the part, moved to offset ``at`` of the text."""
    line, low, high, _, _ = part
    runs = []
    first = max(0, bisect_left(line.runs, (low,)) - 1)
    for start, raw_start, length in line.runs[first : bisect_left(line.runs, (high,), first)]:
        begin, end = max(start, low), min(start + length, high)
        if begin < end:
            runs.append((at + begin - low, raw_start + begin - start, end - begin))
    return runs


def spans(turns: Sequence[Turn], script: Sequence[Stretch], layout: Layout) -> list[tuple[int, int]]:
    """Where the words of each turn stand in the text."""
    found, starts = [], layout.starts
    for _, _, _, first, begin, last, _ in turns:
        start, end = starts[first], starts[last]
        if start is None or end is None:
            raise ValueError(f"the turn at stretches {first} to {last} begins or ends with one that is left out")
        found.append((start + begin - script[first].part.start, end + len(script[last].part.text)))
    return found


def sections(script: Sequence[Stretch], layout: Layout) -> list[dict[str, Any]]:
    """The sections: each begins with its heading lines and reaches to the next heading."""
    heads: list[tuple[str, int]] = []
    for index in [i for i, (part, label, _, _) in enumerate(script) if part.kind is HEADING and label is None]:
        stretch, start = script[index], layout.starts[index]
        if start is None:
            continue
        if heads and _continues(_kept_before(index, script, layout), stretch):
            heads[-1] = (f"{heads[-1][0]} {stretch.text}", heads[-1][1])
        else:
            heads.append((stretch.text, start))
    ends = [*(start - 1 for _, start in heads[1:]), len(layout.text)][: len(heads)]
    return [
        {"title": title, "char_start": start, "char_end": end} for (title, start), end in zip(heads, ends, strict=True)
    ]


def _kept_before(index: int, script: Sequence[Stretch], layout: Layout) -> Stretch:
    """The last stretch that is kept before one that has such before it."""
    return next(script[before] for before in range(index - 1, -1, -1) if layout.starts[before] is not None)


def _continues(before: Stretch, heading: Stretch) -> bool:
    """A heading of several lines: a number above it, or a line that ends in a comma."""
    if before.kind is not HEADING:
        return False
    return is_section_number(before.text) or before.text.endswith(("，", ",", "、"))


def noted(script: Sequence[Stretch], layout: Layout) -> list[int]:
    """The stretches that are notes or may have some in them, in order: most articles have none."""
    return [
        index
        for index, ((_, _, _, kind, text), _, _, _) in enumerate(script)
        if ("注" in text or kind.note) and layout.starts[index] is not None
    ]


def notes(turn: Turn, script: Sequence[Stretch], layout: Layout, among: Sequence[int]) -> list[dict[str, Any]]:
    """Captions, editor's notes and pull quotes that stand inside the turn's slice; ``among`` are those `noted`."""
    found: list[dict[str, Any]] = []
    for index in among[bisect_left(among, turn.first) : bisect_right(among, turn.last)]:
        stretch, start = script[index], layout.starts[index] or 0
        if stretch.kind.note:
            found.append({"kind": str(stretch.kind), "char_start": start, "char_end": start + len(stretch.text)})
            continue
        skip = turn.start - stretch.part.start if index == turn.first else 0
        for match in INLINE_NOTE.finditer(stretch.text, skip):
            found.append({"kind": "editor_note", "char_start": start + match.start(), "char_end": start + match.end()})
    return found
