"""Introductions: the people whom running text shows to be people, by the words around their names.

Here belongs the evidence that somebody takes part in a talk: a title before the name, a verb of saying behind it. Forms
of names are in ``names``.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache

from pipelines.knowledge import alternation, by_last, column, words
from pipelines.text.characters import spaces
from pipelines.text.dictionary import frequency, known_tag
from pipelines.text.names import HAN, is_han_name, latin_names, surnames, transliterated, transliterated_within
from pipelines.text.signals import POSTS, QUOTES, behind_posts, behind_titles, opening, shown, signs_of, titles
from pipelines.text.simplify import simplified
from pipelines.text.spots import ANY, LETTERS, spots, times

COMMON = 300
"""jieba's count from which a word is taken to be in everyday use."""

STOP_THIRD = column("acts.tsv", "ends")


ENDS_POST = re.compile(rf"{HAN}[{POSTS}]")


BETWEEN = ("也", "还", "则", "就", "又", "曾", "进一步", "随后")
"""What may stand between a name and its verb."""


@cache
def _after() -> re.Pattern[str]:
    then = rf"(?:{'|'.join(BETWEEN)})?(?:{alternation('acts.tsv', 'after')})"
    return re.compile(rf"[”\"」]?\s*(?:[（(][^（()）]{{1,40}}[）)]\s*)?{then}")


@cache
def _begins_after() -> frozenset[str]:
    """The characters with which this can begin: behind most names there is a colon."""
    return frozenset((*'”"」（(', *spaces(), *(word[0] for word in (*BETWEEN, *column("acts.tsv", "after")))))


def acts(name: str, text: str) -> int:
    """How often ``text`` shows ``name`` as somebody who takes part: after a title, before a verb of saying."""
    left, right = (LETTERS if end.isascii() else ANY for end in (name[0], name[-1]))
    after, begins = _after(), _begins_after()
    return sum(
        bool(text[end : end + 1] in begins and after.match(text, end)) or _titled(text[max(0, start - 24) : start])
        for start, end in spots(name, text, left, right)
    )


def _titled(before: str) -> bool:
    """Whether a title or post ends the words before a name, an opening quotation mark between them or not."""
    bare = before.rstrip()
    if bare[-1:] in QUOTES and before[len(bare) :] in ("", "\n"):
        bare = bare[:-1].rstrip()
    last = bare[-1:]
    return bare.endswith(by_last(titles()).get(last, ())) or (last in POSTS and bool(ENDS_POST.fullmatch(bare[-2:])))


@lru_cache(maxsize=2)
def introduced(text: str) -> Mapping[str, int]:
    """People whom running text introduces by words around their names, with the number of such introductions.

    Remembered for an article and its lead: who asks about one asks more than once.
    """
    counts = defaultdict(int, introduced_in_chinese(text))
    for name in dict.fromkeys(map(_bounded, transliterated(text))):
        counts[name] += acts(name, text)
    for name in dict.fromkeys(match[0] for match in latin_names(text)):
        if " " in name or name in words("given_latin.txt"):
            counts[name] += acts(name, text)
    return {name: count for name, count in counts.items() if count}


def introduced_in_chinese(text: str) -> Mapping[str, int]:
    """Those of them who have Chinese names of surname and given name."""
    counts: defaultdict[str, int] = defaultdict(int)
    for (run, weak), count in _runs(text).items():
        name = _han_name(run, text, weak=weak)
        if name:
            counts[name] += count
    return counts


def _runs(text: str) -> Counter[tuple[str, bool]]:
    """Chinese characters that stand where names stand, and whether an everyday one may be the surname there."""
    signs = signs_of(text)
    runs = [(found["name"], True) for found in behind_titles(text, signs) if not inside_word(text, found.end())]
    runs += [(found["name"], False) for found in behind_posts(text, signs) if not inside_word(text, found.end())]
    return Counter([*runs, *((found["name"], False) for found in (*shown(text, signs), *opening(text, signs)))])


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
    return _is_common(text[start - 1 : start + 1])


@lru_cache(maxsize=4096)
def _is_common(word: str) -> bool:
    """Asked for the same few characters again and again."""
    return frequency(simplified(word)) >= COMMON


@lru_cache(maxsize=4096)
def _reads(name: str, weak: bool) -> bool:
    """Whether it may be a name, whatever the text; asked again wherever it stands, and for every article."""
    if not is_han_name(name, weak=weak) or name[-1] in STOP_THIRD:
        return False
    return not (name[0] in surnames()[2] and name[1] in STOP_THIRD) and is_new(name)


def _han_name(run: str, text: str, *, weak: bool) -> str | None:
    """The name that a run of Chinese characters begins with: of several readings the one that the text supports best.

    A name ends where the run ends or where a word follows that can follow a name.
    """
    for length in (4, 3, 2) if run[:2] in surnames()[1] else (3, 2):
        name, rest = run[:length], run[length : length + 1]
        if len(name) != length or not _reads(name, weak and length == 3) or name[-1] + rest in words("titles.txt"):
            continue
        ends = not rest or rest in STOP_THIRD
        if ends and (length == 2 or run == name):
            return name
        often = times(name, text)
        ends = ends or (often >= 3 and often > times(name + rest, text))
        if ends and (length == 2 or often >= 0.6 * times(name[:2], text)):
            return name
    return None
