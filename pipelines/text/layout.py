"""Layout: the text that is published, one stretch a line, and where each of its characters stands in the raw text.

Here belongs the arithmetic of offsets, all in Unicode code points, half-open. What the stretches are is decided before.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.text.page import Run
from pipelines.text.parts import Kind, Part
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
        text = stretch.text
        if not stretch.kind.kept or not text:
            starts.append(None)
            continue
        starts.append(at)
        runs += shifted(stretch.part, at)
        pieces.append(text)
        at += len(text) + 1
    return Layout("\n".join(pieces), tuple(starts), tuple(joined(runs)))


def shifted(part: Part, at: int) -> list[Run]:
    """The runs of the part's line that lie in the part, moved to offset ``at`` of the text."""
    runs, every = [], part.line.runs
    if part.text == part.line.text:
        return [Run(at + run.start, run.raw_start, run.length) for run in every]
    first = max(0, bisect_left(every, (part.start,)) - 1)
    for run in every[first : bisect_left(every, (part.end,), first)]:
        start, end = max(run.start, part.start), min(run.start + run.length, part.end)
        if start < end:
            runs.append(Run(at + start - part.start, run.raw_start + start - run.start, end - start))
    return runs


def joined(runs: Sequence[Run]) -> list[Run]:
    """Runs that continue each other on both sides made one."""
    whole: list[Run] = []
    for run in runs:
        last = whole[-1] if whole else None
        if last and last.start + last.length == run.start and last.raw_start + last.length == run.raw_start:
            whole[-1] = Run(last.start, last.raw_start, last.length + run.length)
        else:
            whole.append(run)
    return whole


def span(turn: Turn, script: Sequence[Stretch], layout: Layout) -> tuple[int, int]:
    """Where the turn's words stand in the text."""
    first, last = layout.starts[turn.first], layout.starts[turn.last]
    if first is None or last is None:
        raise ValueError(f"the turn at stretches {turn.first} to {turn.last} begins or ends with one that is left out")
    return first + turn.start - script[turn.first].part.start, last + len(script[turn.last].text)


def sections(script: Sequence[Stretch], layout: Layout) -> list[dict[str, Any]]:
    """The sections: each begins with its heading lines and reaches to the next heading."""
    heads: list[tuple[str, int]] = []
    previous: int | None = None
    for index, (stretch, start) in enumerate(zip(script, layout.starts, strict=True)):
        if start is None:
            continue
        if stretch.kind is Kind.HEADING and stretch.label is None:
            if (
                previous is not None
                and heads
                and script[previous].kind is Kind.HEADING
                and _continues(script[previous], stretch)
            ):
                heads[-1] = (f"{heads[-1][0]} {stretch.text}", heads[-1][1])
            else:
                heads.append((stretch.text, start))
        previous = index
    ends = [*(start - 1 for _, start in heads[1:]), len(layout.text)][: len(heads)]
    return [
        {"title": title, "char_start": start, "char_end": end} for (title, start), end in zip(heads, ends, strict=True)
    ]


def _continues(before: Stretch, heading: Stretch) -> bool:
    """A heading of several lines: a number above it, or a line that ends in a comma."""
    return is_section_number(before.text) or before.text.endswith(("，", ",", "、"))


def notes(turn: Turn, script: Sequence[Stretch], layout: Layout) -> list[dict[str, Any]]:
    """Captions, editor's notes and pull quotes that stand inside the turn's slice."""
    found: list[dict[str, Any]] = []
    for index in range(turn.first, turn.last + 1):
        stretch, start = script[index], layout.starts[index]
        if start is None:
            continue
        if stretch.kind.note:
            found.append({"kind": str(stretch.kind), "char_start": start, "char_end": start + len(stretch.text)})
            continue
        skip = turn.start - stretch.part.start if index == turn.first else 0
        for match in INLINE_NOTE.finditer(stretch.text, skip) if "注" in stretch.text else ():
            found.append({"kind": "editor_note", "char_start": start + match.start(), "char_end": start + match.end()})
    return found
