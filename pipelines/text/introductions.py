"""Introductions: the people whom running text shows to be people, by the words around their names.

Here belongs the evidence that somebody takes part in a talk: a title before the name, a verb of saying behind it. Forms
of names are in ``names``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain

from pipelines.knowledge import alternation, by_last, column, words
from pipelines.text.dictionary import frequency, known_tag
from pipelines.text.names import HAN, is_han_name, latin_names, surnames, transliterated, transliterated_within
from pipelines.text.simplify import simplified
from pipelines.text.spots import ANY, LETTERS, Search, anchored, everywhere, spots, times

COMMON = 300
"""jieba's count from which a word is taken to be in everyday use."""

STOP_THIRD = column("acts.tsv", "ends")


POST = rf"{HAN}[师師家者員员長长官]"
"""The end of a post that no list holds: 制陶师, 创作者."""

ENDS_POST = re.compile(rf"{POST}\Z")


@cache
def _posts() -> frozenset[str]:
    """What stands directly before a name: titles, posts, 对话."""
    return frozenset(title for title in words("titles.txt") if len(title) > 1) | column("acts.tsv", "before")


@cache
def _after() -> re.Pattern[str]:
    then = rf"(?:也|还|则|就|又|曾|进一步|随后)?(?:{alternation('acts.tsv', 'after')})"
    return re.compile(rf"[”\"」]?\s*(?:[（(][^（()）]{{1,40}}[）)]\s*)?{then}")


def acts(name: str, text: str) -> int:
    """How often ``text`` shows ``name`` as somebody who takes part: after a title, before a verb of saying."""
    left, right = (LETTERS if end.isascii() else ANY for end in (name[0], name[-1]))
    after = _after()
    return sum(
        bool(after.match(text, end)) or _titled(text[max(0, start - 24) : start])
        for start, end in spots(name, text, left, right)
    )


def _titled(before: str) -> bool:
    """Whether a title or post ends the words before a name, an opening quotation mark between them or not."""
    bare = before.removesuffix("\n")
    bare = (bare[:-1] if bare.endswith(("“", '"', "「")) else bare).rstrip()
    return bare.endswith(by_last(_posts()).get(bare[-1:], ())) or bool(ENDS_POST.search(bare, max(0, len(bare) - 2)))


QUOTED = r"\s*[“\"「]?"
SHOWS = re.compile(rf"(?P<name>{HAN}{{2,3}}?)(?:[（(][^（()）]{{1,40}}[）)])?(?:{alternation('acts.tsv', 'shows')})")
SHOWS_FROM = re.compile("|".join(("（", r"\(", *(f"{word[0]}(?={word[1:]})" for word in column("acts.tsv", "shows")))))


def _behind_titles(text: str) -> Iterator[re.Match[str]]:
    """Names behind a title, of several titles that begin in one place behind the longest that has a name behind it."""
    free = 0
    for start, end in sorted(_titles()(text), key=lambda span: (span[0], -span[1])):
        match = _behind_title().match(text, end) if start >= free else None
        if match:
            yield match
            free = match.end()


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


def _behind_posts(text: str) -> Iterator[re.Match[str]]:
    """Names behind a post that no list holds; the character before its last belongs to it, and to no other post."""
    free = 0
    for match in _behind_post().finditer(text):
        if match.start() > free:
            yield match
            free = match.end()


@cache
def _behind_post() -> re.Pattern[str]:
    name = rf"(?P<name>{_surname(weak=False)}{HAN}{{0,3}})"
    return re.compile(rf"[师師家者员員长長官](?<={HAN}.){QUOTED}(?={name}|{HAN}{{2}})")


def _opening(text: str) -> Iterator[re.Match[str]]:
    """Names that open a sentence."""
    at_once, behind = _openings()
    first = at_once.match(text)
    if first:
        yield first
    yield from behind.finditer(text, first.end() if first else 0)


@cache
def _openings() -> tuple[re.Pattern[str], re.Pattern[str]]:
    name = rf"(?P<name>(?={_surname(weak=False)}){HAN}{{2,3}}?)(?:{alternation('acts.tsv', 'opens')})"
    return re.compile(name), re.compile(rf"[。！？”\n]{name}")


@cache
def _titles() -> Search:
    return everywhere(_posts())


@lru_cache(maxsize=2)
def introduced(text: str) -> Mapping[str, int]:
    """People whom running text introduces by words around their names, with the number of such introductions.

    Remembered for an article and its lead: who asks about one asks more than once.
    """
    runs = [(match["name"], True, match) for match in _behind_titles(text) if match["name"]]
    runs += [(match["name"], False, match) for match in _behind_posts(text) if match["name"]]
    counts = Counter((run, weak) for run, weak, match in runs if not inside_word(text, match.end()))
    shown = anchored(SHOWS, (hit.start() for hit in SHOWS_FROM.finditer(text)), 3, text)
    counts.update((match["name"], False) for match in chain(shown, _opening(text)))
    found: Counter[str] = Counter()
    for (run, weak), count in counts.items():
        name = _han_name(run, text, weak=weak)
        if name:
            found[name] += count
    for name in dict.fromkeys(map(_bounded, transliterated(text))):
        found[name] += acts(name, text)
    for name in dict.fromkeys(match[0] for match in latin_names(text)):
        if " " in name or name in words("given_latin.txt"):
            found[name] += acts(name, text)
    return +found


def is_new(name: str) -> bool:
    """Whether jieba's dictionary knows neither the name nor its given part as an ordinary word.

    Behind an everyday character that also is a surname, any word is too much.
    """
    plain = simplified(name)
    whole, given = known_tag(plain), known_tag(plain[1:])
    common = 1 if name[0] in surnames()[2] else COMMON
    if len(name) == 3 and frequency(plain[:2]) >= 1000 and not (known_tag(plain[:2]) or "nr").startswith("nr"):
        return False
    ordinary = len(name) == 3 and given is not None and not given.startswith(("nr", "ns", "nz", "ng"))
    return (whole is None or whole.startswith("nr")) and not (ordinary and frequency(plain[1:]) >= common)


def _bounded(run: re.Match[str]) -> str:
    """The transliterated name alone, where it runs into the words around it."""
    start, end = transliterated_within(run[0])
    return run[0][start:end]


def inside_word(text: str, start: int) -> bool:
    """Whether the character before the name and its first one are a common word: 訪談約 is no 訪 + 談約."""
    return frequency(simplified(text[start - 1 : start + 1])) >= COMMON


def _han_name(run: str, text: str, *, weak: bool) -> str | None:
    """The name that a run of Chinese characters begins with: of several readings the one that the text supports best.

    A name ends where the run ends or where a word follows that can follow a name.
    """
    for length in (4, 3, 2):
        name = run[:length]
        if len(name) != length or not is_han_name(name, weak=weak and length == 3) or name[-1] in STOP_THIRD:
            continue
        if name[0] in surnames()[2] and name[1] in STOP_THIRD:
            continue
        if not is_new(name):
            continue
        rest = run[length : length + 1]
        if name[-1] + rest in words("titles.txt"):
            continue
        ends = not rest or rest in STOP_THIRD or times(name, text) >= max(3, times(name + rest, text) + 1)
        if ends and (length == 2 or times(name, text) >= 0.6 * times(name[:2], text) or run == name):
            return name
    return None
