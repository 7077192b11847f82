"""The plan: what has to change at the Hub so that it holds a release, from digests alone.

Comparing two listings belongs here, without a byte of the network. The Hub knows a large file by the SHA-256 of its
bytes and any other by its git blob id, so a local file carries both.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CHANGELOG = "CHANGELOG.md"

_SHARD = re.compile(r"(articles|turns|entities)/train-\d{5}-of-\d{5}\.parquet")
_PICTURE = re.compile(r"images/(turns|lengths)\.svg")
_MARKS = ("datapackage.json", *(f"schemas/{table}.json" for table in ("articles", "turns", "entities")))
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Local:
    """A file that shall be published: where it lies, its bytes, their SHA-256 and their git blob id (hexadecimal)."""

    path: Path
    size: int
    sha256: str
    blob: str

    @classmethod
    def of(cls, path: Path) -> Local:
        """Read the file once for both digests."""
        size = path.stat().st_size
        sha256, blob = hashlib.sha256(), hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                sha256.update(block)
                blob.update(block)
        return cls(path, size, sha256.hexdigest(), blob.hexdigest())


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in a repository: its size in bytes, its git blob id, and its SHA-256 where it is stored as a large one."""

    size: int
    blob: str
    sha256: str | None = None

    def holds(self, local: Local) -> bool:
        """Whether it has the bytes of the local file."""
        same = self.sha256 == local.sha256 if self.sha256 else self.blob == local.blob
        return same and self.size == local.size


@dataclass(frozen=True, slots=True)
class Plan:
    """Paths in the repository: to ``add`` (new, or with other bytes), to ``delete``, already the ``same``."""

    add: tuple[str, ...]
    delete: tuple[str, ...]
    same: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing has to change."""
        return not self.add and not self.delete


def plan(local: Mapping[str, Local], stored: Mapping[str, Stored]) -> Plan:
    """What has to change so that ``stored`` holds the files of ``local`` and no other shard or picture of ours."""
    same = {path for path, file in local.items() if path in stored and stored[path].holds(file)}
    stale = {path for path in stored.keys() - local.keys() if is_ours(path)}
    return Plan(*(tuple(sorted(paths)) for paths in (local.keys() - same, stale, same)))


def is_ours(path: str) -> bool:
    """Whether a path is one that releases come to hold and drop again; all else is somebody's own and stays."""
    return bool(_SHARD.fullmatch(path) or _PICTURE.fullmatch(path))


def is_release(stored: Mapping[str, Stored]) -> bool:
    """Whether a repository holds a release of ours, by the names of its files."""
    return all(mark in stored for mark in _MARKS)


def clashes(local: Mapping[str, Local], stored: Mapping[str, Stored]) -> list[str]:
    """Table files of a repository that holds no release of ours, which publishing there would replace or delete."""
    if is_release(stored):
        return []
    return sorted(
        path for path in stored if _SHARD.fullmatch(path) and not (path in local and stored[path].holds(local[path]))
    )
