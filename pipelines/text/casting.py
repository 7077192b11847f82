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
from pipelines.text.evidence import EVIDENCE, Group, Scene, alias, asking, house, introduction, person
from pipelines.text.labels import Candidate
from pipelines.text.parts import Kind, Part
from pipelines.text.roster import split_roster
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
        return tuple(sorted(found, key=lambda candidate: (candidate.part, candidate.start)))

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
    groups = _groups(candidates)
    scene = Scene(parts, text, tuple(houses), groups, tuple(name for _, name in roster))
    weights = {group.key: sum(evidence(group, scene) for evidence in EVIDENCE) for group in groups}
    core = [group for group in groups if _stands_alone(group, weights[group.key], scene)]
    sure = _Core(core, scene)
    asks = asking_lines(parts, {candidate.part for candidate in sure.candidates})
    if not _is_dialogue(core) or help_page(core, text) or _quoted_sheet(core, parts):
        return _first_labels(groups, weights, scene, asks, tuple(roster))
    end = next((i for i in range(sure.last + 1, len(parts)) if closes_page(parts[i])), len(parts))
    chosen = tuple(
        group
        for group in groups
        if group.key in sure.keys
        or (group.candidates[-1].part < end and _joins(group, weights[group.key], scene, sure))
    )
    strength = {group.key: weights[group.key] for group in chosen}
    return Cast(chosen, strength, tuple(roster), frozenset() if any(_conducts(g, scene) for g in chosen) else asks)


def _first_labels(
    groups: Sequence[Group],
    weights: dict[str, float],
    scene: Scene,
    asks: frozenset[int],
    roster: tuple[tuple[str, str], ...],
) -> Cast:
    """Labels that are printed once, at the first bold question and the first answer, and then left out."""
    first = [
        group
        for group in groups
        if asks
        and all(c.bold and c.form == "colon" for c in group.candidates)
        and (_named(group, scene) or introduction(group, scene) or all(is_question(c.rest) for c in group.candidates))
    ]
    return Cast(
        tuple(first), {group.key: weights[group.key] for group in first}, roster, asks if first else frozenset()
    )


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
    return group.role_word == "asker" or hinted or bool(house(group, scene)) or bool(asking(group, scene))


def _groups(candidates: Sequence[Candidate]) -> tuple[Group, ...]:
    grouped: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        grouped[candidate.key].append(candidate)
    return tuple(Group(found[0].name, tuple(_alike(found))) for found in grouped.values())


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


def _stands_alone(group: Group, weight: float, scene: Scene) -> bool:
    """Enough evidence, some of it about the name; a string that is no name needs more, in brackets it is none."""
    if weight < CORE or (len(group.candidates) < 2 and not group.role_word):
        return False
    bracket = all(candidate.form == "bracket" for candidate in group.candidates)
    return _named(group, scene) or (weight >= UNNAMED and not bracket)


def _named(group: Group, scene: Scene) -> bool:
    return bool(
        group.role_word
        or person(group, scene)
        or house(group, scene)
        or introduction(group, scene) >= 2
        or alias(group, scene)
    )


def _joins(group: Group, weight: float, scene: Scene, core: _Core) -> bool:
    """A label that cannot stand alone joins a cast that prints its labels the same way.

    A name may do so if seen once; another string has to recur and to take turns with the cast.
    """
    if weight < SINGLE or not {candidate.form for candidate in group.candidates} <= core.forms:
        return False
    if not core.prints(group):
        return False
    beside = [other for candidate in group.candidates for other in scene.neighbours(candidate)]
    beside_core = sum(other.key in core.keys for other in beside)
    taking_turns = len(group.candidates) >= 2 and beside_core >= len(group.candidates)
    return _named(group, scene) or (taking_turns and weight >= SINGLE + 0.5)
