"""Origins: what a release says of the collections that its articles come from, as `sources` of its Data Package.

The shape that travels from ``source.yaml`` into ``datapackage.json`` and back belongs here; reading that YAML is in
``pipelines.source``, wording the card in ``card``. Personal contact data of an origin is published on purpose: it is
where its owner wants to be asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

ALLOWED, FORBIDDEN = "allowed", "forbidden"

_NAMES = {"collection": "name", "url": "path"}
"""Where the Data Package standard has a word of its own."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A collection: None where its ``source.yaml`` does not say; ``collection`` None stands for files outside any.

    ``redistribution`` is what the owner declares of the texts, `allowed` or `forbidden`, over what is known of the
    licence. ``url`` is where the collection comes from, ``retrieved`` when, in words.
    """

    collection: str | None
    title: str | None = None
    url: str | None = None
    retrieved: str | None = None
    publisher: str | None = None
    license: str | None = None
    redistribution: str | None = None
    attribution: str | None = None
    contact: str | None = None


def to_source(origin: Origin) -> dict[str, str]:
    """An entry of `sources` in a Data Package, which must have a title; what is not known is left out."""
    stated = {field.name: getattr(origin, field.name) for field in fields(Origin)}
    found = {_NAMES.get(key, key): value for key, value in stated.items() if value is not None}
    return {"title": origin.collection or "files outside a collection"} | found


def of_package(package: Mapping[str, Any]) -> dict[str | None, Origin]:
    """The origins that a ``datapackage.json`` of ours states, by collection; those of another hand are left out."""
    sources = package.get("sources")
    return by_collection(_origin(one) for one in sources or [] if isinstance(one, dict))


def by_collection(origins: Iterable[Origin]) -> dict[str | None, Origin]:
    """Origins by collection, those of no collection last."""
    ordered = sorted(origins, key=lambda origin: (origin.collection is None, origin.collection or ""))
    return {origin.collection: origin for origin in ordered}


def _origin(source: Mapping[str, Any]) -> Origin:
    stated = {field.name: source.get(_NAMES.get(field.name, field.name)) for field in fields(Origin)}
    return Origin(**{key: None if value is None else str(value) for key, value in stated.items()})
