"""Strings by their UTF-8 bytes: what one look at a whole column tells of all its values.

What needs no string of Python belongs here. Each answer is exact where it is yes; a no may mean that the bytes alone do
not tell, and the rules look at the values one by one.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def offsets(strings: Any) -> np.ndarray:
    """Where each string begins in the array's data, and where the last one ends."""
    if not len(strings):
        return np.zeros(1, np.int32)
    return np.frombuffer(strings.buffers()[1], np.int32)[strings.offset :][: len(strings) + 1]


def shortest(strings: Any) -> int:
    """Bytes of the shortest of these strings, at most four for each code point; null may count as empty."""
    return int(np.diff(offsets(strings)).min(initial=np.iinfo(np.int32).max))


def joined(parts: Any, strings: Any) -> bool:
    """Whether the strings of each list, one after the other, are the string beside it."""
    inner, ends = parts.values, offsets(strings)
    starts = offsets(inner)[parts.offsets.to_numpy()]
    same = np.array_equal(starts - starts[0], ends - ends[0])
    return same and _data(inner, starts[0], starts[-1]) == _data(strings, ends[0], ends[-1])


def _data(strings: Any, start: int, end: int) -> bytes:
    """The bytes of a string array from here to there."""
    data = strings.buffers()[2] if len(strings) else None
    return data.slice(int(start), int(end - start)).to_pybytes() if data else b""
