"""Signals: where running text puts a name, by the words around it.

Here belongs finding these places: behind a title or a post, before a word that shows a person, at the start of a
sentence. What of the characters there is a name is read in ``introductions``.

One look at a text says of every two characters what they may be part of; a pattern is tried only where they allow it:
most titles are labels with a colon behind them, most sentences begin with no surname.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.knowledge import alternation, column, words
from pipelines.text.characters import Pairs, spaces
from pipelines.text.names import HAN, surnames
from pipelines.text.spots import anchored, tried

TITLE, ALONE, NAMED, POST, OPENING, SHOWING, BRACKET = (np.uint16(1 << bit) for bit in range(7))
"""The last two characters of a title; a title of one, the last one of any, the end of a post, and behind them what may
begin a name; the beginning of a sentence; that of a word that shows a person, of a bracket before it."""

NOWHERE = np.zeros(0, np.intp)

POSTS = "师師家者員员長长官"
"""The ends of posts that no list holds: 制陶师, 创作者."""

BORDERS = "。！？”\n"
QUOTES = '“"「'
QUOTED = rf"\s*[{QUOTES}]?"
SHOWN = re.compile(rf"(?P<name>{HAN}{{2,3}}?)(?:[（(][^（()）]{{1,40}}[）)])?(?:{alternation('acts.tsv', 'shows')})")


@cache
def titles() -> frozenset[str]:
    """What stands directly before a name: titles, posts, 对话."""
    return frozenset(title for title in words("titles.txt") if len(title) > 1) | column("acts.tsv", "before")


class Signs(NamedTuple):
    """What every two characters of a text may be part of, as bits: the names above. Most of them are part of nothing.

    For every character, then for those alone, at ``places``, that are part of something with the next one; the bits
    that stand anywhere.
    """

    everywhere: NDArray[np.uint16]
    places: NDArray[np.intp]
    kinds: NDArray[np.uint16]
    some: np.uint16

    def of(self, sign: np.uint16) -> NDArray[np.intp]:
        """Where this one stands."""
        return self.places[(self.kinds & sign) != 0] if self.some & sign else NOWHERE


@lru_cache(maxsize=2)
def signs_of(text: str) -> Signs:
    """What every two characters may be part of."""
    everywhere = _pairs().of(text)
    places = (everywhere != 0).nonzero()[0]
    kinds = everywhere[places]
    return Signs(everywhere, places, kinds, np.bitwise_or.reduce(kinds))


@cache
def _pairs() -> Pairs:
    single, double, everyday = surnames()
    strong = single | {name[0] for name in double}
    begins = {*strong, *everyday, *spaces(), *QUOTES}
    ends, shows = {title[-2:] for title in titles()}, column("acts.tsv", "shows")
    return Pairs(
        ({end[0] for end in ends if len(end) > 1}, {end[1] for end in ends if len(end) > 1}),
        ({end for end in ends if len(end) == 1}, begins),
        ({end[-1] for end in ends}, begins),
        (POSTS, {*begins, *POSTS}),
        (BORDERS, strong),
        ({word[0] for word in shows}, {word[1] for word in shows}),
        (map(chr, range(0x3400, 0xA000)), "（("),
    )


def behind_titles(text: str, signs: Signs) -> Iterator[re.Match[str]]:
    """Names behind a title, of several titles that begin in one place behind the longest that has a name behind it."""
    free, behind = 0, _behind_title()
    for start, end in sorted(_titles(text, signs)):
        match = behind.match(text, -end) if start >= free else None
        if match:
            free = match.end()
            if match["name"]:
                yield match


def _titles(text: str, signs: Signs) -> Iterator[tuple[int, int]]:
    """Where titles begin, and with a minus where they end: all of those that matter for names behind them."""
    known = _by_end()
    for last in _lasts(signs):
        for title in known.get(text[last - 1 : last + 1]) or known.get(text[last]) or ():
            if text.endswith(title, 0, last + 1):
                yield last + 1 - len(title), -last - 1


def _lasts(signs: Signs) -> list[int]:
    """Where titles may have their last character: those behind which a name may stand, and what could overlap these."""
    alone, lasts = signs.of(ALONE), signs.of(TITLE) + 1
    if len(alone):
        lasts = np.union1d(alone, lasts)
    named = (signs.everywhere[lasts] & NAMED) != 0
    chain = np.zeros(len(lasts), np.intp)
    (lasts[1:] - lasts[:-1] > _longest()).cumsum(out=chain[1:])
    found: list[int] = lasts[np.bincount(chain, named)[chain] > 0].tolist()
    return found


@cache
def _longest() -> int:
    return max(map(len, titles()))


@cache
def _by_end() -> dict[str, tuple[str, ...]]:
    """Titles by the last two characters of a text that ends with them, and those of one character by it.

    The shortest come first: one of a single character also ends what others end with.
    """
    found: dict[str, tuple[str, ...]] = {}
    for title in sorted(titles(), key=lambda title: (len(title), title)):
        end = title[-2:]
        found[end] = (*found.get(end, found.get(end[-1], ())), title)
    return found


@cache
def _behind_title() -> re.Pattern[str]:
    """Chinese characters behind a title; those that begin with a surname, which most do not, are ``name``."""
    return re.compile(rf"{QUOTED}(?=(?P<name>{_surname(weak=True)}{HAN}{{0,3}})|{HAN}{{2}})")


@cache
def _surname(*, weak: bool) -> str:
    """A pattern of two characters with which a name begins; ``weak``: also with an everyday character."""
    single, double, everyday = surnames()
    first = single | everyday if weak else single
    return f"(?:[{''.join(sorted(first))}]{HAN}|{'|'.join(sorted(double))})"


def behind_posts(text: str, signs: Signs) -> Iterator[re.Match[str]]:
    """Names behind a post that no list holds; the character before its last belongs to it, and to no other post."""
    free, behind = 0, _behind_post()
    for last in signs.of(POST).tolist():
        match = behind.match(text, last) if last > free else None
        if match:
            free = match.end()
            if match["name"]:
                yield match


@cache
def _behind_post() -> re.Pattern[str]:
    name = rf"(?P<name>{_surname(weak=False)}{HAN}{{0,3}})"
    return re.compile(rf"[{POSTS}](?<={HAN}.){QUOTED}(?={name}|{HAN}{{2}})")


def shown(text: str, signs: Signs) -> Iterator[re.Match[str]]:
    """Names before a word that shows a person, in brackets between them what he is."""
    anchors = [*signs.of(SHOWING).tolist(), *(at + 1 for at in signs.of(BRACKET).tolist())]
    return anchored(SHOWN, sorted(anchors), 3, text)


def opening(text: str, signs: Signs) -> Iterator[re.Match[str]]:
    """Names that open a sentence."""
    at_once, behind = _openings()
    first = at_once.match(text)
    if first:
        yield first
    free, opens = first.end() if first else 0, _begins_opening()
    places = (at for at in signs.of(OPENING).tolist() if not opens.isdisjoint(text[at + 3 : at + 5]))
    yield from tried(behind, places, text, free)


@cache
def _begins_opening() -> frozenset[str]:
    """With what words behind a name begin that opens a sentence."""
    return frozenset(word[0] for word in column("acts.tsv", "opens"))


@cache
def _openings() -> tuple[re.Pattern[str], re.Pattern[str]]:
    name = rf"(?P<name>(?={_surname(weak=False)}){HAN}{{2,3}}?)(?:{alternation('acts.tsv', 'opens')})"
    return re.compile(name), re.compile(rf"[{BORDERS}]{name}")
