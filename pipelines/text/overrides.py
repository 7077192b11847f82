"""Corrections by hand: what an entry of ``overrides.yaml`` may say, and whether it says it rightly.

Here belong the form of an entry and its judgement, from plain data. Finding the file is in ``pipelines.corrections``,
applying an entry to an article in ``mending``. The form is described for people in ``docs/overrides.md``.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.text.masks import mask
from pipelines.text.personal import find

ROLES = ("interviewer", "interviewee", "audience")
STRETCHES = ("speech", "narration", "heading", "note")
"""What the pipeline takes a stretch of text for: the values of ``expect`` where a stretch is marked."""


class Refused(ValueError):
    """A correction that is not applied: ``reason`` names the entry and what is wrong, ``remedy`` how to mend it."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}; {remedy}")
        self.reason, self.remedy = reason, remedy


@dataclass(frozen=True, slots=True)
class Shape:
    """The keys of one kind of correction beside ``article``, ``correct``, ``reason`` and ``expect``.

    ``needs`` must be there, ``one_of`` exactly one of, ``may`` may be; ``expects`` says what ``expect`` holds.
    """

    expects: str
    needs: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


SHAPES: Mapping[str, Shape] = {
    "speaker": Shape(
        "the name of the speaker that the pipeline gives now, null for none",
        ("speaker",),
        ("turn", "label"),
        ("role", "nth"),
    ),
    "alias": Shape("the name that the pipeline gives to the alias now, null for none", ("alias", "speaker")),
    "role": Shape("the role that the pipeline gives now", ("speaker", "role")),
    "split": Shape(
        "the name of the speaker that the pipeline gives the turn now, null for none",
        ("turn", "at"),
        may=("speaker", "role", "label", "nth"),
    ),
    "merge": Shape("the words with which the next turn starts", ("turn",), may=("nth",)),
    "narration": Shape(
        f"what the stretch is now: {', '.join(STRETCHES)}, or a list of these", ("from",), may=("through", "nth")
    ),
    "chrome": Shape(
        f"what the stretch is now: {', '.join(STRETCHES)}, or a list of these", ("from",), may=("through", "nth")
    ),
    "withdraw": Shape("the article's title, null where it has none"),
}
COMMON = ("article", "correct", "reason", "expect")


@dataclass(frozen=True, slots=True)
class Override:
    """One correction. ``kind`` is a key of ``SHAPES``; the fields that the kind does not use are None.

    ``expect`` holds what the pipeline must give for the correction to be applied, one value but for stretches.
    ``speaker`` is None both for "nobody" and for "not said": ``says_speaker`` tells which.
    """

    place: str
    kind: str
    reason: str
    expect: tuple[str | None, ...]
    turn: str | None = None
    label: str | None = None
    alias: str | None = None
    speaker: str | None = None
    says_speaker: bool = False
    role: str | None = None
    at: str | None = None
    start: str | None = None
    through: str | None = None
    nth: int | None = None

    def refuse(self, problem: str, remedy: str) -> Refused:
        """The error that says why this entry is not applied."""
        return Refused(f"{self.place} ({self.kind}): {problem}", f"{remedy}; until then the article is held back")

    def moved(self, what: str, found: object) -> Refused:
        """The error for a guard that fails."""
        expected = " and ".join(map(shown, self.expect))
        return self.refuse(
            f"expected {what} to be {expected}, but it is {found}",
            "look at the article again: correct expect if the correction is still right, else remove the entry",
        )


def shown(value: object) -> str:
    """A value as it would be written in YAML, without personal data; long texts are cut."""
    text = "null" if value is None else repr(value)
    text = mask(text, find(text))  # before it is cut: half a number is not known as one
    return text if len(text) <= 60 else f"{text[:56]}…'"


def opening(text: str) -> str:
    """The words with which a turn starts, as a message shows them: without personal data, and cut."""
    return shown(mask(text, find(text))[:20])


def entries(packed: str) -> list[Override]:
    """The corrections of one article from their JSON: a list of {file, number, line, entry}.

    A right withdrawal comes back alone, whatever else is wrong. Raises ``Refused`` at the first entry that is wrong.
    """
    found: list[Override] = []
    wrong: list[Refused] = []
    for item in json.loads(packed):
        place = f"{item['file']}, entry {item['number']} (line {item['line']}), for {item['article']}"
        try:
            found.append(parse(item["entry"], place))
        except Refused as refusal:
            wrong.append(refusal)
    withdrawals = [one for one in found if one.kind == "withdraw"]
    if withdrawals:
        return withdrawals
    if wrong:
        raise wrong[0]
    return found


def parse(entry: Mapping[str, Any], place: str) -> Override:
    """Judge one entry; ``place`` names it in messages. Raises ``Refused``."""
    kind = entry.get("correct")
    if not isinstance(kind, str) or kind not in SHAPES:
        raise _wrong(place, f"correct is {shown(kind)}", f"write correct: with one of {', '.join(SHAPES)}")
    place_kind = f"{place} ({kind})"
    _judge_keys(entry, SHAPES[kind], place_kind)
    texts = {key: _text(entry, key, place_kind) for key in entry if key not in ("nth", "expect")}
    if texts["reason"] is None:
        raise _wrong(place_kind, "reason is empty", "say in a sentence why the correction is right")
    if texts.get("role") is not None and texts["role"] not in ROLES:
        raise _wrong(place_kind, f"role is {shown(texts['role'])}", f"write one of {', '.join(ROLES)}")
    for key in (*SHAPES[kind].needs, *SHAPES[kind].one_of):
        if key in entry and texts[key] is None and (kind, key) != ("speaker", "speaker"):
            raise _wrong(place_kind, f"{key} is empty", f"write a text after {key}:")
    return Override(
        place,
        kind,
        texts["reason"],
        _expected(entry["expect"], kind, place_kind),
        turn=texts.get("turn"),
        label=texts.get("label"),
        alias=texts.get("alias"),
        speaker=texts.get("speaker"),
        says_speaker="speaker" in entry,
        role=texts.get("role"),
        at=texts.get("at"),
        start=texts.get("from"),
        through=texts.get("through"),
        nth=_number(entry, place_kind),
    )


def _wrong(place: str, problem: str, remedy: str) -> Refused:
    return Refused(f"{place}: {problem}", f"{remedy}; until then the article is held back")


def _judge_keys(entry: Mapping[str, Any], shape: Shape, place: str) -> None:
    known = (*COMMON, *shape.needs, *shape.one_of, *shape.may)
    for key in entry:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = f"did you mean {near[0]}? " if near else ""
            raise _wrong(place, f"the key {shown(key)} is not known here", f"{hint}the keys are {', '.join(known)}")
    for key in (*COMMON, *shape.needs):
        if key not in entry:
            what = f"{key}: {shape.expects}" if key == "expect" else f"{key}:"
            raise _wrong(place, f"{key} is missing", f"add {what}")
    if shape.one_of and sum(key in entry for key in shape.one_of) != 1:
        choice = " or ".join(shape.one_of)
        raise _wrong(place, f"needs {choice}, and one of them only", f"write either {choice}")


def _text(entry: Mapping[str, Any], key: str, place: str) -> str | None:
    value = entry[key]
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, str):
        raise _wrong(place, f"{key} is {shown(value)}, not a text", f"put the words after {key}: in quotes")
    return value.strip()


def _expected(value: Any, kind: str, place: str) -> tuple[str | None, ...]:
    values: Iterable[Any] = value if isinstance(value, list) and kind in ("narration", "chrome") else [value]
    found = tuple(_text({"expect": one}, "expect", place) for one in values)
    allowed = STRETCHES if kind in ("narration", "chrome") else (*ROLES, None) if kind == "role" else found
    unknown = [one for one in found if one not in allowed]
    if unknown or not found or (kind == "merge" and found == (None,)):
        raise _wrong(place, f"expect is {shown(unknown[0] if unknown else None)}", f"write {SHAPES[kind].expects}")
    return found


def _number(entry: Mapping[str, Any], place: str) -> int | None:
    value = entry.get("nth")
    if "nth" in entry and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
        raise _wrong(place, f"nth is {shown(value)}", "write a number from 1: which of several matches is meant")
    return value
