"""Wordings: what a whole line may be, as the regular expressions of a file, asked in a moment where it is none of them.

Expression after expression is dear, and most of all one that begins with anything: the engine tries it at every line as
far as it goes. So every row states in its last column what all lines have that it matches: behind ``^`` the Chinese
characters with which they can begin (what is no Chinese character may always begin one), else words, one of which
stands in each. Here belongs the loading of such files; ``pattern`` has all their expressions as one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache
from typing import NamedTuple

from pipelines.knowledge import rows
from pipelines.text.folding import can_open

BEGINS = "^"
"""Opens the statement of the characters with which lines can begin."""


class Wording(NamedTuple):
    """The expressions that the first character mostly rules out, the others, and the words for which these wait.

    ``opens`` are the Chinese characters with which the first can begin, ``needs`` finds one of the ``words``.
    """

    opens: frozenset[str]
    opened: re.Pattern[str]
    loose: re.Pattern[str]
    words: tuple[str, ...]
    needs: re.Pattern[str]

    def fits(self, text: str) -> bool:
        """Whether the whole text is one of the wordings."""
        if can_open(text, self.opens) and self.opened.fullmatch(text):
            return True
        return self.needs.search(text) is not None and self.loose.fullmatch(text) is not None


@cache
def wording(name: str, *keys: str) -> Wording:
    """The wordings of a file, or those of its rows whose first column is one of ``keys``."""
    found = [row[1:] if keys else row for row in rows(name) if not keys or row[0] in keys]
    opened = [row for row in found if row[-1].startswith(BEGINS)]
    loose = [row for row in found if not row[-1].startswith(BEGINS)]
    words = tuple(word for row in loose for word in row[-1].split())
    return Wording(
        frozenset("".join(row[-1].removeprefix(BEGINS) for row in opened)),
        _any(row[0] for row in opened),
        _any(row[0] for row in loose),
        words,
        re.compile("|".join(map(re.escape, words)) or NOTHING),  # words alone: the engine looks for their beginnings
    )


NOTHING = "(?!)"


def _any(expressions: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in expressions) or NOTHING)


LOOKED_AT = 3
"""Characters of a word that are enough to rule most places out."""


def glimpse(words: Collection[str]) -> re.Pattern[str]:
    """What finds something wherever one of the words stands, and seldom elsewhere: by the words' first characters.

    However many words there are, a place is left after one step; the engine would try one word after the other.
    """
    found = ""
    for at in reversed(range(LOOKED_AT)):
        ends = _one(word[at] for word in words if len(word) == at + 1)
        here = _one(word[at] for word in words if len(word) > at)
        found = f"{here}(?:(?<={ends})|{found})" if found else here
    return re.compile(found)


def _one(characters: Iterable[str]) -> str:
    """One of the characters, as an expression."""
    inside = re.escape("".join(dict.fromkeys(characters)))
    return f"[{inside}]" if inside else NOTHING
