"""Wordings: what a whole line may be, as the regular expressions of a file, asked in a moment where it is none of them.

An expression that begins with anything is dear: the engine tries it at every line as far as it goes. Such a row states
in its last column, as words with ``|`` between them, what stands in every line that it matches; it is tried only where
one of these words does. Here belongs the loading of such files; ``pattern`` has all their expressions as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from pipelines.knowledge import rows


class Wording(NamedTuple):
    """The expressions that the first character mostly rules out, the others, and the words for which these wait."""

    opened: re.Pattern[str]
    loose: re.Pattern[str]
    needs: re.Pattern[str]

    def fits(self, text: str) -> bool:
        """Whether the whole text is one of the wordings."""
        if self.opened.fullmatch(text):
            return True
        return self.needs.search(text) is not None and self.loose.fullmatch(text) is not None


@cache
def wording(name: str, *keys: str) -> Wording:
    """The wordings of a file, or those of its rows whose first column is one of ``keys``."""
    found = [row[1:] if keys else row for row in rows(name) if not keys or row[0] in keys]
    loose = [row for row in found if len(row) > 1]
    return Wording(
        _any(row[0] for row in found if len(row) == 1),
        _any(row[0] for row in loose),
        re.compile("|".join(row[1] for row in loose) or NOTHING),  # words alone: the engine looks for their beginnings
    )


NOTHING = "(?!)"


def _any(expressions: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in expressions) or NOTHING)
