"""Folding: text as it is compared, without what printing does to it.

Here belongs what makes two strings the same name or the same line. Spelling, traditional or simplified, is in
``simplify``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WIDE = re.compile(r"[\uff01-\uff5e\u3000…]+")
PUNCTUATION = re.compile(r"[\s，。、！？：；…“”‘’（）《》「」—·]+")  # left out at once, not narrowed first
NO_LETTER = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Text for comparing names: NFKC, case folded, without white space."""
    narrow = WIDE.sub(lambda wide: unicodedata.normalize("NFKC", wide[0]), text)  # the rest is mostly normal
    return "".join(unicodedata.normalize("NFKC", narrow).casefold().split())


def lowered(text: str) -> str:
    """The text with ASCII letters in lower case, every offset unchanged."""
    return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")  # bytes know ASCII alone


def signature(text: str) -> str:
    """Letters and digits alone, folded: for saying whether two lines are the same."""
    bare = fold(PUNCTUATION.sub("", text))
    return bare if bare.isalnum() else NO_LETTER.sub("", bare)
