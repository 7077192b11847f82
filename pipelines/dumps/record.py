"""The shapes that every reader of dumps gives: records, and places that give none.

Nothing here reads a file. A place is counted from 1: a line of JSON Lines, a row of Parquet, a record of WARC.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_BYTES = 50 * 1024 * 1024
"""Of one article, as a file or as a record."""

TEXT = "utf-8"
"""The charset of content that was text already: nothing about it is guessed."""


@dataclass(frozen=True, slots=True)
class Record:
    """An article in a dump: ``content`` as bytes, what its dump states of it, as printed.

    ``suffix`` says how it is read, `.txt`, `.md` or `.html`; ``charset`` is `TEXT`, a hint of who served it, or None.
    Keys of ``stated``: ``id url title published_at publisher license language``.
    """

    number: int
    suffix: str
    content: bytes
    stated: Mapping[str, str] = field(default_factory=dict)
    charset: str | None = None

    @property
    def sha256(self) -> str:
        """Of the content, hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def digest(self) -> str:
        """SHA-256 (hexadecimal) of all that the article is made from; its place is no part of it."""
        parts = (self.suffix, self.charset or "", self.sha256, json.dumps(dict(self.stated), sort_keys=True))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Trouble:
    """A place that gives no record: why, and what to do; ``places`` is how many it speaks for."""

    number: int
    reason: str
    remedy: str
    places: int = 1


class BadDump(Exception):
    """A dump that gives no record at all: ``reason`` says why, ``remedy`` what to do."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}: {remedy}")
        self.reason, self.remedy = reason, remedy


class CutOff(BadDump):
    """A dump that cannot be read from some place on; what was read before it stands."""


def shortly(error: Exception) -> str:
    """What a library says is wrong, in one line that is not too long."""
    return " ".join(str(error).split())[:200] or type(error).__name__


def too_large(what: str) -> tuple[str, str]:
    """Reason and remedy for content over the limit."""
    reason = f"{what} is larger than an article can be (limit {MAX_BYTES // 2**20} MiB)"
    return reason, "split it into its articles, or leave it out"
