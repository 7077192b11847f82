"""Corrections by hand, from ``overrides.yaml`` to the articles that they name.

Reading that file and dealing its entries out belong here; what an entry may say is in ``text.overrides``, how it is
applied in ``text.mending``. What cannot be dealt out may be a withdrawal: then the articles below the file's folder are
held back, because to publish what somebody had taken down does more harm than to publish it a day later.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from pipelines.source import BadSource, parsed, text_of
from pipelines.text.overrides import SHAPES, shown

FILE_NAME = "overrides.yaml"
LOOKALIKES = frozenset(("override.yaml", "override.yml", "overrides.yml", "overrides.yaml"))
"""In lower case: names that somebody gives the file who means it."""

MAX_BYTES = 8 * 1024 * 1024
COMPARED = 2000
"""Of how many ids the nearest to a wrong one is looked for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it stands in its file: number from 1, line, the article that it names, its keys and values."""

    number: int
    line: int
    article: str | None
    plain: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """An ``overrides.yaml``: its path below the raw folder and its entries; ``broken`` says why it cannot be read."""

    path: str
    entries: tuple[Entry, ...] = ()
    broken: tuple[str, str] | None = None

    def speaks_for(self, article_id: str) -> bool:
        """Whether the article lies below the folder of the file."""
        return article_id.startswith(self._prefix)

    @property
    def _prefix(self) -> str:
        folder = self.path.rpartition("/")[0]
        return f"{folder}/" if folder else ""

    def named(self, entry: Entry, ids: Collection[str]) -> str | None:
        """The id of the article that an entry names, in full or from the file's folder on; None where none has it."""
        name = entry.article or ""
        full = name if self.speaks_for(name) and name in ids else self._prefix + name
        return full if full in ids else None


@dataclass(slots=True)
class Dealt:
    """``packed``: by article, the JSON for ``Document.overrides``; ``withdrawn``: articles that some entry withdraws.

    ``held`` are sheets whose articles are held back, ``complaints`` what is wrong with a sheet: path, reason, remedy.
    """

    packed: dict[str, str] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    held: list[Sheet] = field(default_factory=list)
    complaints: list[tuple[str, str, str]] = field(default_factory=list)

    def holding(self, article_id: str) -> str | None:
        """The path of the sheet for whose sake an article is held back."""
        return next((sheet.path for sheet in self.held if sheet.speaks_for(article_id)), None)


def read_sheet(file: Path, path: str) -> Sheet:
    """Read an ``overrides.yaml``; one that cannot be read comes back as broken."""
    try:
        return Sheet(path, tuple(_entries(text_of(file, MAX_BYTES, "split the collection"))))
    except BadSource as bad:
        return Sheet(path, broken=(bad.reason, bad.remedy))


def deal(sheets: Collection[Sheet], ids: Collection[str]) -> Dealt:
    """Give every entry to the article among ``ids`` that it names; outer folders come first, then the files' order."""
    dealt, entries = Dealt(), dict[str, list[dict[str, Any]]]()
    for sheet in sorted(sheets, key=lambda sheet: (sheet.path.count("/"), sheet.path)):
        if sheet.broken:
            reason, remedy = sheet.broken
            _hold(dealt, sheet, reason, remedy)
        for entry in sheet.entries:
            article_id = sheet.named(entry, ids)
            if article_id is None:
                _unnamed(dealt, sheet, entry, ids)
                continue
            where = {"file": sheet.path, "number": entry.number, "line": entry.line, "article": article_id}
            entries.setdefault(article_id, []).append({**where, "entry": entry.plain})
            if entry.plain.get("correct") == "withdraw":
                dealt.withdrawn.add(article_id)
    dealt.packed = {name: _packed(own) for name, own in entries.items()}
    return dealt


def _packed(entries: list[dict[str, Any]]) -> str:
    """Canonical JSON; what is no Unicode text (a lone surrogate, which YAML can escape) can match nothing anyway."""
    text = json.dumps(entries, ensure_ascii=False, sort_keys=True)
    return text.encode("utf-8", "replace").decode()


def _hold(dealt: Dealt, sheet: Sheet, reason: str, remedy: str) -> None:
    dealt.held.append(sheet)
    remedy = f"{remedy}; until then the articles below its folder are held back, as it may withdraw one"
    dealt.complaints.append((sheet.path, reason, remedy))


def _unnamed(dealt: Dealt, sheet: Sheet, entry: Entry, ids: Collection[str]) -> None:
    """An entry that reaches no article: of no harm, unless it may withdraw one."""
    where = f"entry {entry.number} (line {entry.line})"
    if entry.article is None:
        reason, remedy = f"{where} names no article", "add article: with the id of an article"
        if entry.plain.get("correct") in [kind for kind in SHAPES if kind != "withdraw"]:
            dealt.complaints.append((sheet.path, reason, remedy))
        else:
            _hold(dealt, sheet, reason, remedy)
        return
    own = sorted(one for one in ids if sheet.speaks_for(one))[:COMPARED]
    near = difflib.get_close_matches(entry.article, own, 1) or difflib.get_close_matches(
        entry.article, [PurePosixPath(one).name for one in own], 1
    )
    hint = f"did you mean {near[0]}? " if near else ""
    reason = f"{where} is for the article {shown(entry.article)}, and no file below this folder has that id"
    remedy = f"{hint}write the article's id (the file's path without its ending), or remove the entry"
    dealt.complaints.append((sheet.path, reason, remedy))


def _entries(text: str) -> Iterator[Entry]:
    """The entries of a file. Raises `BadSource` where it is no list of mappings."""
    import yaml

    def read() -> list[Entry]:
        loader = yaml.SafeLoader(text)
        try:
            node = loader.get_single_node()
            if node is None or (isinstance(node, yaml.ScalarNode) and loader.construct_document(node) is None):
                return []
            if not isinstance(node, yaml.SequenceNode):
                raise BadSource("is no list", "begin each correction with `- article: ...`")
            return [_entry(loader, number, child) for number, child in enumerate(node.value, 1)]
        finally:
            loader.dispose()

    found: list[Entry] = parsed(read, "write a list of corrections, each beginning with `- article: ...`")
    yield from found


def _entry(loader: Any, number: int, node: Any) -> Entry:
    import yaml

    line = node.start_mark.line + 1
    keys = [key.value for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
    twice = next((key for key in keys if keys.count(key) > 1), None)
    plain = loader.construct_document(node)
    if not isinstance(plain, dict):
        return Entry(number, line, None, {})
    if twice is not None:
        raise BadSource(
            f"entry {number} (line {line}) has the key {shown(twice)} twice", "begin each correction with a dash"
        )
    article = plain.get("article")
    return Entry(
        number,
        line,
        article.strip() or None if isinstance(article, str) else None,
        {str(key): _plain(value) for key, value in plain.items()},
    )


def _plain(value: Any) -> Any:
    """A value for JSON: entries are flat but for lists of scalars; what else YAML knows becomes {} and is refused."""
    if isinstance(value, list):
        return [one if _scalar(one) else {} for one in value]
    return value if _scalar(value) else {}


def _scalar(value: Any) -> bool:
    return value is None or isinstance(value, str | bool | float) or (isinstance(value, int) and -1e9 < value < 1e9)
