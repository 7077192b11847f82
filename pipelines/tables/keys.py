"""Rules that tie rows together: identifiers, the order of turns, and what refers to another row or counts others.

Offsets are in ``spans``, what a schema says of one column in ``constraints``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from pipelines.tables.alignment import Chunk, Part, ints
from pipelines.tables.constraints import flags, value_at
from pipelines.tables.failures import Ledger

# The stubs know neither the kernels of today's pyarrow nor what they return.
pc: Any = pyarrow.compute


def check_articles(chunk: Chunk, ledger: Ledger) -> None:
    """A speaker's identifier occurs once in an article, and a duplicate says how similar it is.

    That the article's own identifier occurs once is checked in ``alignment``.
    """
    cast = _Cast.of(chunk.articles)
    again = _repeated(cast.keys) & flags(cast.ids.is_valid())
    rows = chunk.articles.rows[cast.article]
    ledger.mark("articles", "speakers[].speaker_id", "unique", again, rows, value_at(cast.ids))
    _check_similarity(chunk.articles, ledger)


def _check_similarity(part: Part, ledger: Ledger) -> None:
    """The bounds are not the schema's: tools that read by way of pandas hold them against the nulls, as NaN."""
    original, similarity = part.column("duplicate_of"), part.column("duplicate_similarity")
    given = flags(similarity.is_valid())
    bounded = flags(pc.and_(pc.greater(similarity, 0), pc.less_equal(similarity, 1)))
    wrong = (given != flags(original.is_valid())) | (given & ~bounded)
    ledger.mark("articles", "duplicate_similarity", "similarity", wrong, part.rows, value_at(similarity))


def check_originals(articles: Iterable[pa.RecordBatch], ledger: Ledger) -> None:
    """What a duplicate refers to is an article and no duplicate; if there are any, all is read twice. They are held."""
    named, rows, start = list[str](), [np.empty(0, np.int64)], 0
    for batch in articles:
        column = batch.column("duplicate_of")
        rows.append(start + np.flatnonzero(flags(column.is_valid())))
        named += map(str, column.drop_null().to_pylist())
        start += batch.num_rows
    wanted, originals = pa.array(sorted(set(named)), pa.string()), set[str]()
    for batch in articles if named else ():
        ids = batch.column("article_id").filter(batch.column("duplicate_of").is_null())
        originals.update(map(str, ids.filter(pc.is_in(ids, value_set=wanted)).to_pylist()))
    broken = np.array([one not in originals for one in named], bool)
    ledger.mark("articles", "duplicate_of", "original", broken, np.concatenate(rows), named.__getitem__)


def check_turns(chunk: Chunk, ledger: Ledger) -> None:
    """Turns are numbered in the order of the text, and what they refer to or repeat exists and is the same."""
    if chunk.turns is None:
        return
    part = chunk.turns
    _check_ids("turns", "turn_id", part, ledger)
    number = pc.utf8_zero_fill(pa.array(part.ints("turn_index")).cast(pa.string()), 4)
    expected = pc.binary_join_element_wise(part.column("article_id"), number, "#t")
    wrong = flags(pc.not_equal(part.column("turn_id"), expected))
    ledger.mark("turns", "turn_id", "identifier", wrong, part.rows, part.value("turn_id"))
    _check_order(part, ledger)
    _check_replies(part, ledger)
    _check_speakers(chunk, part, ledger)
    _check_sections(chunk, part, ledger)
    for name in ("title", "publisher", "published_at"):
        source = chunk.articles.column(name).take(pa.array(part.article))
        ledger.mark("turns", name, "repeated", _differs(part.column(name), source), part.rows, part.value(name))
    counted = np.bincount(part.article, minlength=len(chunk.articles.rows))
    count = chunk.articles.ints("turn_count")
    column = chunk.articles.value("turn_count")
    ledger.mark("articles", "turn_count", "count", (count >= 0) & (count != counted), chunk.articles.rows, column)


def check_entities(chunk: Chunk, ledger: Ledger) -> None:
    """Mentions have their own identifiers, and those in a turn lie inside it."""
    if chunk.entities is None:
        return
    part = chunk.entities
    ids = part.column("entity_id")
    _check_ids("entities", "entity_id", part, ledger)
    prefix = pc.binary_join_element_wise(part.column("article_id"), "#e", "")
    foreign = np.array([one is not None and not one.startswith(start) for one, start in _zip(ids, prefix)], dtype=bool)
    ledger.mark("entities", "entity_id", "identifier", foreign, part.rows, value_at(ids))
    if chunk.turns is None:
        return
    named, value = part.column("turn_id"), part.value("turn_id")
    given = flags(named.is_valid())
    turn = ints(pc.index_in(named, value_set=chunk.turns.column("turn_id")))
    ledger.mark("entities", "turn_id", "foreign_key", given & (turn < 0), part.rows, value)
    turns = chunk.turns
    if len(turns.rows):
        outside = (
            (turns.article[turn] != part.article)
            | (part.ints("char_start") < turns.ints("char_start")[turn])
            | (part.ints("char_end") > turns.ints("char_end")[turn])
        )
        ledger.mark("entities", "turn_id", "inside", given & (turn >= 0) & outside, part.rows, value)


@dataclass(frozen=True, slots=True)
class _Cast:
    """The speakers of all articles of a chunk, flat: place of the article, key of article and identifier."""

    article: np.ndarray
    ids: Any
    names: Any
    counts: np.ndarray
    keys: Any

    @classmethod
    def of(cls, articles: Part) -> _Cast:
        column = articles.column("speakers")
        items = pc.list_flatten(column)
        valid = items.is_valid()
        article = pc.list_parent_indices(column).to_numpy(zero_copy_only=False)[flags(valid)]
        items = items.filter(valid)
        ids = items.field("speaker_id")
        return cls(article, ids, items.field("name"), ints(items.field("turn_count")), _key(article, ids))


def _key(article: np.ndarray, ids: Any) -> Any:
    return pc.binary_join_element_wise(pa.array(article).cast(pa.string()), ids, ":")


def _zip(left: Any, right: Any) -> Any:
    return zip(left.to_pylist(), right.to_pylist(), strict=True)


def _repeated(array: Any) -> np.ndarray:
    """Which values occur before."""
    encoded = array.dictionary_encode()
    if len(encoded.dictionary) == len(array):
        return np.zeros(len(array), dtype=bool)
    codes = ints(encoded.indices)
    again = np.ones(len(codes), dtype=bool)
    again[np.unique(codes, return_index=True)[1]] = False
    return again


def _differs(left: Any, right: Any) -> np.ndarray:
    one_null = flags(left.is_null()) != flags(right.is_null())
    return np.asarray(one_null | flags(pc.not_equal(left, right)))


def _check_ids(table: str, column: str, part: Part, ledger: Ledger) -> None:
    ids = part.column(column)
    ledger.mark(table, column, "unique", _repeated(ids) & flags(ids.is_valid()), part.rows, value_at(ids))


def _check_order(part: Part, ledger: Ledger) -> None:
    order = np.argsort(part.article, kind="stable")
    article, rows = part.article[order], part.rows[order]
    index, start, end = (part.ints(name)[order] for name in ("turn_index", "char_start", "char_end"))
    expected = np.arange(len(article)) - np.searchsorted(article, article, side="left")
    ledger.mark("turns", "turn_index", "sequence", (index >= 0) & (index != expected), rows, lambda at: int(index[at]))
    before, late = np.zeros(len(rows), dtype=bool), np.zeros(len(rows), dtype=bool)
    same = (article[1:] == article[:-1]) & (start[1:] >= 0)
    before[1:] = same & (start[1:] < start[:-1])
    late[1:] = same & ~before[1:] & (start[1:] < end[:-1])
    ledger.mark("turns", "char_start", "sequence", before, rows, lambda at: int(start[at]))
    ledger.mark("turns", "char_start", "overlap", late, rows, lambda at: int(start[at]))


def _check_replies(part: Part, ledger: Ledger) -> None:
    reply, value = part.column("reply_to"), part.value("reply_to")
    given = flags(reply.is_valid())
    turn = ints(pc.index_in(reply, value_set=part.column("turn_id")))
    ledger.mark("turns", "reply_to", "foreign_key", given & (turn < 0), part.rows, value)
    index = part.ints("turn_index")
    if len(index):
        wrong = (part.article[turn] != part.article) | (index[turn] >= index)
        ledger.mark("turns", "reply_to", "reply", given & (turn >= 0) & wrong, part.rows, value)


def _check_speakers(chunk: Chunk, part: Part, ledger: Ledger) -> None:
    cast = _Cast.of(chunk.articles)
    ids, names = part.column("speaker_id"), part.column("speaker")
    found = ints(pc.index_in(_key(part.article, ids), value_set=cast.keys))
    given = flags(ids.is_valid())
    ledger.mark("turns", "speaker_id", "speaker", given & (found < 0), part.rows, value_at(ids))
    listed = cast.names.take(pa.array(found, mask=~given | (found < 0)))
    wrong = flags(names.is_valid()) & ~flags(pc.equal(names, listed)) & ~(given & (found < 0))
    ledger.mark("turns", "speaker", "speaker", wrong, part.rows, value_at(names))
    counted = np.bincount(found[given & (found >= 0)], minlength=len(cast.counts))
    miscounted = (cast.counts >= 0) & (cast.counts != counted) & ~_repeated(cast.keys)
    rows = chunk.articles.rows[cast.article]
    column = "speakers[].turn_count"
    ledger.mark("articles", column, "count", miscounted, rows, lambda at: int(cast.counts[at]))


def _check_sections(chunk: Chunk, part: Part, ledger: Ledger) -> None:
    sections = chunk.articles.column("sections")
    lengths = ints(pc.list_value_length(sections))
    section, value = part.ints("section"), part.value("section")
    within = section < lengths[part.article]
    ledger.mark("turns", "section", "foreign_key", (section >= 0) & ~within, part.rows, value)
    flat = pc.list_flatten(sections)
    if not len(flat):
        return
    offset = np.concatenate([[0], np.cumsum(np.maximum(lengths, 0))[:-1]])[part.article]
    place = np.where((section >= 0) & within, offset + section, 0)
    start = part.ints("char_start")
    first, last = (ints(pc.struct_field(flat, name))[place] for name in ("char_start", "char_end"))
    outside = (section >= 0) & within & ((start < first) | (start >= last))
    ledger.mark("turns", "section", "section", outside, part.rows, value)
