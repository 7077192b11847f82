"""The folder that people download, replaced as a whole or not at all.

Locking, staging beside the release, the swap and the mending after a kill belong here; what stands in the folder
does not (``stages``). At every moment, `kill -9` included, the release path holds the old release or the new one.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

NAME = "fangtan"  # as `tables.datapackage` writes it
"""The name in datapackage.json by which a folder is known to be a release of ours."""

CONTENT = (
    "README.md",
    "articles/*.parquet",
    "turns/*.parquet",
    "entities/*.parquet",
    "schemas/*.json",
    "images/*.svg",
    "datapackage.json",
    "croissant.json",
    "rejects.jsonl",
    "LICENSE*",
)
"""All that a release may hold: a folder with anything else in it also holds work of somebody, and is not replaced."""

_BUSY = "another build is writing this release; wait for it to end and build again"

_AT_FDCWD = -100  # linux/fcntl.h
_RENAME_EXCHANGE = 2  # linux/fs.h; renameat2 since Linux 3.15, glibc 2.28


class Busy(RuntimeError):
    """Another build writes the same release."""


class NotOurs(RuntimeError):
    """The release path holds something that is no release of ours and must not be deleted."""


def staging(out: Path) -> Path:
    """The hidden folder beside ``out`` in which the next release is put together."""
    return _beside(out, "new")


def refuse_foreign(out: Path) -> None:
    """Raise `NotOurs` unless ``out`` is absent, an empty folder or a release of ours."""
    if not os.path.lexists(out):
        return
    if not out.is_dir():
        raise NotOurs(f"{out} is a file; give --out a folder that does not exist, is empty or holds an earlier release")
    if any(out.iterdir()) and not is_release(out):
        raise NotOurs(
            f"{out} holds files that are no release of fangtan, nothing was touched; "
            "give --out a folder that does not exist, is empty or holds an earlier release"
        )
    foreign = strangers(out)
    if foreign:
        raise NotOurs(
            f"{out} holds a release and also {foreign[0]}, which replacing the release would delete, "
            "nothing was touched; move it away or give --out another folder"
        )


def contents(folder: Path) -> list[str]:
    """Files below ``folder`` that belong to a release, sorted; POSIX paths relative to it."""
    return sorted(file for file in _files(folder) if any(fnmatchcase(file, known) for known in CONTENT))


def strangers(folder: Path) -> list[str]:
    """Files below ``folder`` that no release holds, sorted; POSIX paths relative to it."""
    return sorted(set(_files(folder)) - set(contents(folder)))


def _files(folder: Path) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return [path.relative_to(folder).as_posix() for path in found]


@contextlib.contextmanager
def lock(out: Path, busy: str = _BUSY, patience: float = 0) -> Iterator[None]:
    """Hold the right to write ``out``; raises `Busy`, saying ``busy``, when another process has it.

    ``patience``: how many seconds to wait for the other. The kernel gives the lock back when its holder dies. The lock
    file goes away with the lock.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    path = _beside(out, "lock")
    handle = _awaited(path, busy, time.monotonic() + patience)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def recover(out: Path) -> None:
    """Mend what a killed build left: bring an old release back that was put aside, remove half a new one.

    To be called with the lock held.
    """
    old = _beside(out, "old")
    if old.exists() and not out.exists():
        old.rename(out)
    for leftover in (old, staging(out)):
        _remove(leftover)


@contextlib.contextmanager
def staged(out: Path) -> Iterator[Path]:
    """An empty folder beside ``out`` that becomes ``out`` when the block ends well, and vanishes when it does not.

    Raises `NotOurs` before anything is written. To be used with the lock held.
    """
    refuse_foreign(out)
    recover(out)
    folder = staging(out)
    folder.mkdir(parents=True)
    try:
        yield folder
        if strangers(folder):
            raise RuntimeError(f"release.CONTENT does not know {', '.join(strangers(folder))}; add it there")
        _sync_tree(folder)
        _swap(folder, out)
    finally:
        _remove(folder)


def _swap(new: Path, out: Path) -> None:
    """Put ``new`` in the place of ``out``.

    Where the file system cannot exchange two folders in one step, the old one is put aside first; a kill between the
    two renames leaves no folder at ``out``, and `recover` brings the old one back at the next start.
    """
    if not out.exists():
        new.rename(out)
    elif not _exchange(new, out):
        old = _beside(out, "old")
        out.rename(old)
        new.rename(out)
        _remove(old)
    _sync(out.parent)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders atomically; False where kernel, C library or file system cannot."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    done = renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    if done == 0:
        return True
    code = ctypes.get_errno()
    if code in {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM}:
        return False
    raise OSError(code, os.strerror(code), str(other))


def is_release(folder: Path) -> bool:
    """Whether a folder is a release of ours, by its name in datapackage.json."""
    try:
        package = json.loads((folder / "datapackage.json").read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(package, dict) and package.get("name") == NAME and (folder / "README.md").is_file()


def _awaited(path: Path, busy: str, end: float) -> int:
    while True:
        try:
            return _locked(path, busy)
        except Busy:
            if time.monotonic() >= end:
                raise
            time.sleep(0.5)


def _locked(path: Path, busy: str) -> int:
    """Open and lock the lock file; again when its last holder removed it between the two."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(handle).st_ino == path.stat().st_ino:
                return handle
        except BlockingIOError:
            os.close(handle)
            raise Busy(busy) from None
        except FileNotFoundError:
            pass
        os.close(handle)


def _beside(out: Path, what: str) -> Path:
    return out.with_name(f".{out.name}.{what}")


def _remove(folder: Path) -> None:
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def _sync_tree(folder: Path) -> None:
    for parent, _, names in os.walk(folder):
        for name in names:
            _sync(Path(parent, name))
        _sync(Path(parent))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
