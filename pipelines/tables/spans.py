"""Rules on offsets: inside their text, in order, and equal to the string that is stored beside them.

Offsets are Unicode code points, half-open.  Where a number is missing or negative, ``constraints`` has said so and
these rules are silent; where an article is not published there is no text to compare with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from pipelines.tables import octets
from pipelines.tables.alignment import Chunk, Part, ints
from pipelines.tables.constraints import flags, value_at
from pipelines.tables.failures import Ledger

# The stubs know neither the kernels of today's pyarrow nor what they return.
pc: Any = pyarrow.compute

MASK = "*"
"""What a masked stretch of text consists of."""


@dataclass(frozen=True, slots=True)
class Spans:
    """The stretches of a list column, flat: the row in the part, the offsets, the limits that they must keep."""

    parent: np.ndarray
    start: np.ndarray
    end: np.ndarray
    lower: np.ndarray
    upper: np.ndarray


def check_articles(chunk: Chunk, ledger: Ledger) -> None:
    """Sections, masks and runs lie inside the text and in order, masks hide; ``char_count`` is the text's length."""
    part = chunk.articles
    count = part.ints("char_count")
    zero = np.zeros_like(count)
    for name in ("sections", "masks"):
        _check_list("articles", name, part, _spans(part.column(name), zero, count), ledger)
    parent, items = _flat(part.column("source_map"))
    start, length = ints(items.field("char_start")), ints(items.field("length"))
    end = np.where(length < 0, -1, start + length)
    _check_list("articles", "source_map", part, Spans(parent, start, end, zero[parent], count[parent]), ledger)
    _check_masks(part, ledger)
    measured = ints(pc.utf8_length(part.column("text")))
    wrong = (measured >= 0) & (count >= 0) & (measured != count)
    ledger.mark("articles", "char_count", "count", wrong, part.rows, part.value("char_count"))


def _check_masks(part: Part, ledger: Ledger) -> None:
    """What is said to be masked is, and the source map leads nobody to what stood there."""
    parent, items = _flat(part.column("masks"))
    start, end = ints(items.field("char_start")), ints(items.field("char_end"))
    rows, known = part.rows[parent], (start >= 0) & (end >= 0)
    texts = part.column("text").take(pa.array(parent)).to_pylist()
    shown = [text is not None and text[a:b].strip(MASK) != "" for text, a, b in zip(texts, start, end, strict=True)]

    def value(index: int) -> tuple[int, int]:
        return int(start[index]), int(end[index])

    ledger.mark("articles", "masks[]", "masked", known & np.array(shown, dtype=bool), rows, value)
    mapped = known & _mapped(part, parent, start, end)
    ledger.mark("articles", "source_map[]", "masked", mapped, rows, value)


def _mapped(part: Part, parent: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Which of these stretches of the articles ``parent`` a run of the source map overlaps."""
    origin, runs = _flat(part.column("source_map"))
    first, length = ints(runs.field("char_start")), ints(runs.field("length"))
    own = zip(np.searchsorted(origin, parent, "left"), np.searchsorted(origin, parent, "right"), strict=True)
    overlap = [
        bool(np.any((first[a:b] < end[at]) & (first[a:b] + length[a:b] > start[at]))) for at, (a, b) in enumerate(own)
    ]
    return np.array(overlap, dtype=bool)


def check_turns(chunk: Chunk, ledger: Ledger) -> None:
    """Turns lie inside the text and equal it; their sentences and notes lie inside them, in order."""
    if chunk.turns is None:
        return
    part = chunk.turns
    _check_slices("turns", chunk, part, ledger)
    start, end = part.ints("char_start"), part.ints("char_end")
    for name in ("sentences", "notes"):
        _check_list("turns", name, part, _spans(part.column(name), start, end), ledger)
    words, tags = part.column("words"), part.column("pos")
    if not octets.joined(words, part.column("text")):
        joined = pc.binary_join(words, "")
        wrong = flags(pc.not_equal(joined, part.column("text")))
        ledger.mark("turns", "words", "joined", wrong, part.rows, value_at(joined))
    uneven = flags(pc.not_equal(pc.list_value_length(words), pc.list_value_length(tags)))
    ledger.mark("turns", "pos", "parallel", uneven, part.rows, value_at(tags))


def check_entities(chunk: Chunk, ledger: Ledger) -> None:
    """Mentions lie inside the text and equal it."""
    if chunk.entities is not None:
        _check_slices("entities", chunk, chunk.entities, ledger)


def _flat(column: Any) -> tuple[np.ndarray, Any]:
    """The items of a list column and the row of each; null items are left out."""
    items = pc.list_flatten(column)
    valid = items.is_valid()
    parent = pc.list_parent_indices(column).to_numpy(zero_copy_only=False)
    return parent[flags(valid)], items.filter(valid)


def _spans(column: Any, lower: np.ndarray, upper: np.ndarray) -> Spans:
    parent, items = _flat(column)
    start, end = ints(items.field("char_start")), ints(items.field("char_end"))
    return Spans(parent, start, end, lower[parent], upper[parent])


def _check_list(table: str, column: str, part: Part, spans: Spans, ledger: Ledger) -> None:
    """The rules ``inside`` (empty stretches break it too) and ``overlap`` for the stretches of a list column."""
    known = (spans.start >= 0) & (spans.end >= 0) & (spans.lower >= 0) & (spans.upper >= 0)
    outside = (spans.start < spans.lower) | (spans.end > spans.upper) | (spans.start >= spans.end)
    rows = part.rows[spans.parent]

    def value(index: int) -> tuple[int, int]:
        return int(spans.start[index]), int(spans.end[index])

    ledger.mark(table, f"{column}[]", "inside", known & outside, rows, value)
    early = np.zeros(len(rows), dtype=bool)
    if len(rows):
        early[1:] = (spans.parent[1:] == spans.parent[:-1]) & (spans.start[1:] < spans.end[:-1])
    ledger.mark(table, f"{column}[]", "overlap", known & early, rows, value)


def _check_slices(table: str, chunk: Chunk, part: Part, ledger: Ledger) -> None:
    """The rules ``inside`` and ``verbatim`` for the rows of turns or entities."""
    start, end = part.ints("char_start"), part.ints("char_end")
    limit = chunk.articles.ints("char_count")[part.article]
    known = (start >= 0) & (end >= 0) & (limit >= 0)
    outside = known & ((end > limit) | (start >= end))
    ledger.mark(table, "char_end", "inside", outside, part.rows, part.value("char_end"))
    texts, strings = chunk.texts, part.column("text").to_pylist()
    wrong = np.fromiter(
        (
            string is not None and (text := texts[article]) is not None and text[first:last] != string
            for string, article, first, last in zip(
                strings, part.article.tolist(), start.tolist(), end.tolist(), strict=True
            )
        ),
        dtype=bool,
        count=len(strings),
    )
    ledger.mark(table, "text", "verbatim", known & wrong, part.rows, strings.__getitem__)
