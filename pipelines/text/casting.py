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
from pipelines.text.introductions import introduced
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

    def group_of(self, candidate: Candidate) -> Group:
        """The member of the cast that the label names."""
        return next(group for group in self.groups if group.key == candidate.key)


def choose_cast(parts: Sequence[Part], candidates: Sequence[Candidate], text: str, houses: Sequence[str]) -> Cast:
    """Decide for the whole article. ``text`` is all that it says, title included; ``houses`` publish or write it."""
    roster, candidates = split_roster(parts, candidates)
    groups = _groups(candidates)
    known = (*(name for _, name in roster), *introduced(text), *houses)
    scene = Scene(parts, text, tuple(houses), groups, known)
    weights = {group.key: sum(evidence(group, scene) for evidence in EVIDENCE) for group in groups}
    core = [group for group in groups if _stands_alone(group, weights[group.key], scene)]
    asks = asking_lines(parts, {c.part for group in core for c in group.candidates})
    if not _is_dialogue(core) or help_page(core, text) or _quoted_sheet(core, parts):
        return _first_labels(groups, weights, scene, asks, tuple(roster))
    forms = {candidate.form for group in core for candidate in group.candidates}
    last = max(candidate.part for group in core for candidate in group.candidates)
    end = next((i for i in range(last + 1, len(parts)) if closes_page(parts[i])), len(parts))
    more = [
        group
        for group in groups
        if group not in core
        and group.candidates[-1].part < end
        and _joins(group, weights[group.key], forms, scene, core)
    ]
    chosen = tuple(group for group in groups if group in core or group in more)
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


def _printed_alike(group: Group, core: Sequence[Group], scene: Scene) -> bool:
    """Bold where the cast is bold, and in a list only where the cast is."""
    cast = [candidate for other in core for candidate in other.candidates]
    bold = all(c.bold for c in group.candidates) or not all(c.bold for c in cast)
    listed = any(scene.parts[c.part].line.item for c in group.candidates)
    return bold and (not listed or any(scene.parts[c.part].line.item for c in cast))


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


def _joins(group: Group, weight: float, forms: set[str], scene: Scene, core: Sequence[Group]) -> bool:
    """A label that cannot stand alone joins a cast that prints its labels the same way.

    A name may do so if seen once; another string has to recur and to take turns with the cast.
    """
    if weight < SINGLE or not {candidate.form for candidate in group.candidates} <= forms:
        return False
    if not _printed_alike(group, core, scene):
        return False
    keys = {other.key for other in core}
    beside = [other for candidate in group.candidates for other in scene.neighbours(candidate)]
    taking_turns = len(group.candidates) >= 2 and sum(other.key in keys for other in beside) >= len(group.candidates)
    return _named(group, scene) or (taking_turns and weight >= SINGLE + 0.5)
