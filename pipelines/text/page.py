"""The page as a reader sees it: visible lines that know where in the raw text every character stands.

Here belong the shapes that all reading and cleaning works on, and nothing that knows a file format or a language.
Offsets are Unicode code points, half-open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

Run = tuple[int, int, int]
"""A stretch copied from the raw text, as (start, raw start, length):
``text[start:start+length] == raw[raw_start:raw_start+length]``.
"""


class Line(NamedTuple):
    """One visible line: markup, zero-width characters and outer white space are left out of ``text``.

    ``runs`` are sorted, do not overlap and cover every character of ``text`` except resolved HTML references; none goes
    on, in both texts, where another ends.
    ``heading`` is the level 1 to 6 (0: none); ``bold`` holds the bold stretches of ``text`` in order, none of which
    touch; ``image`` says that the line itself holds a picture, ``after_image`` that nothing visible stands between it
    and a picture; ``linked`` is the number of characters of ``text`` that are link text; ``gap`` says that a blank line
    or block boundary stands before it (false: the raw text goes on with a single newline).
    """

    text: str
    runs: tuple[Run, ...]
    number: int
    heading: int = 0
    bold: tuple[tuple[int, int], ...] = ()
    quote: bool = False
    item: bool = False
    image: bool = False
    after_image: bool = False
    linked: int = 0
    gap: bool = True


line_of = partial(tuple.__new__, Line)
"""The line of a tuple of all its fields: half the cost, and there are many."""


@dataclass(frozen=True, slots=True)
class Page:
    """A decoded raw text and its visible lines; ``meta`` is what front matter or the HTML head states, keys normalised.

    Keys of ``meta``: ``title author editor translator publisher date url language``; values as printed, stripped.
    """

    raw: str
    lines: tuple[Line, ...]
    meta: Mapping[str, str] = field(default_factory=dict)
