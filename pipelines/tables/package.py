"""Machine-readable descriptions of a release, ``datapackage.json`` and ``croissant.json``, and their writing.

Both are plain JSON made from the schemas and the figures of ``facts``; they hold no date and no address, as a release
is a function of its input.  The prose is in ``card``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.tables.card import license_id, render
from pipelines.tables.facts import Facts, gather
from pipelines.tables.schema import TABLES, Field, TableSchema, load

NAME = "fangtan"
TITLE = "Fangtan (访谈): Chinese web interviews with speakers"
DESCRIPTION = (
    "Interviews, roundtables and reports from Chinese web pages: articles, turns with their speakers, and mentions "
    "of named things, with offsets into the text of each article."
)
# What mlcroissant can load; it validates the registered application/vnd.apache.parquet, then refuses to read it.
_PARQUET = "application/x-parquet"


def finish(folder: Path, template: str, *, accuracy: str = "", contact: str = "", repository: str = "") -> Facts:
    """Complete a release folder that holds the three tables' Parquet files; returns the figures that it states.

    Writes ``README.md`` from ``template`` (the text of ``dataset_card.md``), ``schemas/``, ``datapackage.json`` and
    ``croissant.json``.  For the other arguments see ``card.render``.  Raises FileNotFoundError if a table is missing,
    ``card.BadTemplate`` for an unknown placeholder.
    """
    facts = gather(folder)
    card = render(template, facts, accuracy=accuracy, contact=contact, repository=repository)
    (folder / "schemas").mkdir(exist_ok=True)
    for name in TABLES:
        _write(folder / "schemas" / f"{name}.json", load(name).raw)
    _write(folder / "README.md", card)
    _write(folder / "datapackage.json", _json(datapackage(facts)))
    _write(folder / "croissant.json", _json(croissant(facts)))
    return facts


def datapackage(facts: Facts) -> dict[str, Any]:
    """The Data Package descriptor (https://datapackage.org/standard/data-package/).

    It states neither ``bytes`` nor ``hash`` of the files: frictionless reports every stated size of a Parquet file as
    wrong and never checks the digest.  The digests are in ``croissant.json``.
    """
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME,
        "title": TITLE,
        "description": DESCRIPTION,
        "version": load("articles").version,
        "licenses": [_license(facts)],
        "resources": [_resource(load(name), facts) for name in TABLES],
    }


def _license(facts: Facts) -> dict[str, str]:
    if license_id(facts) != "other":
        (license,) = facts.published_licenses
        return {"name": str(license)}
    return {"name": "other", "title": "Each article has its own licence, see the column license", "path": "README.md"}


def _resource(schema: TableSchema, facts: Facts) -> dict[str, Any]:
    """The table as a resource, with the types under which frictionless accepts it.

    It reads Parquet by way of pandas, where a list is a numpy array, which it does not take for an ``array``, and an
    integer column with nulls holds floats; such columns are of type ``any`` here.
    """
    paths = [file.path for file in facts.tables[schema.name].files]
    descriptor = schema.descriptor()
    for field, raw in zip(schema.fields, descriptor["fields"], strict=True):
        if field.item is not None or (field.type == "integer" and not field.required):
            raw |= {"type": "any", "constraints": {"required": field.required}}
    kept = ("$schema", "fields", "primaryKey", "foreignKeys", "version")
    return {
        "name": schema.name,
        "type": "table",
        "title": schema.title,
        "description": schema.description,
        # Several files are a list in the standard; frictionless, which joins their bytes, reads only a single one.
        "path": paths[0] if len(paths) == 1 else paths,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": {key: descriptor[key] for key in kept if key in descriptor},
    }


_CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_DATA_TYPES = {
    "string": "sc:Text", "bool": "sc:Boolean", "int32": "sc:Integer", "int64": "sc:Integer", "float64": "sc:Float",
    "date32": "sc:Date",
}  # fmt: skip


def croissant(facts: Facts) -> dict[str, Any]:
    """The Croissant 1.1 descriptor (http://mlcommons.org/croissant/1.1): every file with its SHA-256, every column."""
    files = [
        {
            "@type": "cr:FileObject",
            "@id": file.path,
            "name": file.path.replace("/", "-"),
            "contentUrl": file.path,
            "contentSize": f"{file.size} B",
            "encodingFormat": _PARQUET,
            "sha256": file.sha256,
        }
        for name in TABLES
        for file in facts.tables[name].files
    ]
    sets = [
        {
            "@type": "cr:FileSet",
            "@id": f"{name}-files",
            "name": f"{name}-files",
            "encodingFormat": _PARQUET,
            "includes": f"{name}/*.parquet",
        }
        for name in TABLES
    ]
    return {
        "@context": dict(_CONTEXT),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": NAME,
        "description": DESCRIPTION,
        "version": load("articles").version,
        "inLanguage": "zh",
        "license": _croissant_license(facts),
        "citeAs": f"{TITLE}, version {load('articles').version}",
        "distribution": [*files, *sets],
        "recordSet": [_record_set(load(name)) for name in TABLES],
    }


def _croissant_license(facts: Facts) -> str:
    license = _license(facts)
    return license.get("title", f"https://spdx.org/licenses/{license['name']}.html")


def _record_set(schema: TableSchema) -> dict[str, Any]:
    # A reference inside the table is left out: mlcroissant takes it for a cycle and reads nothing.
    others = [key for key in schema.foreign_keys if key.table != schema.name]
    references = {key.column: f"{key.table}/{key.reference_column}" for key in others}
    fields = [_record_field(field, schema.name) for field in schema.fields]
    for field in fields:
        if field["name"] in references:
            field["references"] = {"field": {"@id": references[field["name"]]}}
    return {
        "@type": "cr:RecordSet",
        "@id": schema.name,
        "name": schema.name,
        "description": schema.description,
        "key": [{"@id": f"{schema.name}/{column}"} for column in schema.primary_key],
        "field": fields,
    }


def _record_field(field: Field, table: str) -> dict[str, Any]:
    source = {"fileSet": {"@id": f"{table}-files"}, "extract": {"column": field.name}}
    described: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table}/{field.name}",
        "name": field.name,
        "description": field.description,
    }
    if field.item is None:
        return described | {"dataType": _DATA_TYPES[field.arrow], "source": source}
    described |= {"isArray": True, "arrayShape": "-1"}
    if not field.item.fields:
        return described | {"dataType": _DATA_TYPES[field.item.arrow], "source": source}
    return described | {"subField": [_member(member, described["@id"], source) for member in field.item.fields]}


def _member(member: Field, parent: str, source: Mapping[str, Any]) -> dict[str, Any]:
    """A member of a list of structs; a list inside it is described by the type of its items."""
    described: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{parent}/{member.name}",
        "name": member.name,
        "description": member.description,
        "dataType": _DATA_TYPES[(member.item or member).arrow],
        "source": {**source, "transform": {"jsonPath": member.name}},
    }
    return described | ({"isArray": True, "arrayShape": "-1"} if member.item else {})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
