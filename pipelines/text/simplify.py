"""Simplified spelling for comparing: the patterns of page furniture are written in simplified characters.

Only for matching; what is published keeps the spelling of the article. Conversion by OpenCC (phrases, not single
characters), which is kept and right on the pairs that matter (著名, 髮型, 皇后).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from pipelines.text.language import TRADITIONAL


@cache
def _converter(name: str) -> Any:
    from opencc import OpenCC

    return OpenCC(name)


MARKS = TRADITIONAL | frozenset("讀閱覽論載權轉關聯繫訂點擊們與並場員團體圖書館報導專訪編輯譯譯錄")
TRADITION = re.compile(f"[{''.join(sorted(MARKS))}]")


@lru_cache(maxsize=4096)
def simplified(text: str) -> str:
    """``text`` in simplified characters; itself where none of the common traditional ones is in it."""
    if not TRADITION.search(text):
        return text
    return str(_converter("t2s").convert(text))


@cache
def simplified_character(character: str) -> str:
    """One character as reprints in any script have it in common, without regard to its word: many times as fast.

    By way of Taiwan's characters, so that 着 and the 著 that stands for it there are one: not always usual spelling.
    """
    for name in ("t2s", "s2tw", "t2s"):
        character = str(_converter(name).convert(character))
    return character
