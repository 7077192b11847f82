"""Latin: where words in Latin letters begin in a Chinese text.

Here belongs finding the places at which patterns of Latin names are tried; the patterns are with what they mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from pipelines.text.characters import where
from pipelines.text.spots import tried


@lru_cache(maxsize=2)
def heads(text: str) -> list[int]:
    """Every offset of a Latin letter with none before it; not to be changed."""
    return [at for before, at in pairwise([-2, *where("A-Za-z", text)]) if at - before > 1]


@lru_cache(maxsize=2)
def capitals(text: str) -> list[int]:
    """Those of them that are capitals."""
    return [at for at in heads(text) if text[at] <= "Z"]


def worded(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches of ``pattern``, which all begin with a Latin letter that has none before it."""
    return tried(pattern, heads(text), text)


def named(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches of ``pattern``, which all begin with a capital that has no Latin letter before it."""
    return tried(pattern, capitals(text), text)
