"""Evidence: what speaks for and against a string being the label of a speaker.

Here belong the pieces of evidence, each a named function from a group to a weight that is listed in ``EVIDENCE``. What
they look at is in ``scene``, what the weights decide in ``casting``.
"""

from __future__ import annotations

import re

from pipelines.knowledge import rows
from pipelines.text.abbreviations import declared, owner, spelt_out
from pipelines.text.folding import fold
from pipelines.text.houses import is_house, is_medium
from pipelines.text.introductions import acts
from pipelines.text.names import person_likeness
from pipelines.text.scene import Evidence, Group, Scene, pieces
from pipelines.text.spots import times
from pipelines.text.typography import is_question, is_sentence

WEAK = frozenset(fold(row[1]) for row in rows("role_labels.tsv") if row[2:] == ("weak",))
LINKED = re.compile(r"\s*(?:https?:|www\.|\w+\.(?:com|cn|org))")
FIRST_AND_SECOND = re.compile(r"[我你您Iyw](?:(?<=[我你您])|(?<=\bI)\b|(?<=\by)ou\b|(?<=\bw)e\b)")


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
    return 1.5 if longer or not scene.recurring.isdisjoint(pieces(group.key) - {group.key}) else 0.0


def speech(group: Group, scene: Scene) -> float:
    """What follows reads as somebody's words: whole sentences, questions, 我 and 你."""
    texts = scene.said[group.key]
    share = sum([len(text) > 60 or is_sentence(text) for text in texts]) / len(texts)
    personal = sum(map(bool, map(FIRST_AND_SECOND.search, texts))) / len(texts)
    return share + 0.5 * personal - (2.0 if share < 0.4 else 0.0)


def asking(group: Group, scene: Scene) -> float:
    """Most of what the label says are questions: whoever it is, he conducts the talk."""
    texts = scene.said[group.key]
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
    able = [c.rest for c in group.candidates if "." in c.rest or ":" in c.rest]
    return -4.0 if any(map(LINKED.match, able)) else 0.0


def conversation(group: Group, scene: Scene) -> float:
    """The label takes turns with one that plainly speaks: a role word, a house, a person."""
    partners = scene.partners(group).items()
    plain = sum(count for key, count in partners if _speaks(scene.by_key[key], scene))
    return 1.0 if plain >= len(group.candidates) else 0.0


def _speaks(group: Group, scene: Scene) -> bool:
    """Whether the label plainly names somebody who speaks."""
    return bool(group.role_word) or scene.weight(house, group) > 0 or scene.weight(person, group) >= 1.2


EVIDENCE: tuple[Evidence, ...] = (
    role_word, house, person, recurrence, introduction, alias, speech, asking, conversation, typography, bracket_hint,
    link,
)  # fmt: skip


def all_evidence(group: Group, scene: Scene) -> float:
    """The weight of all pieces together."""
    return sum([scene.weight(evidence, group) for evidence in EVIDENCE])
