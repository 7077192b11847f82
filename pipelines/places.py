"""Where a build reads and writes: folders, or addresses of object storage with folders here that stand for them.

Which folder belongs to which place, the lock, and when what is copied belong here; copying does not (``storage``).
Every stage works on local folders and knows of nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines import release, storage, work
from pipelines.listing import Reject
from pipelines.settings import is_address, settings
from pipelines.storage import Prefix

_REMEDY = "rename the object"


@dataclass(frozen=True, slots=True)
class Places:
    """The raw files, the release, and what is kept between them (empty: beside the release).

    ``scratch`` is the folder for local copies of what lies in object storage (empty: the user's cache).
    """

    raw: str
    out: str
    work: str = ""
    scratch: str = ""

    @property
    def raw_folder(self) -> Path:
        """The local folder of raw files, absolute."""
        return self._local(self.raw)

    @property
    def out_folder(self) -> Path:
        """The local release folder, absolute."""
        return self._local(self.out)

    @property
    def work_folder(self) -> Path:
        """The local folder for what passes between the stages, absolute."""
        kept = self._work_address() or self.work
        return self._local(kept) if kept else work.folder_for(self.out_folder)

    @contextlib.contextmanager
    def stage(self, patience: float = 0) -> Iterator[None]:
        """The right to write, and the work of the stages before, for the length of a stage; its own is kept after it.

        Raises `release.Busy` when another build has the right and keeps it for ``patience`` seconds, and
        `storage.StorageError`.
        """
        with release.lock(self.out_folder, patience=patience), self._kept():
            yield

    @contextlib.contextmanager
    def _kept(self) -> Iterator[None]:
        address = self._work_address()
        if address:
            storage.fetch(Prefix(address), self.work_folder)
        try:
            yield
        finally:  # what a stage had made before it failed need not be made again
            if address:
                storage.send(self.work_folder, Prefix(address))

    def fetch_raw(self) -> list[Reject]:
        """Have the raw files here; the objects that no folder can hold."""
        if not is_address(self.raw):
            return []
        reason = "its name is not one that a file can have"
        return [Reject(path, reason, _REMEDY) for path in storage.fetch(Prefix(self.raw), self.raw_folder)]

    def fetch_release(self) -> None:
        """Have the latest release here; to be called with the right to write."""
        there = storage.latest(Prefix(self.out), self.out_folder) if is_address(self.out) else None
        if there:
            with release.staged(self.out_folder) as new:
                there.get(list(there.listing()), new)

    def send_release(self) -> str:
        """Put the release where it belongs; where that is, without the machine's own paths if it is an address."""
        if not is_address(self.out):
            return str(self.out_folder)
        version = storage.send_release(self.out_folder, Prefix(self.out))
        return Prefix(self.out).below(version).address

    def seen(self) -> str:
        """A digest of which raw files there are and how they look from outside: another after each change."""
        if is_address(self.raw):
            found = [f"{path}\0{token}" for path, token in Prefix(self.raw).listing().items()]
        else:
            found = sorted(_looks(self.raw_folder))
        return hashlib.sha256("\n".join(found).encode("utf-8", "surrogateescape")).hexdigest()

    def _work_address(self) -> str:
        if self.work or not is_address(self.out):
            return self.work if is_address(self.work) else ""
        above, _, name = self.out.rstrip("/").rpartition("/")
        return f"{above}/{work.folder_for(Path('/') / name).name}"

    def _local(self, place: str) -> Path:
        if not is_address(place):
            return Path(place).resolve()
        scratch = self.scratch or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fangtan"
        digest = hashlib.sha256(place.encode()).hexdigest()[:12]
        return Path(scratch).resolve() / f"{place.rstrip('/').rpartition('/')[2] or 'bucket'}-{digest}"


def release_folder(place: str) -> Path:
    """The folder of a release, absolute; one in object storage is copied here first.

    Raises `release.Busy` and `storage.StorageError`.
    """
    places = Places("", place, scratch=settings().paths.scratch)
    if is_address(place):
        with release.lock(places.out_folder):
            places.fetch_release()
    return places.out_folder


def _looks(folder: Path) -> Iterator[str]:
    for above, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith("."):
                path = os.path.join(above, name)
                with contextlib.suppress(OSError):  # it vanished: the next look will tell
                    stat = os.stat(path)
                    yield f"{os.path.relpath(path, folder)}\0{stat.st_size}\0{stat.st_mtime_ns}"
