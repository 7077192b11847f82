"""Reading NAME.entities: which strings of an article name what, and where they stand.

The format is documented in tests/golden/README.md; comparing the mentions with anything belongs elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from pipelines.evaluation.gold import GoldError, Segment, gold_lines, line_starts

DOUBTFUL, NEVER = "?", "-"
TYPES = ("PERSON", "ORG", "GPE", "LOC", "PRODUCT", "WORK_OF_ART", "EVENT", DOUBTFUL, NEVER)

# The address ends at Chinese text and punctuation, which pages print right behind it.
ADDRESS = re.compile(
    r"https?://[^\s;,)>\u0080-\uffff]+ | [\w.-]+\.(?:com|cn|io|org|net)(?:/[\x21-\x7e]*)?", re.ASCII | re.VERBOSE
)


@dataclass(frozen=True, slots=True)
class Surface:
    """A line of the file: a string, what it names; ``lines`` of the raw text that it is limited to, if any."""

    number: int
    text: str
    type: str
    name: str
    lines: Set[int]


@dataclass(frozen=True, slots=True)
class Mention:
    """``text[start:end]`` of the raw text (code points); the type `?` is not scored."""

    start: int
    end: int
    type: str
    name: str


def read_surfaces(path: Path) -> list[Surface]:
    """The lines of a NAME.entities file in its order. Raises `GoldError`."""
    return [_surface(path, number, line) for number, line in gold_lines(path) if not line.startswith("#")]


def _surface(path: Path, number: int, line: str) -> Surface:
    text, kind, name, lines = (field if at == 0 else field.strip() for at, field in enumerate(_fields(line)))
    if not text:
        raise GoldError(path, number, "the first field is empty", "write the string as the article has it")
    if kind not in TYPES:
        raise GoldError(path, number, f"the type is {kind!r}", f"write one of {', '.join(TYPES)} in the second field")
    numbers = [one.strip() for one in lines.split(",") if one.strip()]
    if not all(one.isdecimal() for one in numbers):
        raise GoldError(path, number, f"the lines are {lines!r}", "write line numbers with commas between, or nothing")
    return Surface(number, text, kind, name or text, frozenset(map(int, numbers)))


def _fields(line: str) -> list[str]:
    return (line.split("\t") + [""] * 4)[:4]


def find(surfaces: Sequence[Surface], text: str, segments: Sequence[Segment]) -> tuple[list[Mention], list[Surface]]:
    """Every mention in order, and the surfaces that occur nowhere (a slip of the pen, or hidden by longer ones).

    The longest surface takes its characters first; surfaces in a note are doubtful; nothing is found in an address.
    """
    starts = line_starts(text)
    taken = bytearray(len(text))
    for address in ADDRESS.finditer(text):
        _take(taken, *address.span())
    found: list[Mention] = []
    idle: list[Surface] = []
    for surface in sorted(surfaces, key=lambda one: -len(one.text)):
        own = list(_free(surface, text, segments, taken, starts))
        found += own
        if not own:
            idle.append(surface)
    return sorted((one for one in found if one.type != NEVER), key=_order), idle


def _order(mention: Mention) -> tuple[int, int, str, str]:
    return mention.start, mention.end, mention.type, mention.name


def _free(
    surface: Surface, text: str, segments: Sequence[Segment], taken: bytearray, starts: Sequence[int]
) -> Iterator[Mention]:
    """The places of a surface that no longer one has taken; it takes them."""
    for segment in segments:
        if segment.tag in ("META", "JUNK"):
            continue
        kind = DOUBTFUL if segment.tag == "NOTE" and surface.type != NEVER else surface.type
        start = text.find(surface.text, segment.speech, segment.end)
        while start >= 0:
            end = start + len(surface.text)
            allowed = not surface.lines or bisect_right(starts, start) in surface.lines
            if allowed and not any(taken[start:end]) and not _inside_word(text, start, end):
                _take(taken, start, end)
                yield Mention(start, end, kind, surface.name)
            start = text.find(surface.text, start + 1, segment.end)


def _take(taken: bytearray, start: int, end: int) -> None:
    taken[start:end] = b"\1" * (end - start)


def _inside_word(text: str, start: int, end: int) -> bool:
    """Whether a Latin string is part of a longer Latin word; digits may follow a word (`GPT4`), not precede it."""
    left, right = text[start - 1 : start], text[end : end + 1]
    before = text[start].isascii() and text[start].isalnum() and left.isascii() and left.isalnum()
    return before or (text[end - 1].isascii() and text[end - 1].isalpha() and right.isascii() and right.isalpha())
