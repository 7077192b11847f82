"""Parquet files: the same bytes for the same rows, sorted shards that stay put, readable by everybody's tools."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import tables_sample
from hypothesis import given, settings
from hypothesis import strategies as st
from tables_sample import write_sharded

from pipelines.tables import parquet, shards
from pipelines.tables.parquet import TableWriter, WrongRows, row_bytes, to_arrow, write_table
from pipelines.tables.schema import TABLES, load
from pipelines.tables.shards import file_name, shard_count, shard_of
from pipelines.tables.stored import Stored

FILE = "train-00000-of-00001.parquet"


def turns(articles: int) -> pa.Table:
    """Two turns of each of some articles, in no order: only identifiers and texts are filled."""
    rows = [
        {"turn_id": f"a{one}#t{index:04d}", "article_id": f"a{one}", "turn_index": index, "text": "话" * (one % 7),
         "words": ["话"] * (one % 7)}
        for index in (1, 0)
        for one in range(articles)
    ]  # fmt: skip
    return to_arrow(rows, load("turns"))


@pytest.mark.parametrize("name", TABLES)
def test_what_is_written_is_read_back(tmp_path: Path, name: str) -> None:
    """Rows, types and the features of `datasets` survive; the rows are sorted."""
    tables_sample.write(tmp_path)
    stored = Stored.below(tmp_path / name)
    table = pa.Table.from_batches(list(stored))
    assert table.schema.equals(load(name).arrow())
    assert (table.schema.metadata or {})[b"huggingface"] == (load(name).arrow().metadata or {})[b"huggingface"]
    assert table.sort_by([(key, "ascending") for key in load(name).sorted_by]).equals(table)
    assert table.num_rows == len(tables_sample.rows()[name])


@pytest.mark.parametrize("name", TABLES)
def test_the_file_is_laid_out_for_the_hub(tmp_path: Path, name: str) -> None:
    """It is compressed by zstd, has a page index, claims its sorting and its content-defined chunks."""
    tables_sample.write(tmp_path)
    footer = pq.read_metadata(tmp_path / name / FILE)
    group = footer.row_group(0)
    assert {group.column(index).compression for index in range(group.num_columns)} == {"ZSTD"}
    assert all(group.column(index).has_offset_index for index in range(group.num_columns))
    assert group.column(0).has_column_index
    assert len(group.sorting_columns) == len(load(name).sorted_by)
    assert json.loads((footer.metadata or {})[b"content_defined_chunking"])["max_chunk_size"] == 1024 * 1024


@given(st.integers(1, 60))
@settings(max_examples=15, deadline=None)
def test_bytes_do_not_depend_on_batches(tmp_path_factory: pytest.TempPathFactory, size: int) -> None:
    """Two writes of the same rows give identical files, whatever batches they came in."""
    table, schema = turns(30).sort_by([("article_id", "ascending"), ("turn_index", "ascending")]), load("turns")
    folder = tmp_path_factory.mktemp("bytes")
    write_table([table], schema, folder / "one")
    write_table(table.to_batches(max_chunksize=size), schema, folder / "two")
    assert (folder / "one").read_bytes() == (folder / "two").read_bytes()


def test_row_groups_are_bounded_and_do_not_depend_on_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row group ends before it would pass the bound in bytes or rows, a row above the bound stands alone."""
    table = turns(40).sort_by([("article_id", "ascending"), ("turn_index", "ascending")])
    sizes = row_bytes(table, load("turns").fields)
    monkeypatch.setattr(parquet, "ROW_GROUP_BYTES", int(sizes.max()) * 5)
    monkeypatch.setattr(parquet, "ROW_GROUP_ROWS", 6)
    for number, size in enumerate((1, 7, 80)):
        write_table(table.to_batches(max_chunksize=size), load("turns"), tmp_path / f"{number}.parquet")
    first, *others = ((tmp_path / f"{number}.parquet").read_bytes() for number in range(3))
    assert others == [first, first]
    footer = pq.read_metadata(tmp_path / "0.parquet")
    groups = [footer.row_group(index).num_rows for index in range(footer.num_row_groups)]
    assert sum(groups) == 80
    assert max(groups) <= 6
    assert min(groups[:-1]) >= 5
    monkeypatch.setattr(parquet, "ROW_GROUP_BYTES", 1)
    write_table([table], load("turns"), tmp_path / "alone.parquet")
    assert pq.read_metadata(tmp_path / "alone.parquet").num_row_groups == 80


def test_row_bytes_count_utf8_and_what_is_nested() -> None:
    """A longer text and a longer list weigh more, by their UTF-8 bytes."""
    row = tables_sample.rows()["turns"][0]
    longer = row | {"text": row["text"] + "海", "notes": [{"kind": "caption", "char_start": 0, "char_end": 1}]}
    one, two = row_bytes(to_arrow([row, longer], load("turns")), load("turns").fields)
    assert two - one == 3 + (4 + len("caption") + 8 + 8)


def test_rows_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    """An unknown column or a wrong type is named; nothing is dropped or converted silently."""
    schema = load("entities")
    with pytest.raises(WrongRows, match=r"unknown column colour; add it to schemas/entities\.json"):
        to_arrow([{"colour": "red"}], schema)
    with pytest.raises(WrongRows, match="entities: rows do not fit"):
        to_arrow([{"char_start": "three"}], schema)
    with pytest.raises(WrongRows, match="do not fit"):
        to_arrow(to_arrow([], schema).drop_columns(["name"]), schema)
    with pytest.raises(WrongRows), TableWriter(tmp_path / "x.parquet", schema) as writer:
        writer.write([{"char_start": 2**40}])


def test_an_empty_table_is_a_file_with_its_columns(tmp_path: Path) -> None:
    """A corpus without dialogue still has a table of turns, which can be read and checked."""
    write_sharded([], load("turns"), tmp_path, 1)
    (batch,) = Stored.below(tmp_path)
    assert batch.num_rows == 0
    assert batch.schema.equals(load("turns").arrow())


@given(st.integers(0, 5_000_000))
def test_the_number_of_shards_is_a_power_of_two_that_is_just_enough(articles: int) -> None:
    """Shards hold at most the agreed mean; there are no more than that needs, or than make one change a small one."""
    count = shard_count(articles)
    assert count.bit_count() == 1
    assert articles <= count * shards.ARTICLES_PER_SHARD
    assert count <= shards.PARTS or articles > count // 2 * shards.ARTICLES_PER_SHARD
    assert count == 1 or articles > count // 2 * shards.FEW


@given(st.text(min_size=1), st.integers(0, 12))
def test_an_article_keeps_its_shard_or_moves_to_its_twin(article: str, power: int) -> None:
    """The shard depends on the identifier alone; when the shards double, each splits into itself and one other."""
    shard, split = shard_of(article, 2**power), shard_of(article, 2 ** (power + 1))
    assert 0 <= shard < 2**power
    assert split in (shard, shard + 2**power)


def test_the_shard_of_an_article_is_the_same_for_ever() -> None:
    """These numbers are part of published releases: a change would move every row."""
    assert [shard_of(article, 16) for article in ("talks/deep-sea", "访谈/一", "a b#c")] == [15, 5, 5]


def test_one_more_article_changes_one_file(tmp_path: Path) -> None:
    """The other shards keep their bytes, so that the next upload is small."""
    more = [{"turn_id": "new#t0000", "article_id": "new", "turn_index": 0}]
    write_sharded([turns(50)], load("turns"), tmp_path / "old", 8)
    write_sharded([turns(50), more], load("turns"), tmp_path / "new", 8)
    old, new = ({path.name: path.read_bytes() for path in (tmp_path / one).iterdir()} for one in ("old", "new"))
    assert [name for name in sorted(old) if old[name] != new[name]] == [file_name(shard_of("new", 8), 8)]


def test_pandas_and_duckdb_read_the_files(tmp_path: Path) -> None:
    """Also lists of structs, without any option."""
    pandas = pytest.importorskip("pandas")
    duckdb = pytest.importorskip("duckdb")
    tables_sample.write(tmp_path)
    frame = pandas.read_parquet(tmp_path / "articles")
    assert frame.speakers[1][1]["name"] == "林汐"
    query = f"SELECT text, len(sentences), words[1] FROM '{tmp_path}/turns/*.parquet' ORDER BY turn_id LIMIT 1"
    assert duckdb.sql(query).fetchall() == [("潜水器多重?", 1, "潜水器")]
