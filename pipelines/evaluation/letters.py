"""The characters that count: letters and digits after NFKC and case folding, each with its place in the text.

White space, punctuation and its width, markup and case are matters of layout; gold and published text are compared
without them. How names and labels are written for comparison belongs here as well.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

MARKED_UP = (".md", ".html", ".htm")
"""Endings of files whose markup does not count."""

_MARKUP = re.compile(
    r"""
      <!-- .*? -->
    | < (script|style) \b .*? </ \1 >       # with what is between the tags
    | < [^<>]* >
    | ! \[ [^\]\n]* \] \( [^)\n]* \)        # an image, with its description
    | (?<= \] ) \( [^)\n]* \)               # the address of a link, not its words
    | \[ [0-9a-z]{1,3} \]                   # a footnote's mark
    | & [a-zA-Z#0-9]{2,8} ;                 # a character reference
    """,
    re.DOTALL | re.VERBOSE,
)
_AROUND_LABEL = re.compile(r"^[\s*#_|【]+|[\s*#_:：|【】]+$")


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of a text: ``text`` is one string of them, ``places[i]`` where letter i stands, in code points.

    A character that NFKC takes apart (`㎏`) gives several letters of one place.
    """

    text: str
    places: Sequence[int]

    def __len__(self) -> int:
        return len(self.text)

    def between(self, start: int, end: int) -> range:
        """The letters whose places are in ``text[start:end]``."""
        return range(bisect_left(self.places, start), bisect_left(self.places, end))


def letters(text: str) -> Letters:
    """The letters and digits of ``text``, normalised."""
    kept: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKC", character).casefold():
            if letter.isalnum():
                kept.append(letter)
                places.append(place)
    return Letters("".join(kept), places)


def visible(text: str, suffix: str) -> str:
    """``text`` as a reader sees it: markup of Markdown and HTML is blanked out, every offset stays."""
    if suffix not in MARKED_UP:
        return text
    return _MARKUP.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def name_key(name: str | None) -> str:
    """A name for comparison: width, case and the amount of white space do not matter."""
    return " ".join(unicodedata.normalize("NFKC", name or "").split()).casefold()


def label_name(label: str | None) -> str:
    """The name in a printed label: without colon, markup, brackets and outer space."""
    return _AROUND_LABEL.sub("", label or "")
