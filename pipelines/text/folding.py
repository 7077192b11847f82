"""Folding: text as it is compared, without what printing does to it.

Here belongs what makes two strings the same name or the same line. Spelling, traditional or simplified, is in
``simplify``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from functools import lru_cache
from string import ascii_letters, digits

FULL_WIDTH = re.compile(f"[{''.join(chr(ord(mark) + 0xFEE0) for mark in ascii_letters + digits + '@#.-_+')}]")
"""Letters, digits and signs of addresses."""

WIDE = re.compile(r"[\uff01-\uff5e\u3000…]+")
PUNCTUATION = re.compile(r"[\s，。、！？：；…“”‘’（）《》「」—·]+")  # left out at once, not narrowed first
NO_LETTER = re.compile(r"[\W_]+")
FOLDED = re.compile("[0-9a-z\u4e00-\u9fff]*")  # characters that folding leaves as they are


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Text for comparing names: NFKC, case folded, without white space."""
    if FOLDED.fullmatch(text):
        return text
    narrow = WIDE.sub(lambda wide: unicodedata.normalize("NFKC", wide[0]), text)  # the rest is mostly normal
    return "".join(unicodedata.normalize("NFKC", narrow).casefold().split())


def lowered(text: str) -> str:
    """The text with ASCII letters in lower case, every offset unchanged."""
    return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")  # bytes know ASCII alone


def narrowed(text: str) -> str:
    """The text with full-width letters, digits and signs of addresses in their ASCII form, every offset unchanged."""
    return FULL_WIDTH.sub(lambda wide: chr(ord(wide[0]) - 0xFEE0), text)


def signature(text: str) -> str:
    """Letters and digits alone, folded: for saying whether two lines are the same."""
    bare = PUNCTUATION.sub("", text)
    if FOLDED.fullmatch(bare):  # most lines: asked before fold, which would remember them
        return bare
    bare = fold(bare)
    return bare if bare.isalnum() else NO_LETTER.sub("", bare)


def can_open(text: str, letters: Container[str]) -> bool:
    """Whether what is folded of ``text`` can begin with one of ``letters``: a Chinese character stays where it is."""
    return text[:1] in letters or not "\u4e00" <= text[:1] <= "\u9fff"
