"""From a folder of raw files to documents, in the order of their ids.

Naming articles, reading their files and refusing what cannot be an article belong here; which files there are is told
by ``listing``, what bytes say by ``text.decoding``. Nothing below the raw folder is ever written.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipelines.corrections import Dealt, deal
from pipelines.listing import Listing, Note, Reject, list_files, source_of
from pipelines.source import Source
from pipelines.tables.origins import Origin, by_collection
from pipelines.text.article import Document
from pipelines.text.decoding import Unreadable, decode

MAX_BYTES = 50 * 1024 * 1024

__all__ = ["Entry", "Note", "Reject", "document", "read", "survey", "walk"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that shall become the article of that id, and what is said of it around it; nothing of it is read yet."""

    article_id: str
    path: str
    collection: str | None
    source: Source
    overrides: str | None
    withdrawn: bool


def walk(raw: Path) -> Iterator[Document | Reject | Note | Origin]:
    """Documents sorted by ``article_id``, before them their origins and what the listing has to say of other files.

    One file is in memory at a time. Raises what `survey` raises.
    """
    for found in survey(raw):
        if not isinstance(found, Entry):
            yield found
            continue
        data = read(raw, found)
        yield data if isinstance(data, Reject) else document(found, data)


def survey(raw: Path) -> Iterator[Entry | Reject | Note | Origin]:
    """What lies below ``raw``: remarks, origins, then entries sorted by ``article_id``.

    ``article_id`` is the path below ``raw`` without its ending, POSIX: ``name`` or ``collection/name``. Raises
    NotADirectoryError or FileNotFoundError for ``raw`` itself, nothing for what lies in it.
    """
    listing = list_files(raw)
    dealt = deal(listing.sheets, {_article_id(path) for path in listing.files})
    listing.remarks += [Reject(*complaint) for complaint in dealt.complaints]
    yield from sorted(listing.remarks, key=lambda remark: (remark.file, str(remark)))
    yield from _origins(listing)
    first = ""
    for article_id, path in sorted((_article_id(path), path) for path in listing.files):
        if first and _article_id(first) == article_id:
            yield Reject(path, f"has the same id {article_id!r} as {first}, which was taken", "rename one of the two")
            continue
        first = path
        yield _held(path, dealt.holding(article_id)) or _entry(path, article_id, listing.sources, dealt)


def read(raw: Path, entry: Entry) -> bytes | Reject:
    """The bytes of a file, or why there are none."""
    try:
        return _read(raw / entry.path)
    except Unreadable as refusal:
        return Reject(entry.path, refusal.reason, refusal.remedy)
    except OSError as error:
        return Reject(entry.path, f"cannot be read: {error.strerror}", "make it a readable file")


def document(entry: Entry, data: bytes) -> Document | Reject:
    """The document that a file holds, or why it holds none."""
    try:
        text = decode(data, entry.path)
    except Unreadable as refusal:
        if not entry.withdrawn:  # that one keeps its id even when its file was emptied
            return Reject(entry.path, refusal.reason, refusal.remedy)
        text = ""
    return Document(
        article_id=entry.article_id,
        collection=entry.collection,
        raw_path=entry.path,
        raw_sha256=hashlib.sha256(data).hexdigest(),
        text=text,
        suffix=PurePosixPath(entry.path).suffix.lower(),
        license=entry.source.license,
        publisher=entry.source.publisher,
        language=entry.source.language,
        overrides=entry.overrides,
    )


def _article_id(path: str) -> str:
    return path[: -len(PurePosixPath(path).suffix)]


def _held(path: str, sheet: str | None) -> Reject | None:
    return Reject(path, f"is held back: {sheet} cannot be followed", f"mend {sheet}") if sheet else None


def _entry(path: str, article_id: str, sources: dict[str, Source], dealt: Dealt) -> Entry:
    collection, source = source_of(path, sources)
    overrides, withdrawn = dealt.packed.get(article_id), article_id in dealt.withdrawn
    return Entry(article_id, path, collection, source, overrides, withdrawn)


def _read(file: Path) -> bytes:
    status = file.stat()
    if not stat.S_ISREG(status.st_mode):  # opening a pipe or a device could wait for ever
        raise Unreadable("is not a regular file", "replace it by a file")
    if status.st_size > MAX_BYTES:
        size, limit = status.st_size // 2**20, MAX_BYTES // 2**20
        raise Unreadable(f"is larger than an article can be ({size} MiB, limit {limit})", "split it into its articles")
    return file.read_bytes()


def _origins(listing: Listing) -> Iterator[Origin]:
    """One for each collection that has a file, also where nothing is said of it."""
    found = (source_of(path, listing.sources) for path in listing.files)
    yield from by_collection(source.origin(collection) for collection, source in found).values()
