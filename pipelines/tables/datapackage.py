"""The Data Package of a release, ``datapackage.json``: what it is, where it comes from, its tables and their columns.

Plain data from the schemas and the figures of ``facts``; it holds no date and no address, as a release is a function of
its input.  The other descriptor is in ``croissant``, the prose in ``card``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.tables.facts import Facts
from pipelines.tables.licenses import identifier
from pipelines.tables.origins import Origin, described
from pipelines.tables.rights import license_id
from pipelines.tables.schema import TABLES, TableSchema, load

NAME = "fangtan"
TITLE = "Fangtan (访谈): Chinese web interviews with speakers"
DESCRIPTION = (
    "Interviews, roundtables and reports from Chinese web pages: articles, turns with their speakers, and mentions "
    "of named things, with offsets into the text of each article."
)


def datapackage(facts: Facts, origins: Mapping[str | None, Origin]) -> dict[str, Any]:
    """The Data Package descriptor (https://datapackage.org/standard/data-package/); `sources` are the collections.

    It states neither ``bytes`` nor ``hash`` of the files: frictionless reports every stated size of a Parquet file as
    wrong and never checks the digest.  The digests are in ``croissant.json``.
    """
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME,
        "title": TITLE,
        "description": DESCRIPTION,
        "version": load("articles").version,
        "licenses": [stated_license(facts)],
        **described(origins.values()),
        "resources": [_resource(load(name), facts) for name in TABLES],
    }


def stated_license(facts: Facts) -> dict[str, str]:
    """The licence of a release: one for all texts, or that each has its own."""
    if license_id(facts) != "other":
        return {"name": min(identifier(str(license)) for license in facts.published_licenses)}
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
