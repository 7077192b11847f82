"""Parquet: what each row gives, and what is said of rows and files that give nothing."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from dumps import parquet, row

from pipelines.dumps import parquet as reader
from pipelines.dumps.mapping import Columns, read_columns
from pipelines.dumps.pages import sizes
from pipelines.dumps.reading import records
from pipelines.dumps.record import BadDump, Record, Trouble

COLUMNS = Columns("body", ".txt", (("id", "id"),))


def test_each_row_is_a_record(tmp_path: Path) -> None:
    """Over all row groups, numbers count from 1."""
    parquet(tmp_path / "x.parquet", [row(f"{number}") for number in range(10)], row_group_size=3)
    every = [one for one in records(tmp_path / "x.parquet", COLUMNS) if isinstance(one, Record)]
    assert [(one.number, one.stated["id"]) for one in every] == [(n + 1, str(n)) for n in range(10)]
    assert every[9].content.decode() == row("9")["body"]


def test_typed_and_nested_columns_are_printed(tmp_path: Path) -> None:
    """Numbers, days and instants as text, lists joined, bytes as the content they are."""
    made = {
        "meta": {"id": 7, "day": datetime.date(2024, 5, 1), "by": ["甲刊", "乙刊"]},
        "html": "<p>字</p>".encode("gb18030"),
        "at": datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.UTC),
    }
    parquet(tmp_path / "x.parquet", [made])
    columns = read_columns({"html": "html", "id": "meta.id", "published_at": "meta.day", "publisher": "meta.by"})
    (one,) = records(tmp_path / "x.parquet", columns)
    assert isinstance(one, Record)
    assert dict(one.stated) == {"id": "7", "published_at": "2024-05-01", "publisher": "甲刊、乙刊"}
    assert (one.content, one.suffix, one.charset) == ("<p>字</p>".encode("gb18030"), ".html", None)
    (one,) = records(tmp_path / "x.parquet", read_columns({"html": "html", "published_at": "at"}))
    assert isinstance(one, Record)
    assert one.stated["published_at"].startswith("2024-05-01")


def test_a_column_that_does_not_exist_is_told_with_those_that_do(tmp_path: Path) -> None:
    """Before a row is read."""
    parquet(tmp_path / "x.parquet", [{"text": "a", "meta": {"url": "u"}}])
    with pytest.raises(BadDump, match=r"no column 'body'.*it has text, meta, meta.url"):
        list(records(tmp_path / "x.parquet", COLUMNS))
    with pytest.raises(BadDump, match=r"records: \{text: text, url: meta.url\}"):
        list(records(tmp_path / "x.parquet", None))


def test_a_row_without_text_is_named(tmp_path: Path) -> None:
    """The others are read."""
    parquet(tmp_path / "x.parquet", [row("a"), {"id": "b", "body": None}, row("c")])
    every = list(records(tmp_path / "x.parquet", COLUMNS))
    assert [type(one) for one in every] == [Record, Trouble, Record]
    assert every[1].number == 2


@pytest.mark.parametrize("damage", ["cut", "junk", "empty"])
def test_a_file_that_is_no_parquet_is_said_to_be_none(tmp_path: Path, damage: str) -> None:
    """Its schema stands at its end: nothing can be read without it."""
    path = tmp_path / "x.parquet"
    parquet(path, [row("a")])
    data = path.read_bytes()
    path.write_bytes({"cut": data[:-10], "junk": b"junk" * 9, "empty": b""}[damage])
    with pytest.raises(BadDump, match="no Parquet"):
        list(records(path, COLUMNS))


def test_a_damaged_row_group_costs_no_other(tmp_path: Path) -> None:
    """Its rows are named and counted."""
    path = tmp_path / "x.parquet"
    parquet(path, [row(f"{number}", f"{number}") for number in range(300)], row_group_size=100, compression="zstd")
    chunk = pq.read_metadata(path).row_group(1).column(1)
    data = bytearray(path.read_bytes())
    start = chunk.dictionary_page_offset or 0
    data[start : start + chunk.total_compressed_size // 2] = b"\xff" * (chunk.total_compressed_size // 2)
    path.write_bytes(data)
    every = list(records(path, COLUMNS))
    (trouble,) = (one for one in every if isinstance(one, Trouble))
    assert (trouble.number, trouble.places) == (101, 100)
    assert sorted(one.number for one in every if isinstance(one, Record)) == [*range(1, 101), *range(201, 301)]


def test_a_huge_value_is_not_decompressed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its row group is passed over; those around it are read."""
    for module in (reader, pytest.importorskip("pipelines.dumps.pages")):
        monkeypatch.setattr(module, "MAX_BYTES", 2**20)
    path = tmp_path / "x.parquet"
    rows = [row("a"), row("b"), {"id": "huge", "body": "长" * 2**20}, row("c"), row("d")]
    parquet(path, rows, row_group_size=2, use_dictionary=False)
    before = pa.total_allocated_bytes()
    every = list(records(path, COLUMNS))
    assert [one.number for one in every if isinstance(one, Record)] == [1, 2, 5]
    (trouble,) = (one for one in every if isinstance(one, Trouble))
    assert (trouble.number, trouble.places, "column body is larger" in trouble.reason) == (3, 2, True)
    assert pa.total_allocated_bytes() - before < 2**20


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("dictionary", [True, False])
def test_the_size_of_pages_is_read_from_their_headers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, dictionary: bool
) -> None:
    """In both versions of pages; a dictionary is one too."""
    monkeypatch.setattr("pipelines.dumps.pages.MAX_BYTES", 1000)
    path = tmp_path / "x.parquet"
    values = ["短"] * 500 + ["长" * 40_000] + ["短"] * 500
    options: dict[str, Any] = {"data_page_version": version, "use_dictionary": dictionary, "compression": "zstd"}
    pq.write_table(pa.table({"body": values}), path, write_page_index=True, **options)
    chunk = pq.read_metadata(path).row_group(0).column(0)
    with pa.OSFile(str(path), "rb") as source:
        in_dictionary, largest = sizes(source, chunk)
    assert 120_000 <= largest <= 130_000
    assert (in_dictionary >= 120_000) is dictionary


def test_one_long_value_that_many_rows_share_is_read_row_by_row() -> None:
    """A batch would hold it as many times."""
    assert reader._batch_rows(1_000_000, [(50_000_000, 40_000_000, 40_000_000)]) == 1
    assert reader._batch_rows(1000, [(10_000_000, 0, 1_000_000)]) > 100
