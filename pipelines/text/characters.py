"""Characters: where those of a class stand in a text, every place at once.

A pattern that begins with a class of characters is tried by `re` at every character of a text, which for Chinese costs
more than all that is found; here a table says of all code points together which of them belong to the class. What is
looked for around them does not belong here (``spots``).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

_BEHIND = 0xFFFF
"""Stands for all code points behind the basic plane: it is no character itself."""


@lru_cache(maxsize=16)
def where(inside: str, text: str) -> list[int]:
    """Every offset of a character of the class with this between its brackets (``A-Z``, ``^a-z``); not to be changed.

    A class names characters of the basic plane only; all others are outside of it.
    """
    found: list[int] = _members(inside)[_basic(text)].nonzero()[0].tolist()
    return found


def code_points(text: str) -> NDArray[np.uint32]:
    """The text as numbers; halves of a character are numbers of their own."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


@lru_cache(maxsize=2)
def _basic(text: str) -> NDArray[np.intp]:
    return np.minimum(code_points(text), _BEHIND).astype(np.intp)  # as NumPy wants them, converted once


@cache
def _members(inside: str) -> NDArray[np.bool_]:
    members = np.zeros(_BEHIND + 1, bool)
    members[[match.start() for match in re.finditer(f"[{inside}]", "".join(map(chr, range(len(members)))))]] = True
    return members
