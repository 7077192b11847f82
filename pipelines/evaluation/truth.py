"""The gold of an article on its letters: what each letter is, and the turns that a reader heard.

Here segments become letters and continued turns are joined; comparing them with anything belongs elsewhere.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from pipelines.evaluation.gold import Segment
from pipelines.evaluation.letters import Letters, name_key

LABEL = "LABEL"
"""What a letter of a printed label is; the others are what the tag of their segment says."""

UNNAMED = "@"
"""A speaker whom the article does not name."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A turn as a reader heard it; ``letters`` are indexes, ``speaker`` the names that are right (`a|b`)."""

    speaker: str
    role: str
    letters: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """The gold by letters.

    ``kinds[i]`` is what letter i is, ``turn_of[i]`` the index of its turn (-1: no speech), ``resumed`` the letters at
    which a turn goes on after an interruption, ``named`` everybody's names as `name_key` writes them.
    """

    kinds: tuple[str, ...]
    turn_of: tuple[int, ...]
    turns: tuple[Heard, ...]
    resumed: Set[int]
    named: Set[str]

    def letters_of(self, *kinds: str) -> list[int]:
        """The letters that are of one of these kinds."""
        return [index for index, kind in enumerate(self.kinds) if kind in kinds]

    def is_right(self, speaker: str, name: str) -> bool:
        """Whether ``name`` (a `name_key`) may stand for ``speaker`` (as gold writes it).

        For a speaker whom the article does not name, whatever stands there is right unless it is somebody else's name.
        """
        names = speaker.split("|")
        if any(name_key(one) == name for one in names if one != UNNAMED):
            return True
        return UNNAMED in names and name not in self.named


def truth(segments: tuple[Segment, ...], page: Letters) -> Truth:
    """What the segments say of each letter of ``page``, the visible raw text."""
    kinds, turn_of = [""] * len(page), [-1] * len(page)
    heard: list[tuple[Segment, list[int]]] = []
    resumed: set[int] = set()
    for segment in segments:
        for index in page.between(segment.start, segment.end):
            kinds[index] = segment.tag
        if segment.tag != "TURN":
            continue
        for index in page.between(segment.start, segment.speech):
            kinds[index] = LABEL
        spoken = page.between(segment.speech, segment.end)
        if not spoken:  # a label that nothing follows is no turn
            continue
        if heard and not segment.label and heard[-1][0].speaker == segment.speaker:
            resumed.add(spoken[0])
        else:
            heard.append((segment, []))
        heard[-1][1].extend(spoken)
        for index in spoken:
            turn_of[index] = len(heard) - 1
    turns = tuple(Heard(first.speaker, first.role, tuple(indexes)) for first, indexes in heard)
    return Truth(tuple(kinds), tuple(turn_of), turns, frozenset(resumed), _named(turns))


def _named(turns: tuple[Heard, ...]) -> frozenset[str]:
    return frozenset(name_key(one) for turn in turns for one in turn.speaker.split("|") if one != UNNAMED)
