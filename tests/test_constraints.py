"""A look at a whole column finds what a look at each of its values finds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tables.constraints import check_constraints
from pipelines.tables.failures import Ledger
from pipelines.tables.schema import Field, parse


def field(name: str, arrow: str, **more: Any) -> dict[str, Any]:
    """A column as the files of the schemas describe it."""
    return {"name": name, "type": "any", "arrow": arrow, "description": "", **more}


LONG = {"minLength": 2, "required": True}
MEMBERS = [field("word", "string", constraints=LONG, quotes=True), field("size", "int32", constraints={"minimum": 0})]
FIELDS = [
    field("id", "string", constraints={"required": True, "pattern": "[a中]+", "minLength": 1}),
    field("title", "string", requiredIfPublished=True, quotes=True, constraints={"enum": ["a", "中"]}),
    field("items", "list", arrayItem={"type": "any", "arrow": "struct", "description": "", "fields": MEMBERS}),
    field("words", "list", arrayItem={"type": "any", "arrow": "string", "description": "", "constraints": LONG}),
]
SCHEMA = parse(
    json.dumps({"name": "t", "title": "", "description": "", "version": "1", "fields": FIELDS, "primaryKey": ["id"],
                "sortedBy": ["id"]}),
    "here",
)  # fmt: skip

TEXT = st.none() | st.text("a中𠀀", max_size=3)
ITEM = st.none() | st.fixed_dictionaries({"word": TEXT, "size": st.none() | st.integers(-1, 2)})
ROWS = st.lists(
    st.tuples(
        st.fixed_dictionaries({
            "id": TEXT, "title": TEXT, "items": st.none() | st.lists(ITEM, max_size=3),
            "words": st.none() | st.lists(TEXT, max_size=3),
        }),
        st.booleans(),
    ),
    max_size=6,
)  # fmt: skip


def found(one: Field, path: str, value: Any, published: bool) -> Iterator[tuple[str, str]]:
    """What is wrong with a value and what stands in it, rule by rule."""
    if value is None:
        yield from [(path, "required")] * (one.required + (one.required_if_published and published))
        return
    if one.quotes and not published:
        yield path, "rights"
    if one.enum and value not in one.enum:
        yield path, "enum"
    if one.minimum is not None and value < one.minimum:
        yield path, "minimum"
    if one.min_length is not None and len(value) < one.min_length:
        yield path, "length"
    if one.pattern is not None and re.fullmatch(one.pattern, value) is None:
        yield path, "pattern"
    if one.item is not None:
        for item in value:
            yield from found(one.item, f"{path}[]", item, published)
    for member in one.fields:
        yield from found(member, f"{path}.{member.name}", value[member.name], published)


@given(ROWS, st.integers(0, 3), st.booleans())
def test_every_value_that_breaks_a_rule_is_counted_in_its_first_row(
    rows: list[tuple[dict[str, Any], bool]], skipped: int, all_published: bool
) -> None:
    """Nulls, lists in rows and members of structs, in articles published or not, in part of a larger table."""
    rows = [(row, published or all_published) for row, published in rows]
    expected: dict[tuple[str, str], list[int]] = {}
    for number, (row, published) in enumerate(rows[skipped:]):
        for one in SCHEMA.fields:
            for broken in found(one, one.name, row[one.name], published):
                expected.setdefault(broken, []).append(number)
    table = pa.Table.from_pylist([row for row, _ in rows], schema=SCHEMA.arrow()).slice(skipped)
    ledger = Ledger()
    shown = np.array([published for _, published in rows[skipped:]], bool)
    check_constraints(table, SCHEMA, np.arange(len(table)), shown, ledger)
    assert {(one.column, one.rule): (one.row, one.count) for one in ledger.failures()} == {
        broken: (places[0], len(places)) for broken, places in expected.items()
    }
