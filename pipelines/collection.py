"""From a folder of raw files to documents, in the order of their ids.

Naming articles, reading their files and refusing what cannot be an article belong here; which files there are is told
by ``listing``, what is in a dump by ``dumps``, what bytes say by ``text.decoding``. Nothing below the raw folder is
ever written.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from pipelines.corrections import Dealt, deal
from pipelines.dumps.index import Index
from pipelines.dumps.names import ending, place
from pipelines.dumps.record import MAX_BYTES, TEXT, Record
from pipelines.dumps.stated import judge
from pipelines.listing import Listing, Note, Reject, list_files
from pipelines.source import Source
from pipelines.tables.origins import Origin, by_collection
from pipelines.text.article import Document
from pipelines.text.decoding import Unreadable, decode, plain

__all__ = ["MAX_BYTES", "Entry", "Note", "Reject", "document", "read", "survey", "text_of", "walk"]


Indexed = Callable[[str, Source], Index]
"""From a dump's path below the raw folder and what its collection says to its index."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or record that shall become the article of that id, and what is said around it; nothing of it is read yet.

    Of a record ``number`` is its place in its dump, from 1, and ``digest`` says what it is made from.
    """

    article_id: str
    path: str
    collection: str | None
    source: Source
    overrides: str | None
    withdrawn: bool
    number: int = 0
    digest: str = ""

    @property
    def dump(self) -> str | None:
        """The path of the dump that it is a record of."""
        return self.path.rpartition("#")[0] if self.number else None

    @property
    def surroundings(self) -> str:
        """All that decides what becomes of its content."""
        known = (self.article_id, self.path, self.collection, self.overrides, self.withdrawn)
        return f"{known} {_said(self.source)}"


_said = cache(repr)


@dataclass(frozen=True, slots=True, order=True)
class _Candidate:
    """What may become an article, in the order in which one of several with one id is taken."""

    article_id: str
    path: str
    number: int = 0
    digest: str = ""

    @property
    def file(self) -> str:
        return self.path.rpartition("#")[0] if self.number else self.path

    @property
    def place(self) -> str:
        return f"{place(self.file, self.number)} of {self.file}" if self.number else self.path


def walk(raw: Path) -> Iterator[Document | Reject | Note | Origin]:
    """Documents sorted by ``article_id``, before them their origins and what the listing has to say of other files.

    One file is in memory at a time; dumps are passed over. Raises what `survey` raises.
    """
    for found in survey(raw):
        if not isinstance(found, Entry):
            yield found
            continue
        data = read(raw, found)
        yield data if isinstance(data, Reject) else document(found, data)


def survey(raw: Path, indexed: Indexed | None = None) -> Iterator[Entry | Reject | Note | Origin]:
    """What lies below ``raw``: remarks, origins, then entries sorted by ``article_id``.

    ``article_id`` is the path below ``raw`` without its ending, POSIX: ``name`` or ``collection/name``, for a record
    that of its dump, ``/`` and its name. Raises NotADirectoryError or FileNotFoundError for ``raw`` itself, nothing for
    what lies in it.
    """
    listing = list_files(raw)
    candidates = [_Candidate(_article_id(path), path) for path in listing.files]
    if indexed:
        for dump in sorted(listing.dumps):
            candidates += _records(dump, listing, indexed)
    dealt = deal(listing.sheets, {one.article_id for one in candidates} if listing.sheets else set())
    listing.remarks += [Reject(*complaint) for complaint in dealt.complaints]
    yield from sorted(listing.remarks, key=lambda remark: (remark.file, str(remark)))
    yield from _origins(listing)
    first: _Candidate | None = None
    for one in sorted(candidates):
        if first and first.article_id == one.article_id:
            reason = f"has the same id {one.article_id!r} as {first.place}, which was taken"
            if one.number:
                yield Reject(one.path, f"{one.place} {reason}", "give each record an id of its own, or leave one out")
            else:
                yield Reject(one.path, reason, "rename one of the two")
            continue
        first = one
        yield _held(one.path, dealt.holding(one.article_id)) or _entry(one, listing.home(one.file), dealt)


def _records(dump: str, listing: Listing, indexed: Indexed) -> Iterator[_Candidate]:
    """The records of a dump; what is wrong in it joins the remarks of the listing."""
    stem = dump[: -len(ending(dump) or "")]
    try:
        index = indexed(dump, listing.home(dump)[1])
    except OSError as error:
        listing.remarks.append(Reject(dump, f"cannot be read: {error.strerror or error}", "make it a readable file"))
        return
    for one in index.troubles:
        reason = f"{place(dump, one.number)}: {one.reason}" if one.number else one.reason
        listing.remarks.append(Reject(dump, reason, one.remedy, one.places))
    if index.more:
        listing.remarks.append(Reject(dump, "", "", index.more))
    for name, number, digest in index.entries():
        yield _Candidate(f"{stem}/{name}", f"{dump}#{name}", number, digest)


def read(raw: Path, entry: Entry) -> bytes | Reject:
    """The bytes of a file, or why there are none."""
    try:
        return _read(os.path.join(raw, entry.path))  # half the cost of Path's own joining, a thousand times over
    except Unreadable as refusal:
        return Reject(entry.path, refusal.reason, refusal.remedy)
    except OSError as error:
        return Reject(entry.path, f"cannot be read: {error.strerror}", "make it a readable file")


def document(entry: Entry, found: bytes | Record) -> Document | Reject:
    """The document that a file or record holds, or why it holds none."""
    try:
        text = text_of(found, entry.path)
    except Unreadable as refusal:
        if not entry.withdrawn:  # that one keeps its id even when its file was emptied
            return Reject(entry.path, refusal.reason, refusal.remedy)
        text = ""
    record = found if isinstance(found, Record) else Record(0, PurePosixPath(entry.path).suffix.lower(), found)
    judged = judge(record.stated, entry.source)
    return Document(
        article_id=entry.article_id,
        collection=entry.collection,
        raw_path=entry.path,
        raw_sha256=record.sha256,
        text=text,
        suffix=record.suffix,
        license=judged.license,
        publisher=entry.source.publisher,
        language=judged.language,
        overrides=entry.overrides,
        stated=judged.meta,
        doubts=judged.doubts,
    )


def text_of(found: bytes | Record, name: str) -> str:
    """The raw text of a file or record of that name, against which all offsets count. Raises `Unreadable`."""
    if isinstance(found, bytes):
        return decode(found, name)
    if found.charset == TEXT:
        return plain(found.content.decode("utf-8"), name)
    return decode(found.content, name, found.charset)


def _article_id(path: str) -> str:
    return path[: path.rindex(".")]


def _held(path: str, sheet: str | None) -> Reject | None:
    return Reject(path, f"is held back: {sheet} cannot be followed", f"mend {sheet}") if sheet else None


def _entry(one: _Candidate, home: tuple[str | None, Source], dealt: Dealt) -> Entry:
    collection, source = home
    overrides, withdrawn = dealt.packed.get(one.article_id), one.article_id in dealt.withdrawn
    return Entry(one.article_id, one.path, collection, source, overrides, withdrawn, one.number, one.digest)


def _read(file: str) -> bytes:
    status = os.stat(file)
    if not stat.S_ISREG(status.st_mode):  # opening a pipe or a device could wait for ever
        raise Unreadable("is not a regular file", "replace it by a file")
    if status.st_size > MAX_BYTES:
        size, limit = status.st_size // 2**20, MAX_BYTES // 2**20
        raise Unreadable(f"is larger than an article can be ({size} MiB, limit {limit})", "split it into its articles")
    with open(file, "rb") as opened:
        return opened.read()


def _origins(listing: Listing) -> Iterator[Origin]:
    """One for each collection that has a file, also where nothing is said of it."""
    found = dict(listing.home(path) for path in (*listing.files, *listing.dumps))
    yield from by_collection(source.origin(collection) for collection, source in found.items()).values()
