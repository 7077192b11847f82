"""The schema files are Table Schemas that common tools accept, and give the Arrow schema that `datasets` expects."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest

from pipelines.tables.schema import TABLES, BadSchema, Field, load, parse

COLUMNS = {
    "articles": "article_id collection title language kind status publisher authors editors translators published_at "
    "source_url license text sections speakers turn_count char_count duplicate_of duplicate_similarity "
    "raw_path raw_sha256 warnings masks source_map",
    "turns": "turn_id article_id turn_index section reply_to title publisher published_at speaker_id speaker "
    "speaker_label role text char_start char_end method score sentences words pos notes",
    "entities": "entity_id article_id turn_id type text char_start char_end name method score",
}


def nested(field: Field) -> list[Field]:
    """The field and all fields inside it."""
    inner = [*field.fields, *([field.item] if field.item else [])]
    return [field, *(one for member in inner for one in nested(member))]


@pytest.mark.parametrize("name", TABLES)
def test_a_column_is_never_dropped_or_renamed_silently(name: str) -> None:
    """The contract names the columns; whoever changes one must change this list too."""
    assert load(name).names == tuple(COLUMNS[name].split())


@pytest.mark.parametrize("name", TABLES)
def test_the_schema_is_valid_for_frictionless(name: str) -> None:
    """The reference implementation of Table Schema reads the file without an error."""
    frictionless = pytest.importorskip("frictionless")
    schema = frictionless.Schema.from_descriptor(load(name).descriptor())
    assert schema.field_names == list(load(name).names)


@pytest.mark.parametrize("name", TABLES)
def test_every_field_is_described_with_the_unit_of_its_offsets(name: str) -> None:
    """A description is a sentence; offsets and lengths say that they count code points."""
    fields = [one for field in load(name).fields for one in nested(field)]
    assert all(field.description.endswith(".") for field in fields)
    offsets = [field for field in fields if field.name in ("char_start", "char_end", "raw_start", "length")]
    assert offsets
    assert all("code points" in field.description for field in offsets)
    assert all(field.arrow == "int32" and field.required for field in offsets)


@pytest.mark.parametrize("name", TABLES)
def test_the_arrow_schema_is_what_datasets_makes_of_its_features(name: str) -> None:
    """Types and the key ``huggingface`` are equal to those that `datasets` builds, byte for byte."""
    datasets = pytest.importorskip("datasets")
    schema = load(name).arrow()
    features = datasets.Features.from_arrow_schema(schema)
    assert features.arrow_schema.equals(schema, check_metadata=True)


@pytest.mark.parametrize("name", TABLES)
def test_every_arrow_field_is_nullable(name: str) -> None:
    """A field that is not nullable would lose its features on the Hub."""

    def walk(kind: pa.DataType) -> list[pa.Field[Any]]:
        children = [kind.field(index) for index in range(kind.num_fields)]
        return [*children, *(one for child in children for one in walk(child.type))]

    schema = load(name).arrow()
    assert all(field.nullable for field in (*schema, *(one for top in schema for one in walk(top.type))))


def test_the_tables_carry_one_version() -> None:
    """The three schemas are released together."""
    assert len({load(name).version for name in TABLES}) == 1


def test_keys_and_references_are_read() -> None:
    """A reference without a resource is to the table itself."""
    turns = load("turns")
    assert turns.primary_key == ("turn_id",)
    assert turns.sorted_by == ("article_id", "turn_index")
    keys = {(key.column, key.table) for key in turns.foreign_keys}
    assert keys == {("article_id", "articles"), ("reply_to", "turns")}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"fields": [{"name": "a", "type": "string", "arrow": "map", "description": "A."}]}, "map"),
        ({"fields": [{"name": "a", "type": "array", "arrow": "list", "description": "A."}]}, "arrayItem"),
        (
            {"fields": [{"name": "a", "type": "string", "arrow": "string", "description": "A.",
                         "constraints": {"maxLength": 3}}]},
            "maxLength",
        ),
        ({"primaryKey": ["b"]}, "column b"),
        ({"title": None}, ""),
    ],
)  # fmt: skip
def test_a_schema_that_we_cannot_honour_is_refused(change: dict[str, Any], says: str) -> None:
    """The message names the file and what is wrong: nothing in a schema is ignored."""
    table = {
        "name": "t", "title": "T", "description": "T.", "version": "1", "primaryKey": ["a"], "sortedBy": ["a"],
        "fields": [{"name": "a", "type": "string", "arrow": "string", "description": "A."}],
    } | change  # fmt: skip
    if table["title"] is None:
        del table["title"]
    with pytest.raises(BadSchema, match=f"here.json.*{says}"):
        parse(json.dumps(table), "here.json")


def test_a_file_that_is_not_json_and_an_unknown_table_are_named() -> None:
    """Both messages say where to look."""
    with pytest.raises(BadSchema, match="not JSON"):
        parse("{", "here.json")
    with pytest.raises(BadSchema, match="articles, turns, entities"):
        load("speeches")
