"""`LocalHub`: a hub on two free ports, for the time of a ``with`` block, and what a test asks it directly.

Everything that clients see goes another way (``gateway``); here are the starting, the stopping, and the short cuts
into the store.
"""

from __future__ import annotations

import os
import re
import socket
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn

from localhub.accounts import Account
from localhub.cas import Cas
from localhub.faults import Fault
from localhub.gateway import Gateway, Line
from localhub.hub import Hub
from localhub.records import Record
from localhub.repository import MAIN, Commit, Repository

_HOST = "127.0.0.1"


class LocalHub:
    """A hub that serves while the block is entered. ``root`` must be new; it holds bytes alone, the rest is in memory.

    With ``multipart_size`` larger LFS files are uploaded in parts of that size; without ``xet`` clients must have Xet
    switched off, as `env` does.
    """

    def __init__(
        self,
        root: Path,
        *,
        xet: bool = False,
        page_size: int = 1000,
        multipart_size: int | None = None,
        lfs_threshold: int = 10_000_000,
    ) -> None:
        self._sockets = [_listener(), _listener()]
        self.endpoint, self.cdn = (f"http://{_HOST}:{listener.getsockname()[1]}" for listener in self._sockets)
        cas = Cas(root / "xorbs") if xet else None
        self._hub = Hub(root, self.endpoint, self.cdn, page_size, multipart_size, lfs_threshold, cas)
        self._gateway = Gateway(self._hub)
        self._server = uvicorn.Server(_config(self._gateway))
        self._thread = threading.Thread(target=self._server.run, args=(self._sockets,), daemon=True)

    def __enter__(self) -> Self:
        """Start serving."""
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise RuntimeError("uvicorn did not start")
            time.sleep(0.005)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop serving and cut what is connected."""
        self._server.should_exit = True
        self._thread.join(5)

    @property
    def faults(self) -> list[Fault]:
        """What shall go wrong; the first that matches strikes."""
        return self._gateway.faults

    @property
    def log(self) -> list[Record]:
        """What was asked."""
        return self._gateway.log

    @property
    def tokens(self) -> dict[str, Account]:
        """Who has which token."""
        return self._hub.tokens

    def requests(self, pattern: str) -> list[Record]:
        """What was asked of the paths in which the regular expression is found."""
        return [record for record in list(self.log) if re.search(pattern, record.path)]

    def env(self, home: Path, token: str | None = "hf_alice") -> dict[str, str]:
        """The environment of a client in a subprocess: this one, with nothing of the Hub's but what leads here."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING"))}
        return inherited | {
            "HF_ENDPOINT": self.endpoint,
            "HF_HOME": str(home),
            "HF_HUB_DISABLE_XET": "0" if self._hub.cas else "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_DISABLE_PROGRESS_BARS": "1",
            "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
            "NO_PROXY": _HOST,
            "no_proxy": _HOST,
            **({"HF_TOKEN": token} if token else {}),
        }

    def create(self, repo: str, *, user: str = "system", private: bool = False) -> None:
        """Make a repository."""
        with self._hub.lock:
            self._hub.create(repo, user, private=private)

    def commit(self, repo: str, files: Mapping[str, bytes | None], title: str, user: str = "somebody") -> str:
        """Commit to ``main`` as somebody else would; None deletes. Gives the id of the commit."""
        with self._hub.lock:
            found = self._repository(repo)
            head = found.find("main")
            changed = {path: found.objects.add(path, data) for path, data in files.items() if data is not None}
            kept = {path: entry for path, entry in head.tree.items() if path not in files}
            return found.add(MAIN, Commit(head.oid, kept | changed, title, "", user)).oid

    def tree(self, repo: str, revision: str = "main") -> dict[str, str]:
        """Paths at a revision and the hash of each file: SHA-256 for LFS files, the git blob's SHA-1 for others."""
        with self._hub.lock:
            return {path: entry.content for path, entry in self._repository(repo).find(revision).tree.items()}

    def read(self, repo: str, revision: str, path: str) -> bytes:
        """Content of a file."""
        with self._hub.lock:
            found = self._repository(repo)
            return found.objects.path(found.find(revision).tree[path]).read_bytes()

    def commits(self, repo: str, revision: str = "main") -> list[tuple[str, str, str]]:
        """Id, title and message of the commits, newest first."""
        with self._hub.lock:
            found = self._repository(repo)
            return [(commit.oid, commit.title, commit.message) for commit in found.history(found.find(revision))]

    def tags(self, repo: str) -> dict[str, str]:
        """Tags and the commits that they name."""
        with self._hub.lock:
            refs = self._repository(repo).refs.items()
            return {ref.removeprefix("refs/tags/"): oid for ref, oid in refs if ref.startswith("refs/tags/")}

    def objects(self, repo: str) -> set[str]:
        """SHA-256 of the LFS objects that are stored, in a commit or not."""
        with self._hub.lock:
            return self._repository(repo).objects.lfs()

    def _repository(self, repo: str) -> Repository:
        return self._hub.repositories[repo]


def _config(gateway: Gateway) -> uvicorn.Config:
    return uvicorn.Config(
        gateway,
        http=Line,
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_level="critical",
        proxy_headers=False,
        timeout_graceful_shutdown=0,  # whoever still waits for an answer is not waited for
    )


def _listener() -> socket.socket:
    # Only where TCP is named does asyncio switch Nagle's algorithm off; with it each answer takes 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind((_HOST, 0))
    return listener
