"""The script: the article cut into stretches at every place where somebody begins to speak.

Here belongs the cutting of paragraphs at labels inside them, at headings glued to a label and at an answer whose label
is lost. What the stretches add up to is said in ``turns``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, pairwise
from typing import NamedTuple

from pipelines.text.casting import Cast
from pipelines.text.labels import Candidate
from pipelines.text.parts import HEADING, PROSE, Kind, Part
from pipelines.text.typography import is_question

GLUED_LIMIT = 48
SENTENCE = re.compile(r"[。！？!?…][”」』）)]*|[：:]\s")
QUESTION_MARK = re.compile(r"[？?][”」』]?")
FIRST_PERSON = re.compile(r"^[“\"「]?(?:我|对|是的|没有|不[，,是]|其实|嗯|当然)")


class Stretch(NamedTuple):
    """A part with one speaker's words at most; ``label`` is what it opens with, ``lost`` that its label is missing,
    ``asks`` that it is a question told by its typography alone.
    """

    part: Part
    label: Candidate | None = None
    lost: bool = False
    asks: bool = False

    @property
    def text(self) -> str:
        """The characters of the part, label included."""
        return self.part.text

    @property
    def kind(self) -> Kind:
        """What the part is."""
        return self.part.kind

    @property
    def speech(self) -> Part:
        """The part without the label it opens with."""
        return self.part if self.label is None else self.part.cut(self.label.speech, self.part.end, PROSE)

    @property
    def begin(self) -> int:
        """Where in the line the words behind the label begin, the part's end if there are none."""
        part, label, _, _ = self
        text, end = part.line.text, part.end
        at = part.start if label is None else label.speech
        while at < end and text[at].isspace():
            at += 1
        return min(at, end)

    @property
    def silent(self) -> bool:
        """Whether nothing stands behind the label."""
        return self.begin == self.part.end

    def become(self, kind: Kind) -> Stretch:
        """The same stretch as another kind."""
        return self._replace(part=self.part.become(kind))


_stretch: Callable[[tuple[Part, Candidate | None, bool, bool]], Stretch] = partial(tuple.__new__, Stretch)
"""The same of all fields at once: what is made for every part is made without a call."""


def stretches(parts: Sequence[Part], cast: Cast) -> list[Stretch]:
    """Cut every part at the labels of the cast that stand in it."""
    found: dict[int, list[Candidate]] = {}
    for candidate in cast.candidates:
        found.setdefault(candidate.part, []).append(candidate)
    cut: list[Stretch] = []
    for index, part in enumerate(parts):
        labels = found.get(index)
        if not labels:
            asks = index in cast.asks
            cut.append(_stretch((part.become(PROSE) if asks else part, None, False, asks)))
        elif len(labels) == 1 and labels[0].start == part.start:  # most: nothing to cut
            cut.append(_stretch((part.become(PROSE), labels[0], False, False)))
        else:
            cut += _cut(part, labels)
    return _with_lost_answers(cut, cast)


def _cut(part: Part, labels: Sequence[Candidate]) -> Iterator[Stretch]:
    if labels[0].start > part.start:
        yield from _before(part.cut(part.start, labels[0].start))
    ends = [*(label.start for label in labels[1:]), part.end]
    for label, end in zip(labels, ends, strict=True):
        piece = part.cut(label.start, end, PROSE)
        body, heading = _glued(piece, label.speech) if end != part.end else (piece, None)
        yield Stretch(body, label)
        if heading:
            yield Stretch(heading)


def _before(piece: Part) -> Iterator[Stretch]:
    """What stands before the first label of a paragraph, a heading at its end split off."""
    body, heading = _glued(piece, piece.start)
    if body.end > body.start:
        yield Stretch(body)
    if heading:
        yield Stretch(heading)


def _glued(piece: Part, start: int) -> tuple[Part, Part | None]:
    """A heading glued between the last sentence and the next label: the words after the last full stop."""
    ends = [match.end() for match in SENTENCE.finditer(piece.line.text, start, piece.end)]
    last = ends[-1] if ends else start
    tail = piece.cut(last, piece.end, HEADING)
    size = tail.end - tail.start
    if not ends or not 3 < size <= GLUED_LIMIT or tail.text.startswith(("（", "(")) or tail.text.endswith(("）", ")")):
        return piece, None
    return piece.cut(piece.start, last), tail


def _with_lost_answers(cut: list[Stretch], cast: Cast) -> list[Stretch]:
    """A question that goes on in the first person and is followed by the next question has swallowed its answer."""
    if all(group.role_word != "asker" for group in cast.groups):
        return cut
    labelled = [(index, stretch.label) for index, stretch in enumerate(cut) if stretch.label is not None]
    asking = [
        (index, label)
        for (index, label), (_, following) in pairwise(labelled)
        if label.key == following.key and cast.group_of(label).role_word == "asker"
    ]
    lost = {index: at for index, label in asking for at in [_lost_at(cut[index], label)] if at is not None}
    if not lost:
        return cut
    split = ([stretch] if index not in lost else _split(stretch, lost[index]) for index, stretch in enumerate(cut))
    return list(chain.from_iterable(split))


def _split(stretch: Stretch, at: int) -> list[Stretch]:
    question, answer = stretch.part.cut(stretch.part.start, at), stretch.part.cut(at, stretch.part.end)
    return [stretch._replace(part=question), Stretch(answer, lost=True)]


def _lost_at(stretch: Stretch, label: Candidate) -> int | None:
    """Where in the line the answer begins, or None."""
    text, end = stretch.part.line.text, stretch.part.end
    for match in QUESTION_MARK.finditer(text, label.speech, end):
        at = match.end()
        rest = text[at:end].strip()
        if len(rest) >= 20 and FIRST_PERSON.match(rest) and not is_question(rest):
            return at
    return None
