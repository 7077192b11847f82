"""Characters: where any of some stands in a text, every place at once.

A pattern that begins with a class of characters is tried by `re` at every character of a text, which for Chinese costs
more than all that is found; here a table says of all code points together which of them belong to the class. What is
looked for around them does not belong here (``spots``).
"""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

_BEHIND = 0xFFFF
"""Stands for all code points behind the basic plane: it is no character itself."""


@lru_cache(maxsize=16)
def where(characters: str, text: str) -> list[int]:
    """Every offset at which one of these ``characters`` of the basic plane stands; not to be changed."""
    found: list[int] = _wanted(characters)[_codes(text)].nonzero()[0].tolist()
    return found


@lru_cache(maxsize=2)
def besides(characters: str, text: str) -> list[int]:
    """Every offset at which none of these ``characters`` of the basic plane stands; not to be changed."""
    found: list[int] = (~_wanted(characters)[_codes(text)]).nonzero()[0].tolist()
    return found


@lru_cache(maxsize=2)
def _codes(text: str) -> NDArray[np.intp]:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    found: NDArray[np.intp] = np.minimum(codes, _BEHIND).astype(np.intp)  # as NumPy wants them, converted once
    return found


@cache
def _wanted(characters: str) -> NDArray[np.bool_]:
    wanted = np.zeros(_BEHIND + 1, bool)
    wanted[list(map(ord, characters))] = True
    return wanted
