"""Sorted files become one sorted stream, whatever the sizes of files, articles and batches."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import merging
from pipelines.merging import merged
from pipelines.tables import stored

TYPES: dict[str, pa.DataType] = {"article_id": pa.string(), "index": pa.int64(), "words": pa.list_(pa.string())}
SCHEMA = pa.schema(TYPES)


def rows(articles: dict[str, int]) -> list[dict[str, object]]:
    """So many rows of each article, in their order."""
    return [
        {"article_id": one, "index": index, "words": [one] * (index % 3)}
        for one in sorted(articles)
        for index in range(articles[one])
    ]


def write(folder: Path, files: list[dict[str, int]]) -> list[Path]:
    """A file of rows for each."""
    paths = [folder / f"{number}.arrow" for number in range(len(files))]
    for path, articles in zip(paths, files, strict=True):
        stored.write_arrow(path, pa.Table.from_pylist(rows(articles), schema=SCHEMA))
    return paths


@given(
    counts=st.dictionaries(st.text("a中/é𠀀", min_size=1, max_size=3), st.integers(1, 9), max_size=12),
    files=st.integers(1, 4),
    batch=st.integers(1, 7),
    size=st.sampled_from([1, 200, 4096]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_is_lost_and_everything_is_in_order(
    counts: dict[str, int], files: int, batch: int, size: int, tmp_path: Path
) -> None:
    """Articles with more rows than a batch has, files without rows, names in several scripts."""
    parts: list[dict[str, int]] = [{} for _ in range(files)]
    for number, (name, count) in enumerate(counts.items()):
        parts[(number * 7 + len(name)) % files][name] = count
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(stored, "BATCH_ROWS", batch)
        patched.setattr(merging, "READ_BYTES", size)
        found = list(merged(write(tmp_path, parts)))
    assert [row for table in found for row in table.to_pylist()] == rows(counts)
    assert all(table.schema == SCHEMA for table in found)


def test_little_more_than_a_batch_of_each_file_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first table is there before the files are read to their ends; here what is read at once is a batch."""
    monkeypatch.setattr(stored, "BATCH_ROWS", 10)
    monkeypatch.setattr(merging, "READ_BYTES", 1)
    files = [{f"{letter}{number:03}": 5 for number in range(100)} for letter in "ab"]
    tables = list(merged(write(tmp_path, files)))
    assert max(map(len, tables)) <= 20
    assert sum(map(len, tables)) == 1000
