"""Which language and script an article is written in: simplified or traditional Chinese, or English."""

from __future__ import annotations

import re

SIMPLIFIED = frozenset("们这说对时会来国个为发问题现见实进关还开长经过样话觉认让动业机学应该无种产从里后")
TRADITIONAL = frozenset("們這說對時會來國個為發問題現見實進關還開長經過樣話覺認讓動業機學應該無種產從裡後")
IN_SIMPLIFIED, IN_TRADITIONAL = (re.compile(f"[{''.join(sorted(chars))}]") for chars in (SIMPLIFIED, TRADITIONAL))


def language_of(text: str) -> str:
    """``zh-Hans``, ``zh-Hant`` or ``en``, by counting characters that only one of the scripts uses."""
    sample = text[:20_000]
    han = sum(map(len, re.findall(r"[\u3400-\u9fff]+", sample)))
    latin = len(re.findall(r"[A-Za-z]+", sample))
    if han < 0.2 * (han + latin):
        return "en"
    simplified, traditional = (len(script.findall(sample)) for script in (IN_SIMPLIFIED, IN_TRADITIONAL))
    return "zh-Hant" if traditional > simplified else "zh-Hans"
