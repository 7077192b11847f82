"""The bytes of one repository: git blobs and LFS objects, on disk, each under the hash of its content.

Which path in which commit they belong to is not known here (``repository``), nor how they arrive (``uploads``,
``xet``, ``commits``).  LFS objects are kept for each repository, so that deleting one for good harms no other.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from localhub.exchange import Refused

LFS_PATTERNS = ("*.7z", "*.arrow", "*.gz", "*.parquet", "*.zip", "*.zst")
GITATTRIBUTES = "".join(f"{pattern} filter=lfs diff=lfs merge=lfs -text\n" for pattern in LFS_PATTERNS).encode()


@dataclass(frozen=True)
class Entry:
    """A file in a tree: what git has for it, and for an LFS file what the pointer points to."""

    oid: str
    """SHA-1 of the git blob; for an LFS file that of the pointer."""
    size: int
    """Size of the content, never of the pointer."""
    sha256: str | None = None
    pointer_size: int = 0
    xet: str | None = field(default=None, compare=False)
    """Xet's hash, where it came that way: the same file is the same without."""

    @property
    def content(self) -> str:
        """The hash that clients compare with their own: SHA-256 for an LFS file, the git blob's SHA-1 for others."""
        return self.sha256 or self.oid


class Objects:
    """Blobs and LFS objects in a folder, and the parts of uploads that are not complete."""

    def __init__(self, folder: Path, lfs_threshold: int) -> None:
        self.folder, self.lfs_threshold = folder, lfs_threshold
        self._parts: dict[str, dict[int, bytes]] = {}
        for kind in ("blob", "lfs"):
            (folder / kind).mkdir(parents=True)

    def is_lfs(self, path: str, size: int, sample: bytes) -> bool:
        """Whether git would keep a pointer for this file: by its name, its size or because it is binary."""
        name = PurePosixPath(path).name
        return size >= self.lfs_threshold or b"\0" in sample or any(fnmatchcase(name, glob) for glob in LFS_PATTERNS)

    def add(self, path: str, data: bytes) -> Entry:
        """Store a file the way its name and content ask for."""
        if not self.is_lfs(path, len(data), data[:512]):
            return self.add_blob(data)
        sha256 = hashlib.sha256(data).hexdigest()
        self.add_lfs(sha256, data)
        return self.pointer(sha256)

    def add_blob(self, data: bytes) -> Entry:
        """Store a regular file."""
        oid = _git_sha1(data)
        _keep(self.folder / "blob" / oid, data)
        return Entry(oid, len(data))

    def add_lfs(self, sha256: str, data: bytes) -> None:
        """Store an LFS object; refused if it is not what its name says."""
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Refused(400, "sha256 of the uploaded object does not match its oid")
        _keep(self._lfs(sha256), data)

    def add_part(self, sha256: str, number: int, data: bytes) -> None:
        """Keep a part of an LFS object, until all have come."""
        self._parts.setdefault(sha256, {})[number] = data

    def join(self, sha256: str, numbers: list[int]) -> None:
        """Store the LFS object that these parts make."""
        parts = self._parts.pop(sha256, {})
        if sorted(parts) != numbers:
            raise Refused(400, "parts are missing")
        self.add_lfs(sha256, b"".join(parts[number] for number in numbers))

    def pointer(self, sha256: str, xet: str | None = None) -> Entry:
        """Make the entry of an LFS object that is stored."""
        size = self._lfs(sha256).stat().st_size
        pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n".encode()
        return Entry(_git_sha1(pointer), size, sha256, len(pointer), xet)

    def path(self, entry: Entry) -> Path:
        """Where the content of a file lies."""
        return self._lfs(entry.sha256) if entry.sha256 else self.folder / "blob" / entry.oid

    def lfs_path(self, sha256: str) -> Path | None:
        """Where an LFS object lies; None if it is not stored."""
        path = self._lfs(sha256)
        return path if path.exists() else None

    def lfs(self) -> set[str]:
        """Hashes of all LFS objects that are stored, in use or not."""
        return {path.name for path in (self.folder / "lfs").iterdir()}

    def drop_lfs(self, sha256: str) -> None:
        """Delete an LFS object for good."""
        self._lfs(sha256).unlink(missing_ok=True)

    def remove(self) -> None:
        """Delete everything."""
        shutil.rmtree(self.folder)

    def _lfs(self, sha256: str) -> Path:
        return self.folder / "lfs" / sha256


def _keep(path: Path, data: bytes) -> None:
    if not path.exists():  # somebody may be reading it
        path.write_bytes(data)


def _git_sha1(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
