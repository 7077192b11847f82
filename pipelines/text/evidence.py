"""Evidence: what speaks for and against a string being the label of a speaker.

Here belong the groups of candidates and the pieces of evidence, each a named function from a group to a weight that is
listed in ``EVIDENCE``. What the weights decide is in ``casting``.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipelines.knowledge import rows
from pipelines.text.abbreviations import declared, owner, spelt_out
from pipelines.text.folding import fold
from pipelines.text.houses import is_house, is_medium
from pipelines.text.introductions import acts, introduced
from pipelines.text.labels import Candidate
from pipelines.text.names import name_at_end, person_likeness
from pipelines.text.parts import Part
from pipelines.text.spots import times
from pipelines.text.typography import is_question, is_sentence

ROLE_WORDS = {fold(row[1]): row[0] for row in rows("role_labels.tsv")}
WEAK = frozenset(fold(row[1]) for row in rows("role_labels.tsv") if row[2:] == ("weak",))
CROWD = tuple(row[1] for row in rows("role_labels.tsv") if row[0] == "audience" and len(row[1]) >= 2)
NUMBERED_WORDS = tuple(
    (row[0], row[1], re.compile(rf"{re.escape(row[1])}\s*[A-Za-z0-9一二三四五六七八九十甲乙丙丁戊]{{1,2}}"))
    for row in rows("role_labels.tsv")
    if len(row[1]) >= 2
)
LINKED = re.compile(r"\s*(?:https?:|www\.|\w+\.(?:com|cn|org))")
POSTS = ("记者", "記者", "主持人", "观众", "觀眾", "网友")
FIRST_AND_SECOND = re.compile(r"[我你您Iyw](?:(?<=[我你您])|(?<=\bI)\b|(?<=\by)ou\b|(?<=\bw)e\b)")


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


def _pieces(name: str) -> set[str]:
    """All stretches of a name."""
    return {name[start:end] for start in range(len(name)) for end in range(start + 1, len(name) + 1)}


def _compound_role(name: str) -> str | None:
    """``现场观众1``, ``观众甲``, ``某报记者``: a role word at an end of the label."""
    if any(name.startswith(word) and len(name) > len(word) for word in CROWD):
        return "audience"
    for kind, word, numbered in NUMBERED_WORDS:
        if name.startswith(word) and numbered.fullmatch(name):
            return kind
        if kind != "answerer" and word in POSTS and name.endswith(word) and len(name) - len(word) <= 8:
            return kind
    return None


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
        return Counter(piece for key in self.recurring for piece in _pieces(key))

    @cached_property
    def labelled(self) -> Counter[str]:
        """How often the name at the end of a label stands in labels."""
        names, found = {group.core_name for group in self.groups}, Counter[str]()
        for group in self.groups:
            for piece in _pieces(group.name) & names:
                found[piece] += group.name.count(piece) * len(group.candidates)
        return found

    @cached_property
    def _order(self) -> list[Candidate]:
        recurring = (c for group in self.groups if len(group.candidates) >= 2 for c in group.candidates)
        return sorted(recurring, key=lambda c: (c.part, c.start))

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        return [(c.part, c.start) for c in self._order]

    def neighbours(self, candidate: Candidate) -> list[Candidate]:
        """The recurring candidates directly before and after this one."""
        places = self._places
        at = bisect.bisect_left(places, (candidate.part, candidate.start))
        own = at < len(places) and places[at] == (candidate.part, candidate.start)
        return self._order[max(0, at - 1) : at] + self._order[at + own : at + own + 1]

    def following(self, candidate: Candidate) -> str:
        """The speech after a label: on its line, or else the next kept part."""
        if candidate.rest.strip():
            return candidate.rest
        for part in self.parts[candidate.part + 1 : candidate.part + 4]:
            if part.kind.kept and not part.kind.note:
                return part.text
        return ""


Evidence = Callable[[Group, Scene], float]


def role_word(group: Group, scene: Scene) -> float:
    """问, Q, 记者: the label says that somebody asks or answers."""
    if not group.role_word:
        return 0.0
    numbered = any(candidate.form == "numbered" for candidate in group.candidates)
    return 1.0 if group.key in WEAK and not numbered else 3.0


def house(group: Group, scene: Scene) -> float:
    """The label is a medium, the article's publisher, or its initials."""
    if is_medium(group.name) or any(fold(name) == group.key for name in scene.houses):
        return 2.5
    if is_house(group.name):
        return 1.5
    initials = re.fullmatch(r"[A-Z]{2,4}", group.name)
    return 2.0 if initials and any(spelt_out(group.name, text) for text in (scene.text, *scene.houses)) else 0.0


def person(group: Group, scene: Scene) -> float:
    """The form of a person's name."""
    if group.role_word:
        return 0.0
    return 1.5 if owner(group.name, scene.known) else person_likeness(group.name)


def recurrence(group: Group, scene: Scene) -> float:
    """A label is printed again and again."""
    count = len(group.candidates)
    return next((weight for least, weight in ((8, 2.5), (4, 2.0), (3, 1.5), (2, 1.0)) if count >= least), 0.0)


def introduction(group: Group, scene: Scene) -> float:
    """The text outside of labels shows the name as somebody who takes part, or at least mentions it."""
    name = group.core_name
    if declared(group.name, scene.text):
        return 2.5
    if len(name) < 2 or group.role_word:
        return 0.0
    if acts(name, scene.text):
        return 2.0
    return 0.5 if times(name, scene.text) > scene.labelled[name] else 0.0


def alias(group: Group, scene: Scene) -> float:
    """Part of a longer label of this article, or the longer form of one."""
    if len(group.key) < 2:
        return 0.0
    longer = scene.within[group.key] > (group.key in scene.recurring)
    return 1.5 if longer or any(piece in scene.recurring for piece in _pieces(group.key) - {group.key}) else 0.0


def speech(group: Group, scene: Scene) -> float:
    """What follows reads as somebody's words: whole sentences, questions, 我 and 你."""
    texts = [scene.following(candidate) for candidate in group.candidates]
    share = sum(len(text) > 60 or is_sentence(text) or is_question(text) for text in texts) / len(texts)
    personal = sum(bool(FIRST_AND_SECOND.search(text)) for text in texts) / len(texts)
    return share + 0.5 * personal - (2.0 if share < 0.4 else 0.0)


def asking(group: Group, scene: Scene) -> float:
    """Most of what the label says are questions: whoever it is, he conducts the talk."""
    texts = [scene.following(candidate) for candidate in group.candidates]
    return 1.0 if len(texts) >= 2 and sum(map(is_question, texts)) >= 0.6 * len(texts) else 0.0


def typography(group: Group, scene: Scene) -> float:
    """Labels printed bold or in brackets all alike speak for a speaker; bare short lines and list fields against."""
    forms = {candidate.form for candidate in group.candidates}
    bold = all(candidate.bold for candidate in group.candidates)
    weight = 0.5 if bold else 0.0
    if forms <= {"alone"} and not group.role_word and not bold:
        weight -= 1.0
    if forms <= {"bar"} and not group.role_word:
        weight -= 1.0
    return weight - (1.0 if all(scene.parts[c.part].line.item for c in group.candidates) and not bold else 0.0)


def bracket_hint(group: Group, scene: Scene) -> float:
    """``张三（主持人）``: a role or post in brackets."""
    return 1.0 if any(candidate.hint for candidate in group.candidates) else 0.0


def link(group: Group, scene: Scene) -> float:
    """A field that links somewhere."""
    return -4.0 if any(LINKED.match(candidate.rest) for candidate in group.candidates) else 0.0


def conversation(group: Group, scene: Scene) -> float:
    """The label takes turns with one that plainly speaks: a role word, a house, a person."""
    beside = [
        other for candidate in group.candidates for other in scene.neighbours(candidate) if other.key != group.key
    ]
    partners = Counter(other.key for other in beside)
    plain = sum(count for key, count in partners.items() if _speaks(scene.by_key[key], scene))
    return 1.0 if plain >= len(group.candidates) else 0.0


def _speaks(group: Group, scene: Scene) -> bool:
    """Whether the label plainly names somebody who speaks."""
    return bool(group.role_word) or house(group, scene) > 0 or person(group, scene) >= 1.2


EVIDENCE: tuple[Evidence, ...] = (
    role_word, house, person, recurrence, introduction, alias, speech, asking, conversation, typography, bracket_hint,
    link,
)  # fmt: skip
