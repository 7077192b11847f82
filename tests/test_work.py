"""The work folder: rows on their way into Arrow in bounded batches, files read back, lines."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import work

SCHEMA = pa.schema([pa.field("text", pa.string())]).append(pa.field("number", pa.int32()))


def write(path: Path, rows: list[work.Row]) -> Path:
    """A Parquet file of these rows."""
    growing = work.Growing(SCHEMA)
    growing.extend(rows)
    pq.write_table(growing.table(), path)
    return path


def test_rows_come_back_in_order(tmp_path: Path) -> None:
    """With null for what a row lacks, file after file."""
    files = [
        write(tmp_path / "a.parquet", [{"text": "a", "number": 1}, {"text": "b"}]),
        write(tmp_path / "b.parquet", []),
        write(tmp_path / "c.parquet", [{"number": 3}]),
    ]
    assert list(work.rows(files)) == [
        {"text": "a", "number": 1},
        {"text": "b", "number": None},
        {"text": None, "number": 3},
    ]
    assert list(work.rows(files, ["number"])) == [{"number": 1}, {"number": None}, {"number": 3}]


@given(st.lists(st.integers(0, 120), max_size=40))
def test_a_batch_is_bounded_by_rows_and_by_characters(lengths: list[int]) -> None:
    """But for the one row that is longer than a batch may be."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "BATCH_ROWS", 5)
        patch.setattr(work, "BATCH_CHARS", 100)
        growing = work.Growing(SCHEMA)
        growing.extend({"text": "x" * length} for length in lengths)
        batches = [batch.column("text").to_pylist() for batch in growing.table().to_batches()]
    sizes = [[len(str(text)) for text in batch] for batch in batches]
    assert [size for batch in sizes for size in batch] == lengths
    assert all(len(batch) <= 5 and sum(batch[:-1]) < 100 for batch in sizes)


@given(st.lists(st.lists(st.integers(0, 60), max_size=9), max_size=9))
def test_whole_columns_make_the_table_that_their_rows_make(lengths: list[list[int]]) -> None:
    """Batches end between what was added together; nothing at all adds nothing."""
    growing, gathering = work.Growing(SCHEMA), work.Gathering(SCHEMA)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "BATCH_ROWS", 5)
        patch.setattr(work, "BATCH_CHARS", 100)
        for article in lengths:
            growing.extend({"text": "x" * length, "number": length} for length in article)
            gathering.add({"text": ["x" * length for length in article], "number": article} if article else {})
        table = gathering.table()
    assert table.combine_chunks() == growing.table().combine_chunks()
    assert all(batch.num_rows < 5 + 9 for batch in table.to_batches())


def test_lines_come_back_and_a_missing_file_holds_none(tmp_path: Path) -> None:
    """Chinese stays readable, order stays."""
    lines = [{"file": "b", "reason": "空"}, {"file": "a", "reason": "\n"}]
    work.write_lines(tmp_path / "x.jsonl", lines)
    assert work.read_lines(tmp_path / "x.jsonl") == lines
    assert "空" in (tmp_path / "x.jsonl").read_text(encoding="utf-8")
    assert work.read_lines(tmp_path / "none.jsonl") == []


@pytest.mark.parametrize(("out", "folder"), [("/b/dataset", "/b/work"), ("/b/mine", "/b/.mine.work")])
def test_each_release_has_its_own_work_folder(out: str, folder: str) -> None:
    """Two builds into one folder do not mix."""
    assert work.folder_for(Path(out)) == Path(folder)
