"""Damage: whatever was done to the bytes of a dump, reading it ends, and ends in records and sentences."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import pytest
from dumps import compressed, json_lines, page, parquet, row, served
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dumps.mapping import Columns
from pipelines.dumps.reading import records
from pipelines.dumps.record import BadDump, Record, Trouble

COLUMNS = Columns("body", ".txt", (("id", "id"),))


def _parquet() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.parquet"
        parquet(path, [row(f"{number}") for number in range(20)], row_group_size=5, compression="zstd")
        return path.read_bytes()


LINES = json_lines([row(f"{number}") for number in range(20)])
WARC = b"".join(served(f"https://example.org/{number}", page(f"第{number}个人")) for number in range(5)) + served(
    "https://example.org/z", compressed(page("z"), ".gz"), "Content-Type: text/html\r\nContent-Encoding: gzip"
)
WHOLE = {
    ".jsonl": LINES,
    **{f".jsonl.{name}": compressed(LINES, f".{name}") for name in ("gz", "zst", "bz2")},
    ".parquet": _parquet(),
    ".warc": WARC,
    ".warc.gz": compressed(WARC, ".gz"),
}

DAMAGES = st.lists(
    st.tuples(st.sampled_from(["cut", "set", "drop", "double"]), st.floats(0, 1), st.binary(min_size=1, max_size=8)),
    min_size=1,
    max_size=4,
)


def damaged(data: bytes, damages: list[tuple[str, float, bytes]]) -> bytes:
    """The bytes with stretches cut off, overwritten, left out or said twice."""
    for kind, where, junk in damages:
        at = int(where * len(data))
        changed = {
            "cut": data[:at],
            "set": data[:at] + junk + data[at + len(junk) :],
            "drop": data[:at] + data[at + len(junk) :],
            "double": data[: at + 50] + data[at:],
        }
        data = changed[kind]
    return data


@pytest.mark.parametrize("ending", WHOLE)
@given(damages=DAMAGES)
def test_no_damage_stops_a_build(ending: str, damages: list[tuple[str, float, bytes]]) -> None:
    """No other error than that the dump as a whole cannot be read; reasons and remedies are sentences."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{ending}"
        path.write_bytes(damaged(WHOLE[ending], damages))
        every: list[Record | Trouble] = []
        with contextlib.suppress(BadDump):
            every += records(path, COLUMNS)
    assert all(one.number > 0 for one in every)
    assert all(one.reason and one.remedy for one in every if isinstance(one, Trouble))
    numbers = [one.number for one in every if isinstance(one, Record)]
    assert numbers == sorted(set(numbers))
