"""Reading dumps of any format, whole or single records of them.

Here belongs the choice of the reader; what is read is decided by whoever asks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from pipelines.dumps import lines, mapping, parquet, warc
from pipelines.dumps.mapping import Columns
from pipelines.dumps.names import ending, name
from pipelines.dumps.record import BadDump, Record, Trouble


def records(path: Path, columns: Columns | None, wanted: Collection[int] | None = None) -> Iterator[Record | Trouble]:
    """The records of a dump in their order, or those at the places ``wanted``.

    Raises `BadDump` where it gives none at all (also at its end), and OSError.
    """
    kind = (ending(path.name) or "").lower()
    if kind.startswith(".warc"):
        yield from warc.read(path, wanted)
        return
    reader = parquet if kind == ".parquet" else lines
    if columns is None:
        raise BadDump(*mapping.unmapped(reader.columns_of(path)))
    yield from reader.read(path, columns, wanted)


def find(path: Path, columns: Columns | None, wanted: str) -> Record | None:
    """The first record of that name, None where there is none. Raises `BadDump`, OSError."""
    found = (one for one in records(path, columns) if isinstance(one, Record))
    return next((one for one in found if name(one) == wanted), None)
