"""What reading a dump holds in memory: for a large one as much as for a small one, for a bomb less than an article."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from dumps import served

ROOT = Path(__file__).resolve().parents[1]

READING = """
    import sys
    from pathlib import Path
    import pyarrow.parquet
    from benchmarks.measuring import peak
    from pipelines.dumps.mapping import Columns
    from pipelines.dumps.reading import records

    before = peak()
    count = sum(1 for _ in records(Path(sys.argv[1]), Columns("body", ".txt", (("id", "id"),))))
    print(count, peak() - before)
"""

MOST = {".parquet": 128 * 2**20}
"""Bytes above what the libraries take, where Arrow's pools keep some more; of all other formats `LEAST`."""

LEAST = 40 * 2**20

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not tell the peak")


def reading(path: Path) -> tuple[int, int]:
    """How many records and troubles a dump gives, and how many bytes reading them took at their peak."""
    command = [sys.executable, "-c", textwrap.dedent(READING), str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=600)
    count, peak = map(int, done.stdout.split())
    return count, peak


def bodies(megabytes: int) -> Iterator[tuple[str, str]]:
    """Ids and texts of about 30 kB."""
    for number in range(megabytes * 34):
        yield str(number), f"{number}：" + "山里的茶厂一天只睡四个小时。" * 700


def dump(path: Path, megabytes: int) -> Path:
    """A dump of so many megabytes of text, written as a stream."""
    if path.suffix == ".parquet":
        schema = pa.schema({"id": pa.string(), "body": pa.string()})
        with pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=False) as writer:
            held = list(bodies(megabytes))
            ids, texts = zip(*held, strict=True)
            writer.write_table(pa.table({"id": ids, "body": texts}, schema), row_group_size=len(held))
        return path
    with gzip.open(path, "wb", 1) if path.suffix == ".gz" else path.open("wb") as file:
        for name, text in bodies(megabytes):
            if ".warc" in path.name:
                file.write(served(f"https://example.org/{name}", text.encode(), "Content-Type: text/plain"))
            else:
                file.write(json.dumps({"id": name, "body": text}, ensure_ascii=False).encode() + b"\n")
    return path


ENDINGS = (".jsonl", ".jsonl.gz", ".parquet", ".warc.gz")


def test_a_dump_is_read_as_a_stream(tmp_path: Path) -> None:
    """One of 60 MB takes a part of them."""
    count, peak = reading(dump(tmp_path / "x.jsonl.gz", 60))
    assert count == 60 * 34
    assert peak < LEAST


@pytest.mark.soak
@pytest.mark.parametrize("ending", ENDINGS)
def test_the_size_of_a_dump_does_not_show_in_memory(tmp_path: Path, ending: str) -> None:
    """300 MB of text take what a few of them take, also in a single row group."""
    count, peak = reading(dump(tmp_path / f"x{ending}", 300))
    assert count == 300 * 34
    assert peak < MOST.get(ending, LEAST)


@pytest.mark.soak
@pytest.mark.parametrize("ending", [".jsonl.gz", ".warc.gz", ".parquet"])
def test_a_bomb_is_never_held(tmp_path: Path, ending: str) -> None:
    """A record of 400 MB that a few kB of a file expand to is rejected."""
    path, size = tmp_path / f"x{ending}", 400 * 2**20
    if ending == ".parquet":
        pq.write_table(pa.table({"id": ["a"], "body": ["a" * size]}), path, use_dictionary=False)
    else:
        with gzip.open(path, "wb", 1) as file:
            head = b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % size
            file.write(head if ".warc" in ending else b'{"id": "a", "body": "')
            for _ in range(size // 2**20):
                file.write(b"a" * 2**20)
            file.write(b"\r\n\r\n" if ".warc" in ending else b'"}\n')
    count, peak = reading(path)
    assert count == 1
    assert peak < 96 * 2**20
