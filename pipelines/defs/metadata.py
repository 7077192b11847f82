"""What Dagster's pages show of a result: row counts, a preview, the columns, shares, rejects.

Putting figures into Dagster's types belongs here; computing them does not (``figures``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines import figures, stages, work
from pipelines.renewal import Progress
from pipelines.tables import schema

PREVIEW_ROWS = 5
PREVIEW_CHARS = 60
_PREVIEWS: Mapping[str, tuple[str, ...]] = {
    "documents": ("article_id", "collection", "suffix", "license", "text"),
    "articles": ("article_id", "title", "kind", "publisher", "published_at", "turn_count", "char_count"),
    "speech": ("turn_id", "speaker", "role", "method", "score", "text"),
    "turns": ("turn_id", "speaker", "role", "method", "words"),
    "entities": ("entity_id", "type", "text", "name", "method", "score"),
}

Metadata = dict[str, Any]


def columns(table: str) -> dg.TableSchema:
    """The columns of a table for Dagster's catalogue, from ``schemas/``."""
    defined = schema.load(table)
    keys = [f"primary key ({', '.join(defined.primary_key)})"]
    keys += [f"{key.column} refers to {key.table}.{key.reference_column}" for key in defined.foreign_keys]
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                field.name,
                str(field.arrow_type()),
                field.description,
                dg.TableColumnConstraints(nullable=not field.required, unique=field.unique),
            )
            for field in defined.fields
        ],
        constraints=dg.TableConstraints(other=keys),
    )


def of_file(folder: Path, name: str) -> Metadata:
    """Row count and preview of any stage's file."""
    files = stages.shelf(folder, name).files(stages.bins(folder))
    return {
        "dagster/row_count": sum(map(work.count, files)),
        "preview": preview(list(islice(work.rows(files, _PREVIEWS[name]), PREVIEW_ROWS))),
    }


def of_progress(progress: Progress) -> Metadata:
    """How many articles the stage had before it, and how many it made anew."""
    return {"articles seen": progress.articles, "made anew": progress.anew}


def of_documents(folder: Path) -> Metadata:
    """Of the documents: what was refused and noted beside them."""
    rejects, notes = stages.rejects(folder, stages=["documents"]), stages.notes(folder)
    return of_file(folder, "documents") | {
        "rejected files": stages.rejected(rejects),
        "rejects": _rejects(rejects),
        "notes": table(["file", "note"], [[*note.values()] for note in notes[:50]]),
    }


def of_articles(folder: Path) -> Metadata:
    """Of the articles: kinds, warnings, what was refused so far."""
    found, rejects = figures.of_articles(folder), stages.rejects(folder)
    return of_file(folder, "articles") | {
        "characters": found.characters,
        "rejected files": stages.rejected(rejects),
        "kinds": counts(found.kinds),
        "warnings": sum(found.warnings.values()),
        "warnings by kind": counts(found.warnings),
        "rejects": _rejects(rejects),
    }


def of_turns(folder: Path) -> Metadata:
    """Of the turns: how many have a speaker, by which rules."""
    found = figures.of_turns(folder)
    return of_file(folder, "turns") | {
        "characters": found.characters,
        "share attributed": figures.share(found.attributed, found.rows),
        "share named": figures.share(found.named, found.rows),
        "methods": counts(found.methods),
    }


def of_entities(folder: Path) -> Metadata:
    """Of the entities: their types and the rules that found them."""
    found = figures.of_entities(folder)
    return of_file(folder, "entities") | {"types": counts(found.types), "methods": counts(found.methods)}


def _rejects(rejects: Sequence[Mapping[str, Any]]) -> dg.MarkdownMetadataValue:
    lines = [[reject["file"], reject["reason"], reject["remedy"]] for reject in rejects[:50]]
    return table(["file", "reason", "what to do"], lines)


def counts(counter: Counter[str]) -> dg.MarkdownMetadataValue:
    """A counter, most frequent first."""
    ranked = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    return table(["value", "count"], [[name, number] for name, number in ranked[:50]])


def preview(rows: Sequence[Mapping[str, Any]]) -> dg.MarkdownMetadataValue:
    """Rows as a small table."""
    return table(list(rows[0]) if rows else [], [list(row.values()) for row in rows])


def table(head: Sequence[str], lines: Sequence[Sequence[object]]) -> dg.MarkdownMetadataValue:
    """A Markdown table with short cells, "none" without lines. Dagster keeps every copy: give it 50 lines at most."""
    if not lines:
        return dg.MetadataValue.md("none")
    body = [f"| {' | '.join(map(_cell, line))} |" for line in (head, ["---"] * len(head), *lines)]
    return dg.MetadataValue.md("\n".join(body))


def _cell(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    short = text if len(text) <= PREVIEW_CHARS else f"{text[:PREVIEW_CHARS]}…"
    return short.replace("|", "\\|").replace("<", "&lt;")
