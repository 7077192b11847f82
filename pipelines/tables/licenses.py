"""Licences: what an identifier or an address of terms allows, as far as a program can know.

Judging one licence belongs here; which licence an article has is said by its row, what a collection's owner declares
beyond it by its ``origins.Origin``. The judgements are data, ``knowledge/licenses.tsv``.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import cache

from pipelines.knowledge import rows

UNKNOWN = "its licence is unknown"

_CREATIVE_COMMONS = re.compile(
    r"https?://creativecommons\.org/(?:licenses/(?P<kind>by[a-z-]*)|(?P<public>publicdomain/(?:zero|mark)))/"
    r"(?P<version>\d\.\d)(?:/.*)?",
    re.IGNORECASE,
)
_PUBLIC = {"publicdomain/zero": "CC0", "publicdomain/mark": "CC-PDM"}


def identifier(license: str) -> str:
    """The SPDX identifier behind an address of Creative Commons; any other licence as it stands."""
    found = _CREATIVE_COMMONS.fullmatch(license)
    if not found:
        return license
    name = _PUBLIC[found["public"].lower()] if found["public"] else f"CC-{found['kind'].upper()}"
    return f"{name}-{found['version']}"


@cache
def objection(license: str | None) -> str | None:
    """Why a text under this licence may not be shared with everybody, None where it may.

    ``license`` is an SPDX expression, an address or None (unknown). Of ``A OR B`` the better part counts; every part of
    ``A AND B`` must allow it, and an exception (``WITH``) only ever allows more. Nested expressions must be all good.
    """
    if license is None:
        return UNKNOWN
    alternatives = [license] if "(" in license else re.split(r"\s+OR\s+", license)
    objections = [_all(one) for one in alternatives]
    return None if None in objections else objections[0]


def _all(expression: str) -> str | None:
    parts = re.split(r"\s+(?:AND|OR)\s+", re.sub(r"\s+WITH\s+[^\s()]+", "", expression))
    return next(filter(None, (_one(part.strip("()")) for part in parts)), None)


def _one(license: str) -> str | None:
    name = identifier(license).lower()
    for pattern, allowed, why in rows("licenses.tsv"):
        if fnmatchcase(name, pattern.lower()):
            return None if allowed == "yes" else f"{license} does not allow it: {why}"
    return f"it is not known whether {license} allows it"
