"""Which language and script an article is written in: simplified or traditional Chinese, or English."""

from __future__ import annotations

from functools import cache
from string import ascii_letters

import numpy as np
from numpy.typing import NDArray

from pipelines.text.characters import LAST, numbers

SIMPLIFIED = frozenset("们这说对时会来国个为发问题现见实进关还开长经过样话觉认让动业机学应该无种产从里后")
TRADITIONAL = frozenset("們這說對時會來國個為發問題現見實進關還開長經過樣話覺認讓動業機學應該無種產從裡後")
OTHER, LATIN, HAN, HANS, HANT = range(5)


def language_of(text: str) -> str:
    """``zh-Hans``, ``zh-Hant`` or ``en``, by counting characters that only one of the scripts uses."""
    kinds = _kinds().take(numbers(text[:20_000]), mode="clip")
    letters = kinds == LATIN
    words = np.count_nonzero(letters[:1]) + np.count_nonzero(letters[1:] > letters[:-1])
    han = np.count_nonzero(kinds >= HAN)
    if han < 0.2 * (han + words):
        return "en"
    return "zh-Hant" if np.count_nonzero(kinds == HANT) > np.count_nonzero(kinds == HANS) else "zh-Hans"


@cache
def _kinds() -> NDArray[np.uint8]:
    """What each code point of the basic plane is."""
    kinds = np.zeros(LAST + 1, np.uint8)
    kinds[0x3400:0xA000] = HAN
    for characters, kind in ((SIMPLIFIED, HANS), (TRADITIONAL, HANT), (ascii_letters, LATIN)):
        kinds[list(map(ord, characters))] = kind
    return kinds
