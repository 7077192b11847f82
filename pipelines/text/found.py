"""What the recogniser works on and gives: a text with the borders of its words, and spans that mention something.

Here belong the shapes, the cues beside a span, and the choice among spans that overlap; no way of finding any.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple

from pipelines.knowledge import rows
from pipelines.text.characters import flags, spaces
from pipelines.text.segmenter import RUNNING
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
    """An article's text, and the borders of its words as jieba sees them: found run by run, where somebody asks.

    ``closed`` has a 1 for every character that no mention may hold; what lies behind its end is free.
    """

    text: str
    closed: bytes | bytearray = b""
    _runs: dict[int, list[int]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _placed: dict[str, list[tuple[int, int]]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def free(self, found: Iterable[Found]) -> list[Found]:
        """Those findings that touch nothing closed."""
        closed = self.closed.find
        return [mention for mention in found if closed(1, mention.start, mention.end) < 0]

    def places(self, surface: str) -> list[tuple[int, int]]:
        """Where ``surface`` stands and a mention may, as ``occurrences``; not to be changed, for it is remembered."""
        spans = self._placed.get(surface)
        if spans is None:
            closed = self.closed.find
            spans = occurrences(surface, self.text)
            spans = self._placed[surface] = [(start, end) for start, end in spans if closed(1, start, end) < 0]
        return spans

    def border(self, at: int) -> bool:
        """Whether a word begins at this offset, or the text ends."""
        alone = self._alone
        if alone[at] or alone[at - 1]:
            return True
        words = self._run(at)
        return words[bisect.bisect_left(words, at)] == at

    def words(self, end: int) -> Iterator[tuple[int, int]]:
        """The words that end at this border and before it, from right to left."""
        while end:
            words = self._run(end)
            index = bisect.bisect_left(words, end)
            if not index:  # a character that stands alone
                yield end - 1, end
            for at in range(index, 0, -1):
                yield words[at - 1], words[at]
            end = words[0] if index else end - 1

    def whole(self, start: int, end: int) -> bool:
        """Whether there is exactly one word between these offsets."""
        words = self._run(end)
        index = bisect.bisect_left(words, end)
        return words[index] == end and (words[index - 1] if index else end - 1) == start

    def _run(self, at: int) -> list[int]:
        """The borders of the words of the run in which an offset lies, or which it ends: jieba cuts each by itself."""
        start = self._alone.rfind(1, 0, at) + 1
        words = self._runs.get(start)
        if words is None:
            run = self.text[start : self._alone.find(1, at)]
            words = self._runs[start] = list(accumulate(map(len, cut(run)), initial=start))
        return words

    @cached_property
    def _alone(self) -> bytes:
        """A 1 where no runs are: at every character that stands alone, behind the text."""
        return flags(f"^{RUNNING}", self.text) + b"\1"


START = itemgetter(0)

OPENS, CLOSES = "“「《", "”」》"


@cache
def _words_of_cues(side: str, kind: str) -> list[str]:
    cues = (word for at, type_, word in rows("cues.tsv") if (at, type_) == (side, kind))
    return sorted(cues, key=lambda w: (-len(w), w))


@cache
def _cues(side: str, kind: str) -> re.Pattern[str]:
    inside = "|".join(map(re.escape, _words_of_cues(side, kind))) or r"(?!)"
    return re.compile(rf"(?:{inside})\s*[{OPENS}]?$" if side == "before" else rf"[{CLOSES}]?\s*(?:{inside})")


@cache
def _nearest(side: str, kind: str) -> frozenset[str]:
    """The last characters of cues before a span; behind one those with which what is looked for there can begin."""
    if side == "before":
        return frozenset(word[-1] for word in _words_of_cues(side, kind))
    return frozenset((*CLOSES, *spaces(), *(word[0] for word in _words_of_cues(side, kind))))


CALLED = re.compile(r"(?:叫|叫做|名为|名叫)\s?$")


def cued(prose: str, start: int, end: int, kind: str) -> bool:
    """Whether a word beside the span says that it names a thing of this type."""
    before = prose[max(0, start - 8) : start]
    if kind == "ORG" and prose.startswith("的", end) and CALLED.search(before):
        return prose.startswith("的公司", end)  # what is called so is the thing behind 的, not its maker
    if prose[end : end + 1] in _nearest("after", kind) and _cues("after", kind).match(prose, end, end + 10):
        return True
    bare = before.rstrip()
    if bare[-1:] in OPENS:
        bare = bare[:-1].rstrip()
    return bare[-1:] in _nearest("before", kind) and bool(_cues("before", kind).search(before))


def occurrences(surface: str, text: str) -> list[tuple[int, int]]:
    """Where ``surface`` stands; a Latin one never inside a longer Latin word."""
    left, right = (ALNUM if end in ALNUM else ANY for end in (surface[0], surface[-1]))
    return spots(surface, text, left, right)


def longest(found: Iterable[Found]) -> list[Found]:
    """Of spans that overlap the longest, then the surest, then the first; most overlap no other."""
    taken: list[Found] = []
    together: list[Found] = []
    end = 0
    for mention in sorted(found, key=START):
        if mention[0] >= end:
            taken += together if len(together) < 2 else _longest(together)
            together, end = [mention], mention[1]
        else:
            together.append(mention)
            end = max(end, mention[1])
    return taken + _longest(together)


def _longest(found: list[Found]) -> list[Found]:
    """The same for those that may all overlap."""
    taken: list[Found] = []
    starts: list[int] = []
    for mention in sorted(found, key=lambda f: (f.start - f.end, -f.score, f.start, f.type, f.name)):
        at = bisect.bisect(starts, mention.start)
        if not (at and taken[at - 1].end > mention.start) and not (at < len(taken) and starts[at] < mention.end):
            taken.insert(at, mention)
            starts.insert(at, mention.start)
    return taken


def extended(known: list[Found], further: Iterable[Found]) -> list[Found]:
    """The longest of what is known, of which nothing overlaps and which ascends, and of what was found further.

    Most of what is found further is known already, and surer, or is a part of what is.
    """
    more = list(further)
    if not more:
        return known
    scores = {mention[:2]: mention.score for mention in known}
    new = [mention for mention in more if mention.score >= scores.get(mention[:2], 0.0)]
    starts = [mention.start for mention in known]
    if all(known and _inside(known[bisect.bisect(starts, mention.start) - 1], mention) for mention in new):
        return known
    return longest([*known, *new])


def _inside(known: Found, mention: Found) -> bool:
    """Whether the mention is a part of a longer one."""
    return known.start <= mention.start and mention.end <= known.end and known[:2] != mention[:2]
