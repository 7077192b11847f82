"""The content-addressed store behind Xet: xorbs on disk, and of which chunks each file is made.

Shared by all repositories, and nothing is ever deleted: clients remember which chunks they have sent.  The commit
takes a copy of a file into its repository (``commits``).  The HTTP of it is in ``xet``.
"""

from __future__ import annotations

from pathlib import Path

from localhub import xorbs
from localhub.exchange import Refused
from localhub.xorbs import Chunk, File


class Cas:
    """Xorbs in a folder and the files that were made of them."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self._files: dict[str, File] = {}
        self._by_sha256: dict[str, File] = {}

    def path(self, xorb: str) -> Path:
        """Where a xorb lies."""
        return self.folder / xorb

    def add_xorb(self, xorb: str, data: bytes) -> bool:
        """Store a xorb; whether it is new."""
        if self.path(xorb).exists():
            return False
        self.path(xorb).write_bytes(data)
        return True

    def add_shard(self, data: bytes) -> None:
        """Learn of which chunks files are made."""
        for file in xorbs.files(data):
            self._files[file.xet] = file
            if file.sha256:
                self._by_sha256[file.sha256] = file

    def knows(self, sha256: str) -> bool:
        """Whether such a file was uploaded."""
        return sha256 in self._by_sha256

    def file_of(self, sha256: str) -> str | None:
        """Xet's own hash of a file."""
        return self._by_sha256[sha256].xet if self.knows(sha256) else None

    def file(self, xet: str) -> File:
        """A file by Xet's own hash."""
        if xet not in self._files:
            raise Refused(404, "unknown file")
        return self._files[xet]

    def chunks(self, xorb: str) -> list[Chunk]:
        """The chunks of a xorb."""
        return xorbs.chunks(self.path(xorb).read_bytes())

    def assemble(self, sha256: str) -> bytes:
        """Put a file together."""
        segments = self._by_sha256[sha256].segments
        parts = (chunk for segment in segments for chunk in self.chunks(segment.xorb)[segment.start : segment.end])
        return b"".join(chunk.data() for chunk in parts)
