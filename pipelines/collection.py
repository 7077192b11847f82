"""From a folder of raw files to documents, in the order of their ids.

Finding files, naming articles, refusing what cannot be an article belong here; what a file says is read elsewhere
(``source`` for source.yaml, ``corrections`` for overrides.yaml, ``text.decoding`` for bytes). Nothing below the raw
folder is ever written.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pipelines import corrections
from pipelines.corrections import Dealt, Sheet, deal, read_sheet
from pipelines.source import FILE_NAME, LOOKALIKES, BadSource, Source, read_source
from pipelines.tables.origins import Origin, by_collection
from pipelines.text.article import Document
from pipelines.text.decoding import Unreadable, decode
from pipelines.text.markup import SUFFIXES

MAX_BYTES = 50 * 1024 * 1024

_SILENT = f"this folder has no {FILE_NAME}: its publisher and licence are unknown"


@dataclass(frozen=True, slots=True)
class Reject:
    """A file that gives no article: its path below the raw folder, why, and what to do."""

    file: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a file that its owner may want to know; nothing was lost that should have been kept."""

    file: str
    text: str


@dataclass(slots=True)
class _Listing:
    """What lies below the raw folder; paths are POSIX and relative to it."""

    files: list[str] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    sheets: list[Sheet] = field(default_factory=list)
    remarks: list[Reject | Note] = field(default_factory=list)


def walk(raw: Path) -> Iterator[Document | Reject | Note | Origin]:
    """Documents sorted by ``article_id``, before them their origins and what the listing has to say of other files.

    ``article_id`` is the path below ``raw`` without its ending, POSIX: ``name`` or ``collection/name``. One file is in
    memory at a time. Raises NotADirectoryError or FileNotFoundError for ``raw`` itself, nothing for what lies in it.
    """
    listing = _list(raw)
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
        yield _held(path, dealt.holding(article_id)) or _load(raw, path, article_id, listing.sources, dealt)


def _article_id(path: str) -> str:
    return path[: -len(PurePosixPath(path).suffix)]


def _held(path: str, sheet: str | None) -> Reject | None:
    return Reject(path, f"is held back: {sheet} cannot be followed", f"mend {sheet}") if sheet else None


def _load(raw: Path, path: str, article_id: str, sources: dict[str, Source], dealt: Dealt) -> Document | Reject:
    data, text = None, ""
    try:
        data = _read(raw / path)
        text = decode(data, path)
    except Unreadable as refusal:
        if data is None or article_id not in dealt.withdrawn:  # that one keeps its id even when its file was emptied
            return Reject(path, refusal.reason, refusal.remedy)
    except OSError as error:
        return Reject(path, f"cannot be read: {error.strerror}", "make it a readable file")
    collection, source = _source_of(path, sources)
    return Document(
        article_id=article_id,
        collection=collection,
        raw_path=path,
        raw_sha256=hashlib.sha256(data).hexdigest(),
        text=text,
        suffix=PurePosixPath(path).suffix.lower(),
        license=source.license,
        publisher=source.publisher,
        language=source.language,
        overrides=dealt.packed.get(article_id),
    )


def _read(file: Path) -> bytes:
    status = file.stat()
    if not stat.S_ISREG(status.st_mode):  # opening a pipe or a device could wait for ever
        raise Unreadable("is not a regular file", "replace it by a file")
    if status.st_size > MAX_BYTES:
        size, limit = status.st_size // 2**20, MAX_BYTES // 2**20
        raise Unreadable(f"is larger than an article can be ({size} MiB, limit {limit})", "split it into its articles")
    return file.read_bytes()


def _source_of(path: str, sources: dict[str, Source]) -> tuple[str | None, Source]:
    """The nearest folder above with a source.yaml; without any, the top folder is the collection that says nothing."""
    parents = [str(parent) for parent in PurePosixPath(path).parents][:-1]
    for parent in parents:
        if parent in sources:
            return parent, sources[parent]
    return (parents[-1] if parents else None), sources.get("", Source())


def _origins(listing: _Listing) -> Iterator[Origin]:
    """One for each collection that has a file, also where nothing is said of it."""
    found = (_source_of(path, listing.sources) for path in listing.files)
    yield from by_collection(source.origin(collection) for collection, source in found).values()


def _list(raw: Path) -> _Listing:
    listing, root, folders = _Listing(), Path(os.path.realpath(raw, strict=True)), [""]
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(os.scandir(raw / folder), key=lambda entry: entry.name)
        except OSError as error:
            if not folder:
                raise
            remark = Reject(folder, f"this folder cannot be read: {error.strerror}", "give the right to read it")
            listing.remarks.append(remark)
            continue
        for entry in entries:
            _sort_in(entry, f"{folder}/{entry.name}" if folder else entry.name, root, listing, folders)
    listing.remarks += [Note(folder, _SILENT) for folder in sorted(_silent_folders(listing))]
    return listing


def _silent_folders(listing: _Listing) -> set[str]:
    """Folders with articles that no source.yaml speaks for."""
    found = ((path, _source_of(path, listing.sources)[0]) for path in listing.files)
    return {folder for _, folder in found if folder and not {folder, ""} & listing.sources.keys()}


def _sort_in(entry: os.DirEntry[str], path: str, root: Path, listing: _Listing, folders: list[str]) -> None:
    if entry.name.startswith("."):
        return
    remark = _refusal(entry, path, root)
    if entry.name.lower() in corrections.LOOKALIKES:
        listing.sheets.append(_sheet(entry, path, remark))
    elif remark:
        listing.remarks.append(remark)
    elif entry.is_dir():
        folders.append(path)
    elif entry.name.lower() in LOOKALIKES:
        _take_source(Path(entry.path), path, listing)
    elif entry.name.lower().endswith(SUFFIXES):
        listing.files.append(path)
    else:
        listing.remarks.append(
            Note(path, f"ignored: only {' '.join(SUFFIXES)}, {FILE_NAME}, {corrections.FILE_NAME} are read")
        )


def _sheet(entry: os.DirEntry[str], path: str, remark: Reject | Note | None) -> Sheet:
    """Corrections that must not be overlooked: a file that cannot be read, or has nearly the right name, is broken."""
    if isinstance(remark, Reject):
        return Sheet(path, broken=(remark.reason, remark.remedy))
    if entry.name != corrections.FILE_NAME:
        return Sheet(path, broken=("is not read under this name", f"rename it to {corrections.FILE_NAME}"))
    return read_sheet(Path(entry.path), path)


def _refusal(entry: os.DirEntry[str], path: str, root: Path) -> Reject | Note | None:
    """Why neither the file nor the folder behind an entry may be touched, if so."""
    try:
        path.encode()
    except UnicodeEncodeError:
        shown = path.encode(errors="backslashreplace").decode()
        return Reject(shown, "its name is not UTF-8, no id can be made of it", "rename it")
    if not entry.is_symlink():
        return None
    target = Path(os.path.realpath(entry.path))
    if not target.is_relative_to(root):
        return Reject(path, "is a link to something outside the raw folder", "put a copy of the file in its place")
    if not target.exists():
        return Reject(path, "is a link to nothing", "remove it or restore its target")
    if target.is_dir():
        return Note(path, "ignored: a link to another folder below the raw folder, which is read in its own place")
    return None


def _take_source(file: Path, path: str, listing: _Listing) -> None:
    folder = path.rpartition("/")[0]
    try:
        if file.name != FILE_NAME:
            raise BadSource("is not read under this name", f"rename it to {FILE_NAME}")
        source = read_source(file)
    except BadSource as bad:
        remedy = f"{bad.remedy}; until then the collection's licence and publisher are unknown"
        listing.remarks.append(Reject(path, bad.reason, remedy))
        source = Source()
    if file.name == FILE_NAME or folder not in listing.sources:
        listing.sources[folder] = source
    if source.unknown_keys:
        listing.remarks.append(Note(path, f"unknown keys are not used: {', '.join(source.unknown_keys)}"))
