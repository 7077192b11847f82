"""What Dagster's pages show of a result: row counts, a preview, the columns, shares, rejects.

Putting figures into Dagster's types belongs here; computing them does not (``figures``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dagster as dg

from pipelines import figures, stages, work
from pipelines.assembly import Released
from pipelines.dumps.names import dump_of
from pipelines.renewal import Progress
from pipelines.tables import schema, stored

PREVIEW_ROWS = 5
PREVIEW_CHARS = 60
SENTENCE_CHARS = 400
"""Of a cell that tells what to do: half of it helps nobody."""

SHOWN = 50
"""Lines of a table at most: Dagster keeps every copy."""

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
        "dagster/row_count": sum(map(stored.count, files)),
        "preview": preview(list(islice(work.rows(files, _PREVIEWS[name]), PREVIEW_ROWS))),
    }


def of_progress(progress: Progress) -> Metadata:
    """How many articles the stage had before it, and how many it made anew."""
    return {"articles seen": progress.articles, "made anew": progress.anew}


def of_documents(folder: Path, raw: str) -> Metadata:
    """Of the documents: what was refused and noted beside them. ``raw`` is the address of the raw files."""
    rejects, notes = stages.rejects(folder, stages=["documents"]), stages.notes(folder)
    return of_file(folder, "documents") | {
        "dagster/uri": raw,
        "rejected files": stages.rejected(rejects),
        "rejects": _rejects(rejects, raw),
        "notes": table(["file", "note"], [[*note.values()] for note in notes[:SHOWN]]),
    }


def of_articles(folder: Path, raw: str) -> Metadata:
    """Of the articles: kinds, warnings, what was refused so far, and the way to the raw file of each that is shown."""
    found, rejects = figures.of_articles(folder), stages.rejects(folder)
    return of_file(folder, "articles") | {
        **{f"kind {kind}": found.kinds[kind] for kind in schema.load("articles").field("kind").enum},
        "characters": found.characters,
        "rejected files": stages.rejected(rejects),
        "raw files": _links(folder, raw),
        "warnings": sum(found.warnings.values()),
        "warnings by kind": counts(found.warnings),
        "rejects": _rejects(rejects, raw),
    }


def of_turns(folder: Path) -> Metadata:
    """Of the turns: how many have a speaker, by which rules."""
    found = figures.of_turns(folder)
    return of_file(folder, "turns") | {
        "characters": found.characters,
        "share attributed": figures.share(found.attributed_characters, found.characters),
        "share of turns attributed": figures.share(found.attributed, found.rows),
        "share named": figures.share(found.named, found.rows),
        "methods": counts(found.methods),
    }


def of_entities(folder: Path) -> Metadata:
    """Of the entities: their types and the rules that found them."""
    found, characters = figures.of_entities(folder), figures.of_articles(folder).characters
    return of_file(folder, "entities") | {
        "entities per 1,000 characters": 1000 * figures.share(found.rows, characters),
        "types": counts(found.types),
        "methods": counts(found.methods),
    }


def of_release(made: Released, where: str) -> Metadata:
    """Of the release: where it is, its files, and how many of them had to be written."""
    return {
        "dagster/uri": where,
        "files": table(["file", "bytes"], list(made.files.items())[:SHOWN]),
        "bytes": sum(made.files.values()),
        "files written": len(made.written),
    }


def of_likeness(folder: Path) -> Metadata:
    """Of the near duplicates: how many, and the most similar."""
    found = figures.of_links(folder)
    lines = [[link.article_id, link.duplicate_of, link.duplicate_similarity] for link in found.nearest[:20]]
    return {
        "duplicates": found.duplicates,
        "originals with duplicates": found.originals,
        "most similar": table(["article", "duplicate of", "similarity"], lines),
    }


def _rejects(rejects: Sequence[Mapping[str, Any]], raw: str) -> dg.MarkdownMetadataValue:
    lines = [[Link(one["file"], raw), one["reason"], one["remedy"]] for one in rejects[:SHOWN]]
    return table(["file", "reason", "what to do"], lines, SENTENCE_CHARS)


def _links(folder: Path, raw: str) -> dg.MarkdownMetadataValue:
    files = stages.shelf(folder, "articles").files(stages.bins(folder))
    shown = islice(work.rows(files, ("article_id", "raw_path")), SHOWN)
    return table(["article_id", "raw file"], [[row["article_id"], Link(row["raw_path"], raw)] for row in shown])


@dataclass(frozen=True, slots=True)
class Link:
    """A raw file or a record in a cell: its path, leading to where the file can be looked at."""

    path: str
    raw: str

    def __str__(self) -> str:
        """As Markdown."""
        return f"[{_cell(self.path)}]({self.raw.rstrip('/')}/{quote(dump_of(self.path) or self.path)})"


def counts(counter: Counter[str]) -> dg.MarkdownMetadataValue:
    """A counter, most frequent first."""
    ranked = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    return table(["value", "count"], [[name, number] for name, number in ranked[:SHOWN]])


def preview(rows: Sequence[Mapping[str, Any]]) -> dg.MarkdownMetadataValue:
    """Rows as a small table."""
    return table(list(rows[0]) if rows else [], [list(row.values()) for row in rows])


def table(
    head: Sequence[str], lines: Sequence[Sequence[object]], chars: int = PREVIEW_CHARS
) -> dg.MarkdownMetadataValue:
    """A Markdown table with cells of so many code points, "none" without lines. Give it `SHOWN` lines at most."""
    if not lines:
        return dg.MetadataValue.md("none")
    rows = ([_cell(value, chars) for value in line] for line in (head, ["---"] * len(head), *lines))
    return dg.MetadataValue.md("\n".join(f"| {' | '.join(row)} |" for row in rows))


def _cell(value: object, chars: int = PREVIEW_CHARS) -> str:
    if isinstance(value, Link):
        return str(value)
    text = "" if value is None else " ".join(str(value).split())
    short = text if len(text) <= chars else f"{text[:chars]}…"
    return short.replace("|", "\\|").replace("<", "&lt;")
