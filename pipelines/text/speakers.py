"""Speakers: the people and houses behind the labels, one for each, under the name that the article gives in full.

Here belongs the resolution of a label to a name: initials, given names, labels with house or post, several labels of
one person, and the person whom A or 答 stands for. What each of them does in the talk is in ``roles``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.knowledge import alternation, column
from pipelines.text.abbreviations import declared, owner, spelt_out
from pipelines.text.affiliations import affiliation
from pipelines.text.casting import Cast
from pipelines.text.folding import fold
from pipelines.text.guests import Background, interviewee, introduces_himself
from pipelines.text.houses import is_medium
from pipelines.text.introductions import acts, introduced
from pipelines.text.names import (
    DOT,
    HAN,
    is_han_name,
    name_at_end,
    person_likeness,
    surname_and_title,
)
from pipelines.text.scene import Group
from pipelines.text.spots import followed, preceded, spots, times
from pipelines.text.turns import ANSWERER

REACH = 60  # how far before a name the words that call somebody so may begin
MIXED = re.compile(rf"({HAN}{{2,4}})\s*([A-Za-z][\w .]*)")
CALLED = re.compile(
    rf"({HAN}{{2,4}})(?:[，（(][^。；，）)]{{0,12}})?(?:{alternation('acts.tsv', 'calls')})(?:为|是|叫)?\s*[“「\"]?\Z"
)
CALLING = frozenset((*"为是叫", *(word[-1] for word in column("acts.tsv", "calls"))))
"""What that ends in before white space and a quotation mark."""

IN_BRACKETS = re.compile(r"\s*[（(]([^（()）,，。、]{2,30})[）)]")
NICKNAME = re.compile(r"(?:网友|網友|听众|聽眾)(?![提问問\d甲乙丙丁]|[A-Z]$).{2,}")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who speaks: ``name`` is None where the article never gives it, ``keys`` are the labels' folded names."""

    name: str | None
    keys: tuple[str, ...]
    aliases: tuple[str, ...] = field(default=())
    affiliation: str | None = None


def resolve(
    cast: Cast, extra: Sequence[str], background: Background, spoken: Mapping[str, Sequence[str]]
) -> list[Person]:
    """The people behind the cast's labels and behind ``extra`` keys (unlabelled sides), in order of appearance.

    ``spoken`` holds the texts of the turns by key: people introduce themselves.
    """
    halves = _halves(cast)
    named = {group.key: canonical(group, halves, background) for group in cast.groups if not group.role_word}
    taken = set(named.values())
    people: dict[str, Person] = {}
    for group in cast.groups:
        name = _role_name(group, background, taken, spoken.get(group.key, ())) if group.role_word else named[group.key]
        key = fold(name) if name else f"\0{group.key}"
        people[key] = _merge(people.get(key), group, name, background)
    for side in extra:
        name = interviewee(background, taken) if side == ANSWERER else None
        key = fold(name) if name else f"\0{side}"
        known = people.get(key)
        people[key] = Person(
            name, (*(known.keys if known else ()), side), known.aliases if known else _pairs(name, background.text)
        )
    return list(people.values())


def _merge(known: Person | None, group: Group, name: str | None, background: Background) -> Person:
    printed = () if group.role_word else tuple(dict.fromkeys(candidate.name for candidate in group.candidates))
    aliases = dict.fromkeys([*(known.aliases if known else ()), *printed, *_pairs(name, background.text)])
    aliases.pop(name or "", None)
    keys = (*(known.keys if known else ()), group.key)
    return Person(
        name, keys, tuple(aliases), (known.affiliation if known else None) or affiliation(group, name, background)
    )


def _pairs(name: str | None, text: str) -> tuple[str, ...]:
    """Other spellings that stand in brackets behind the name: ``Ann Lee(李安)``."""
    if not name:
        return ()
    found = (match[1] for match in followed(name, IN_BRACKETS, text))
    return tuple(other for other in found if person_likeness(other) >= 1.2 and other != name)


def canonical(group: Group, halves: Mapping[str, str], background: Background) -> str:
    """The name in full of a labelled speaker; ``halves`` are names by the keys of their Latin and Chinese halves."""
    name = closed_up(group.name, background)
    told = declared(name, background.text) or _spelt(name, background) or owner(name, lambda: _known(background))
    if told:
        return _fuller(told, background) or told
    at_end = name_at_end(name) or _known_tail(name, background)
    if at_end:
        return at_end
    mixed = MIXED.fullmatch(name)
    if mixed and is_han_name(mixed[1], weak=True):
        return mixed[1]
    return halves.get(group.key) or _called(name, background) or _fuller(name, background) or name


def closed_up(name: str, background: Background) -> str:
    """A label that a space was set or broken into, ``李 明`` or ``某某周 刊``, where the article or a list has none."""
    closed = re.sub(rf"(?<={HAN})\s+(?={HAN})", "", name)
    if closed == name or len(closed) <= 3:
        return closed
    known = is_medium(closed) or closed in background.houses or closed in background.everything
    return closed if known else name


def _known(background: Background) -> tuple[str, ...]:
    return (*(name for _, name in background.roster), *background.introduced, *background.houses)


def _spelt(name: str, background: Background) -> str | None:
    """Initials of a house or a person spelt out elsewhere."""
    if not re.fullmatch(r"[A-Z]{2,4}", name):
        return None
    return next(
        filter(None, (spelt_out(name, text) for text in (*background.houses, *background.authors, background.text))),
        None,
    )


def _known_tail(name: str, background: Background) -> str | None:
    """``某某资本陈某``: the end of the label is a person whom the text introduces without the beginning."""
    if is_han_name(name, weak=True) or not re.search(rf"{HAN}{{4,}}$", name):
        return None
    tails = [name[-length:] for length in (3, 2) if is_han_name(name[-length:], weak=True)]
    shown = [
        tail
        for tail in tails
        if times(tail, background.text) > times(name, background.text) and acts(tail, background.text)
    ]
    return shown[0] if shown else None


def _halves(cast: Cast) -> dict[str, str]:
    """A label that is the Latin or Chinese half of another label of the cast stands for the same person."""
    found: dict[str, str] = {}
    for group in cast.groups:
        halves = MIXED.fullmatch(group.name)
        if halves and is_han_name(halves[1], weak=True):
            for half in halves.groups():
                found.setdefault(fold(half), halves[1])
    return found


def _called(name: str, background: Background) -> str | None:
    """The person whom the text says to be called ``name``: ``某某，大家都叫她小某``."""
    text = background.text
    before = ((max(0, start - REACH), start) for start, _ in spots(name, text))
    called = (CALLED.search(text, *reach) for reach in before if may_call(text[slice(*reach)]))
    match = min(filter(None, called), key=lambda call: (call.start(), -call.end(1)), default=None)
    if match is None:
        return None
    readings = [match[1][-length:] for length in (4, 3, 2) if is_han_name(match[1][-length:], weak=True)]
    return max(readings, key=text.count, default=None)


def may_call(before: str) -> bool:
    """Whether ``CALLED`` can be found in the words before a name: most often another's full stop stands there."""
    bare = before[:-1] if before.endswith(("“", "「", '"')) else before
    return bare.rstrip()[-1:] in CALLING


def _fuller(name: str, background: Background) -> str | None:
    """A longer name in the text that begins or ends with the label."""
    if re.fullmatch(r"[A-Za-z][\w'’.-]*", name):
        found = background.latin.get(fold(name), Counter[str]())
        return found.most_common(1)[0][0] if found else None
    known = background.dotted.items()
    dotted = Counter({full: n for full, n in known if name in re.split(rf"[{DOT}]", full) and full != name})
    if dotted:
        return _trim(dotted.most_common(1)[0][0], name)
    return _fuller_han(name, background.everything)


def _trim(full: str, name: str) -> str:
    """Text runs into a transliterated name from the left: keep the reading that is at most five characters a part."""
    parts = re.split(rf"([{DOT}])", full)
    parts[0] = parts[0] if len(parts[0]) <= 5 else parts[0][-3:]
    return "".join(parts)


def _fuller_han(name: str, text: str) -> str | None:
    """``一峰`` for somebody whom the text names with a surname, ``张总`` for the only 张 whom it introduces."""
    titled = surname_and_title().fullmatch(name)
    if titled:
        known = {person for person in introduced(text) if person.startswith(titled[1]) and is_han_name(person)}
        return known.pop() if len(known) == 1 else None
    if not re.fullmatch(rf"{HAN}{{1,2}}", name):
        return None
    found = Counter(filter(is_han_name, (text[start:end] for start, end in preceded(name, text))))
    best = next((full for full, _ in found.most_common(1) if acts(full, text)), None)
    alone = text.replace(best, "").replace(f"{name}老师", "") if best else text
    return best if best and not acts(name, alone) else None


def _role_name(group: Group, background: Background, taken: set[str], texts: Sequence[str]) -> str | None:
    """The person behind 主持人 or 答: from the guest list, an explicit key to the labels, or the lead."""
    single = len(group.key) == 1
    listed = {name for word, name in background.roster if fold(word) == group.key or (single and group.key in word)}
    if len(listed) == 1:
        return listed.pop()
    told = declared(group.name, background.text)
    if told and person_likeness(told):
        return told
    if group.role_word == "answerer":
        return interviewee(background, taken)
    if group.role_word == "audience" and NICKNAME.fullmatch(group.name):
        return group.name
    return introduces_himself(texts) if group.role_word == "voice" or len(group.key) >= 3 else None
