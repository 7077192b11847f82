"""Turns: who speaks from where to where, once the labels of the speakers are known.

Here belongs the cutting of a script into turns. Articles whose questions carry no label at all are read in
``questions``; people behind the labels in ``speakers``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from pipelines.text.asking import asks
from pipelines.text.casting import Cast
from pipelines.text.narration import goes_on, narrates, reporting_names
from pipelines.text.parts import HEADING, PROSE
from pipelines.text.scene import Group
from pipelines.text.script import Stretch

ASKER, ANSWERER = "?", "!"
WEIGHTS, SURE = (3.0, 4.0, 4.5, 6.0), (0.8, 0.9, 0.94, 0.97, 0.99)
"""Weights of evidence, and how sure the cast is of a label below the first, from each to the next, from the last."""

COLON = re.compile(r"[:：]\s*")


class Turn(NamedTuple):
    """Stretches ``first`` to ``last`` of the script, beginning at ``start`` of the first one's line.

    ``key`` is a key of the cast, or ``ASKER`` or ``ANSWERER`` where the article prints no label; ``method`` names the
    rule that made the turn, ``confidence`` how sure it is, 0 to 1.
    """

    key: str
    label: str | None
    method: str
    first: int
    start: int
    last: int
    confidence: float


_turn: Callable[[tuple[str, str | None, str, int, int, int, float]], Turn] = partial(tuple.__new__, Turn)
"""The same of all fields at once, without a call."""


@dataclass(slots=True)
class _Open:
    """The turn that is being read; ``last`` is None until it has said something."""

    key: str
    label: str | None
    method: str
    confidence: float
    first: int | None = None
    start: int = 0
    last: int | None = None

    def take(self, index: int, start: int) -> None:
        if self.first is None:
            self.first, self.start = index, start
        self.last = index

    def close(self, turns: list[Turn]) -> None:
        if self.first is not None and self.last is not None:
            made = self.key, self.label, self.method, self.first, self.start, self.last, self.confidence
            turns.append(_turn(made))


def cut(script: Sequence[Stretch], cast: Cast) -> list[Turn]:
    """The turns of a dialogue with printed labels, in reading order, none overlapping another."""
    turns: list[Turn] = []
    current: _Open | None = None
    resumed: str | None = None
    names = reporting_names(cast)
    told = {group.key: (_method(group), confidence(group.key, cast)) for group in cast.groups}
    asker = _asking_key(script, cast)
    typed = _typed_askers(script, cast)
    final = next((i for i in reversed(range(len(script))) if script[i].label or script[i].asks), -1)
    for index, stretch in enumerate(script):
        if stretch.label is not None or stretch.lost:
            if current:
                current.close(turns)
            current, resumed = _begin(stretch, index, cast, turns, told), None
        elif not stretch.kind.kept or stretch.kind.note:
            continue
        elif (stretch.asks and (current is None or current.key != asker)) or _answers(
            stretch, current, asker, typed, script, cast
        ):
            if current:
                current.close(turns)
            key = asker if stretch.asks else _answering_key(turns, {asker, *typed})
            current, resumed = _Open(key, None, "question_typography", 0.88), None
            current.take(index, stretch.part.start)
        elif stretch.kind is HEADING or narrates(
            stretch.text, names, after_last=index > final, speaker=_speaking(current, cast)
        ):
            if current:
                current.close(turns)
            resumed = current.key if current and stretch.kind is HEADING else None
            current = None
        elif current is not None:
            current.take(index, _speech_start(stretch, current))
        elif resumed is not None and goes_on(stretch.text, index < final):
            current = _Open(resumed, None, "continuation", 0.85)
            current.take(index, stretch.part.start)
            resumed = None
    if current:
        current.close(turns)
    return turns


def _asking_key(script: Sequence[Stretch], cast: Cast) -> str:
    """Who asks the questions without label: the label of the first bold question, if one has a label."""
    if not cast.asks:
        return ASKER
    bold = (s.label.key for s in script if s.label and s.part.whole_bold and asks(s.speech.text))
    return next(bold, ASKER)


def _typed_askers(script: Sequence[Stretch], cast: Cast) -> frozenset[str]:
    """Labels whose turns all ask in bold or as quotations, where no other label is printed so."""
    if not any(label and (part.line.bold or part.line.quote) for part, label, _, _ in script):
        return frozenset()  # most
    first: dict[str, list[Stretch]] = {}
    for stretch in script:
        if stretch.label is not None:
            first.setdefault(stretch.label.key, []).append(stretch)
    apart = {key for key, found in first.items() if len(found) >= 3 and all(map(_set_apart, found))}
    asking = {key for key in apart if sum(asks(s.speech.text) for s in first[key]) >= 0.6 * len(first[key])}
    mixed = asking and any(map(_set_apart, (s for key, found in first.items() if key not in asking for s in found)))
    return frozenset() if mixed else frozenset(asking)


def _set_apart(stretch: Stretch) -> bool:
    """Whether the whole paragraph is printed in bold or as a quotation."""
    return stretch.part.whole_bold or stretch.part.line.quote


def _answering_key(turns: Sequence[Turn], askers: Collection[str]) -> str:
    """Who answers without label: whoever was labelled last and does not ask."""
    return next((turn.key for turn in reversed(turns) if turn.key not in askers), ANSWERER)


def _answers(
    stretch: Stretch, current: _Open | None, asker: str, typed: frozenset[str], script: Sequence[Stretch], cast: Cast
) -> bool:
    """Plain words below a question that its typography told, or that only the first label told."""
    if current is None or current.first is None or stretch.kind is not PROSE:
        return False
    question = script[current.first]
    if current.key in typed:
        return question.label is not None and not _set_apart(stretch) and _set_apart(question)
    if not cast.asks or current.key != asker:
        return False
    return not stretch.part.whole_bold and (question.asks or question.part.whole_bold)


def _speaking(current: _Open | None, cast: Cast) -> str:
    """The printed name of whoever speaks, empty for role words and unlabelled sides."""
    group = cast.by_key.get(current.key) if current else None
    return group.core_name if group and not group.role_word else ""


def _begin(
    stretch: Stretch, index: int, cast: Cast, turns: Sequence[Turn], told: Mapping[str, tuple[str, float]]
) -> _Open:
    """The turn that a label opens; ``told`` is how each key of the cast is printed and how sure it is."""
    label = stretch.label
    if label is None:
        return _Open(_other_side(turns, cast), None, "lost_label", 0.75, index, stretch.part.start, index)
    method, sure = told[label.key]
    method = "inline_label" if label.form == "run_on" else method
    begin = stretch.begin
    if begin == stretch.part.end:
        return _Open(label.key, label.label, method, sure)
    return _Open(label.key, label.label, method, sure, index, begin, index)


def _method(group: Group) -> str:
    return "role_label" if group.role_word else "printed_label"


def confidence(key: str, cast: Cast) -> float:
    """How sure the cast is of a label, from the weight of evidence: 0.99 for well supported ones, 0.8 at the least."""
    return SURE[bisect_right(WEIGHTS, (cast.strength or {}).get(key, 0.0))]


def _other_side(turns: Sequence[Turn], cast: Cast) -> str:
    """Who answers where the label is lost: the answering key heard most, or nobody in particular."""
    heard = [turn.key for turn in turns if turn.key != turns[-1].key] if turns else []
    named = [group.key for group in cast.groups if group.role_word == "answerer"]
    return named[0] if named else max(sorted(set(heard)), key=heard.count, default=ANSWERER)


def _speech_start(stretch: Stretch, current: _Open) -> int:
    """Speech on the line after a label alone may open with the label's colon."""
    if current.first is not None:
        return stretch.part.start
    colon = COLON.match(stretch.text)
    return stretch.part.start + (colon.end() if colon else 0)
