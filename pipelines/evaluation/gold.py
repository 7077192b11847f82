"""Reading NAME.marks: the segments of an article, what each is and who speaks it.

The format is documented in tests/golden/README.md. Whatever does not fit the article is a `GoldError` with file and
line; named things are read in ``surfaces``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.text.overrides import ROLES

TAGS = ("TURN", "BODY", "HEAD", "META", "NOTE", "JUNK")


class GoldError(ValueError):
    """A gold file that does not fit its article: ``file``, ``line`` (from 1, or None), what is wrong, the remedy."""

    def __init__(self, file: Path, line: int | None, wrong: str, remedy: str) -> None:
        super().__init__(f"{file}{'' if line is None else f':{line}'}: {wrong}; {remedy}")
        self.file, self.line, self.wrong, self.remedy = file, line, wrong, remedy


@dataclass(frozen=True, slots=True)
class Segment:
    """``text[start:end]`` of the raw text (code points); speaker, role and label are empty unless the tag is TURN."""

    start: int
    end: int
    tag: str
    speaker: str = ""
    role: str = ""
    label: str = ""

    @property
    def speech(self) -> int:
        """Where what is said starts: behind the label."""
        return self.start + len(self.label)


@dataclass(frozen=True, slots=True)
class Gold:
    """What a reader made of an article: the facts at the top of the file, the segments in order."""

    facts: Mapping[str, str]
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class _Mark:
    """A line of the file: ``number`` is its own, ``line`` the one of the raw text that it points to."""

    number: int
    line: int
    anchor: str
    tag: str
    speaker: str
    role: str
    label: str


def read_gold(path: Path, text: str) -> Gold:
    """The gold of the article with the raw text ``text``. Raises `GoldError`."""
    written = gold_lines(path)
    facts = dict(_fact(line) for _, line in written if line.startswith("#"))
    marks = [_mark(path, number, line) for number, line in written if not line.startswith("#")]
    if not marks:
        raise GoldError(path, None, "it holds no mark", "write at least one: 1, two tabs, BODY")
    return Gold(facts, tuple(_segments(path, marks, text)))


def gold_lines(path: Path) -> list[tuple[int, str]]:
    """The lines of a gold file that are not blank, each with its number. Raises `GoldError`."""
    try:
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise GoldError(path, None, f"it is not UTF-8 (byte {error.start})", "save it as UTF-8") from error
    except OSError as error:
        raise GoldError(path, None, f"it cannot be read: {error.strerror}", "make it a readable file") from error
    return [(number, line) for number, line in enumerate(content.split("\n"), 1) if line.strip()]


def line_starts(text: str) -> list[int]:
    """Where each line of ``text`` starts, in code points."""
    starts = [0]
    for line in text.split("\n")[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _fact(line: str) -> tuple[str, str]:
    key, _, value = line[1:].partition(":")
    return key.strip(), value.strip()


def _mark(path: Path, number: int, line: str) -> _Mark:
    fields = line.split("\t")
    target, anchor, tag, speaker, role, label = (fields + [""] * 6)[:6]
    tag, speaker, role = tag.strip(), speaker.strip(), role.strip()
    wrong = _misfit(fields, tag, speaker, role)
    if wrong:
        raise GoldError(path, number, *wrong)
    return _Mark(number, int(target), anchor, tag, speaker, role, label)


def _misfit(fields: list[str], tag: str, speaker: str, role: str) -> tuple[str, str] | None:
    """What is wrong with a mark whatever the article says, and how to mend it."""
    if len(fields) > 6:
        return f"{len(fields)} fields, at most 6 are read", "remove the tabs at the end or inside a field"
    if not fields[0].strip().isdecimal():
        hint = "write line, anchor, tag, speaker, role, label with one tab between them"
        return f"the first field is {fields[0]!r}, not a line number", hint
    if tag not in TAGS:
        return f"the tag is {tag!r}", f"write one of {', '.join(TAGS)} in the third field"
    if tag == "TURN" and not speaker:
        return "the turn has no speaker", "write a name in the fourth field, @ for an asker whom nobody names"
    if tag == "TURN" and role not in ROLES:
        return f"the role is {role!r}", f"write one of {', '.join(ROLES)} in the fifth field"
    return None


def _segments(path: Path, marks: list[_Mark], text: str) -> Iterator[Segment]:
    """Each mark with its place in the text, reaching to the next."""
    starts = line_starts(text)
    waiting: Segment | None = None
    for mark in marks:
        start = _place(path, mark, text, starts, waiting.start if waiting else -1)
        if waiting:
            yield replace(waiting, end=start)
        turn = (mark.speaker, mark.role, mark.label) if mark.tag == "TURN" else ()
        waiting = Segment(start, len(text), mark.tag, *turn)
    if waiting:
        yield waiting


def _place(path: Path, mark: _Mark, text: str, starts: list[int], before: int) -> int:
    """Where a mark points to, which is behind ``before``, the place of the mark above it."""
    if not 1 <= mark.line <= len(starts):
        remedy = "correct the line number; marks are on the raw text, not on what a browser shows"
        raise GoldError(path, mark.number, f"the article has {len(starts)} lines, none is {mark.line}", remedy)
    start = starts[mark.line - 1]
    line = text[start:].partition("\n")[0] if mark.line == len(starts) else text[start : starts[mark.line] - 1]
    if mark.anchor:
        column = line.find(mark.anchor, max(0, before + 1 - start))
        if column < 0:
            wrong = f"{mark.anchor!r} does not occur in line {mark.line}, or only before the mark above"
            raise GoldError(path, mark.number, wrong, f"copy the anchor from that line: {line[:40]!r}")
        start += column
    if start <= before:
        remedy = "put the marks in the order of the text"
        raise GoldError(path, mark.number, "it points to where the mark above does, or before it", remedy)
    if mark.tag == "TURN" and not text.startswith(mark.label, start):
        there = text[start : start + max(12, len(mark.label))]
        remedy = "copy the label from the raw text with colon, spaces and markup"
        raise GoldError(path, mark.number, f"the label {mark.label!r} is not there, but {there!r}", remedy)
    return start
