"""Sharing: which articles of a release may go to everybody, and why the others may not.

The judgement from rows and origins belongs here; what a licence allows is in ``licenses``, what becomes of the others
(refused, withheld) is decided by whoever publishes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from pipelines.tables.licenses import UNKNOWN, objection
from pipelines.tables.origins import ALLOWED, FORBIDDEN, Origin


@dataclass(frozen=True, slots=True)
class Objection:
    """An article that may not be shared with everybody, and why."""

    article_id: str
    collection: str | None
    reason: str


def objections(articles: pa.Table | pa.RecordBatch, origins: Mapping[str | None, Origin]) -> Iterator[Objection]:
    """The published articles among these rows that may not be shared; reads four columns.

    An article that is withheld or withdrawn already quotes nothing, so nothing speaks against its row.
    """
    names = ("article_id", "collection", "license", "status")
    for article_id, collection, license, status in zip(*(articles.column(n).to_pylist() for n in names), strict=True):
        reason = _reason(license, origins.get(collection)) if status == "published" else None
        if reason:
            yield Objection(article_id, collection, reason)


def _reason(license: str | None, origin: Origin | None) -> str | None:
    """What the collection's owner declares goes before the licence, but nobody can allow what is under none."""
    declared = origin.redistribution if origin else None
    if license is None:
        return UNKNOWN
    if declared == FORBIDDEN:
        return "its collection declares `redistribution: forbidden`"
    return None if declared == ALLOWED else objection(license)
