"""Origins: what a release says of the collections that its articles come from.

The shape that travels from ``source.yaml`` into ``datapackage.json`` and back belongs here; reading that YAML is in
``pipelines.source``, wording the card in ``card``. Personal contact data of an origin is published on purpose: it is
where its owner wants to be asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

ALLOWED, FORBIDDEN = "allowed", "forbidden"

COLLECTIONS = "collections"
"""The property of our Data Packages that holds the origins as they are; `sources` has them as the standard wants."""


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


def described(origins: Iterable[Origin]) -> dict[str, list[dict[str, Any]]]:
    """The properties of a Data Package that tell of the origins; none where there are none."""
    known = list(by_collection(origins).values())
    return {"sources": [_source(one) for one in known], COLLECTIONS: [asdict(one) for one in known]} if known else {}


def of_package(package: Mapping[str, Any]) -> dict[str | None, Origin]:
    """The origins that a ``datapackage.json`` of ours states, by collection; entries of another form are left out."""
    stated, names = package.get(COLLECTIONS), {field.name for field in fields(Origin)}
    ours = [one for one in stated if isinstance(one, dict)] if isinstance(stated, list) else []
    return by_collection(Origin(**one) for one in ours if one.keys() == names)


def by_collection(origins: Iterable[Origin]) -> dict[str | None, Origin]:
    """Origins by collection, those of no collection last."""
    ordered = sorted(origins, key=lambda origin: (origin.collection is None, origin.collection or ""))
    return {origin.collection: origin for origin in ordered}


def _source(origin: Origin) -> dict[str, str]:
    """A source must have a title (https://datapackage.org/standard/data-package/#sources)."""
    title = origin.title or origin.collection or "files outside a collection"
    stated = {"title": title, "name": origin.collection, "path": origin.url}
    return {key: value for key, value in stated.items() if value}
