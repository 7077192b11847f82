"""The changelog: what changed between two releases, in words, for CHANGELOG.md, a commit's description and a terminal.

Wording and the form of the file belong here; comparing is in ``tables.changes``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from pipelines.tables.changes import ArticleChanges, Changes, TableChanges
from pipelines.tables.markdown import escaped, table

_TITLE = "# Changelog\n\nWhat changed from release to release; each has a tag of its name.\n"
_HEADING = re.compile(r"^## (\S+) \(\d{4}-\d\d-\d\d\)$", re.MULTILINE)
"""A heading of ours; people may write others."""

_NAMED = 20


def section(changes: Changes, version: str, day: date) -> str:
    """The part of CHANGELOG.md on one release."""
    return f"## {version} ({day.isoformat()})\n\n{body(changes)}\n"


def body(changes: Changes) -> str:
    """What changed, in Markdown."""
    return "\n\n".join(_paragraphs(changes)) or "Nothing changed in the tables."


def with_section(before: str, added: str) -> str:
    """CHANGELOG.md with a further section, newest first; what people wrote into it stays.

    A section of the same version goes: it is that of a release that got no tag.
    """
    pieces = re.split(r"^(?=## )", before, flags=re.MULTILINE)
    first = next((number for number, one in enumerate(pieces) if versions(one)), len(pieces))
    head, rest = "".join(pieces[:first]), "".join(one for one in pieces[first:] if versions(one) != versions(added))
    return "\n\n".join(part.strip("\n") for part in (head or _TITLE, added, rest) if part.strip()) + "\n"


def versions(text: str) -> list[str]:
    """The versions that a changelog tells of, the newest first."""
    return _HEADING.findall(text)


def _paragraphs(changes: Changes) -> Iterator[str]:
    rows = [(name, *(f"{number:,}" for number in _numbers(one))) for name, one in changes.tables.items()]
    yield table(("Table", "Rows before", "Rows now", "Added", "Removed", "Changed"), rows)
    yield from filter(None, (_columns(one) for one in changes.tables.values()))
    yield from filter(None, (_articles("Added", changes.added_articles), _articles("Gone", changes.removed_articles)))
    if changes.statuses:
        yield _statuses(changes.statuses)
    if changes.turns and any(one.changed or one.removed for one in changes.turns):
        yield "Articles whose turns changed most:\n\n" + _most(changes.turns)


def _numbers(one: TableChanges) -> tuple[int, int, int, int, int]:
    return one.old_rows, one.new_rows, one.added, one.removed, one.changed


def _columns(one: TableChanges) -> str:
    said = [f"`{name}` in {count:,}" for name, count in one.columns.items()]
    said += [f"the column `{name}` is new" for name in one.new_columns]
    said += [f"the column `{name}` is gone" for name in one.lost_columns]
    return f"Changed in {one.table}: {', '.join(said)}." if said else ""


def _articles(what: str, articles: tuple[str, ...]) -> str:
    more = f" and {len(articles) - _NAMED:,} more" if len(articles) > _NAMED else ""
    return f"{what}: {', '.join(map(escaped, articles[:_NAMED]))}{more}." if articles else ""


def _statuses(statuses: Mapping[tuple[str, str], int]) -> str:
    said = [f"{count:,} from `{old}` to `{new}`" for (old, new), count in sorted(statuses.items())]
    return f"Status of articles: {', '.join(said)}."


def _most(turns: tuple[ArticleChanges, ...]) -> str:
    rows = [(escaped(one.article_id), f"{one.added:,}", f"{one.removed:,}", f"{one.changed:,}") for one in turns]
    return table(("Article", "Turns added", "Removed", "Changed"), rows)
