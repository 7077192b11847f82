"""What the stages make of rows, for tests that have no build."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from pipelines.making import annotated
from pipelines.tables.schema import load

Row = dict[str, Any]


def worded(speech: Sequence[Row]) -> list[Row]:
    """Turns with sentences, words and tags."""
    rows: list[Row] = annotated(pa.Table.from_pylist(list(speech), load("turns").arrow())).tables["turns"].to_pylist()
    return rows
