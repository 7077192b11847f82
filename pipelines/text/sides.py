"""Sides: dialogues that label only one of two sides.

Here belongs giving the other side what it says, after ``turns`` has cut at the labels there are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from pipelines.text.casting import Cast
from pipelines.text.parts import PROSE
from pipelines.text.script import Stretch
from pipelines.text.turns import ANSWERER, ASKER, Turn

QUESTION = re.compile(r"[？?][”」』]?$")
ADDRESS = re.compile(r"[你您]")


def split_sides(turns: Sequence[Turn], script: Sequence[Stretch], cast: Cast) -> list[Turn]:
    """Where only one side is labelled, give the other side what it says."""
    kinds = {group.role_word or "named" for group in cast.groups}
    if not turns:
        return []
    if kinds == {"asker"} and len(cast.groups) == 1:
        return [p for turn in turns for p in ([turn] if turn.key == ANSWERER else _answer_split(turn, script))]
    if len(cast.groups) == 1:
        return [
            part
            for turn, later in zip(turns, [*turns[1:], None], strict=True)
            for part in _question_split(turn, later, script)
        ]
    return list(turns)


def _answer_split(turn: Turn, script: Sequence[Stretch]) -> list[Turn]:
    """The labelled stretch asks (with what goes on in its typography); what follows answers."""
    spoken = [i for i in range(turn.first, turn.last + 1) if script[i].kind is PROSE]
    bold = script[turn.first].part.whole_bold
    asked = spoken[:1] + list(takewhile(lambda i: bold and script[i].part.whole_bold, spoken[1:]))
    rest = [i for i in spoken if i > asked[-1]]
    if not rest:
        return [turn]
    answer = Turn(ANSWERER, None, "lost_label", rest[0], script[rest[0]].part.start, turn.last, 0.85)
    return [turn._replace(last=asked[-1]), answer]


def _question_split(turn: Turn, later: Turn | None, script: Sequence[Stretch]) -> list[Turn]:
    """The last paragraph before the next label of the only speaker asks, if it reads as a question to somebody."""
    spoken = [i for i in range(turn.first, turn.last + 1) if script[i].kind is PROSE]
    asks = later is not None and len(spoken) > 1 and QUESTION.search(script[spoken[-1]].text)
    if not asks or not (ADDRESS.search(script[spoken[-1]].text) or script[spoken[-1]].part.whole_bold):
        return [turn]
    question = Turn(ASKER, None, "question_typography", spoken[-1], script[spoken[-1]].part.start, turn.last, 0.8)
    return [turn._replace(last=spoken[-2]), question]
