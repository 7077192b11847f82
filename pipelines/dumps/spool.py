"""The spool: records on their way from the order of their dump to the bins of their articles.

A dump is read once, from its beginning to its end, while articles are made bin by bin; between the two their contents
wait here, in memory as long as they are few, else in a file for each bin. What they become does not belong here.
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa

from pipelines.dumps.record import Record

MOST = 64 * 1024 * 1024
"""Bytes of content that wait in memory."""

_FIELDS: dict[str, pa.DataType] = {
    **dict.fromkeys(("article_id", "suffix", "stated", "charset"), pa.string()),
    "number": pa.int64(),
    "content": pa.large_binary(),
}
_SCHEMA = pa.schema(_FIELDS)


class Spool:
    """Records by bin, each with the id of its article; the folder is removed at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: defaultdict[int, list[tuple[str, Record]]] = defaultdict(list)
        self._bytes = 0

    def __enter__(self) -> Self:
        """Begin without what a build that was killed has left."""
        shutil.rmtree(self._folder, ignore_errors=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, bin: int, article_id: str, record: Record) -> None:
        """Put a record into a bin."""
        self._held[bin].append((article_id, record))
        self._bytes += len(record.content)
        if self._bytes >= MOST:
            self._write()

    def take(self, bin: int) -> Iterator[tuple[str, Record]]:
        """The records of a bin in the order in which they came, each of them once."""
        path = self._path(bin)
        if path.exists():
            with path.open("rb") as file:
                while file.tell() < path.stat().st_size:
                    for batch in pa.ipc.open_stream(file):
                        for row in batch.to_pylist():
                            stated = json.loads(row["stated"])
                            record = Record(row["number"], row["suffix"], row["content"], stated, row["charset"])
                            yield row["article_id"], record
            path.unlink()
        for _, record in (held := self._held.pop(bin, [])):
            self._bytes -= len(record.content)
        yield from held

    def _write(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for bin, held in self._held.items():
            rows = [
                {
                    "article_id": article_id,
                    "suffix": one.suffix,
                    "stated": json.dumps(dict(one.stated)),
                    "charset": one.charset,
                    "number": one.number,
                    "content": one.content,
                }
                for article_id, one in held
            ]
            with self._path(bin).open("ab") as file, pa.ipc.new_stream(file, _SCHEMA) as stream:
                stream.write_batch(pa.RecordBatch.from_pylist(rows, schema=_SCHEMA))
        self._held.clear()
        self._bytes = 0

    def _path(self, bin: int) -> Path:
        return self._folder / f"{bin:05d}.arrows"
