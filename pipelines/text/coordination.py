"""Coordination: names that stand in one list, ``甲、乙和丙``, are mostly things of one type.

Here belongs asking which type a name's neighbours in such lists have; what follows from it is decided by whoever asks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pipelines.text.found import Found

BEFORE = re.compile(r"\s?(?:、|和|与|與|跟|及|以及|或者?|/|还有)\s?$")
AFTER = re.compile(r"\s?(?:、|和|与|與|跟|以及|及|或者?|/|还有)\s?")


@dataclass(frozen=True)
class Lists:
    """The mentions that are known, by where they begin and end."""

    text: str
    known: Sequence[Found]

    @cached_property
    def _ends(self) -> dict[int, str]:
        return {mention.end: mention.type for mention in self.known}

    @cached_property
    def _starts(self) -> dict[int, str]:
        return {mention.start: mention.type for mention in self.known}

    def votes(self, spans: Sequence[tuple[int, int]], kind: str) -> int:
        """How many of the places stand in a list beside a mention of this type."""
        return sum(kind in (self._left(start), self._right(end)) for start, end in spans)

    def _left(self, start: int) -> str | None:
        joint = BEFORE.search(self.text[max(0, start - 4) : start])
        return self._ends.get(start - len(joint[0])) if joint else None

    def _right(self, end: int) -> str | None:
        joint = AFTER.match(self.text, end)
        return self._starts.get(joint.end()) if joint else None
