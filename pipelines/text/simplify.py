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
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


MARKS = TRADITIONAL | frozenset("讀閱覽論載權轉關聯繫訂點擊們與並場員團體圖書館報導專訪編輯譯譯錄")
TRADITION = re.compile(f"[{''.join(sorted(MARKS))}]")


@lru_cache(maxsize=4096)
def simplified(text: str) -> str:
    """``text`` in simplified characters; itself where none of the common traditional ones is in it."""
    if not TRADITION.search(text):
        return text
    return str(_converter().convert(text))
