"""Withholding: rows of articles that may not be shared, without what quotes them.

The schemas say which columns quote (``quotes``); this sets them to null and the status of the articles to `withheld`.
Which articles that concerns is decided elsewhere (``sharing``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute

from pipelines.tables.schema import Field, TableSchema

# The stubs know neither the kernels of today's pyarrow nor what they return.
pc: Any = pyarrow.compute

WITHHELD = "withheld"


def withhold(table: pa.Table, schema: TableSchema, articles: Collection[str]) -> pa.Table:
    """The table with every quoting value of these articles null; rows, their order and all other values stay.

    ``table`` has the columns of ``schema``; in the table articles the status becomes `withheld` as well.
    """
    hidden = pc.is_in(table["article_id"].combine_chunks(), value_set=pa.array(sorted(articles), pa.string()))
    for field in schema.fields:
        if _quotes(field):
            table = _replace(table, field, hidden)
    if "status" in schema.names:
        status = pc.if_else(hidden, WITHHELD, table["status"].combine_chunks())
        table = table.set_column(table.column_names.index("status"), table.schema.field("status"), status)
    return table


def _quotes(field: Field) -> bool:
    return field.quotes or any(_quotes(inner) for inner in (*field.fields, *((field.item,) if field.item else ())))


def _replace(table: pa.Table, field: Field, hidden: Any) -> pa.Table:
    """Through Python's values: few rows are hidden as a rule, and quotes inside lists stand in small columns."""
    column = table[field.name].to_pylist()
    values = [_without(value, field) if hide else value for value, hide in zip(column, hidden.to_pylist(), strict=True)]
    made = pa.array(values, field.arrow_type())
    return table.set_column(table.column_names.index(field.name), table.schema.field(field.name), made)


def _without(value: Any, field: Field) -> Any:
    if field.quotes or value is None:
        return None
    if field.item is not None:
        return [_without(one, field.item) for one in value]
    if field.fields:
        return _members(value, field)
    return value


def _members(value: Mapping[str, Any], field: Field) -> dict[str, Any]:
    return {member.name: _without(value[member.name], member) for member in field.fields}
