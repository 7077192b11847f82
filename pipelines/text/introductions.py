"""Introductions: the people whom running text shows to be people, by the words around their names.

Here belongs the evidence that somebody takes part in a talk: a title before the name, a verb of saying behind it. Forms
of names are in ``names``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache

from pipelines.knowledge import alternation, by_last, column, words
from pipelines.text.dictionary import frequency, known_tag
from pipelines.text.names import HAN, is_han_name, latin_names, surnames, transliterated, transliterated_within
from pipelines.text.signals import POSTS, behind_posts, behind_titles, opening, shown, signs_of, titles
from pipelines.text.simplify import simplified
from pipelines.text.spots import ANY, LETTERS, spots, times

COMMON = 300
"""jieba's count from which a word is taken to be in everyday use."""

STOP_THIRD = column("acts.tsv", "ends")


ENDS_POST = re.compile(rf"{HAN}[{POSTS}]\Z")


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
    return bare.endswith(by_last(titles()).get(bare[-1:], ())) or bool(ENDS_POST.search(bare, max(0, len(bare) - 2)))


@lru_cache(maxsize=2)
def introduced(text: str) -> Mapping[str, int]:
    """People whom running text introduces by words around their names, with the number of such introductions.

    Remembered for an article and its lead: who asks about one asks more than once.
    """
    signs = signs_of(text)
    runs = [(match["name"], True, match) for match in behind_titles(text, signs)]
    runs += [(match["name"], False, match) for match in behind_posts(text, signs)]
    counts = Counter((run, weak) for run, weak, match in runs if not inside_word(text, match.end()))
    counts.update((match["name"], False) for match in (*shown(text, signs), *opening(text, signs)))
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
