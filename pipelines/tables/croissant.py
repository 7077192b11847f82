"""The Croissant of a release, ``croissant.json``: every file with its digest, every column, for machine learning.

Plain data from the schemas and the figures of ``facts``, as the other descriptor is, ``datapackage``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.tables.datapackage import DESCRIPTION, NAME, TITLE, stated_license
from pipelines.tables.facts import Facts
from pipelines.tables.schema import TABLES, Field, TableSchema, load

# What mlcroissant can load; it validates the registered application/vnd.apache.parquet, then refuses to read it.
_PARQUET = "application/x-parquet"

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
        "license": _license(facts),
        "citeAs": f"{TITLE}, version {load('articles').version}",
        "distribution": [*files, *sets],
        "recordSet": [_record_set(load(name)) for name in TABLES],
    }


def _license(facts: Facts) -> str:
    license = stated_license(facts)
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
