"""Masking: an article's text and rows without the personal data that ``personal`` finds in it.

Applying masks belongs here. The text keeps its length, so that every offset holds; the runs of its source map leave
the masked stretches out, for there the raw text says something else. What was masked in the text is masked wherever
else a row repeats it (titles, names, remarks).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipelines.text.layout import Layout
from pipelines.text.page import Run
from pipelines.text.personal import MASK, Mask, find, mask

Row = dict[str, Any]

KEPT = frozenset(
    (
        *("article_id", "collection", "turn_id", "speaker_id", "reply_to"),
        *("raw_path", "raw_sha256", "source_url", "license", "text"),
    )
)
"""Columns of identifiers and addresses: they name, and a stretch of `*` in one of them would name nothing. And the
text, which is masked already, as a whole: cut into turns it could read otherwise, and its slices must stay slices."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A layout whose text is masked, what was masked in it, and the strings that stood there."""

    layout: Layout
    masks: tuple[Mask, ...]
    secrets: tuple[str, ...]


def masked(layout: Layout) -> Masked:
    """Mask the text of a layout."""
    found = find(layout.text)
    if not found:
        return Masked(layout, (), ())
    secrets = sorted({layout.text[one.start : one.end] for one in found}, key=lambda text: (-len(text), text))
    runs = tuple(piece for run in layout.source_map for piece in _outside(run, found))
    return Masked(replace(layout, text=mask(layout.text, found), source_map=runs), tuple(found), tuple(secrets))


def masked_row(row: Row, secrets: Sequence[str]) -> Row:
    """The row with everything masked that is printed in it: what is found there by itself, and the ``secrets``."""
    return {key: value if key in KEPT else _masked(value, secrets) for key, value in row.items()}


def masked_text(text: str, secrets: Sequence[str] = ()) -> str:
    """A string of the same length without personal data."""
    for secret in secrets:
        text = text.replace(secret, MASK * len(secret))
    return mask(text, find(text))


def _masked(value: Any, secrets: Sequence[str]) -> Any:
    if isinstance(value, str):
        return masked_text(value, secrets)
    if isinstance(value, list):
        return [_masked(one, secrets) for one in value]
    return masked_row(value, secrets) if isinstance(value, dict) else value


def _outside(run: Run, masks: Sequence[Mask]) -> Iterator[Run]:
    """The pieces of a run that no mask covers."""
    at, end = run.start, run.start + run.length
    for one in masks:
        if one.end <= at or one.start >= end:
            continue
        if one.start > at:
            yield _piece(run, at, one.start)
        at = min(one.end, end)
    if at < end:
        yield _piece(run, at, end)


def _piece(run: Run, start: int, end: int) -> Run:
    return Run(start, run.raw_start + start - run.start, end - start)
