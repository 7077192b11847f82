"""Names of records: from what a dump states to the part of ``article_id`` and ``raw_path`` that is the record's own.

A name must stand in ids, addresses and paths, and two records never share one without being seen to.
"""

from __future__ import annotations

import hashlib
import re

from pipelines.dumps.record import Record

FORMATS = {
    **dict.fromkeys((".jsonl", ".jsonl.gz", ".jsonl.zst", ".jsonl.bz2"), "line"),
    ".parquet": "row",
    **dict.fromkeys((".warc", ".warc.gz"), "record"),
}
"""Endings of dumps, in lower case, and what a place in them is called."""

LONGEST = 100
"""Code points of an id; a longer one is cut."""

_ENDING = re.compile(rf"(?<=[^/])(?:{'|'.join(map(re.escape, FORMATS))})\Z", re.IGNORECASE)
_MARKED = re.compile(r"~[0-9a-f]{16}$")


def ending(path: str) -> str | None:
    """The ending that makes a file a dump, as it is written there."""
    found = _ENDING.search(path)
    return found[0] if found else None


def place(path: str, number: int) -> str:
    """A place in a dump, in words."""
    return f"{FORMATS[(ending(path) or '').lower()]} {number}"


def dump_of(raw_path: str) -> str | None:
    """The dump in which a record stands, or a dump itself; None for any other file."""
    if ending(raw_path):
        return raw_path
    dump = raw_path.rpartition("#")[0]
    return dump if dump and ending(dump) else None


def name(record: Record) -> str:
    """The record's own part of its article's id: its id made safe, else a hash of its address, else of its content."""
    stated = record.stated.get("id")
    if stated:
        return _safe(stated)
    url = record.stated.get("url")
    return _hash(url.encode()) if url else record.sha256[:16]


def _safe(stated: str) -> str:
    """An id without control characters, ``/``, ``#`` and leading dots; where anything was replaced, a hash tells."""
    kept = "".join(ch if ch.isprintable() and ch not in "/#\\" else "_" for ch in stated).lstrip(".")[:LONGEST].strip()
    if kept == stated and not _MARKED.search(stated):
        return stated
    return f"{kept or '_'}~{_hash(stated.encode())}"


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
