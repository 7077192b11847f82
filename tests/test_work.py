"""The files between the stages: whole or not there, read in bounded batches, as often as wanted."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import work

SCHEMA = pa.schema([pa.field("text", pa.string())]).append(pa.field("number", pa.int32()))


def test_rows_come_back_in_order(tmp_path: Path) -> None:
    """With null for what a row lacks."""
    with work.writing(tmp_path / "new" / "t.parquet", SCHEMA) as save:
        save({"text": "a", "number": 1})
        save({"text": "b"})
    path = tmp_path / "new" / "t.parquet"
    assert list(work.rows(path)) == [{"text": "a", "number": 1}, {"text": "b", "number": None}]
    assert list(work.rows(path, ["number"])) == [{"number": 1}, {"number": None}]
    assert work.count(path) == 2


def test_a_failure_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """And no part of the new one."""
    path = tmp_path / "t.parquet"
    with work.writing(path, SCHEMA) as save:
        save({"text": "old"})
    with pytest.raises(pa.ArrowException), work.writing(path, SCHEMA) as save:
        save({"text": "new", "number": "many"})
    assert list(work.rows(path, ["text"])) == [{"text": "old"}]
    assert [file.name for file in tmp_path.iterdir()] == ["t.parquet"]


@given(st.lists(st.integers(0, 120), max_size=40))
def test_a_batch_is_bounded_by_rows_and_by_characters(lengths: list[int]) -> None:
    """But for the one row that is longer than a batch may be."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "BATCH_ROWS", 5)
        patch.setattr(work, "BATCH_CHARS", 100)
        sink = pa.BufferOutputStream()
        with pq.ParquetWriter(sink, SCHEMA) as writer:
            batch = work._Batch(writer, SCHEMA)
            for length in lengths:
                batch.append({"text": "x" * length})
            batch.flush()
    file = pq.ParquetFile(pa.BufferReader(sink.getvalue()))
    groups = [file.read_row_group(index).column("text").to_pylist() for index in range(file.num_row_groups)]
    sizes = [[len(str(text)) for text in group] for group in groups]
    assert [size for group in sizes for size in group] == lengths
    assert all(len(group) <= 5 and sum(group[:-1]) < 100 for group in sizes)


def test_a_stored_file_can_be_read_twice_and_shows_its_columns_when_empty(tmp_path: Path) -> None:
    """The checks walk the articles twice."""
    with work.writing(tmp_path / "t.parquet", SCHEMA):
        pass
    stored = work.Stored(tmp_path / "t.parquet")
    assert [batch.schema.names for batch in stored] == [["text", "number"]]
    assert len(list(stored)) == 1


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
