"""Sides: the releases that are compared, on disk or at the Hub.

Reading what `tables.changes` asks for belongs here. Of a release at the Hub only the files are downloaded that differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines import release
from pipelines.hub.faults import Absent, Final
from pipelines.hub.patience import Patience
from pipelines.hub.plan import is_ours, is_release
from pipelines.hub.remote import MAIN, Remote, State
from pipelines.places import release_folder
from pipelines.settings import is_address
from pipelines.tables.changes import Folder, Side

_ADDRESS = re.compile(r"(?P<repository>[\w.-]+/[\w.-]+)(?:@(?P<revision>\S+))?")


@dataclass(frozen=True, slots=True)
class Repository:
    """A revision at the Hub; its files are downloaded below ``folder`` when they are opened."""

    remote: Remote
    state: State
    folder: Path

    def files(self, table: str) -> Mapping[str, str]:
        """The shards of a table by name, with the digests that the Hub states; files of other people are no shards."""
        inside = {path: file for path, file in self.state.files.items() if path.startswith(f"{table}/")}
        return {path.partition("/")[2]: file.sha256 or file.blob for path, file in inside.items() if is_ours(path)}

    def open(self, table: str, name: str) -> Path:
        """Download a file, unless it was before."""
        return self.remote.fetch(f"{table}/{name}", self.state.head, self.folder)


@contextmanager
def side(named: str, patience: Patience) -> Iterator[Side]:
    """What ``fangtan diff`` was asked to compare: a folder, the latest release at an address of object storage, or
    ``ORG/NAME`` or ``ORG/NAME@REVISION`` at the Hub.

    A folder of that name goes first. Raises `Final` where there is no release, `storage.StorageError`, and the other
    `faults`.
    """
    folder = release_folder(named) if is_address(named) else Path(named)
    if folder.is_dir():
        if not release.is_release(folder):
            raise Final(f"{named} is no release of fangtan")
        yield Folder(folder)
        return
    address = _ADDRESS.fullmatch(named)
    if not address:
        raise Absent(f"{named} is no folder, and no repository at the Hub like ORG/NAME or ORG/NAME@2026.11.22")
    remote, revision = Remote(address["repository"], patience), address["revision"] or MAIN
    state = remote.look(revision)
    if state is None:
        raise Absent(f"there is no folder {named}, and no dataset with the revision {revision} at {remote.address}")
    if not is_release(state.files):
        raise Final(f"{remote.address} holds no release of fangtan at {revision}")
    with TemporaryDirectory(prefix="fangtan-") as downloads:
        yield Repository(remote, state, Path(downloads))
