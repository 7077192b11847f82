"""People in running text: introduced by a title, transliterated, Latin, or under a part of a name that is known.

Here belong the ways of finding people. Famous people come from the gazetteer, those who speak from the speaker list.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from functools import cache
from itertools import product

from pipelines.knowledge import words
from pipelines.text.characters import where
from pipelines.text.dictionary import known_tag
from pipelines.text.found import Found, Prose
from pipelines.text.introductions import acts, introduced_in_chinese, is_new
from pipelines.text.latin import capitals, named
from pipelines.text.names import (
    DOT,
    HAN,
    LATIN_NAME,
    is_han_name,
    latin_names,
    surnames,
    transliterated,
    transliterated_within,
)
from pipelines.text.spots import anchored, spots

IN_BRACKETS = r"[（(]\s*(?P<latin>[A-Z][A-Za-z.'’-]*(?:\s[A-Z][A-Za-z.'’-]*){1,3})\s*[)）]"
PAIR = re.compile(rf"(?P<han>{HAN}{{2,4}}|{HAN}[\u3400-\u9fff{DOT}]{{2,16}})\s*{IN_BRACKETS}")
LATIN_IN_BRACKETS, HAN_IN_BRACKETS = re.compile(IN_BRACKETS), re.compile(rf"[（(]{HAN}{{2,4}}[)）]")
DOTS, DOTTED = frozenset(DOT), re.compile(f"[{DOT}]")
GIVEN = re.compile(rf"{HAN}{{2}}")
REVERSED = re.compile(rf"(?P<latin>{LATIN_NAME.pattern})\s*[（(](?P<han>{HAN}{{2,4}})[)）]")
VOCATIVE = re.compile(r"(?:^|[。，,！？!?\s]|老师|问|请|谢谢|那|先问问|回到)\Z", re.MULTILINE)
ADDRESSED = re.compile(r"[，,！？!?]|你|您|老师|老師|总|兄|怎么|的体感|呢")


def people(prose: Prose, known: Container[str] = (), *, familiar: bool = True) -> list[Found]:
    """All people whom the text itself shows to be people, without those known by a part of their name alone.

    Nor those Chinese names that are ``known`` from surer evidence, wherever they stand. ``familiar`` tells whether any
    familiar name may stand in the text.
    """
    further = (*_transliterated(prose), *_latin(prose.text), *(_familiar(prose) if familiar else ()))
    return [*_pairs(prose.text), *_introduced(prose, known), *further]


def _pairs(text: str) -> Iterator[Found]:
    """``中文名（Latin Name）``: one person under two spellings; the name is the spelling that stands outside."""
    brackets = where("（(", text) if capitals(text) and ("（" in text or "(" in text) else ()
    for match in anchored(PAIR, _holding_names(brackets, text), 17, text):
        han = (
            match["han"][transliterated_within(match["han"])[0] :]
            if not DOTS.isdisjoint(match["han"])
            else _han_at_end(match["han"])
        )
        if han:
            yield Found(match.end("han") - len(han), match.end("han"), "PERSON", han, "pattern", 0.92)
            yield Found(*match.span("latin"), "PERSON", han, "pattern", 0.92)
    for match in named(REVERSED, text) if any(HAN_IN_BRACKETS.match(text, at) for at in brackets) else ():
        if is_han_name(match["han"], weak=True):
            yield Found(*match.span("latin"), "PERSON", match["latin"], "pattern", 0.92)
            yield Found(*match.span("han"), "PERSON", match["latin"], "pattern", 0.92)


def _holding_names(brackets: Iterable[int], text: str) -> Iterator[int]:
    """Those with a Latin name in them, or where the white space before them begins."""
    for at in brackets:
        if LATIN_IN_BRACKETS.match(text, at):
            while text[at - 1 : at].isspace():
                at -= 1
            yield at


def _han_at_end(run: str) -> str | None:
    return next((run[-n:] for n in (3, 2) if is_han_name(run[-n:], weak=True) and is_new(run[-n:])), None)


def _introduced(prose: Prose, known: Container[str]) -> Iterator[Found]:
    """Chinese names behind a title or before a verb of saying, wherever they stand in the article."""
    for name in introduced_in_chinese(prose.text):
        if name not in known:
            sure = 0.9 if len(name) == 3 else 0.82
            yield from (
                Found(a, b, "PERSON", name, "pattern", sure) for a, b in prose.places(name) if _apart(prose, a, b)
            )


def _apart(prose: Prose, start: int, end: int) -> bool:
    """Whether the name is not the beginning or the end of a longer word: a border on one side at least."""
    return prose.border(start) or prose.border(end)


FAMILIAR = re.compile(rf"[老小阿]{HAN}|{HAN}[叔姨姐嫂伯婶]")
BEFORE, BEHIND = "老小阿", "叔姨姐嫂伯婶"


def _familiar(prose: Prose) -> Iterator[Found]:
    """``老温`` and ``梁叔``: a surname with a familiar syllable, a word of its own, twice or where its bearer acts."""
    text, names, places = prose.text, familiar_names(), defaultdict[str, list[tuple[int, int]]](list)
    for match in anchored(FAMILIAR, where(BEFORE + BEHIND, text), 1, text):
        if match[0] in names and prose.border(match.start()) and prose.border(match.end()):
            places[match[0]].append(match.span())
    for name, spans in places.items():
        if len(spans) >= 2 or acts(name, text):
            yield from (Found(start, end, "PERSON", name, "pattern", 0.72) for start, end in spans)


@cache
def familiar_names() -> frozenset[str]:
    """All of them that are no ordinary words."""
    single = surnames()[0]
    names = {*map("".join, product(BEFORE, single)), *map("".join, product(single - {*BEFORE}, BEHIND))}
    plain = {name for name in names if (known_tag(name) or "nr").startswith("nr")}
    return frozenset(plain - words("common_not_names.txt"))


def _transliterated(prose: Prose) -> Iterator[Found]:
    for match in transliterated(prose.text):
        start, end = transliterated_within(match[0])
        name = match[0][start:end]
        start += match.start()
        if not DOTS.isdisjoint(name):
            yield Found(start, start + len(name), "PERSON", re.sub(r"\s", "", name), "pattern", 0.9)


def _latin(text: str) -> Iterator[Found]:
    """Latin names of two words and more that begin with a given name, or that the text shows as people."""
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for match in latin_names(text):
        places[match[0]].append(match.span())
    for name, spans in places.items():
        parts = name.split()
        if (
            len(parts) < 2
            or parts[0] in words("techniques.txt")
            or any(len(p) > 1 and p in words("techniques.txt") for p in parts[1:])
        ):
            continue
        if parts[0] in words("given_latin.txt") or acts(name, text):
            yield from (Found(start, end, "PERSON", name, "latin_name", 0.85) for start, end in spans)


def parts_of_names(prose: Prose, known: Iterable[Found]) -> Iterator[Found]:
    """A given or family name alone, where the full name stands in the article."""
    full = {(f.name, prose.text[f.start : f.end]) for f in known if f.type == "PERSON"}
    for name, surface in sorted({(name, _tight(surface)) for name, surface in full}):
        for part in _parts(surface):
            if part in words("techniques.txt") or not _is_free(part, prose):
                continue
            yield from (Found(a, b, "PERSON", name, "propagated", 0.8) for a, b in prose.places(part))


def _tight(name: str) -> str:
    """A transliterated name without white space around its dots."""
    return name if DOTS.isdisjoint(name) else re.sub(r"\s", "", name)


def _parts(name: str) -> list[str]:
    if not DOTS.isdisjoint(name):
        return [part for part in DOTTED.split(name) if len(part) >= 2]
    if " " in name:
        first, *_, last = name.split()
        return [part for part in (first, last) if len(part) >= 3]
    return [name[1:]] if len(name) == 3 and is_han_name(name, weak=True) else []


def _is_free(part: str, prose: Prose) -> bool:
    """A Chinese given name counts alone if it is no ordinary word, or if somebody is addressed by it."""
    if not GIVEN.fullmatch(part):
        return True
    tag = known_tag(part)
    if tag is None or tag.startswith("nr"):
        return True
    places = spots(part, prose.text)
    return any(ADDRESSED.match(prose.text, b) and VOCATIVE.search(prose.text, max(0, a - 3), a) for a, b in places)
