"""Words: jieba's segmentation of a turn, with the tag that its dictionary gives each word.

Here belongs what the columns ``words`` and ``pos`` hold. ``jieba.posseg`` is not used: it takes 5 to 80
times as long and its hidden Markov model disagrees with ``jieba.cut`` on words (see the project's measurements).
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.text.dictionary import known_tag
from pipelines.text.segmenter import cutter

NUMBER = re.compile(r"[\d.,%％]+")
LATIN = re.compile(r"[A-Za-z][\w.+#&'’-]*")
UNKNOWN, LATIN_TAG, NUMBER_TAG = "x", "eng", "m"


def cut(text: str) -> list[str]:
    """jieba's words, its hidden Markov model on; joined they give ``text``."""
    return cutter()(text)


@lru_cache(maxsize=1 << 16)
def tag(word: str) -> str:
    """The dictionary's tag; ``eng`` for Latin, ``m`` for numbers, ``x`` for everything it does not hold."""
    known = known_tag(word)
    if known:
        return known
    if NUMBER.fullmatch(word):
        return NUMBER_TAG
    return LATIN_TAG if LATIN.fullmatch(word) else UNKNOWN
