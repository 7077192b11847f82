"""Wordings: what a whole line may be, as the regular expressions of a file, asked in a moment where it is none of them.

What the expressions can begin with is looked for before any of them is tried: the engine would try one after the other.
An expression that begins with anything is dear: the engine tries it at every line as far as it goes. Such a row states
in its last column, as words with ``|`` between them, what stands in every line that it matches; it is tried only where
one of these words does. Here belongs the loading of such files; ``pattern`` has all their expressions as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
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
        _opened([row[0] for row in found if len(row) == 1]),
        _any(row[0] for row in loose),
        re.compile("|".join(row[1] for row in loose) or NOTHING),  # words alone: the engine looks for their beginnings
    )


NOTHING = "(?!)"


def _any(expressions: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in expressions) or NOTHING)


def _opened(expressions: Sequence[str]) -> re.Pattern[str]:
    """All of them, behind what can stand first."""
    every = _any(expressions).pattern
    first, _ = opening(TOKEN.findall(every))
    return re.compile(f"(?={'|'.join(dict.fromkeys(first))})(?:{every})" if first else every)


TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\(\?:|\{\d*,?\d*\}|.", re.DOTALL)
"""What an expression is made of: characters and classes, escaped or not, groups and how often something stands."""

QUANTITY, OPTIONAL = re.compile(r"[?*+]|\{\d*,?\d*\}"), re.compile(r"[?*]|\{0?,|\{0\}")
UNTOLD = re.compile(r"[.^$(]|\[\^|\\[A-Zb0-9]")
"""A token that says nothing of the character there, or is none."""


def opening(tokens: Sequence[str], at: int = 0) -> tuple[list[str], int]:
    """One-character expressions: what the alternatives from ``at`` on match begins with one of them; none if with any.

    Read as far as the bracket that closes them, the offset of which comes second.
    """
    found: list[str] = []
    told, begun = True, False
    while at < len(tokens) and tokens[at] != ")":
        token = tokens[at]
        first = [] if token == "|" or UNTOLD.match(token) else [token]
        if token == "|":
            told, begun = told and begun, False
        elif token.startswith("("):
            inner, at = opening(tokens, at + 1)
            first = inner if token == "(?:" else []
        at += 1
        if token != "|" and not begun:
            found += first
            told = told and bool(first)
            begun = at == len(tokens) or not OPTIONAL.match(tokens[at])
        while at < len(tokens) and QUANTITY.fullmatch(tokens[at]):
            at += 1
    return (found if told and begun else []), at
