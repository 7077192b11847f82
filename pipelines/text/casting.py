"""Casting: of all strings that look like labels, the article as a whole decides which are its speakers.

Here belongs the decision. Forms of labels are in ``labels``, what counts for and against a label in ``evidence``;
who the people behind the labels are is settled in ``speakers``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pipelines.knowledge import pattern
from pipelines.text.asking import asking_lines
from pipelines.text.evidence import alias, all_evidence, asking, house, introduction, person
from pipelines.text.labels import Candidate
from pipelines.text.parts import Kind, Part
from pipelines.text.roster import split_roster
from pipelines.text.scene import Group, Scene
from pipelines.text.simplify import simplified
from pipelines.text.typography import is_question

CORE = 4.0
"""Weight of evidence that makes a label a speaker's."""

SINGLE = 2.5
"""Weight that is enough for a label to join a cast that prints its labels the same way."""

UNNAMED = 4.5
"""Weight that a string needs which has nothing of a name."""


@dataclass(frozen=True)
class Cast:
    """The labels of an article's speakers; empty where it is no dialogue.

    ``strength`` holds each key's weight of evidence, ``roster`` what a guest list says before the dialogue: pairs of
    role word and name; ``asks`` the parts that ask by their typography where nobody is labelled to ask.
    """

    groups: tuple[Group, ...] = ()
    strength: dict[str, float] | None = None
    roster: tuple[tuple[str, str], ...] = ()
    asks: frozenset[int] = frozenset()

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """Where the cast's labels stand, in reading order."""
        found = (candidate for group in self.groups for candidate in group.candidates)
        return tuple(sorted(found))  # by part and start, which no two have in common

    @cached_property
    def by_key(self) -> dict[str, Group]:
        """The members by their keys."""
        return {group.key: group for group in self.groups}

    def group_of(self, candidate: Candidate) -> Group:
        """The member of the cast that the label names."""
        return self.by_key[candidate.key]


def choose_cast(parts: Sequence[Part], candidates: Sequence[Candidate], text: str, houses: Sequence[str]) -> Cast:
    """Decide for the whole article. ``text`` is all that it says, title included; ``houses`` publish or write it."""
    roster, candidates = split_roster(parts, candidates)
    groups = grouped(candidates)
    scene = Scene(parts, text, tuple(houses), groups, tuple(name for _, name in roster))
    core = [group for group in groups if _stands_alone(group, scene)]
    listed = tuple(roster)
    if not _is_dialogue(core) or help_page(core, text) or _quoted_sheet(core, parts):
        asks = _unlabelled(parts, core)
        first = _first_labels(groups, scene) if asks else []
        return Cast(tuple(first), _strength(first, scene), listed, asks if first else frozenset())
    sure = _Core(core, scene)
    end = next((i for i in range(sure.last + 1, len(parts)) if closes_page(parts[i])), len(parts))
    chosen = tuple(
        group
        for group in groups
        if group.key in sure.keys or (group.candidates[-1].part < end and _joins(group, scene, sure))
    )
    conducted = any(_conducts(group, scene) for group in chosen)
    return Cast(chosen, _strength(chosen, scene), listed, frozenset() if conducted else _unlabelled(parts, core))


def _unlabelled(parts: Sequence[Part], core: Sequence[Group]) -> frozenset[int]:
    """Lines that ask by their typography, and not behind a label that stands alone."""
    return asking_lines(parts, {candidate.part for group in core for candidate in group.candidates})


def _strength(groups: Sequence[Group], scene: Scene) -> dict[str, float]:
    return {group.key: scene.weight(all_evidence, group) for group in groups}


def _first_labels(groups: Sequence[Group], scene: Scene) -> list[Group]:
    """Labels that are printed once, at the first bold question and the first answer, and then left out."""
    return [
        group
        for group in groups
        if all(c.bold and c.form == "colon" for c in group.candidates)
        and (
            _named(group, scene)
            or scene.weight(introduction, group)
            or all(is_question(c.rest) for c in group.candidates)
        )
    ]


def closes_page(part: Part) -> bool:
    """Whether the page's own matter begins here: an imprint, a footer's heading."""
    return part.kind is Kind.CREDIT or bool(pattern("chrome.tsv", "tail").fullmatch(simplified(part.text.strip(" *"))))


def help_page(core: Sequence[Group], text: str) -> bool:
    """Questions and answers without any name, on a page that calls itself help or FAQ."""
    nameless = all(group.role_word for group in core)
    return nameless and bool(pattern("not_interviews.txt").search(text[:400]))


def _quoted_sheet(core: Sequence[Group], parts: Sequence[Part]) -> bool:
    """Two or three nameless questions in the middle of a text that is told otherwise: somebody's note, quoted."""
    found = [candidate.part for group in core for candidate in group.candidates]
    if not all(group.role_word for group in core) or len(found) > 6:
        return False
    sizes = [len(part.text) if part.kind.kept else 0 for part in parts]
    inside = sum(sizes[min(found) : max(found) + 1])
    return inside < 0.15 * sum(sizes) and sum(sizes[max(found) + 2 :]) > 2 * inside


def _conducts(group: Group, scene: Scene) -> bool:
    """Whether the label is somebody who asks: by its word, as a house, by a hint, or by what it says."""
    hinted = any("主持" in candidate.hint for candidate in group.candidates)
    return group.role_word == "asker" or hinted or any(scene.weight(one, group) for one in (house, asking))


def grouped(candidates: Sequence[Candidate]) -> tuple[Group, ...]:
    """The candidates of one name together, in the order in which the names appear."""
    alike: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        alike[candidate.key].append(candidate)
    return tuple(Group(found[0].name, tuple(_alike(found))) for found in alike.values())


def _alike(found: Sequence[Candidate]) -> Sequence[Candidate]:
    """Where a name is mostly printed with a separator, the same string alone on a line is a caption or a heading."""
    marked = [c for c in found if c.form != "alone" or c.bold]
    return marked if len(marked) >= max(2, len(found) - len(marked)) else found


def _is_dialogue(core: Sequence[Group]) -> bool:
    """Two sides that speak three times in all, or one side that asks or answers at least three times."""
    turns = sum(len(group.candidates) for group in core)
    return (len(core) >= 2 and turns >= 3) or (len(core) == 1 and turns >= 3)


@dataclass(frozen=True)
class _Core:
    """The labels that stand alone, and how the article prints them."""

    groups: Sequence[Group]
    scene: Scene

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(group.key for group in self.groups)

    @cached_property
    def candidates(self) -> list[Candidate]:
        return [candidate for group in self.groups for candidate in group.candidates]

    @cached_property
    def forms(self) -> frozenset[str]:
        return frozenset(candidate.form for candidate in self.candidates)

    @cached_property
    def last(self) -> int:
        """The last part that one of them is printed in."""
        return max(candidate.part for candidate in self.candidates)

    @cached_property
    def bold(self) -> bool:
        return all(candidate.bold for candidate in self.candidates)

    @cached_property
    def listed(self) -> bool:
        return _in_list(self.candidates, self.scene)

    def prints(self, group: Group) -> bool:
        """Whether it is printed like them: bold where they are, and in a list only where they are."""
        bold = not self.bold or all(candidate.bold for candidate in group.candidates)
        return bold and (self.listed or not _in_list(group.candidates, self.scene))


def _in_list(candidates: Sequence[Candidate], scene: Scene) -> bool:
    return any(scene.parts[candidate.part].line.item for candidate in candidates)


def _stands_alone(group: Group, scene: Scene) -> bool:
    """Enough evidence, some of it about the name; a string that is no name needs more, in brackets it is none."""
    if (len(group.candidates) < 2 and not group.role_word) or scene.weight(all_evidence, group) < CORE:
        return False
    bracket = all(candidate.form == "bracket" for candidate in group.candidates)
    return _named(group, scene) or (scene.weight(all_evidence, group) >= UNNAMED and not bracket)


def _named(group: Group, scene: Scene) -> bool:
    return bool(
        group.role_word
        or scene.weight(person, group)
        or scene.weight(house, group)
        or scene.weight(introduction, group) >= 2
        or scene.weight(alias, group)
    )


def _joins(group: Group, scene: Scene, core: _Core) -> bool:
    """A label that cannot stand alone joins a cast that prints its labels the same way.

    A name may do so if seen once; another string has to recur and to take turns with the cast.
    """
    if not {candidate.form for candidate in group.candidates} <= core.forms or not core.prints(group):
        return False
    enough = scene.weight(all_evidence, group)
    if enough < SINGLE:
        return False
    beside = [other for candidate in group.candidates for other in scene.neighbours(candidate)]
    beside_core = sum(other.key in core.keys for other in beside)
    taking_turns = len(group.candidates) >= 2 and beside_core >= len(group.candidates)
    return _named(group, scene) or (taking_turns and enough >= SINGLE + 0.5)
