"""Stored rows: the same batches of either format, all columns or some, as often as one asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.tables import stored
from pipelines.tables.stored import Stored

COLUMNS: dict[str, pa.DataType] = {"text": pa.string(), "number": pa.int32()}
SCHEMA = pa.schema(COLUMNS, metadata={"made": "by hand"})
Rows = Sequence[tuple[str | None, int | None]]
Write = Callable[[Path, Rows], Path]


@pytest.fixture(params=["arrow", "parquet"])
def write(request: pytest.FixtureRequest) -> Write:
    """Rows into a file of one of the formats, in batches as small as they come."""
    ending: str = request.param

    def made(path: Path, rows: Rows) -> Path:
        table = pa.Table.from_pylist([{"text": text, "number": number} for text, number in rows], schema=SCHEMA)
        path = path.with_suffix(f".{ending}")
        if ending == "arrow":
            stored.write_arrow(path, table)
        else:
            pq.write_table(table, path, row_group_size=700)
        return path

    return made


@given(st.lists(st.tuples(st.none() | st.text(max_size=3), st.none() | st.integers(0, 9)), max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_rows_come_back_as_they_were_written(write: Write, tmp_path: Path, rows: Rows) -> None:
    """All columns or some, in the order asked for; twice, as the checks walk the articles twice."""
    rows = [(text and text.encode("utf-8", "replace").decode(), number) for text, number in rows]
    path = write(tmp_path / "t", rows)
    for _ in range(2):
        table = pa.Table.from_batches(list(Stored((path,))))
        assert [tuple(row.values()) for row in table.to_pylist()] == rows
        turned = pa.Table.from_batches(list(Stored((path,)).only("number", "text")))
        assert turned.column_names == ["number", "text"]
        assert [tuple(row.values()) for row in turned.to_pylist()] == [(number, text) for text, number in rows]
    assert stored.count(path) == len(rows)
    assert (stored.schema(path).metadata or {})[b"made"] == b"by hand"


def test_a_batch_is_bounded(write: Write, tmp_path: Path) -> None:
    """Memory does not grow with the file."""
    path = write(tmp_path / "t", [("词", number) for number in range(2000)])
    sizes = [batch.num_rows for batch in stored.batches(path)]
    assert sum(sizes) == 2000
    assert max(sizes) == stored.BATCH_ROWS


def test_a_file_without_rows_still_shows_its_columns(write: Write, tmp_path: Path) -> None:
    """In the place where it stands among others."""
    contents: dict[str, Rows] = {"a": [], "b": [("词", 1)], "c": []}
    files = tuple(write(tmp_path / name, rows) for name, rows in contents.items())
    assert [(batch.schema.names, batch.num_rows) for batch in Stored(files)] == [
        (["text", "number"], 0),
        (["text", "number"], 1),
        (["text", "number"], 0),
    ]
    assert [batch.schema.names for batch in Stored(files, ("number",))] == [["number"]] * 3
    assert [one.names for one in Stored(files, ("number",)).schemas()] == [["text", "number"]] * 3
