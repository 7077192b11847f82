"""Object storage by fsspec: local folders kept equal to prefixes there, and releases that appear there whole.

Copying belongs here, for any address that fsspec knows (``s3://bucket/prefix``); which folder is kept where is decided
in ``places``. All work is done on local folders. A prefix cannot be replaced in one step, so a release lies below its
version and one small object, ``LATEST``, names the version to read: readers see the old release or the new one.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pipelines.tables.facts import digest
from pipelines.work import read_lines, write_lines

LATEST = "LATEST"
"""The object beside the versions of a release that names the one to read."""

_HINTS = {
    "ImportError": "for s3:// do: .venv/bin/pip install --constraint constraints.txt --editable '.[s3]'",
    "NoCredentialsError": "give the credentials (for s3://: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)",
    "PermissionError": "ask for the right to list, read, write and delete there",
    "FileNotFoundError": "create the bucket, or mend the address",
    "ValueError": "mend the address: fsspec knows none of that kind",
}
_OTHERWISE = "look whether it can be reached (for another server than Amazon's: AWS_ENDPOINT_URL), and try again"

State = tuple[int, int]
"""Bytes and time of change (nanoseconds) of a local file."""


class StorageError(RuntimeError):
    """Object storage did not do what was asked; the message says what to look at."""


@dataclass(frozen=True, slots=True)
class Prefix:
    """All objects below an address; paths are POSIX and relative to it. Every method raises StorageError."""

    address: str

    def listing(self) -> dict[str, str]:
        """Each object, hidden ones left out, with a token that changes when its content does."""
        with self._asking() as (files, root):
            files.invalidate_cache()
            found = files.find(root, detail=True)
        relative = {path.removeprefix(root).lstrip("/"): info for path, info in found.items()}
        return {path: _token(info) for path, info in sorted(relative.items()) if path and not _is_hidden(path)}

    def below(self, name: str) -> Prefix:
        """A prefix inside this one."""
        return Prefix(f"{self.address.rstrip('/')}/{name}")

    def read(self, path: str) -> str:
        """The line that a small object holds; empty where there is no such object."""
        with self._asking() as (files, root):
            try:
                return bytes(files.cat_file(f"{root}/{path}")).decode().strip()
            except FileNotFoundError:
                return ""

    def write(self, path: str, line: str) -> None:
        """Put a small object, in one step."""
        with self._asking() as (files, root):
            files.pipe_file(f"{root}/{path}", f"{line}\n".encode())

    def get(self, paths: Sequence[str], folder: Path) -> None:
        """Copy objects to the same paths below a folder, many at a time."""
        for path in paths:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if paths:
            with self._asking() as (files, root):
                files.get([f"{root}/{path}" for path in paths], [str(folder / path) for path in paths])

    def put(self, folder: Path, paths: Sequence[str]) -> None:
        """Copy files below a folder to objects of the same paths, many at a time; each appears whole."""
        if paths:
            with self._asking() as (files, root):
                files.put([str(folder / path) for path in paths], [f"{root}/{path}" for path in paths])

    def remove(self, paths: Sequence[str]) -> None:
        """Remove objects."""
        if paths:
            with self._asking() as (files, root):
                for path in paths:  # `rm` would take the [ and * of a name for a pattern
                    files.rm_file(f"{root}/{path}")

    @contextlib.contextmanager
    def _asking(self) -> Iterator[tuple[Any, str]]:
        """The file system and the path on it; whatever a backend raises becomes a StorageError."""
        try:
            yield opened(self)
        except StorageError:
            raise
        except Exception as error:
            kinds = [kind.__name__ for kind in type(error).__mro__]
            hint = next((_HINTS[kind] for kind in kinds if kind in _HINTS), _OTHERWISE)
            raise StorageError(f"{self.address}: {type(error).__name__}: {error}; {hint}") from error


def opened(prefix: Prefix) -> tuple[Any, str]:
    """The file system of a prefix and its path on it."""
    import fsspec

    files, root = fsspec.core.url_to_fs(prefix.address)
    return files, root.rstrip("/")


def fetch(prefix: Prefix, folder: Path) -> list[str]:
    """Make a folder equal to a prefix: copy what differs, remove what is not there; the objects that cannot be files.

    Those are objects whose path no folder can hold, or would hold elsewhere (``a//b``, ``../a``).
    """
    folder.mkdir(parents=True, exist_ok=True)
    listed = prefix.listing()
    there = {path: token for path, token in listed.items() if _fits(path, listed)}
    known, here = _known(folder), _local(folder)
    for path in here.keys() - there.keys():
        (folder / path).unlink()
    for empty in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        with contextlib.suppress(OSError):
            empty.rmdir()
    prefix.get([path for path, token in there.items() if _differs(path, token, known, here)], folder)
    _remember(folder, there)
    return sorted(listed.keys() - there.keys())


def send(folder: Path, prefix: Prefix) -> None:
    """Make a prefix equal to a folder."""
    there, known, here = prefix.listing(), _known(folder), _local(folder)
    changed = [path for path in here if path not in there or _differs(path, there[path], known, here)]
    prefix.put(folder, changed)
    prefix.remove(sorted(there.keys() - here.keys()))
    _remember(folder, prefix.listing())


def send_release(folder: Path, prefix: Prefix) -> str:
    """Put a release below its version, then name it the latest; the version, a digest of paths and bytes.

    The version before stays, for whoever is reading it; older ones are removed.
    """
    paths = sorted(_local(folder))
    version, before = _version(folder, paths), prefix.read(LATEST)
    if version != before:
        prefix.below(version).put(folder, paths)
        prefix.write(LATEST, version)
        kept = {version, before, LATEST}
        prefix.remove([path for path in prefix.listing() if PurePosixPath(path).parts[0] not in kept])
    return version


def latest(prefix: Prefix, folder: Path) -> Prefix | None:
    """Where the latest release of a prefix lies; None where there is none, or the folder holds that one already."""
    version = prefix.read(LATEST)
    if not version or (folder.is_dir() and _version(folder, sorted(_local(folder))) == version):
        return None
    return prefix.below(version)


def _fits(path: str, listed: Mapping[str, str]) -> bool:
    parts = path.split("/")
    harmless = all(part and part not in {".", ".."} and "\0" not in part and len(part.encode()) < 256 for part in parts)
    return harmless and not any("/".join(parts[:depth]) in listed for depth in range(1, len(parts)))


def _differs(path: str, token: str, known: Mapping[str, tuple[str, State]], here: Mapping[str, State]) -> bool:
    return path not in here or known.get(path) != (token, here[path])


def _token(info: Mapping[str, Any]) -> str:
    """What the storage says of an object that is another after each change."""
    tag = info.get("ETag") or info.get("etag") or info.get("md5Hash")
    return str(tag or (info.get("size"), info.get("mtime") or info.get("created")))


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") and part not in {".", ".."} for part in path.split("/"))


def _local(folder: Path) -> dict[str, State]:
    found = ((path.relative_to(folder).as_posix(), path.stat()) for path in folder.rglob("*") if path.is_file())
    return {path: (stat.st_size, stat.st_mtime_ns) for path, stat in sorted(found) if not _is_hidden(path)}


def _version(folder: Path, paths: Sequence[str]) -> str:
    found = hashlib.sha256()
    for path in paths:
        found.update(f"{path}\0{digest(folder / path)}\n".encode())
    return found.hexdigest()[:16]


def _state_file(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.synced.jsonl")


def _known(folder: Path) -> dict[str, tuple[str, State]]:
    """What was equal on both sides when they were last compared."""
    lines = read_lines(_state_file(folder))
    return {line["path"]: (line["token"], (line["bytes"], line["changed"])) for line in lines}


def _remember(folder: Path, there: Mapping[str, str]) -> None:
    here = _local(folder)
    lines = (
        {"path": path, "token": token, "bytes": here[path][0], "changed": here[path][1]}
        for path, token in there.items()
        if path in here
    )
    write_lines(_state_file(folder), lines)
