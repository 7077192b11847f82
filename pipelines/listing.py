"""The listing of a raw folder: which files may be articles, what speaks for them, and what is said of all others.

Looking at names and folders belongs here, and nothing is read but source.yaml and overrides.yaml; what becomes of the
files is decided in ``collection``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pipelines import corrections
from pipelines.corrections import Sheet, read_sheet
from pipelines.dumps.names import FORMATS, ending
from pipelines.source import FILE_NAME, LOOKALIKES, BadSource, Source, read_source
from pipelines.text.markup import SUFFIXES

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SILENT = f"this folder has no {FILE_NAME}: its publisher and licence are unknown"


@dataclass(frozen=True, slots=True)
class Reject:
    """A file or record that gives no article: its path below the raw folder, why, and what to do.

    ``count`` is how many it speaks for; without a reason it stands for others of its dump that nobody listed.
    """

    file: str
    reason: str
    remedy: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a file that its owner may want to know; nothing was lost that should have been kept."""

    file: str
    text: str


Home = tuple[str | None, Source]
"""The collection that a file belongs to, and what is said of it."""


@dataclass(slots=True)
class Listing:
    """What lies below the raw folder; paths are POSIX and relative to it."""

    files: list[str] = field(default_factory=list)
    dumps: list[str] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    sheets: list[Sheet] = field(default_factory=list)
    remarks: list[Reject | Note] = field(default_factory=list)
    homes: dict[str, Home] = field(default_factory=dict)

    def home(self, path: str) -> Home:
        """Where a file belongs, once everything is listed: asked for each file, found once for each folder."""
        folder = path.rpartition("/")[0]
        if folder not in self.homes:
            self.homes[folder] = _home(folder, self.sources)
        return self.homes[folder]


def _home(folder: str, sources: Mapping[str, Source]) -> Home:
    """The nearest folder with a source.yaml; without any, the top folder is the collection that says nothing."""
    above = folder
    while above:
        if above in sources:
            return above, sources[above]
        above = above.rpartition("/")[0]
    return folder.partition("/")[0] or None, sources.get("", Source())


def list_files(raw: Path) -> Listing:
    """Look at every folder and name below ``raw``; raises OSError for ``raw`` itself."""
    listing, root, folders = Listing(), Path(os.path.realpath(raw, strict=True)), [""]
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


def _silent_folders(listing: Listing) -> set[str]:
    """Folders with articles that no source.yaml speaks for."""
    found = (listing.home(path)[0] for path in (*listing.files, *listing.dumps))
    return {folder for folder in found if folder and not {folder, ""} & listing.sources.keys()}


def _sort_in(entry: os.DirEntry[str], path: str, root: Path, listing: Listing, folders: list[str]) -> None:
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
    elif ending(entry.name):
        listing.dumps.append(path)
    elif entry.name.lower().endswith(SUFFIXES):
        listing.files.append(path)
    else:
        read = f"{' '.join((*SUFFIXES, *FORMATS))}, {FILE_NAME}, {corrections.FILE_NAME}"
        listing.remarks.append(Note(path, f"ignored: only {read} are read"))


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
    if _CONTROL.search(entry.name):
        return Reject(path, "its name has a line end or another control character in it", "rename it")
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


def _take_source(file: Path, path: str, listing: Listing) -> None:
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


def nearest(raw: Path, path: str) -> Source:
    """What the nearest source.yaml says of a file below ``raw``; one that cannot be read says nothing."""
    for folder in PurePosixPath(path).parents:
        if (raw / folder / FILE_NAME).is_file():
            try:
                return read_source(raw / folder / FILE_NAME)
            except BadSource:
                return Source()
    return Source()
