"""Mentions: people, organisations, places, products, works and events in an article, with exact offsets.

Here belongs the recipe: what is established first (speakers, gazetteer, titles, patterns), what follows from it
(versions, parts of names, everything else of the same spelling), and the choice of one type and name for each. The ways
of finding are modules of their own. Printed labels and URLs hold no mentions.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from pipelines.knowledge import words
from pipelines.text import gazetteer
from pipelines.text.found import Found, Prose, cued, extended, longest
from pipelines.text.houses import is_house, is_medium
from pipelines.text.listed import listed
from pipelines.text.organisations import branches, dated, founded, latin_houses, organisations
from pipelines.text.people import parts_of_names, people
from pipelines.text.places import is_demonym, places
from pipelines.text.products import acting, branded, explained, models, versions
from pipelines.text.sentences import URL
from pipelines.text.spots import anchored, beginning

TITLE_MARKS = re.compile(r"《([^《》\n]{1,80})》")
ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w.-])[\w.-]{1,64}@[\w.-]+"
    r"|(?<![\w-])[\w-]{1,63}\.(?:com|cn|io|org|net|ai)\b(?:/[\x21-\x7e]*)?",
    re.ASCII,
)


ADDRESS_FROM = re.compile(r"://|www\.|@|\.(?:com|cn|io|org|net|ai)")

SPREAD = 0.75
"""Score of a mention that is known by another place with the same spelling."""

Recognise = Callable[[Prose, dict[str, Any]], list[Found]]
"""A way to find mentions in an article's text, other than ours."""


def find_mentions(
    article: dict[str, Any], turns: Sequence[dict[str, Any]], other: Recognise | None = None
) -> list[dict[str, Any]]:
    """The rows of ``entities`` for one article, in order; no mention overlaps another, a printed label or an address.

    ``other`` finds the mentions in place of ``recognise``.
    """
    text: str = article["text"] or ""
    prose = Prose(text, _closed(text, turns))
    chosen = recognise(prose, article) if other is None else prose.free(other(prose, article))
    return list(_rows(article["article_id"], text, turns, chosen))


def recognise(prose: Prose, article: dict[str, Any]) -> list[Found]:
    """The mentions of a text: what is established, what follows from it, one reading for each place."""
    text, strings = prose.text, listed(prose.text)
    speaking = dict.fromkeys(_speaking(article))
    further = (
        _works(text),
        _known(prose, strings.names),
        people(prose, {surface for surface, _, _ in speaking}, familiar=strings.familiar),
        organisations(prose, strings.endings),
        places(prose, strings.places),
        models(text),
        latin_houses(prose),
    )
    base = acting(longest((*_speakers(speaking, prose), *prose.free(chain.from_iterable(further)))), text)
    longer = (*versions(text, base), *branches(text, base), *founded(text, base), *dated(text, base))
    grown = extended(base, prose.free(longer))
    grown = extended(grown, [*prose.free(branded(text, grown)), *parts_of_names(prose, grown)])
    grown = extended(grown, prose.free(explained(text, grown)))
    return _one_name(extended(grown, _spread(prose, grown)), text)


def _closed(text: str, turns: Sequence[dict[str, Any]]) -> bytearray:
    """A 1 for every character that no mention may hold."""
    mask = bytearray(len(text) + 1)
    for start, end in _blocked(text, turns):
        mask[start:end] = b"\1" * (end - start)
    return mask


def _blocked(text: str, turns: Sequence[dict[str, Any]]) -> Iterator[tuple[int, int]]:
    """URLs, and the printed labels directly before their turns."""
    if "." in text or "@" in text or "://" in text:
        yield from (match.span() for match in URL.finditer(text))
        signs = (match.start() for match in beginning(ADDRESS_FROM, ":w@.", text))
        yield from (match.span() for match in anchored(ADDRESS, signs, 64, text))
    before = 0
    for turn in turns:
        label, end = turn["speaker_label"], turn["char_start"]
        if label:
            start = text.rfind(label, before, end)
            if start >= 0:
                yield start, end
        before = turn["char_end"]


def _speaking(article: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The spellings of the names in the speaker list, with type and name; a house that asks is an organisation."""
    for speaker in article["speakers"] or []:
        name = speaker["name"]
        if not name:
            continue
        house = name == article["publisher"] or is_house(name)
        for surface in (name, *speaker["aliases"]):
            if len(surface) >= 2 and surface not in words("techniques.txt"):
                yield surface, "ORG" if house else "PERSON", name


def _speakers(speaking: Iterable[tuple[str, str, str]], prose: Prose) -> Iterator[Found]:
    """Those of the speaker list wherever they are named."""
    for surface, kind, name in speaking:
        yield from (Found(a, b, kind, name, "speaker_list", 0.97) for a, b in prose.places(surface))


def _works(text: str) -> Iterator[Found]:
    """What stands in 《》: a work, unless it is known to be a medium."""
    for match in TITLE_MARKS.finditer(text) if "《" in text else ():
        yield Found(*match.span(1), "ORG" if is_medium(match[1]) else "WORK_OF_ART", match[1], "title_marks", 0.95)


def _known(prose: Prose, spelled: Iterable[gazetteer.Match]) -> list[Found]:
    """Names of the gazetteer; a doubtful spelling needs a cue, or its thing under an undoubted one in the article."""
    text = prose.text
    matches = [match for match in spelled if _stands(prose, match)]
    sure = {(e.name, e.type) for match in matches for e in match.entries if not e.doubtful}
    return [found for match in matches for found in [_reading(match, text, sure)] if found]


def _stands(prose: Prose, match: gazetteer.Match) -> bool:
    """A Chinese spelling of two characters has to be a word of its own; peoples and languages are no places."""
    start, end, entries = match
    if entries[0].type in ("GPE", "LOC") and is_demonym(prose.text, end):
        return False
    if end - start > 3 or prose.text[start:end].isascii():
        return True
    if prose.border(start):
        return end - start > 2 or prose.border(end)
    return end - start > 2 and prose.border(end)


def _reading(match: gazetteer.Match, text: str, sure: set[tuple[str, str]]) -> Found | None:
    """The entry that the place speaks for."""
    first, *more = match.entries
    if not (more or first.doubtful):
        return Found(match.start, match.end, first.type, first.name, "gazetteer", 0.93)
    entries = [
        e
        for e in match.entries
        if not e.doubtful or (e.name, e.type) in sure or cued(text, match.start, match.end, e.type)
    ]
    if not entries:
        return None
    entry = _entry(entries, match, text)
    return Found(match.start, match.end, entry.type, entry.name, "gazetteer", 0.85 if entry.doubtful else 0.93)


def _entry(entries: Sequence[gazetteer.Entry], match: gazetteer.Match, text: str) -> gazetteer.Entry:
    """Of a company and its product under one name the one that the words beside it speak for; else the undoubted one.

    Where neither is doubtful (a network and the company that runs it) it is the product, unless the company acts.
    """
    if len(entries) == 1:
        return entries[0]
    by_type = {entry.type: entry for entry in reversed(entries)}
    house, product = by_type.get("ORG"), by_type.get("PRODUCT")
    if house is None or product is None:
        return next((e for e in entries if len(by_type) > 1 and cued(text, match.start, match.end, e.type)), entries[0])
    if cued(text, match.start, match.end, "USED"):
        return product
    if house.doubtful or product.doubtful:
        return product if house.doubtful and not cued(text, match.start, match.end, "ORG") else house
    return house if cued(text, match.start, match.end, "ORG") else product


def _spread(prose: Prose, known: Sequence[Found]) -> Iterator[Found]:
    """What is established once is recognised everywhere: every other place with the same spelling."""
    text = prose.text
    surfaces = {text[mention[0] : mention[1]]: mention for mention in reversed(known)}
    sure = {mention[:2] for mention in known if mention.score > SPREAD}
    for surface, mention in surfaces.items():
        if len(surface) < 2 or (len(surface) == 2 and not surface.isascii() and mention.method == "gazetteer"):
            continue
        others = [span for span in prose.places(surface) if span not in sure]
        yield from (Found(a, b, mention.type, mention.name, "propagated", SPREAD) for a, b in others)


def _one_name(found: Sequence[Found], text: str) -> list[Found]:
    """One name for each thing: the gazetteer's for all spellings that it knows, the same for the same spelling."""
    canonical = {text[m.start : m.end]: m.name for m in reversed(found) if m.method == "gazetteer"}
    last = {mention.name: mention for mention in found}
    merged = {name: canonical.get(name) or canonical.get(text[m.start : m.end]) or name for name, m in last.items()}
    return [m if m.name == merged[m.name] else m._replace(name=merged[m.name]) for m in found]


def _rows(
    article_id: str, text: str, turns: Sequence[dict[str, Any]], mentions: Iterable[Found]
) -> Iterator[dict[str, Any]]:
    """The mentions as rows, each with the turn that it lies in."""
    starts = [turn["char_start"] for turn in turns]
    for index, (start, end, kind, name, method, score) in enumerate(mentions):
        at = bisect(starts, start) - 1
        inside = at >= 0 and end <= turns[at]["char_end"]
        yield {
            "entity_id": f"{article_id}#e{index:04d}",
            "article_id": article_id,
            "turn_id": turns[at]["turn_id"] if inside else None,
            "type": kind,
            "text": text[start:end],
            "char_start": start,
            "char_end": end,
            "name": name,
            "method": method,
            "score": score,
        }
