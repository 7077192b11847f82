"""The checks that block a release: the one place to ask whether the three tables are right.

The rules themselves are in ``constraints`` (one column), ``spans`` (offsets) and ``keys`` (rows and tables); what they
are called and how to mend what they find is in ``failures``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from pipelines.tables import keys, spans
from pipelines.tables.alignment import Batches, Chunk, Part, chunks
from pipelines.tables.constraints import check_constraints
from pipelines.tables.failures import Failure, Ledger
from pipelines.tables.schema import TABLES, load
from pipelines.tables.stored import Stored

# What a table's own check reads: tables, and which columns of them (None: all).
NEEDED: Mapping[str, Mapping[str, tuple[str, ...] | None]] = {
    "articles": {"articles": None},
    "turns": {"articles": None, "turns": None},
    "entities": {
        "articles": ("article_id", "status", "char_count", "text"),
        "turns": ("article_id", "turn_id", "char_start", "char_end"),
        "entities": None,
    },
}
_SHAPE = ("table", "columns", "types")
_RULES: Mapping[str, tuple[Callable[[Chunk, Ledger], None], ...]] = {
    "articles": (keys.check_articles, spans.check_articles),
    "turns": (keys.check_turns, spans.check_turns),
    "entities": (keys.check_entities, spans.check_entities),
}


def check(tables: Mapping[str, Batches]) -> list[Failure]:
    """Check all three tables; an empty list means that they may be released.

    A table is a ``pa.Table``, a list of record batches or `Stored` files; an iterator raises TypeError, as the
    articles are read twice.  Memory: a batch of articles with its turns and mentions, and 20 bytes for each article.
    """
    return _check(tables, TABLES)


def check_table(name: str, tables: Mapping[str, Batches]) -> list[Failure]:
    """Check one table; ``tables`` must hold at least ``NEEDED[name]``.

    The check of turns also counts them for ``articles.turn_count`` and ``articles.speakers[].turn_count``, and reports
    these in its failures; otherwise a failure of another table is left to that table's check.
    """
    needed = {table: tables[table] for table in NEEDED[name] if table in tables}
    failures = _check(needed, (name,))
    return [failure for failure in failures if failure.table == name or failure.rule == "count" or _stops(failure)]


def check_originals(folder: Path) -> list[Failure]:
    """Check that the originals of all duplicates are there; ``folder`` holds every shard of the table articles."""
    ledger = Ledger()
    keys.check_originals(Stored.below(folder).only("article_id", "duplicate_of"), ledger)
    return ledger.failures()


def _stops(failure: Failure) -> bool:
    return failure.rule in _SHAPE


def _check(tables: Mapping[str, Batches], names: tuple[str, ...]) -> list[Failure]:
    ledger = Ledger()
    for table in (table for table in TABLES if any(table in NEEDED[name] for name in names)):
        if table not in tables:
            ledger.add(Failure(table, None, None, "no such table", "table", 1))
    if "articles" in tables:
        for chunk in chunks(tables, ledger):
            for name in names:
                _check_chunk(name, chunk, ledger)
    failures = ledger.failures()
    # Rows of another shape are not read, so whatever else was found may only follow from that.
    return [failure for failure in failures if _stops(failure)] or failures


def _check_chunk(name: str, chunk: Chunk, ledger: Ledger) -> None:
    part: Part | None = getattr(chunk, name)
    if part is not None:
        check_constraints(part.table, load(name), part.rows, chunk.published[part.article], ledger)
        for rule in _RULES[name]:
            rule(chunk, ledger)
