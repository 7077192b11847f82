"""Tags: the names of releases, by the calendar unless somebody chooses.

``2026.11.22`` for the first release of a day (UTC), then ``2026.11.22.1``. Choosing and judging names belongs here.
"""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import date

_NAME = re.compile(r"(?!.*(?:\.\.|//|@\{|\.lock$|\.$|/$))[A-Za-z0-9][A-Za-z0-9._/+-]{0,99}")
"""Names that git takes (git check-ref-format) and that need no quoting in a shell or an address."""

_TAKEN = ("main", "HEAD")


class BadTag(ValueError):
    """A name that no tag can have; the message says what to write."""


def next_tag(day: date, taken: Container[str]) -> str:
    """The name of the next release of that day."""
    base = f"{day.year}.{day.month:02d}.{day.day:02d}"
    name, number = base, 0
    while name in taken:
        number += 1
        name = f"{base}.{number}"
    return name


def checked(name: str) -> str:
    """The name itself. Raises `BadTag`."""
    if name in _TAKEN or not _NAME.fullmatch(name) or re.fullmatch(r"[0-9a-f]{7,40}", name):
        raise BadTag(
            f"{name!r} cannot be the name of a tag; write one like 2026.11.22 or v1.2 (letters, digits, . _ - +)"
        )
    return name
