"""Two releases: what came, went and changed in each table and article, without reading what both of them have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import tables_sample
from hypothesis import given, settings
from hypothesis import strategies as st
from tables_sample import write_sharded

from pipelines.tables import changes
from pipelines.tables.changes import ArticleChanges, Changes, Folder, TableChanges, compare
from pipelines.tables.parquet import to_arrow, write_table
from pipelines.tables.schema import TABLES, load
from pipelines.tables.shards import file_name, shard_of

ONLY = file_name(0, 1)
Rows = tables_sample.Rows


@dataclass(frozen=True)
class Recorder:
    """A release folder that writes down what is opened, as side, table and file."""

    folder: Folder
    name: str
    opened: list[tuple[str, str, str]] = field(default_factory=list)

    def files(self, table: str) -> Mapping[str, str]:
        """As the folder says."""
        return self.folder.files(table)

    def open(self, table: str, name: str) -> Path:
        """As the folder does, noted."""
        self.opened.append((self.name, table, name))
        return self.folder.open(table, name)


def talk(name: str, turns: int = 2, said: str = "话", status: str = "published") -> Rows:
    """An article with some turns and a mention in each: only a few columns are filled."""
    ids = [f"{name}#t{index:04d}" for index in range(turns)]
    return {
        "articles": [{"article_id": name, "status": status, "warnings": []}],
        "turns": [
            {"turn_id": one, "article_id": name, "turn_index": index, "text": said, "words": [said], "score": 0.5}
            for index, one in enumerate(ids)
        ],
        "entities": [
            {"entity_id": one.replace("#t", "#e"), "article_id": name, "turn_id": one, "text": said} for one in ids
        ],
    }


def corpus(*talks: Rows) -> Rows:
    """The rows of some articles together."""
    return {table: [row for one in talks for row in one[table]] for table in TABLES}


def unchanged(table: str, rows: int) -> TableChanges:
    """What is told of a table without changes."""
    return TableChanges(table, rows, rows, 0, 0, 0, {}, (), ())


@pytest.fixture
def between(tmp_path: Path) -> Callable[..., Changes]:
    """A function that writes two releases and compares them."""

    def told(old: Rows, new: Rows, shards: tuple[int, int] = (1, 1)) -> Changes:
        for name, rows, count in (("old", old, shards[0]), ("new", new, shards[1])):
            tables_sample.write(tmp_path / name, rows, count)
        return compare(Folder(tmp_path / "old"), Folder(tmp_path / "new"))

    return told


def rewrite(file: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    """Put another table into a Parquet file."""
    pq.write_table(change(pq.ParquetFile(file).read()), file)


def test_a_release_is_told_from_the_one_before(between: Callable[..., Changes]) -> None:
    """A speaker was corrected, a tag changed in two turns, one article withdrawn, one left, one came."""
    old, new = tables_sample.rows(), tables_sample.rows()
    for turn, name in ((1, "林夕"), (3, "林夕")):
        new["turns"][turn]["speaker"] = name
    new["turns"][1]["notes"] = []
    new["articles"][2]["status"] = "withdrawn"
    del new["articles"][1], new["entities"][0]
    new = corpus(new, talk("新"))
    assert between(old, new) == Changes(
        tables={
            "articles": TableChanges("articles", 3, 3, 1, 1, 1, {"status": 1}, (), ()),
            "turns": TableChanges("turns", 5, 7, 2, 0, 2, {"speaker": 2, "notes": 1}, (), ()),
            "entities": TableChanges("entities", 2, 3, 2, 1, 0, {}, (), ()),
        },
        added_articles=("新",),
        removed_articles=("report",),
        statuses={("withheld", "withdrawn"): 1},
        turns=(ArticleChanges("talks/深海", 0, 0, 2), ArticleChanges("新", 2, 0, 0)),
    )


def test_changed_columns_stand_in_the_order_of_the_schema(tmp_path: Path) -> None:
    """Whatever order a file has them in, others at the end; a row with several changed columns is counted once."""
    old, new = corpus(talk("a", 3)), corpus(talk("a", 3, said="说"))
    new["turns"][0] |= {"text": "话", "score": 0.25, "title": "题"}
    for name, rows in (("old", old), ("new", new)):
        tables_sample.write(tmp_path / name, rows)
        mood = pa.array([name] * 3)
        rewrite(tmp_path / name / "turns" / ONLY, lambda table, mood=mood: table.add_column(0, "mood", mood))  # type: ignore[misc]
    rewrite(tmp_path / "new" / "turns" / ONLY, lambda table: table.select(table.column_names[::-1]))
    changed = compare(Folder(tmp_path / "old"), Folder(tmp_path / "new")).tables["turns"]
    assert changed.changed == 3
    assert list(changed.columns.items()) == [("title", 1), ("text", 2), ("score", 1), ("words", 3), ("mood", 3)]


def test_a_first_release_is_all_added(tmp_path: Path) -> None:
    """There is nothing that could have changed, and no column that could be new."""
    tables_sample.write(tmp_path, shards=2)
    told = compare(None, Folder(tmp_path))
    assert {name: (one.old_rows, one.new_rows, one.added, one.removed, one.changed, one.columns, one.new_columns)
            for name, one in told.tables.items()} == {
        name: (0, len(rows), len(rows), 0, 0, {}, ()) for name, rows in tables_sample.rows().items()
    }  # fmt: skip
    assert told.added_articles == ("report", "talks/深海", "talks/藏")
    assert told.turns == (ArticleChanges("talks/深海", 4, 0, 0), ArticleChanges("talks/藏", 1, 0, 0))
    assert told.removed_articles == ()
    assert told.statuses == {}
    assert not told.empty


def test_the_articles_whose_turns_changed_most_come_first(
    between: Callable[..., Changes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Turns that came, went and changed count alike; then by identifier; not more than agreed, over all shards."""
    monkeypatch.setattr(changes, "MOST", 4)
    old = corpus(*(talk(name, 2) for name in "abcdef"), talk("gone", 3))
    new = corpus(*(talk(name, 2, said="说") for name in "dcb"), talk("a"), talk("e", 1), talk("f", 5, said="说"))
    told = between(old, new, (4, 4))
    most = [ArticleChanges("f", 3, 0, 2), ArticleChanges("gone", 0, 3, 0)]
    assert told.turns == (*most, ArticleChanges("b", 0, 0, 2), ArticleChanges("c", 0, 0, 2))
    assert changes.MOST == 4


def test_statuses_are_counted_by_what_they_were_and_what_they_are(between: Callable[..., Changes]) -> None:
    """Most first; a status that is missing is the empty string; articles that came or went have not changed theirs."""
    old = corpus(*(talk(name) for name in "abcd"), talk("x"))
    new = corpus(*(talk(name, status="withdrawn") for name in "abc"), talk("d"), talk("y", status="withheld"))
    new["articles"][3]["status"] = None
    told = between(old, new, (2, 1))
    assert list(told.statuses.items()) == [(("published", "withdrawn"), 3), (("published", ""), 1)]


def test_columns_that_came_or_went_are_told_and_change_no_row(tmp_path: Path) -> None:
    """But the releases are not the same: who reads that column will notice."""
    for name in ("old", "new"):
        tables_sample.write(tmp_path / name)
    rewrite(tmp_path / "old" / "turns" / ONLY, lambda table: table.append_column("mood", pa.nulls(5, pa.string())))
    rewrite(tmp_path / "old" / "turns" / ONLY, lambda table: table.drop_columns(["words", "pos"]))
    told = compare(Folder(tmp_path / "old"), Folder(tmp_path / "new"))
    assert told.tables["turns"] == TableChanges("turns", 5, 5, 0, 0, 0, {}, ("words", "pos"), ("mood",))
    assert told.tables["articles"] == unchanged("articles", 3)
    assert not told.empty


def test_a_column_of_another_type_changed_in_every_row(tmp_path: Path) -> None:
    """Also where the values are the same; the status of an article did not change by it."""
    for name in ("old", "new"):
        tables_sample.write(tmp_path / name)
    retyped = pa.large_string()
    for table, column in (("turns", "text"), ("articles", "status")):
        schema = pq.read_schema(tmp_path / "new" / table / ONLY)
        schema = schema.set(schema.names.index(column), pa.field(column, retyped))
        rewrite(tmp_path / "new" / table / ONLY, lambda rows, schema=schema: rows.cast(schema))  # type: ignore[misc]
    told = compare(Folder(tmp_path / "old"), Folder(tmp_path / "new"))
    assert told.tables["turns"] == TableChanges("turns", 5, 5, 0, 0, 5, {"text": 5}, (), ())
    assert told.tables["articles"].columns == {"status": 3}
    assert told.statuses == {}


def test_files_that_both_sides_have_are_not_opened_on_the_old_side(tmp_path: Path) -> None:
    """Their rows are counted by the footers of the new side; only the shard that changed is read."""
    talks = [talk(f"a{one}") for one in range(20)]
    tables_sample.write(tmp_path / "old", corpus(*talks), 4)
    tables_sample.write(tmp_path / "new", corpus(*talks[:7], talk("a7", said="说"), *talks[8:]), 4)
    old, new = (Recorder(Folder(tmp_path / name), name) for name in ("old", "new"))
    told = compare(old, new)
    changed = file_name(shard_of("a7", 4), 4)
    assert old.opened == [("old", table, changed) for table in ("turns", "entities")]
    assert set(new.opened) == {("new", table, file_name(shard, 4)) for table in TABLES for shard in range(4)}
    assert told.tables["articles"] == unchanged("articles", 20)
    assert told.tables["turns"] == TableChanges("turns", 40, 40, 0, 0, 2, {"text": 2, "words": 2}, (), ())


def test_the_same_release_is_not_opened_on_the_old_side_at_all(tmp_path: Path) -> None:
    """Comparing it with itself is empty."""
    tables_sample.write(tmp_path, shards=2)
    side = Recorder(Folder(tmp_path), "old")
    told = compare(side, Folder(tmp_path))
    assert side.opened == []
    assert told.empty
    assert told == Changes({name: unchanged(name, len(rows)) for name, rows in tables_sample.rows().items()},
                           (), (), {}, ())  # fmt: skip


def test_shards_are_compared_group_by_group(tmp_path: Path) -> None:
    """With two shards before and four now: the first with the first and third, then the second with the others."""
    talks = [talk(f"a{one}") for one in range(20)]
    tables_sample.write(tmp_path / "old", corpus(*talks), 2)
    tables_sample.write(tmp_path / "new", corpus(*talks), 4)
    opened: list[tuple[str, str, str]] = []
    old, new = (Recorder(Folder(tmp_path / name), name, opened) for name in ("old", "new"))
    assert compare(old, new).empty
    groups = [("old", 0, 2), ("new", 0, 4), ("new", 2, 4), ("old", 1, 2), ("new", 1, 4), ("new", 3, 4)]
    assert opened == [(side, table, file_name(*shard)) for table in TABLES for side, *shard in groups]


def test_files_with_names_of_their_own_are_compared_together(tmp_path: Path) -> None:
    """Rows may move between them; a file that both sides have is not opened on the old side here either."""
    tables_sample.write(tmp_path / "old")
    tables_sample.write(tmp_path / "new")
    for side, files in (("old", {"a": (0, 2), "b": (2, 3)}), ("new", {"b": (2, 3), "c": (1, 1), "d": (0, 1)})):
        whole = tmp_path / side / "turns" / ONLY
        for name, (start, size) in files.items():
            pq.write_table(pq.ParquetFile(whole).read().slice(start, size), whole.with_name(f"{name}.parquet"))
        whole.unlink()
    old = Recorder(Folder(tmp_path / "old"), "old")
    assert compare(old, Folder(tmp_path / "new")).tables["turns"] == unchanged("turns", 5)
    assert old.opened == [("old", "turns", "a.parquet")]


@pytest.mark.parametrize("foreign", [("old", "new"), ("old",), ("new",)])
@pytest.mark.parametrize("shards", [2, 3])
def test_files_that_somebody_else_cut_are_compared_together(
    tmp_path: Path, shards: int, foreign: tuple[str, ...]
) -> None:
    """Other tools name files as we do, but cut them by row number: then an article may be in any of them."""
    rows = corpus(*(talk(f"a{one}") for one in range(12)))
    for side, size in (("old", 3), ("new", 4)):
        tables_sample.write(tmp_path / side, rows, 1 if side in foreign else 2)
        for file in [tmp_path / side / table / ONLY for table in TABLES if side in foreign]:
            content = pq.ParquetFile(file).read()
            file.unlink()
            for shard in range(shards):
                start, end = (size * one if one < shards else len(content) for one in (shard, shard + 1))
                pq.write_table(content.slice(start, end - start), file.with_name(file_name(shard, shards)))
    assert compare(Folder(tmp_path / "old"), Folder(tmp_path / "new")).empty


def test_a_release_without_a_table_is_named(tmp_path: Path) -> None:
    """Also if the folder is there and has no file: a release holds all three tables."""
    tables_sample.write(tmp_path)
    (tmp_path / "entities" / ONLY).unlink()
    with pytest.raises(FileNotFoundError, match="entities: no Parquet file"):
        compare(None, Folder(tmp_path))
    (tmp_path / "entities").rmdir()
    with pytest.raises(FileNotFoundError, match="entities: no Parquet file"):
        compare(Folder(tmp_path), Folder(tmp_path))


def without(*columns: str) -> Callable[[Path], None]:
    """Take columns out of a file."""
    return lambda file: rewrite(file, lambda table: table.drop_columns(list(columns)))


def also(rows: list[dict[str, Any]]) -> Callable[[Path], None]:
    """Add turns to a file."""
    return lambda file: rewrite(file, lambda table: pa.concat_tables([table, to_arrow(rows, load("turns"))]))


BROKEN: Mapping[str, tuple[Callable[[Path], object], str]] = {
    "no Parquet": (lambda file: file.write_text("{}"), "cannot be read as a Parquet file"),
    "no key": (without("turn_id"), "no column turn_id of type string"),
    "no article": (without("article_id"), "no column article_id of type string"),
    "a key twice": (also(tables_sample.rows()["turns"][2:3]), "the key 'talks/深海#t0002' occurs twice"),
    "a row without key": (also([{}]), "a row has no key"),
}


@pytest.mark.parametrize("wrong", BROKEN)
@pytest.mark.parametrize("side", ["old", "new"])
def test_a_broken_file_is_named(tmp_path: Path, side: str, wrong: str) -> None:
    """With the side, the table, the file and what is wrong with it."""
    for name in ("old", "new"):
        tables_sample.write(tmp_path / name)
    change, message = BROKEN[wrong]
    change(tmp_path / side / "turns" / ONLY)
    with pytest.raises(ValueError, match=f"{side}/turns/{ONLY}: {message}"):
        compare(Folder(tmp_path / "old"), Folder(tmp_path / "new"))


def test_a_key_that_two_files_have_is_named_with_the_second(tmp_path: Path) -> None:
    """Also where each of them is right by itself."""
    rows = corpus(*(talk(f"a{one}") for one in range(8)))
    tables_sample.write(tmp_path / "old", rows)
    tables_sample.write(tmp_path / "new", rows)
    write_table([rows["turns"][:2]], load("turns"), tmp_path / "new" / "turns" / "more.parquet")
    with pytest.raises(ValueError, match=r"new/turns/train.*: the key 'a0#t0000' occurs twice"):
        compare(None, Folder(tmp_path / "new"))


def test_an_empty_table_has_no_changes(between: Callable[..., Changes]) -> None:
    """A corpus without dialogue, on one side or both."""
    report = {name: rows if name == "articles" else [] for name, rows in talk("a").items()}
    assert between(report, report).empty
    assert between(report, talk("a"), (1, 2)).tables["turns"] == TableChanges("turns", 0, 2, 2, 0, 0, {}, (), ())


def test_a_side_may_know_a_table_without_files(tmp_path: Path) -> None:
    """Which sides are releases is not decided here: a table without files has no rows, on one side or both."""
    tables_sample.write(tmp_path)

    class Bare(Recorder):
        """A side without any file."""

        def files(self, table: str) -> Mapping[str, str]:
            """None."""
            return {}

    bare, whole = Bare(Folder(tmp_path), "bare"), Folder(tmp_path)
    assert compare(bare, bare).empty
    assert compare(bare, whole) == compare(None, whole)
    assert compare(whole, bare).removed_articles == ("report", "talks/深海", "talks/藏")


def drawn() -> st.SearchStrategy[Rows]:
    """A small corpus from so few values that two of them have much in common."""
    said, score = st.sampled_from([None, "", "海"]), st.sampled_from([None, 0.5, 1.0])
    span = st.fixed_dictionaries({"char_start": st.integers(0, 1), "char_end": st.none() | st.just(9)})
    notes = st.none() | st.lists(st.none() | span, max_size=2)
    turn = st.fixed_dictionaries(
        {
            "text": said,
            "score": score,
            "words": st.none() | st.lists(said, max_size=2),
            "notes": notes,
            "sentences": notes,
        }
    )
    article = st.fixed_dictionaries({"status": st.sampled_from(["published", "withheld"]), "sections": notes})
    one = st.tuples(article, st.lists(turn, max_size=3))
    return st.dictionaries(st.sampled_from("abcdefgh"), one, max_size=8).map(numbered)


def numbered(drawn: Mapping[str, tuple[dict[str, Any], list[dict[str, Any]]]]) -> Rows:
    """The rows of the three tables with their identifiers; each turn has a mention."""
    rows: Rows = {table: [] for table in TABLES}
    for name, (article, turns) in drawn.items():
        rows["articles"].append({"article_id": name, **article})
        for index, turn in enumerate(turns):
            ids = {"turn_id": f"{name}#t{index:04d}", "article_id": name}
            rows["turns"].append({**ids, "turn_index": index, **turn})
            rows["entities"].append({"entity_id": f"{name}#e{index:04d}", **ids, "score": turn["score"]})
    return rows


def expected(old: Rows, new: Rows) -> Changes:
    """The same from Python rows, one by one."""
    tables, found = {}, {}
    for table in TABLES:
        key = load(table).primary_key[0]
        before, after = ({row[key]: row for row in side[table]} for side in (old, new))
        came, went = [row for one, row in after.items() if one not in before], before.keys() - after.keys()
        both = [(row, after[one]) for one, row in before.items() if one in after]
        differ = [{name for name in load(table).names if one.get(name) != other.get(name)} for one, other in both]
        columns = Counter(name for names in differ for name in names)
        ordered = {name: columns[name] for name in load(table).names if name in columns}
        numbers = (len(before), len(after), len(came), len(went), sum(map(bool, differ)))
        tables[table] = TableChanges(table, *numbers, ordered, (), ())
        changed = [pair for pair, names in zip(both, differ, strict=True) if names]
        found[table] = (came, [before[one] for one in went], changed)
    came, left, changed = found["articles"]
    statuses = Counter((one["status"], other["status"]) for one, other in changed if one["status"] != other["status"])
    return Changes(
        tables,
        tuple(sorted(row["article_id"] for row in came)),
        tuple(sorted(row["article_id"] for row in left)),
        statuses,
        most(found["turns"]),
    )


def most(found: tuple[list[Any], list[Any], list[Any]]) -> tuple[ArticleChanges, ...]:
    """The articles of turns that came, went and changed."""
    came, went = (Counter(row["article_id"] for row in rows) for rows in found[:2])
    changed = Counter(row["article_id"] for _, row in found[2])
    total = came + went + changed
    order = sorted(total, key=lambda one: (-total[one], one))[: changes.MOST]
    return tuple(ArticleChanges(one, came[one], went[one], changed[one]) for one in order)


@given(drawn(), drawn(), st.sampled_from([1, 2, 4]), st.sampled_from([1, 2, 4]), st.sampled_from([2, 20]))
@settings(max_examples=25)
def test_it_finds_what_a_comparison_of_python_rows_finds(
    tmp_path_factory: pytest.TempPathFactory, old: Rows, new: Rows, before: int, after: int, at_most: int
) -> None:
    """Whatever the numbers of shards; and comparing backwards finds the same, the other way round."""
    folder = tmp_path_factory.mktemp("releases")
    tables_sample.write(folder / "old", old, before)
    tables_sample.write(folder / "new", new, after)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(changes, "MOST", at_most)
        there = compare(Folder(folder / "old"), Folder(folder / "new"))
        assert there == expected(old, new)
        assert there.empty == (not any(numbers(one)[2:] != (0, 0, 0) for one in there.tables.values()))
        back = compare(Folder(folder / "new"), Folder(folder / "old"))
        assert back == expected(new, old)
    assert (back.added_articles, back.removed_articles) == (there.removed_articles, there.added_articles)
    for one, other in zip(there.tables.values(), back.tables.values(), strict=True):
        turned = (one.new_rows, one.old_rows, one.removed, one.added, one.changed)
        assert (numbers(other), other.columns) == (turned, one.columns)


def numbers(one: TableChanges) -> tuple[int, ...]:
    """The rows of a table on both sides, and those that came, went and changed."""
    return one.old_rows, one.new_rows, one.added, one.removed, one.changed


@given(drawn(), st.sampled_from([1, 2, 4]), st.sampled_from([1, 2, 4]))
@settings(max_examples=10)
def test_the_same_rows_in_other_shards_are_no_change(
    tmp_path_factory: pytest.TempPathFactory, rows: Rows, before: int, after: int
) -> None:
    """A corpus that outgrows its shards is written anew without having changed."""
    folder = tmp_path_factory.mktemp("releases")
    for name, shards in (("old", before), ("new", after)):
        for table in TABLES:
            write_sharded([rows[table]], load(table), folder / name / table, shards)
    assert compare(Folder(folder / "old"), Folder(folder / "new")).empty
