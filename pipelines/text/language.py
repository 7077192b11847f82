"""Which language and script an article is written in: simplified or traditional Chinese, or English."""

from __future__ import annotations

from functools import cache
from string import ascii_letters

import numpy as np
from numpy.typing import NDArray

from pipelines.text.characters import LAST, numbers

SIMPLIFIED = frozenset("们这说对时会来国个为发问题现见实进关还开长经过样话觉认让动业机学应该无种产从里后")
TRADITIONAL = frozenset("們這說對時會來國個為發問題現見實進關還開長經過樣話覺認讓動業機學應該無種產從裡後")
LONGEST = 20_000
"""So many characters of a text tell its language."""
WIDTH = LONGEST.bit_length()
HAN, HANS, HANT, LATIN = (1 << WIDTH * place for place in range(4))
"""What a character adds to the sum over a text, which holds four counts side by side."""


def language_of(text: str) -> str:
    """``zh-Hans``, ``zh-Hant`` or ``en``, by counting characters that only one of the scripts uses."""
    kinds = _kinds().take(numbers(text)[:LONGEST], mode="clip")
    total = int(kinds.sum())
    han, hans, hant, letters = (total >> WIDTH * place & (1 << WIDTH) - 1 for place in range(4))
    if han < 0.2 * (han + letters) and han < 0.2 * (han + _words(kinds)):
        return "en"
    return "zh-Hant" if hant > hans else "zh-Hans"


def _words(kinds: NDArray[np.int64]) -> int:
    """How many words of Latin letters there are: no more than letters, of which few texts have enough to matter."""
    letters = kinds == LATIN
    return int(np.count_nonzero(letters[:1]) + np.count_nonzero(letters[1:] > letters[:-1]))


@cache
def _kinds() -> NDArray[np.int64]:
    """What each code point of the basic plane adds."""
    kinds = np.zeros(LAST + 1, np.int64)
    kinds[0x3400:0xA000] = HAN
    for characters, kind in ((SIMPLIFIED, HAN | HANS), (TRADITIONAL, HAN | HANT), (ascii_letters, LATIN)):
        kinds[list(map(ord, characters))] = kind
    return kinds
