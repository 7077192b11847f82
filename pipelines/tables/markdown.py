"""Markdown of the card: tables and text that cannot break out of its place, as names come from the articles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table of Markdown cells; names that come from elsewhere are `escaped` by whoever knows that they are such."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def counts(counter: Counter[str], what: str, number: str) -> str:
    """A counter as a table with shares, or a sentence that there is nothing."""
    total = counter.total()
    rows = [(f"`{name}`", f"{count:,}", f"{count / total:.1%}") for name, count in ordered(counter)]
    return table((what, number, "Share"), rows) if rows else f"No {number.lower()} in this release."


def ordered(counter: Counter[str]) -> list[tuple[str, int]]:
    """Most frequent first, equal ones by name: `most_common` keeps the order of the files."""
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))


def escaped(text: str) -> str:
    """A name as text on one line: it ends no cell, opens no tag, links nowhere and shows no picture."""
    return re.sub(r"([\\|\[\]`*])", r"\\\1", re.sub(r"\s+", " ", text)).replace("<", "&lt;")


def _cell(text: str) -> str:
    """Markdown that stays in its cell, escaped names included."""
    return re.sub(r"(?<!\\)\|", r"\|", re.sub(r"\s+", " ", text)).replace("<", "&lt;")
