"""The columns as the files in ``schemas/`` define them, and the Arrow schema made from them.

Here belongs the reading of those files and nothing else: no column is named in this module.  The files are Frictionless
Table Schemas (https://datapackage.org/standard/table-schema/) with properties of our own:

``arrow``                the Arrow type (``list`` and ``struct`` are built from ``arrayItem`` and ``fields``);
``fields``               the members of an item of type ``object``;
``quotes``               the column repeats words of the article, so it is null unless the article is published;
``requiredIfPublished``  required, except in articles that are withheld or withdrawn;
``sortedBy``             columns of the table that the rows of a Parquet file are sorted by.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

TABLES = ("articles", "turns", "entities")

# Beside the package in a checkout, inside it in a wheel.
_FOLDERS = (Path(__file__).resolve().parents[2] / "schemas", Path(__file__).resolve().parents[1] / "schemas")

# Only types that `datasets` reads back as they are: map, uuid and list_view make a whole table unloadable there,
# large_string changes the features.
_ARROW: Mapping[str, pa.DataType] = {
    "string": pa.string(),
    "bool": pa.bool_(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "date32": pa.date32(),
}


class BadSchema(ValueError):
    """A schema file that cannot be used; the message names file, field and what to change."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column, a member of a struct, or the item of a list (then ``name`` is empty).

    ``pattern`` is a regular expression that the whole value must match; ``min_length`` counts code points;
    ``item`` is set for lists, ``fields`` for structs.
    """

    name: str
    type: str
    arrow: str
    title: str
    description: str
    required: bool = False
    unique: bool = False
    enum: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    pattern: str | None = None
    quotes: bool = False
    required_if_published: bool = False
    item: Field | None = None
    fields: tuple[Field, ...] = ()

    def arrow_type(self) -> pa.DataType:
        """Arrow type; every nested field is nullable, as `datasets` drops the features of those that are not."""
        if self.item is not None:
            return pa.list_(self.item.arrow_type())
        if self.fields:
            return pa.struct([pa.field(field.name, field.arrow_type()) for field in self.fields])
        return _ARROW[self.arrow]

    def feature(self) -> dict[str, Any]:
        """The feature as `datasets` 5 writes it into the Parquet key ``huggingface``."""
        if self.item is not None:
            return {"feature": self.item.feature(), "_type": "List"}
        if self.fields:
            return {field.name: field.feature() for field in self.fields}
        return {"dtype": self.arrow, "_type": "Value"}


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """``column`` holds values of ``reference_column`` in ``table``."""

    column: str
    table: str
    reference_column: str


@dataclass(frozen=True)
class TableSchema:
    """A table: its columns in order, its key, and what its columns refer to; ``raw`` is the file as it stands."""

    name: str
    title: str
    description: str
    version: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    sorted_by: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    raw: str

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the columns in order."""
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field:
        """The column of that name; KeyError if there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"the table {self.name} has no column {name}")

    def descriptor(self) -> dict[str, Any]:
        """The file as parsed JSON, a fresh copy."""
        parsed: dict[str, Any] = json.loads(self.raw)
        return parsed

    def features(self) -> dict[str, Any]:
        """Features of all columns, as in ``dataset_info.json`` of `datasets`."""
        return {field.name: field.feature() for field in self.fields}

    def arrow(self) -> pa.Schema:
        """Arrow schema of the Parquet files: all nullable, with the features under the key ``huggingface``."""
        return self._arrow

    @cached_property
    def _arrow(self) -> pa.Schema:
        metadata: dict[str | bytes, str | bytes] = {"huggingface": json.dumps({"info": {"features": self.features()}})}
        return pa.schema([pa.field(field.name, field.arrow_type()) for field in self.fields], metadata=metadata)


@cache
def load(name: str) -> TableSchema:
    """The schema of the table ``name``; BadSchema if the file is missing or uses what we do not support."""
    path = folder() / f"{name}.json"
    if not path.is_file():
        raise BadSchema(f"{path}: no such schema; the tables are {', '.join(TABLES)}")
    return parse(path.read_text(encoding="utf-8"), str(path))


def folder() -> Path:
    """Folder of the schema files: ``schemas/`` of the checkout, or the copy inside an installed package."""
    return next((path for path in _FOLDERS if path.is_dir()), _FOLDERS[0])


def parse(raw: str, origin: str) -> TableSchema:
    """Read one schema; ``origin`` is named in the errors (BadSchema)."""
    try:
        table = json.loads(raw)
        fields = tuple(_field(field, origin, field["name"]) for field in table["fields"])
        keys = tuple(_foreign_key(key, table["name"]) for key in table.get("foreignKeys", ()))
        schema = TableSchema(
            name=table["name"],
            title=table["title"],
            description=table["description"],
            version=table["version"],
            fields=fields,
            primary_key=tuple(table["primaryKey"]),
            sorted_by=tuple(table["sortedBy"]),
            foreign_keys=keys,
            raw=raw,
        )
    except json.JSONDecodeError as error:
        raise BadSchema(f"{origin}: not JSON ({error}); mend the file") from error
    except KeyError as error:
        raise BadSchema(f"{origin}: the property {error} is missing; add it") from error
    for column in (*schema.primary_key, *schema.sorted_by, *(key.column for key in keys)):
        if column not in schema.names:
            raise BadSchema(f"{origin}: a key names the column {column}, which does not exist")
    return schema


def _field(raw: Mapping[str, Any], origin: str, path: str) -> Field:
    constraints = raw.get("constraints", {})
    arrow = raw.get("arrow", "")
    if arrow not in {*_ARROW, "list", "struct"}:
        raise BadSchema(f"{origin}: field {path}: Arrow type {arrow!r}; use {', '.join(_ARROW)}, list or struct")
    if (arrow == "list") != ("arrayItem" in raw) or (arrow == "struct") != bool(raw.get("fields")):
        raise BadSchema(f"{origin}: field {path}: a list needs `arrayItem`, a struct `fields`, others have neither")
    unknown = set(constraints) - {"required", "unique", "enum", "minimum", "maximum", "minLength", "pattern"}
    if unknown:
        raise BadSchema(f"{origin}: field {path} has constraints that nothing checks: {', '.join(sorted(unknown))}")
    return Field(
        name=raw.get("name", ""),
        type=raw["type"],
        arrow=arrow,
        title=raw.get("title", raw.get("name", "")),
        description=raw["description"],
        required=constraints.get("required", False),
        unique=constraints.get("unique", False),
        enum=tuple(constraints.get("enum", ())),
        minimum=constraints.get("minimum"),
        maximum=constraints.get("maximum"),
        min_length=constraints.get("minLength"),
        pattern=constraints.get("pattern"),
        quotes=raw.get("quotes", False),
        required_if_published=raw.get("requiredIfPublished", False),
        item=_field(raw["arrayItem"], origin, f"{path}[]") if "arrayItem" in raw else None,
        fields=tuple(_field(member, origin, f"{path}.{member['name']}") for member in raw.get("fields", ())),
    )


def _foreign_key(raw: Mapping[str, Any], table: str) -> ForeignKey:
    # An empty resource is the table itself (Table Schema 1, which frictionless follows).
    reference = raw["reference"]
    return ForeignKey(raw["fields"][0], reference["resource"] or table, reference["fields"][0])
