"""What a schema says of one column: types, required, enum, bounds, patterns, rights; also inside lists and structs.

Rules that compare columns, rows or tables are in ``keys`` and ``spans``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from pipelines.tables import octets
from pipelines.tables.failures import Failure, Ledger
from pipelines.tables.schema import Field, TableSchema
from pipelines.tables.stored import whole

# The stubs know neither the kernels of today's pyarrow nor what they return.
pc: Any = pyarrow.compute


def check_shape(found: pa.Schema, schema: TableSchema, ledger: Ledger) -> bool:
    """Whether a batch has the schema's columns and types in that order; what differs goes to the ledger."""
    expected = schema.arrow()
    if found.equals(expected):
        return True
    missing = [name for name in schema.names if name not in found.names]
    unknown = [name for name in found.names if name not in schema.names]
    for name in missing:
        ledger.add(Failure(schema.name, None, name, "a missing column", "columns", 1))
    for name in unknown:
        ledger.add(Failure(schema.name, None, name, "a column that the schema does not have", "columns", 1))
    if not missing and not unknown and found.names != expected.names:
        ledger.add(Failure(schema.name, None, None, f"the order {', '.join(found.names)}", "columns", 1))
    for name in set(schema.names) & set(found.names):
        if found.names.count(name) == 1 and found.field(name).type != expected.field(name).type:
            wrong = f"type {found.field(name).type} instead of {expected.field(name).type}"
            ledger.add(Failure(schema.name, None, name, wrong, "types", 1))
    return False


@dataclass(frozen=True, slots=True)
class Values:
    """Values of a column or of something nested in it; ``places`` tells the place of each in the table's rows.

    It is asked only where something is wrong, or some articles are not published.
    """

    field: Field
    path: str
    array: Any
    places: Callable[[], np.ndarray]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table: their numbers, and whether the texts of their articles may be quoted."""

    numbers: np.ndarray
    published: np.ndarray


def check_constraints(
    table: pa.Table, schema: TableSchema, rows: np.ndarray, published: np.ndarray, ledger: Ledger
) -> None:
    """Check every column of some rows; ``rows`` are their numbers, ``published`` whether the texts may be quoted."""
    own = Rows(rows, published)
    for field in schema.fields:
        column = Values(field, field.name, whole(table.column(field.name)), partial(np.arange, len(rows)))
        for values in _nested(column):
            _check_values(values, schema.name, own, ledger)


def _nested(values: Values) -> Iterable[Values]:
    """The values themselves and all that is nested in them; what stands in a null is left out."""
    yield values
    field, array, places = values.field, values.array, values.places
    if field.item is not None:
        parents = partial(pc.list_parent_indices, array)
        yield from _nested(
            Values(field.item, f"{values.path}[]", pc.list_flatten(array), partial(_at, places, parents))
        )
    if field.fields and array.null_count:
        valid = array.is_valid()
        array, places = array.filter(valid), partial(_at, places, partial(flags, valid))
    for index, member in enumerate(field.fields):
        yield from _nested(Values(member, f"{values.path}.{member.name}", pc.struct_field(array, [index]), places))


def _at(places: Callable[[], np.ndarray], keep: Callable[[], Any]) -> np.ndarray:
    """The places of those that are kept: a mask or indices."""
    return np.asarray(places()[np.asarray(keep())])


def _check_values(values: Values, table: str, rows: Rows, ledger: Ledger) -> None:
    for rule, broken in _broken(values, rows):
        if broken.any():
            ledger.mark(table, values.path, rule, broken, rows.numbers[values.places()], value_at(values.array))


def _broken(values: Values, rows: Rows) -> Iterable[tuple[str, np.ndarray]]:
    field, array = values.field, values.array
    null = flags(array.is_null()) if array.null_count else np.zeros(len(array), bool)
    if field.required and array.null_count:
        yield "required", null
    if field.required_if_published and array.null_count:
        yield "required", null & rows.published[values.places()]
    if field.quotes and not rows.published.all():
        yield "rights", ~null & ~rows.published[values.places()]
    if field.enum:
        yield "enum", ~null & ~flags(pc.is_in(array, value_set=pa.array(field.enum)))
    if field.minimum is not None:
        # Not `less`: a score that is not a number is below no minimum, and still wrong.
        yield "minimum", ~null & ~flags(pc.greater_equal(array, field.minimum))
    if field.maximum is not None:
        yield "maximum", ~null & ~flags(pc.less_equal(array, field.maximum))
    if field.min_length is not None and octets.shortest(array) <= 4 * (field.min_length - 1):
        yield "length", ~null & flags(pc.less(pc.utf8_length(array), field.min_length))
    if field.pattern is not None:
        yield "pattern", ~null & ~flags(pc.match_substring_regex(array, f"^(?:{field.pattern})$"))


def flags(array: Any) -> np.ndarray:
    """A Boolean Arrow array as numpy; null is false."""
    known = array.fill_null(False) if array.null_count else array
    return np.asarray(known.to_numpy(zero_copy_only=False), dtype=bool)


def value_at(array: Any) -> Callable[[int], Any]:
    """A function that gives the value at an index as a Python object."""
    return lambda index: array[index].as_py()
