"""The mapping of a dump's columns, ``records:`` in ``source.yaml``: which holds the article, which says what of it.

Judging that mapping and looking values up by it belong here. A column that is named must exist: a misspelt ``license``
must not give its articles the licence of the collection.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.dumps.record import MAX_BYTES, TEXT, Record, Trouble, too_large

CONTENT = {"text": ".txt", "html": ".html", "markdown": ".md"}
"""What holds the article, and how it is read."""

STATED = ("id", "url", "title", "published_at", "publisher", "license", "language")
_REMEDY = "leave the record out, or crawl it again"
SHOWN, LETTERS = 40, 60
"""Columns that a message names at most, and how much of the name of each."""

DEEPEST = 8
"""Objects in objects whose columns a message names: a line may nest them without end, under names without end."""


class Unmappable(ValueError):
    """A mapping that cannot be used: ``reason`` says why, ``remedy`` how to mend it."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}; {remedy}")
        self.reason, self.remedy = reason, remedy


@dataclass(frozen=True, slots=True)
class Columns:
    """The column with the article, the ending by which it is read, and (key, column) of what else is stated."""

    content: str
    suffix: str
    stated: tuple[tuple[str, str], ...] = ()

    def named(self) -> dict[str, str]:
        """Every column that is named, with its key."""
        return {self.content: self._key, **{column: key for key, column in self.stated}}

    @property
    def _key(self) -> str:
        return next(key for key, suffix in CONTENT.items() if suffix == self.suffix)

    def record(self, number: int, row: Mapping[str, Any]) -> Record | Trouble:
        """The record in a row of plain values."""
        value = look_up(row, self.content)
        content, charset = (_encoded(value), TEXT) if isinstance(value, str) else (value, None)
        if not isinstance(content, bytes):
            return self._no_text(number, value)
        if len(content) > MAX_BYTES:
            return Trouble(number, *too_large(f"its column {self.content}"))
        found = {key: printed(look_up(row, column)) for key, column in self.stated}
        stated = {key: text for key, text in found.items() if text}
        if not content.strip() and not {"id", "url"} & stated.keys():  # else a person may have emptied a known article
            return Trouble(number, f"its column {self.content} is empty", _REMEDY)
        return Record(number, self.suffix, content, stated, charset)

    def _no_text(self, number: int, value: Any) -> Trouble:
        if value is None:
            return Trouble(number, f"its column {self.content} is missing or null", _REMEDY)
        remedy = f"name the column with the article in source.yaml, records: {self._key}:"
        return Trouble(number, f"its column {self.content} holds a {type(value).__name__}, not text", remedy)


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:  # JSON can escape half a character, which no file can hold
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def read_columns(stated: Any) -> Columns | None:
    """Judge ``records:``; raises `Unmappable`."""
    if stated is None:
        return None
    keys = (*CONTENT, *STATED)
    if not isinstance(stated, dict):
        raise Unmappable("records holds no mapping", "write lines such as `  text: COLUMN` below records:")
    unknown = sorted(str(key) for key in stated.keys() - set(keys))
    if unknown:
        raise Unmappable(f"records has the unknown key {unknown[0]!r}", f"the keys are {', '.join(keys)}")
    for key, value in stated.items():
        if not isinstance(value, str) or not value.strip():
            raise Unmappable(
                f"records: {key}: names no column", f"write the name of one column after {key}:, in quotes"
            )
    content = [key for key in CONTENT if key in stated]
    if len(content) != 1:
        what = " and ".join(content) or "none of them"
        raise Unmappable(f"records must name one of {', '.join(CONTENT)}, it names {what}", "leave the one to be read")
    found = tuple((key, stated[key].strip()) for key in STATED if key in stated)
    return Columns(stated[content[0]].strip(), CONTENT[content[0]], found)


def look_up(row: Mapping[str, Any], path: str) -> Any:
    """The value of a column, else the one that a dotted path reaches; None where there is none."""
    return _reached(row, path)[1]


def has(row: Mapping[str, Any], path: str) -> bool:
    """Whether there is such a column, also where it holds nothing."""
    return _reached(row, path)[0]


def _reached(row: Mapping[str, Any], path: str) -> tuple[bool, Any]:
    if path in row:
        return True, row[path]
    value: Any = row
    for name in path.split("."):
        if not isinstance(value, dict) or name not in value:
            return False, None
        value = value[name]
    return True, value


def printed(value: Any) -> str:
    """A stated value as text, as in front matter: lists joined, of an object its name."""
    if isinstance(value, list):
        return "、".join(filter(None, map(_single, value)))
    return _single(value)


def _single(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    if value is None or isinstance(value, list | dict):
        return ""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return text.encode("utf-8", "replace").decode().strip()


def paths(row: Mapping[str, Any], prefix: str = "", depth: int = 1) -> Iterator[str]:
    """The columns of a row as messages name them, those inside of objects by their dotted paths."""
    for name, value in row.items():
        path = f"{prefix}{_shown(name)}"
        yield path
        if isinstance(value, dict) and depth < DEEPEST:
            yield from paths(value, f"{path}.", depth + 1)


def absent(columns: Columns, missing: Collection[str], existing: Iterable[str]) -> tuple[str, str]:
    """Reason and remedy where named columns do not exist."""
    column, key = next((column, key) for column, key in columns.named().items() if column in missing)
    reason = f"it has no column '{_shown(column)}', which source.yaml names: records: {key}: {_shown(column)}"
    return reason, f"write one that it has, or remove {key}: it has {_listed(list(map(_shown, existing)))}"


def unmapped(existing: Iterable[str]) -> tuple[str, str]:
    """Reason and remedy where nobody says which column holds the article, with lines to copy."""
    there = list(map(_shown, existing))
    ends = {one.rpartition(".")[2].lower(): one for one in reversed(there)}
    content = next((f"{key}: {ends[key]}" for key in CONTENT if key in ends), "text: COLUMN")
    lines = [content, *(f"{key}: {ends[key]}" for key in STATED if key in ends)]
    reason = f"nobody says which of its columns holds the article; it has {_listed(there)}"
    return reason, f"write into the source.yaml of its folder a line such as: records: {{{', '.join(lines)}}}"


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return (", ".join(names[:SHOWN]) + more) or "none"


def _shown(name: str) -> str:
    """A name for a message: without half characters and the like, and not endless."""
    text = name if name.isprintable() else repr(name)[1:-1]
    return text if len(text) <= LETTERS else f"{text[:LETTERS]}…"
