"""Organisations and events by their endings: a proper name in front of 大学, 研究院, 公司, 大会 and the like.

Here belongs growing a name to the left from its ending over jieba's words, and to a year beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice

from pipelines.knowledge import column, words
from pipelines.text.found import Found, Prose
from pipelines.text.gazetteer import spellings
from pipelines.text.latin import named
from pipelines.text.words import tag

GENERIC = column("no_name_parts.tsv", "generic")
STRONG = tuple(sorted(column("name_endings.tsv", "ORG")))
EVENT = tuple(sorted(column("name_endings.tsv", "EVENT")))
ENDINGS = frozenset((*STRONG, *EVENT))
PROPER = ("ns", "nr", "nz", "nt", "nrt", "nrfg")
CARRIED = ("n", "vn", "j", "b", "a", "ng", "x", "an", "f", "s")
STOP = column("no_name_parts.tsv", "stop")
YEAR_BEFORE = re.compile(r"(?:19|20)\d{2}\s?(?:年)?$")
YEAR_AFTER = re.compile(r"\s?(?:19|20)\d{2}(?!\s*年|\d)")


def organisations(prose: Prose, endings: Iterable[int]) -> Iterator[Found]:
    """Names with an ending of an organisation or an event, which ends there, and something proper in front of it."""
    for end in sorted(filter(prose.border, endings)):
        before = prose.words(end)
        at, _ = next(before)
        word = prose.text[at:end]
        start, kind = _grow(prose.text, at, before), _ending(word)
        if kind and (start < at or _proper_inside(word)):
            yield Found(start, end, kind, prose.text[start:end], "pattern", 0.72 if kind == "EVENT" else 0.78)


@lru_cache(maxsize=1 << 12)
def _ending(word: str) -> str | None:
    """The type that the word's ending speaks for."""
    if word.endswith(EVENT):
        return "EVENT"
    return "ORG" if word.endswith(STRONG) else None


def _grow(text: str, at: int, before: Iterator[tuple[int, int]]) -> int:
    """Where the name begins: over words that may stand in one, back to the leftmost proper word, five at the most.

    ``before`` are the words from there to the left.
    """
    best = at
    for start, end in islice(before, 5):
        word = text[start:end]
        if not _carries(word):
            break
        if _is_proper(word):
            best = start
    return best


@lru_cache(maxsize=1 << 14)
def _carries(word: str) -> bool:
    """Whether the word may stand in a name."""
    if word in STOP or not re.match(r"[\u3400-\u9fffA-Za-z0-9]", word):
        return False
    return _is_proper(word) or tag(word).startswith(CARRIED)


@cache
def _is_proper(word: str) -> bool:
    """A place, a known name, a Latin word with a capital, or a word that jieba's dictionary does not hold."""
    if word in STOP or word in words("techniques.txt"):
        return False
    known = spellings().get(word)
    if known and any(entry.type in ("ORG", "GPE", "LOC", "PERSON", "PRODUCT") for entry in known):
        return True
    kind = tag(word)
    return (
        (kind in PROPER and len(word) >= 2)
        or (kind == "eng" and word[0].isupper() and len(word) > 1)
        or (kind == "x" and len(word) >= 2)
    )


def _proper_inside(word: str) -> bool:
    """jieba holds the whole name as one word: 清华大学."""
    return len(word) >= 4 and word not in GENERIC and tag(word) in ("nt", "nz", "ns")


LATIN_HOUSE = re.compile(
    r"[A-Z](?<![A-Za-z].)[A-Za-z&.-]*\s(?:of\s|for\s|and\s|the\s)*"
    r"(?:[A-Z][A-Za-z&.-]*\s(?:of\s|for\s|and\s|the\s)*){0,4}"
    r"(?:University|Institute|College|School|Lab|Labs|Laboratory|Foundation|Research|Capital|Ventures|Press|Times|Journal|Magazine|Group|Association|Society|Museum|Library|Bank|Studio|Studios|Records|Academy|Center|Centre)"
    r"(?:\s(?:of|for)(?:\s[A-Z][A-Za-z]+|\sand|\sthe)+)?(?![A-Za-z])"
)
BEARS_NAME = re.compile(
    r"(?:学院|學院|大学|大學|基金会|基金會|研究所|研究院|实验室|實驗室|纪念馆|紀念館|工作室|书院|書院)"
)
BRANCH = re.compile(r"\s?(?:AI|Research|Labs?|Brain|Cloud|Studios?|Japan|China)(?![A-Za-z])")


def latin_houses(prose: Prose) -> Iterator[Found]:
    """Latin names that end in University, Lab and the like."""
    found = named(LATIN_HOUSE, prose.text)
    return (Found(*match.span(), "ORG", match[0], "pattern", 0.82) for match in found)


def founded(text: str, known: Sequence[Found]) -> Iterator[Found]:
    """An institution that bears a person's name: the person with 学院 or 基金会 behind."""
    for mention in known:
        match = BEARS_NAME.match(text, mention.end) if mention.type == "PERSON" else None
        if match:
            yield Found(mention.start, match.end(), "ORG", text[mention.start : match.end()], "pattern", 0.84)


def branches(text: str, known: Sequence[Found]) -> Iterator[Found]:
    """A known organisation with AI, Research or Labs behind it."""
    for mention in known:
        match = BRANCH.match(text, mention.end) if mention.type == "ORG" else None
        if match:
            yield Found(mention.start, match.end(), "ORG", f"{mention.name} {match[0].strip()}", "pattern", 0.84)


def dated(text: str, known: Sequence[Found]) -> Iterator[Found]:
    """An event with the year beside it, and the body that holds it in front."""
    for mention in known:
        if mention.type != "EVENT":
            continue
        start, end = _with_year(text, mention.start, mention.end)
        host = re.search(r"(?:ACM|IEEE|USENIX|SIAM)\s$", text[max(0, start - 8) : start])
        start -= len(host[0]) if host else 0
        if (start, end) != (mention.start, mention.end):
            yield Found(start, end, "EVENT", mention.name, "pattern", 0.86)


def _with_year(text: str, start: int, end: int) -> tuple[int, int]:
    before, after = YEAR_BEFORE.search(text, max(0, start - 6), start), YEAR_AFTER.match(text, end)
    return (before.start() if before else start), (after.end() if after else end)
