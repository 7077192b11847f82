"""Stretches of an article that a person marks: as narration, or as chrome that is left out.

Here belongs finding the stretch, guarding it and closing the turns around it; other corrections are in ``mending``.
"""

from __future__ import annotations

import re

from pipelines.text.draft import Draft, choice, corrected
from pipelines.text.overrides import Override, shown
from pipelines.text.parts import Kind
from pipelines.text.script import Stretch
from pipelines.text.turns import Turn


def narrate(draft: Draft, entry: Override) -> None:
    """Nobody speaks a stretch: it ends the turn, and who goes on behind it has a further turn."""
    covered = _covered(draft, entry, "narration")
    runs = [part for turn in draft.turns for part in _runs(draft, turn, covered)]
    for i in covered:
        if draft.script[i].kind.kept:
            draft.script[i] = Stretch(draft.script[i].part.become(Kind.PROSE))
    draft.turns = runs


def leave_out(draft: Draft, entry: Override) -> None:
    """A stretch is no part of the article: it is left out of the text, and turns close over it."""
    if _is_left_out(draft, entry):
        return
    covered = _covered(draft, entry, None)
    draft.turns = [one for turn in draft.turns for one in _closed(draft, turn, covered)]
    for i in covered:
        draft.script[i] = Stretch(draft.script[i].part.become(Kind.CHROME))


def _is_left_out(draft: Draft, entry: Override) -> bool:
    """Whether the words stand in what is left out already, and nowhere else: the pipeline has learnt it meanwhile."""
    words = entry.start or ""
    unkept = any(words in stretch.text for stretch in draft.script if not stretch.kind.kept)
    return unkept and words not in draft.layout().text


def _closed(draft: Draft, turn: Turn, covered: range) -> list[Turn]:
    """A turn without its covered stretches, nothing if it is all covered; its label is gone only if it is covered."""
    pieces = _runs(draft, turn, covered)
    if not pieces:
        return []
    label = None if draft.opening(turn) in covered else turn.label
    return [pieces[0]._replace(last=pieces[-1].last, label=label)]


def _covered(draft: Draft, entry: Override, wish: str | None) -> range:
    """The stretches from the entry's first words to its last, cut so that they cover nothing else."""
    start, end = _extent(draft, entry)
    last = draft.bound(end)
    size = len(draft.script)
    first = draft.bound(start)
    covered = range(first, last + len(draft.script) - size)
    kinds = sorted({_what(draft, i) for i in covered if draft.script[i].kind.kept})
    if kinds not in (sorted({one or "" for one in entry.expect}), [wish]):
        raise entry.moved("the stretch", " and ".join(kinds))
    return covered


def _extent(draft: Draft, entry: Override) -> tuple[int, int]:
    text, words = draft.layout().text, entry.start or ""
    found = [match.start() for match in re.finditer(re.escape(words), text)]
    if not found:
        raise entry.refuse(f"{shown(words)} stands nowhere in the text", "copy the first words of the stretch")
    start = found[choice(entry, "from", words, len(found))]
    if entry.through is None:
        end = text.find("\n", start + len(words))
        end = len(text) if end < 0 else end
    else:
        end = text.find(entry.through, start) + len(entry.through)
        if end < start + len(entry.through):
            raise entry.refuse(
                f"{shown(entry.through)} does not stand behind from", "copy the last words of the stretch"
            )
    for turn, own in zip(draft.turns, draft.spans(), strict=True):
        label = draft.opening(turn)
        if label is not None and own[0] == start and own[1] <= end:
            start = draft.layout().starts[label] or 0  # a label goes with all that it introduces
    return start, end


def _what(draft: Draft, index: int) -> str:
    stretch = draft.script[index]
    if stretch.kind.note:
        return "note"
    spoken = stretch.label is not None or any(turn.first <= index <= turn.last for turn in draft.turns)
    return "speech" if spoken else "heading" if stretch.kind is Kind.HEADING else "narration"


def _runs(draft: Draft, turn: Turn, covered: range) -> list[Turn]:
    """What is left of a turn: the piece before the covered stretches, which keeps the label, and the one behind."""
    if turn.last < covered.start or turn.first >= covered.stop:
        return [turn]
    left = draft.spoken(turn.first, turn.last)
    before, behind = [i for i in left if i < covered.start], [i for i in left if i >= covered.stop]
    pieces = []
    if before:
        pieces.append(corrected(turn._replace(first=before[0], last=before[-1])))
    if behind:
        start = draft.script[behind[0]].part.start
        pieces.append(corrected(turn._replace(first=behind[0], last=behind[-1], start=start, label=None)))
    return pieces
