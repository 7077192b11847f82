"""The scene: an article's labels grouped by name, and what the evidence sees around them.

Here belong the groups of candidates and what is found out of an article once for all of them. What speaks for or
against a group is in ``evidence``.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import attrgetter

from pipelines.knowledge import rows
from pipelines.text.folding import fold
from pipelines.text.introductions import introduced
from pipelines.text.labels import Candidate
from pipelines.text.names import name_at_end
from pipelines.text.parts import Part

ROLE_WORDS = {fold(row[1]): row[0] for row in rows("role_labels.tsv")}
CROWD = tuple(row[1] for row in rows("role_labels.tsv") if row[0] == "audience" and len(row[1]) >= 2)
NUMBERED_WORDS = tuple(
    (row[0], row[1], re.compile(rf"{re.escape(row[1])}\s*[A-Za-z0-9一二三四五六七八九十甲乙丙丁戊]{{1,2}}"))
    for row in rows("role_labels.tsv")
    if len(row[1]) >= 2
)
OPENING = tuple(word for _, word, _ in NUMBERED_WORDS)
POSTS = ("记者", "記者", "主持人", "观众", "觀眾", "网友")


@dataclass(frozen=True)
class Group:
    """All candidates of one article that print the same name, in reading order."""

    name: str
    candidates: tuple[Candidate, ...]

    @cached_property
    def key(self) -> str:
        """The folded name."""
        return fold(self.name)

    @cached_property
    def role_word(self) -> str | None:
        """``asker``, ``answerer`` or ``audience`` where the label is such a word and no name."""
        bare = re.sub(r"\d+$", "", self.key)
        return ROLE_WORDS.get(self.key) or ROLE_WORDS.get(bare) or _compound_role(self.name)

    @cached_property
    def core_name(self) -> str:
        """The person at the label's end, or all of the label."""
        return name_at_end(self.name) or self.name


def _compound_role(name: str) -> str | None:
    """``现场观众1``, ``观众甲``, ``某报记者``: a role word at an end of the label."""
    if not name.startswith(OPENING) and not name.endswith(POSTS):
        return None
    if any(name.startswith(word) and len(name) > len(word) for word in CROWD):
        return "audience"
    for kind, word, numbered in NUMBERED_WORDS:
        if name.startswith(word) and numbered.fullmatch(name):
            return kind
        if kind != "answerer" and word in POSTS and name.endswith(word) and len(name) - len(word) <= 8:
            return kind
    return None


@lru_cache(maxsize=64)
def pieces(name: str) -> frozenset[str]:
    """All stretches of a name: asked for each label of an article, and for more than one reason."""
    return frozenset(name[start:end] for start in range(len(name)) for end in range(start + 1, len(name) + 1))


place = attrgetter("part", "start")


@dataclass(frozen=True)
class Scene:
    """What the evidence looks at beside a group: the parts, all text, and the houses that publish and write.

    ``listed`` are the names of the guest list.
    """

    parts: Sequence[Part]
    text: str
    houses: tuple[str, ...]
    groups: tuple[Group, ...]
    listed: tuple[str, ...] = ()
    _weights: dict[tuple[Evidence, str], float] = field(default_factory=dict)

    def weight(self, evidence: Evidence, group: Group) -> float:
        """What the evidence says of the group; it is asked once."""
        asked = evidence, group.key
        found = self._weights.get(asked)
        if found is None:
            found = self._weights[asked] = evidence(group, self)
        return found

    def known(self) -> Iterable[str]:
        """Everybody who is known by name: listed, introduced, a house."""
        return (*self.listed, *introduced(self.text), *self.houses)

    @cached_property
    def by_key(self) -> dict[str, Group]:
        """The groups by their keys."""
        return {group.key: group for group in self.groups}

    @cached_property
    def recurring(self) -> frozenset[str]:
        """The keys of labels that are printed more than once."""
        return frozenset(group.key for group in self.groups if len(group.candidates) >= 2)

    @cached_property
    def within(self) -> Counter[str]:
        """In how many of them a stretch of letters stands."""
        return Counter(piece for key in self.recurring for piece in pieces(key))

    @cached_property
    def labelled(self) -> Counter[str]:
        """How often the name at the end of a label stands in labels."""
        names, found = {group.core_name for group in self.groups}, Counter[str]()
        for group in self.groups:
            for piece in pieces(group.name) & names:
                found[piece] += group.name.count(piece) * len(group.candidates)
        return found

    @cached_property
    def _order(self) -> list[Candidate]:
        return sorted(c for group in self.groups if len(group.candidates) >= 2 for c in group.candidates)

    @cached_property
    def _beside(self) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for (before, after), count in Counter(pairwise([c.key for c in self._order])).items():
            if before != after:
                found[before][after] += count
                found[after][before] += count
        return found

    def neighbours(self, candidate: Candidate) -> list[Candidate]:
        """The recurring candidates directly before and after this one."""
        at = bisect.bisect_left(self._order, place(candidate), key=place)
        own = at < len(self._order) and place(self._order[at]) == place(candidate)
        return self._order[max(0, at - 1) : at] + self._order[at + own : at + own + 1]

    def partners(self, group: Group) -> Counter[str]:
        """How often each other recurring label stands directly before or after one of the group's."""
        if group.key in self.recurring:
            return self._beside[group.key]
        return Counter(other.key for candidate in group.candidates for other in self.neighbours(candidate))

    @cached_property
    def said(self) -> dict[str, list[str]]:
        """The speech behind each label, on its line or below, by the groups' keys."""
        return {
            group.key: [c.rest if c.rest.strip() else self._below(c) for c in group.candidates] for group in self.groups
        }

    def _below(self, candidate: Candidate) -> str:
        """The next kept part, where nothing is said on the line of the label."""
        for part in self.parts[candidate.part + 1 : candidate.part + 4]:
            if part.kind.kept and not part.kind.note:
                return part.text
        return ""


Evidence = Callable[[Group, Scene], float]
"""What speaks for or against a group, as a weight."""
