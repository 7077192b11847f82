"""Roles: who asks, who answers, who is heard from the audience.

Here belongs what labels, guest list, lead and the turns themselves say about a speaker's part in the talk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipelines.text.casting import Cast
from pipelines.text.folding import fold
from pipelines.text.guests import Background
from pipelines.text.houses import is_house
from pipelines.text.speakers import Person
from pipelines.text.spots import spots
from pipelines.text.turns import ANSWERER, ASKER

BY_WORD = {"asker": "interviewer", "answerer": "interviewee", "audience": "audience"}
WELCOME = re.compile(
    r"欢迎(?:大家|各位|来到|收听|收看|回到)|歡迎(?:大家|各位|來到|收聽|收看)|这里是|我是(?:本期|今天的)?(?:主持人|主播)"
)
REACH = 60  # how far before a name the words that make somebody the host may begin
HOSTS = re.compile(r"(?:担任|作为)?主持")
IS_HOST = re.compile(r"主持人(?:是|为)?\s*\Z")
HOSTED, HOSTED_BY = re.compile(r"[^，。；]{0,8}主持"), re.compile(r"(?:主持人|由)\s*(?:[^，。；]{0,24}[：:]?\s*)?\Z")
ASKED = re.compile(r"(?:对话|對話|专访|專訪|访谈|采访|對談)[^，。：:]{0,14}\Z")
BESIDE = re.compile(r"[與与][^，。：:]{0,14}\Z")
ASKS = re.compile(r"\s*(?:对话|對話|专访|專訪|访谈|采访)")
HOSTING = re.compile(r"主持|记者|記者|主播|[Mm]oderator|[Hh]ost")


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody talks: share of turns that ask, mean length of a turn in code points."""

    asking: float
    length: float


def assign(
    people: Sequence[Person], cast: Cast, spoken: Mapping[str, Sequence[str]], background: Background
) -> list[str]:
    """The role of each of ``people``; ``spoken`` holds the texts of the turns by key."""
    known = [_told(person, cast, background) or _welcomes(person, spoken) for person in people]
    manners = [_manner([text for key in person.keys for text in spoken.get(key, ())]) for person in people]
    asked = sum(
        len(spoken.get(key, ()))
        for person, role in zip(people, known, strict=True)
        if role == "interviewer"
        for key in person.keys
    )
    total = sum(map(len, spoken.values()))
    if asked >= 0.2 * total and any(role == "interviewer" for role in known):
        return [role or _second_host(manner, manners) for role, manner in zip(known, manners, strict=True)]
    return _by_manner(people, known, manners, background)


def _told(person: Person, cast: Cast, background: Background) -> str | None:
    """The role that a word says: the label itself, a hint in brackets, the guest list, the lead."""
    if ASKER in person.keys or ANSWERER in person.keys:
        return "interviewer" if ASKER in person.keys else "interviewee"
    groups = [cast.by_key[key] for key in person.keys if key in cast.by_key]
    for group in groups:
        if group.role_word and group.role_word in BY_WORD:
            return BY_WORD[group.role_word]
        if any(map(HOSTING.search, {candidate.hint for candidate in group.candidates})) or HOSTING.match(group.name):
            return "interviewer"
    listed = [
        word for word, name in background.roster if fold(name) in {fold(person.name or ""), *map(fold, person.aliases)}
    ]
    if listed:
        return "interviewer" if any(HOSTING.search(word) for word in listed) else "interviewee"
    return _house_or_host(person, background)


def _welcomes(person: Person, spoken: Mapping[str, Sequence[str]]) -> str | None:
    """Whoever welcomes the audience in his first words conducts the talk."""
    first = next((texts[0] for key in person.keys for texts in [spoken.get(key, ())] if texts), "")
    return "interviewer" if WELCOME.search(first[:80]) else None


def _house_or_host(person: Person, background: Background) -> str | None:
    name = person.name or ""
    names = {fold(form) for form in (name, *person.aliases)}
    if is_house(name) or names & {fold(house) for house in background.houses}:
        return "interviewer"
    return "interviewer" if _hosts(person, background.lead) else None


def _hosts(person: Person, lead: str) -> bool:
    """Whether the lead says that the person conducts the talk."""
    return "主持" in lead and any(
        HOSTS.match(lead, end)
        or IS_HOST.search(lead, max(0, start - REACH), start)
        or (HOSTED.match(lead, end) and HOSTED_BY.search(lead, max(0, start - REACH), start))
        for start, end in _named(person, lead)
    )


def _named(person: Person, text: str) -> Iterator[tuple[int, int]]:
    """Where the text names the person."""
    forms = (form for form in (person.name or "", *person.aliases) if len(form) >= 2)
    return (span for form in forms for span in spots(form, text))


def _manner(texts: Sequence[str]) -> Manner:
    asking = sum(["？" in end or "?" in end for text in texts for end in [text[-60:]]])
    return Manner(asking / max(1, len(texts)), sum(map(len, texts)) / max(1, len(texts)))


def _second_host(manner: Manner, manners: Sequence[Manner]) -> str:
    """Beside a known asker somebody else asks only if nearly all that he says are short questions."""
    longest = max(other.length for other in manners)
    return "interviewer" if manner.asking >= 0.75 and manner.length <= 0.34 * longest else "interviewee"


def _by_manner(
    people: Sequence[Person], known: Sequence[str | None], manners: Sequence[Manner], background: Background
) -> list[str]:
    """Nobody is told to ask: whoever asks most and shortest does; a title ``对话某某`` names who answers."""
    longest = max((manner.length for manner in manners), default=1.0) or 1.0
    weights = [
        m.asking + 0.5 * (1 - m.length / longest) + _in_title(person, background.title)
        for person, m in zip(people, manners, strict=True)
    ]
    free = [i for i, role in enumerate(known) if role is None]
    if not free:
        return [role or "interviewee" for role in known]
    top = max(free, key=lambda i: weights[i])
    roles = [role or "interviewee" for role in known]
    if any(role == "interviewer" for role in known) and manners[top].asking < 0.5:
        return roles
    if len(people) > 1 and weights[top] > 0:
        roles[top] = "interviewer"
        for i in free:
            if (
                i != top
                and manners[i].asking >= 0.6
                and manners[i].length <= 0.5 * longest
                and weights[i] >= weights[top] - 0.3
            ):
                roles[i] = "interviewer"
    return roles


def _in_title(person: Person, title: str) -> float:
    spans = list(_named(person, title))
    if any(ASKED.search(title, 0, start) for start, _ in spans):
        return -0.6
    if any(BESIDE.search(title, 0, start) for start, _ in spans):
        return -0.2
    return 0.4 if any(ASKS.match(title, end) for _, end in spans) else 0.0
