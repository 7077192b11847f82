"""Masking: an article's text and rows without the personal data that ``personal`` finds in it.

Applying masks belongs here. The text keeps its length, so that every offset holds; the runs of its source map leave
the masked stretches out, for there the raw text says something else. What is found in one place, be it the text, the
title or a byline, is masked in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from operator import is_not
from typing import Any

from pipelines.text.folding import FULL_WIDTH, lowered, narrowed
from pipelines.text.layout import Layout
from pipelines.text.masks import Mask, mask
from pipelines.text.page import Run
from pipelines.text.personal import find

Row = dict[str, Any]

ALPHANUMERIC = re.compile(rf"[A-Za-z0-9]|{FULL_WIDTH.pattern}")

PRINTED = frozenset((
    *("title", "publisher", "authors", "editors", "translators", "sections", "speakers", "warnings"),
    *("speaker", "speaker_label", "name", "aliases", "affiliation"),
))  # fmt: skip
"""Columns, and members of lists in them, that repeat what the article prints. The text is not among them: it is masked
as a whole, and its slices must stay its slices. Nor are values of our own, such as the status, however they are spelt.
"""


_LONG = 11
"""Digits of a mobile number: as many are no figure that comes again by chance."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A string, narrow and in lower case, that is masked wherever it stands free, and its kind."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Masked:
    """A layout whose text is masked, what was masked in it, and the strings that are masked wherever they stand."""

    layout: Layout
    masks: tuple[Mask, ...]
    secrets: tuple[Secret, ...]


def masked(layout: Layout, printed: Iterable[str] = ()) -> Masked:
    """Mask the text of a layout; ``printed`` are strings that the article prints outside it (title, byline)."""
    told = [(layout.text, find(layout.text)), *((text, _found(text)) for text in printed)]
    secrets = tuple(_secrets(told))
    found = _with_secrets(layout.text, told[0][1], secrets)
    if not found:
        return Masked(layout, (), secrets)
    runs = tuple(piece for run in layout.source_map for piece in _outside(run, found))
    return Masked(replace(layout, text=mask(layout.text, found), source_map=runs), tuple(found), secrets)


def _secrets(told: Iterable[tuple[str, Sequence[Mask]]]) -> Iterator[Secret]:
    """What to look for elsewhere, too, the longest first.

    An account of letters alone could be any word, one of few digits any figure: these are only hidden where they are
    found by themselves.
    """
    found = {_folded(text[one.start : one.end]): one.kind for text, masks in told for one in masks}
    for text, kind in sorted(found.items(), key=lambda item: (-len(item[0]), item[0])):
        if not text.isalpha() and (len(text) >= _LONG or not text.isdigit()):
            yield Secret(text, kind)


def masked_row(row: Row, secrets: Sequence[Secret] = ()) -> Row:
    """The row with everything masked in it that the article prints: what is found there, and the ``secrets``."""
    return masked_rows([row], secrets)[0]


def masked_rows(rows: Sequence[Row], secrets: Sequence[Secret] = ()) -> list[Row]:
    """The same for rows that have the same columns; one in which nothing is masked may be the row that was given."""
    changed: dict[str, list[Any]] = {}
    for key in PRINTED.intersection(rows[0]) if rows else ():
        told = [row[key] for row in rows]
        hidden = _masked(told, secrets)
        if hidden is not told:
            changed[key] = hidden
    if not changed:
        return list(rows)
    return [{**row, **dict(zip(changed, new, strict=True))} for row, *new in zip(rows, *changed.values(), strict=True)]


def masked_columns(columns: Mapping[str, list[Any]], secrets: Sequence[Secret] = ()) -> dict[str, list[Any]]:
    """The same for rows that are given column by column."""
    return {key: _masked(told, secrets) if key in PRINTED else told for key, told in columns.items()}


def _masked(told: list[Any], secrets: Sequence[Secret]) -> list[Any]:
    """The strings, the lists of strings and rows, or the rows masked; the list given where there is nothing to mask.

    Strings recur, and are looked at once each.
    """
    kind = next((type(one) for one in told if one), None)
    if kind is str:
        hidden = {one: new for one in set(told) if one and (new := masked_text(one, secrets)) is not one}
        return [hidden.get(one, one) for one in told] if hidden else told
    rows: list[Any]
    if kind is dict:
        rows = masked_rows(told, secrets)
    elif kind is list:
        rows = [_masked(one, secrets) if one else one for one in told]
    else:
        return told
    return rows if any(map(is_not, rows, told)) else told


def masked_text(text: str, secrets: Sequence[Secret] = ()) -> str:
    """A string of the same length without personal data."""
    found = _printed(text)
    return mask(text, _with_secrets(text, found, secrets)) if found or secrets else text


@lru_cache(maxsize=1024)
def _printed(text: str) -> tuple[Mask, ...]:
    """What is found in a string of a row: the same names and title stand in row after row."""
    return tuple(_found(text))


def _found(text: str) -> list[Mask]:
    """What `find` finds in a short string: it has a letter or digit in it, which most names have not."""
    return find(text) if ALPHANUMERIC.search(text) else []


def _with_secrets(text: str, found: Sequence[Mask], secrets: Sequence[Secret]) -> list[Mask]:
    """The masks found and those of secrets that stand free in the text, in either width and case."""
    if not secrets:
        return list(found)
    kinds = {one.text: one.kind for one in secrets}
    pattern = re.compile(rf"(?<![a-z0-9_-])(?:{'|'.join(map(re.escape, kinds))})(?![a-z0-9_-])")
    again = (Mask(kinds[one[0]], *one.span()) for one in pattern.finditer(_folded(mask(text, found))))
    return sorted(chain(found, again), key=lambda one: one.start)


def _folded(text: str) -> str:
    """Narrow letters and digits, ASCII in lower case: as long as the text."""
    return lowered(narrowed(text))


def _outside(run: Run, masks: Sequence[Mask]) -> Iterator[Run]:
    """The pieces of a run that no mask covers."""
    at, end = run[0], run[0] + run[2]
    for one in masks:
        if one.end <= at or one.start >= end:
            continue
        if one.start > at:
            yield _piece(run, at, one.start)
        at = min(one.end, end)
    if at < end:
        yield _piece(run, at, end)


def _piece(run: Run, start: int, end: int) -> Run:
    return start, run[1] + start - run[0], end - start
