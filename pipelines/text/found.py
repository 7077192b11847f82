"""What the recogniser works on and gives: a text with the borders of its words, and spans that mention something.

Here belong the shapes, the cues beside a span, and the choice among spans that overlap; no way of finding any.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate, chain, compress, count
from typing import NamedTuple

from pipelines.knowledge import rows
from pipelines.text.spots import ALNUM, ANY, spots
from pipelines.text.words import cut


class Found(NamedTuple):
    """A span of the text with the type and name of what it mentions, the way it was found and how sure that is."""

    start: int
    end: int
    type: str
    name: str
    method: str
    score: float


@dataclass(frozen=True)
class Prose:
    """An article's text, and the borders of its words as jieba sees them."""

    text: str

    @cached_property
    def words(self) -> Sequence[str]:
        """Every word."""
        return list(chain.from_iterable(map(cut, self.text.splitlines(keepends=True))))

    @cached_property
    def starts(self) -> Sequence[int]:
        """The offset at which each word begins, and the end of the text."""
        return list(accumulate(map(len, self.words), initial=0))

    @cached_property
    def borders(self) -> frozenset[int]:
        """Offsets at which a word begins, and the end of the text."""
        return frozenset(self.starts)

    def where(self, holds: Callable[[str], object]) -> Iterator[int]:
        """The indexes of words of which something holds."""
        return compress(count(), map(holds, self.words))


@cache
def _cues(side: str, kind: str) -> re.Pattern[str]:
    listed = sorted(
        (word for at, type_, word in rows("cues.tsv") if (at, type_) == (side, kind)), key=lambda w: (-len(w), w)
    )
    inside = "|".join(map(re.escape, listed)) or r"(?!)"
    return re.compile(rf"(?:{inside})\s*[“「《]?$" if side == "before" else rf"[”」》]?\s*(?:{inside})")


CALLED = re.compile(r"(?:叫|叫做|名为|名叫)\s?$")


def cued(prose: str, start: int, end: int, kind: str) -> bool:
    """Whether a word beside the span says that it names a thing of this type."""
    before = prose[max(0, start - 8) : start]
    if kind == "ORG" and CALLED.search(before) and prose.startswith("的", end):
        return prose.startswith("的公司", end)  # what is called so is the thing behind 的, not its maker
    return bool(_cues("before", kind).search(before) or _cues("after", kind).match(prose, end, end + 10))


def occurrences(surface: str, text: str) -> Iterator[tuple[int, int]]:
    """Where ``surface`` stands; a Latin one never inside a longer Latin word."""
    left, right = (ALNUM if end in ALNUM else ANY for end in (surface[0], surface[-1]))
    return spots(surface, text, left, right)


def longest(found: Iterable[Found]) -> list[Found]:
    """Of spans that overlap the longest, then the surest, then the first."""
    taken: list[Found] = []
    starts: list[int] = []
    for mention in sorted(found, key=lambda f: (f.start - f.end, -f.score, f.start, f.type, f.name)):
        at = bisect.bisect(starts, mention.start)
        if not (at and taken[at - 1].end > mention.start) and not (at < len(taken) and starts[at] < mention.end):
            taken.insert(at, mention)
            starts.insert(at, mention.start)
    return taken
