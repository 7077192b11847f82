"""Places beside the gazetteer: words that jieba's dictionary knows as names of places.

Here belongs that one weak signal, and what speaks against it. Places of the gazetteer come first and win.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import accumulate, chain

from pipelines.knowledge import words
from pipelines.text.characters import flags
from pipelines.text.dictionary import frequency, known_tag, tagged
from pipelines.text.found import Found, Prose, cued
from pipelines.text.names import is_han_name, surnames
from pipelines.text.simplify import MARKS, simplified
from pipelines.text.words import cut

COUNTED = 500
"""jieba's count from which a place is known widely enough to be meant."""

TRADITIONAL = "".join(sorted(MARKS))

DEMONYM = re.compile(r"(?:人(?![工民才口类力均形脸机文大们])|籍|裔|式(?!各)|语(?!言|音|料|义)|系(?!统|列))")
BEGINS_DEMONYM = frozenset("人籍裔式语系")
"""Behind the name of a place: a people, a language, a manner, and no place."""


def places(prose: Prose, known: Iterable[tuple[int, int]]) -> Iterator[Found]:
    """Whole words with jieba's tag for places that the article uses as one at least once: after 来自, before 市.

    The ``known`` ones are all of them in simplified spelling, inside of longer words too.
    """
    found = [(start, prose.text[start:end]) for start, end in _words(prose, known)]
    if not found:
        return
    cues = Counter(word for at, word in found if cued(prose.text, at, at + len(word), "GPE"))
    often = Counter(word for _, word in found)
    used = {word for word, count in cues.items() if count >= 0.1 * often[word]}
    for at, word in found:
        if word in used and not is_demonym(prose.text, at + len(word)):
            yield Found(at, at + len(word), "GPE", word, "gazetteer", 0.7)


def is_demonym(text: str, end: int) -> bool:
    """Whether with what stands behind its name, which ends there, no place is meant."""
    return text[end : end + 1] in BEGINS_DEMONYM and bool(DEMONYM.match(text, end))


def _words(prose: Prose, known: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The words that are names of places. In traditional spelling, which the dictionary has not, each is looked at."""
    if 1 in flags(TRADITIONAL, prose.text):
        each = [*chain.from_iterable(map(cut, prose.text.splitlines(keepends=True)))]
        ends = zip(each, accumulate(map(len, each)), strict=True)
        return [(end - len(word), end) for word, end in ends if len(word) > 1 and _is_place(word)]
    return sorted((at, end) for at, end in known if prose.whole(at, end))


@cache
def widely_known() -> frozenset[str]:
    """All names of places that the dictionary holds and that are common enough."""
    return frozenset(filter(_is_place, tagged("ns")))


@lru_cache(maxsize=1 << 15)
def _is_place(word: str) -> bool:
    if len(word) < 2:
        return False
    plain = simplified(word)
    if known_tag(plain) != "ns" or frequency(plain) < COUNTED or plain in words("no_places.txt"):
        return False
    return not (len(word) == 3 and word[0] in surnames()[0] and is_han_name(word))
