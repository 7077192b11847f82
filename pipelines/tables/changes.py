"""Two releases compared: what came, went and changed in each table, and in which articles.

Here belongs which files are compared with which, and the counting over them.  How rows are compared is in
``comparison``; how changes are worded, and how a release comes from the Hub, is not decided here.

Files that both releases have are not compared; the others group by group, a column at a time.  An article's shard is a
hash modulo a power of two, so with fewer shards on one side, shard ``k`` of these corresponds to the shards of the
other side that are ``k`` modulo that number: memory holds one column of one group, whatever the size of the corpus.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple, dataclass, field
from heapq import nsmallest
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa

from pipelines.tables.comparison import BadKey, Comparison, Files
from pipelines.tables.comparison import compare as compare_rows
from pipelines.tables.facts import digest
from pipelines.tables.schema import TABLES, load
from pipelines.tables.shards import file_name, shard_of

MOST = 20  # articles that `Changes.turns` lists


class Side(Protocol):
    """One release: where its Parquet files are, and by what they are known to be the same."""

    def files(self, table: str) -> Mapping[str, str]:
        """SHA-256 (hexadecimal) of each file of a table by its name; nothing is downloaded for it."""
        ...

    def open(self, table: str, name: str) -> Path:
        """Local path of that file."""
        ...


@dataclass(frozen=True, slots=True)
class Folder:
    """A release folder as a side."""

    path: Path

    def files(self, table: str) -> Mapping[str, str]:
        """Digests of the table's files; FileNotFoundError if it has none."""
        paths = sorted((self.path / table).glob("*.parquet"))
        if not paths:
            raise FileNotFoundError(
                f"{self.path / table}: no Parquet file; a release has the table {table}, also empty"
            )
        return {path.name: digest(path) for path in paths}

    def open(self, table: str, name: str) -> Path:
        """The file where it lies."""
        return self.path / table / name


@dataclass(frozen=True, slots=True)
class TableChanges:
    """Numbers of rows of one table: on each side, and of those that came, went or changed.

    ``columns`` counts the changed rows by column, in the order of the schema, only where there are some.  A column
    that only one release has (``new_columns``, ``lost_columns``) makes no row changed.
    """

    table: str
    old_rows: int
    new_rows: int
    added: int
    removed: int
    changed: int
    columns: Mapping[str, int]
    new_columns: tuple[str, ...]
    lost_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ArticleChanges:
    """Numbers of turns of one article that came, went or changed."""

    article_id: str
    added: int
    removed: int
    changed: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two releases.

    ``tables`` is in the order of ``TABLES``; the identifiers of articles are sorted; ``statuses`` counts the articles
    whose status changed by (old, new), null being the empty string; ``turns`` lists the ``MOST`` articles with most
    turns that came, went or changed, most first, then by identifier.
    """

    tables: Mapping[str, TableChanges]
    added_articles: tuple[str, ...]
    removed_articles: tuple[str, ...]
    statuses: Mapping[tuple[str, str], int]
    turns: tuple[ArticleChanges, ...]

    @property
    def empty(self) -> bool:
        """Whether both releases have the same columns and rows."""
        return not any(
            one.added or one.removed or one.changed or one.new_columns or one.lost_columns
            for one in self.tables.values()
        )


def compare(old: Side | None, new: Side) -> Changes:
    """Compare two releases; without an old one everything is added, and no column is new.

    FileNotFoundError if a side lacks a table.  ValueError, naming the file, if one is no Parquet file, lacks the
    columns that tell rows apart, has other columns than the files it is read with, or a key that is not its own.
    """
    tallies = {table: _tally(table, old, new) for table in TABLES}
    articles, turns = tallies["articles"], tallies["turns"]
    return Changes(
        tables={table: tally.told() for table, tally in tallies.items()},
        added_articles=tuple(sorted(articles.came)),
        removed_articles=tuple(sorted(articles.went)),
        statuses=dict(sorted(articles.statuses.items(), key=lambda item: (-item[1], item[0]))),
        turns=tuple(turns.most),
    )


@dataclass(slots=True)
class _Tally:
    """What is counted over the groups of one table: of articles also who they are, of turns where most changed."""

    table: str
    rows: Counter[str] = field(default_factory=Counter)  # old, new, added, removed, changed
    columns: Counter[str] = field(default_factory=Counter)
    new_columns: dict[str, None] = field(default_factory=dict)  # sets that keep their order
    lost_columns: dict[str, None] = field(default_factory=dict)
    came: list[str] = field(default_factory=list)
    went: list[str] = field(default_factory=list)
    statuses: Counter[tuple[str, str]] = field(default_factory=Counter)
    most: list[ArticleChanges] = field(default_factory=list)

    def told(self) -> TableChanges:
        """The numbers of the table."""
        rows, order = self.rows, dict.fromkeys((*load(self.table).names, *self.columns))
        columns = {name: self.columns[name] for name in order if name in self.columns}
        return TableChanges(
            self.table, rows["old"], rows["new"], rows["added"], rows["removed"], rows["changed"],
            columns, tuple(self.new_columns), tuple(self.lost_columns),
        )  # fmt: skip

    def add(self, old: Files, new: Files) -> None:
        """Compare and count the files of one group; a side may have none."""
        if old.paths and new.paths:
            self.new_columns |= dict.fromkeys(name for name in new.schema.names if name not in old.schema.names)
            self.lost_columns |= dict.fromkeys(name for name in old.schema.names if name not in new.schema.names)
        found = _compare(self.table, old, new)
        came, went, changed = len(found.added), len(found.removed), int(found.changed.sum())
        self.rows.update(old=old.num_rows, new=new.num_rows, added=came, removed=went, changed=changed)
        self.columns.update({name: int(differs.sum()) for name, differs in found.columns.items()})
        if self.table == "articles":
            self._add_articles(old, new, found)
        if self.table == "turns":
            self._add_turns(old, new, found)

    def _add_articles(self, old: Files, new: Files, found: Comparison) -> None:
        self.came += _texts(new, "article_id", found.added)
        self.went += _texts(old, "article_id", found.removed)
        if "status" in found.columns:
            differs = found.columns["status"]
            before = _texts(old, "status", found.old[differs])
            after = _texts(new, "status", found.new[differs])
            # Where the type of the column changed, the values may still be the same.
            self.statuses.update(pair for pair in zip(before, after, strict=True) if pair[0] != pair[1])

    def _add_turns(self, old: Files, new: Files, found: Comparison) -> None:
        added = Counter(_texts(new, "article_id", found.added))
        removed = Counter(_texts(old, "article_id", found.removed))
        changed = Counter(_texts(new, "article_id", found.new[found.changed]))
        here = [ArticleChanges(one, added[one], removed[one], changed[one]) for one in added | removed | changed]
        self.most = nsmallest(MOST, self.most + here, key=lambda one: (-sum(astuple(one)[1:]), one.article_id))


def _tally(table: str, old: Side | None, new: Side, *, whole: bool = False) -> _Tally:
    """Compare one table group by group, or as a ``whole``."""
    olds, news = old.files(table) if old else {}, new.files(table)
    same = {name for name, digest in news.items() if olds.get(name) == digest}
    count = 1 if whole else _groups(olds, news)
    tally, kept = _Tally(table), _files(table, new, sorted(same))
    tally.rows.update(old=kept.num_rows, new=kept.num_rows)
    for group in range(count):
        before, after = (
            _files(table, side, [name for name in sorted(names)[group::count] if name not in same])
            for side, names in ((old, olds), (new, news))
        )
        if count > 1 and not (_in_place(before, group, count) and _in_place(after, group, count)):
            # Somebody else cut these files, in another way: what left one of them may be in any other.
            return _tally(table, old, new, whole=True)
        tally.add(before, after)
    return tally


def _groups(*sides: Collection[str]) -> int:
    """Number of groups that can be compared apart: the smaller number of shards; 1 if they are not named as ours."""
    counts = [len(names) for names in sides if names]
    for names in sides:
        if {file_name(shard, len(names)) for shard in range(len(names))} != set(names):
            return 1
    return min(counts, default=1)


def _in_place(files: Files, group: int, groups: int) -> bool:
    """Whether the articles of these files belong to that group, as ``shards`` sorts them."""
    articles = files.column("article_id").unique().drop_null().to_pylist()
    return all(shard_of(article, groups) == group for article in articles)


def _files(table: str, side: Side | None, names: Iterable[str]) -> Files:
    key = dict.fromkeys((*load(table).primary_key, "article_id"))
    needed = pa.schema([load(table).arrow().field(name) for name in key])
    return Files.of([side.open(table, name) for name in names] if side else [], needed)


def _compare(table: str, old: Files, new: Files) -> Comparison:
    try:
        return compare_rows(old, new, load(table).primary_key)
    except BadKey as error:
        files = old if error.side == "old" else new
        raise ValueError(f"{table}: {files.path(error.row)}: {error}") from error


def _texts(files: Files, column: str, rows: np.ndarray) -> list[str]:
    """Values of a column in some rows; null is the empty string."""
    return ["" if value is None else str(value) for value in files.column(column).take(pa.array(rows)).to_pylist()]
