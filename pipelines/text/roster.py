"""Guest lists: lines before the talk that say who is there, as host or guest, and look like labels.

Here belongs telling such lines from turns, and reading the people they name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipelines.knowledge import alternation, rows, words
from pipelines.text.credits import people
from pipelines.text.folding import can_open, fold
from pipelines.text.labels import Candidate
from pipelines.text.names import is_han_name, name_at_end, person_likeness
from pipelines.text.parts import Part
from pipelines.text.spots import anchored
from pipelines.text.typography import SENTENCE_END, is_question

PARTS_PLAYED = {fold(word): kind for kind, word in rows("roster_words.tsv")}
KEYS_OPEN = frozenset(word[0] for word in PARTS_PLAYED)
WORDS = "|".join(sorted((re.escape(word) for _, word in rows("roster_words.tsv")), key=lambda word: (-len(word), word)))
INITIALS, SECOND = ("".join(sorted({word[at] for _, word in rows("roster_words.tsv")})) for at in (0, 1))
BEGINS = re.compile(f"[{re.escape(INITIALS)}](?=[{re.escape(SECOND)}])")  # seldom anything else than one of them
LISTED = re.compile(rf"^(?P<word>{WORDS})\s*[:：|｜丨]\s*(?P<names>.+)$")
POSTS = re.escape("".join(sorted({word[0] for word in words("titles.txt")})))  # asked first: titles are hundreds
IN_PROSE = re.compile(
    rf"(?P<word>{WORDS})(?:是|为|為|：|:)?\s*"
    rf"(?P<post>[^，。；、,.;\s]{{0,24}}?(?:(?=[{POSTS}])(?:{alternation('titles.txt')})|[师師家者員员長长授]))?"
    r"(?P<name>[\u3400-\u9fff]{2,4}?)(?=[，。；、,.;（(\s]|$)"
)
LABELLED = re.compile(rf"\s*(?:{WORDS})\s*[:：]")
ADDRESSED = re.compile("[我你您]")
AROUND = re.compile(r"[【】\[\]\s*]")
HEAD = 40  # code points of a line up to which it can be a word alone, with brackets and blanks
Entry = tuple[str, str]


def split_roster(parts: Sequence[Part], candidates: Sequence[Candidate]) -> tuple[list[Entry], list[Candidate]]:
    """The guest list as pairs of role word and name, and the candidates that are not lines of it."""
    roster: list[Entry] = []
    listed: set[int] = set()
    for index, text in [(i, part.text) for i, part in enumerate(parts) if part.text[:1] in INITIALS]:
        names = _line(text) if parts[index].kind.kept else []
        if names:
            listed.add(index)
            roster += names
    roster += _prose(parts) + block_entries(parts, candidates)
    rest = [candidate for candidate in candidates if candidate.part not in listed] if listed else candidates
    return list(dict.fromkeys(roster)), _without_bios(rest)


def _line(text: str) -> list[Entry]:
    """``嘉宾：某某（某处）、某某``: names, and nothing else but what stands in brackets."""
    match = LISTED.match(text) if len(text) <= 160 else None
    if not match or is_question(text):
        return []
    bare = " ".join(re.sub(r"[（(][^（()）]*[）)]", "", match["names"]).split())
    found = [name for piece in people(bare) for name in [_person(piece)] if name]
    if not found or SENTENCE_END.search(bare):
        return []
    return [(match["word"], name) for name in dict.fromkeys(found)]


def _person(piece: str) -> str | None:
    """The person in an entry of a guest list: alone, or behind post and house."""
    tail = name_at_end(piece)
    if tail or person_likeness(piece) >= 0.8:
        return tail or piece
    run = re.search(r"[\u3400-\u9fff]{4,}$", piece)
    return next((piece[-n:] for n in (3, 2) if is_han_name(piece[-n:])), None) if run else None


def _prose(parts: Sequence[Part]) -> list[Entry]:
    """``主持人某某，嘉宾是设计师某某``: told in a sentence of the first paragraphs."""
    able = [part.text for part in parts[:16] if part.kind.kept and BEGINS.search(part.text)]
    found = (match for text in able if not _is_speech(text) for match in told_in(text))
    return [(match["word"], match["name"]) for match in found if person_likeness(match["name"]) >= 0.8]


def told_in(text: str) -> Iterator[re.Match[str]]:
    """``IN_PROSE`` in a text."""
    return anchored(IN_PROSE, (begins.start() for begins in BEGINS.finditer(text)), 0, text)


def _is_speech(text: str) -> bool:
    """``主持人：孙老师，您…``: what stands behind a label is said by that person, the name in it is somebody else's."""
    label = LABELLED.match(text) if text.lstrip()[:1] in INITIALS else None
    return bool(label and (is_question(text) or ADDRESSED.search(text) or SENTENCE_END.search(text, label.end())))


def _without_bios(candidates: Sequence[Candidate]) -> list[Candidate]:
    """A name whose first line is no sentence while most of its later lines are was introduced there, not heard."""
    spoken: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        spoken[candidate.key].append(candidate)
    bios = {id(found[0]) for found in spoken.values() if len(found) >= 2 and _bio(found[0]) and _talks(found[1:])}
    return [candidate for candidate in candidates if id(candidate) not in bios] if bios else list(candidates)


def _talks(found: Sequence[Candidate]) -> bool:
    return sum(map(_bio, found)) <= 0.34 * len(found)


def block_entries(parts: Sequence[Part], candidates: Sequence[Candidate]) -> list[Entry]:
    """``【主播】`` alone on a line and lines ``某某：何人`` below it."""
    heads = dict(_heads(parts[:60]))
    if not heads:
        return []
    entries: list[Entry] = []
    by_part = {candidate.part: candidate for candidate in candidates}
    word: str | None = None
    for index, part in enumerate(parts[:60]):
        if index in heads:
            word = heads[index]
        elif word and index in by_part and _bio(by_part[index]):
            entries.append((word, by_part[index].name))
        elif part.kind.kept:
            word = None
    return entries


def _heads(parts: Sequence[Part]) -> Iterator[tuple[int, str]]:
    """The words of a guest list that stand alone on a line, with the line."""
    for index, text in [(i, part.text) for i, part in enumerate(parts) if len(part.text) <= HEAD]:
        if can_open(text, KEYS_OPEN):
            head = AROUND.sub("", text)
            if fold(head) in PARTS_PLAYED:
                yield index, head


def _bio(candidate: Candidate) -> bool:
    text = candidate.rest.strip()
    return 0 < len(text) <= 60 and not re.search(r"[我你您？?。]|[，,]$", text) and not SENTENCE_END.search(text)
