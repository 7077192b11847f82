"""The real clients, in a process of their own, and what people mostly do with them.

They read their environment when they are imported.  Therefore the process gets that of a hub first, and every function
that it is to run imports them inside.  Any function at the top of a module of tests can be run there; those here are of
use to more than one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from localhub.server import LocalHub

P = ParamSpec("P")
T = TypeVar("T")

_PATIENCE = 60  # seconds


class Clients:
    """A process in which the real clients know a hub, with one token and the caches below ``home``.

    Their import takes most of the time of a short test, so that a process is better kept for many; what one test has
    left in the caches, another must not ask for.
    """

    def __init__(self, hub: LocalHub, home: Path, token: str | None = "hf_alice") -> None:
        self.hub = hub
        self._pool = ProcessPoolExecutor(1, get_context("spawn"), _settle, (hub.env(home, token),))

    def __enter__(self) -> Self:
        """Nothing is started before it is needed."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the process."""
        self._pool.shutdown()

    def do(self, function: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
        """Run a function there; what it takes and gives must be picklable."""
        return self._pool.submit(function, *args, **options).result(_PATIENCE)


def _settle(env: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(env)


def outcome(action: Callable[[], object]) -> str:
    """How a call of the client ends: ``done``, ``cut``, or the error that it makes of the Hub's answer."""
    from huggingface_hub.errors import HfHubHTTPError
    from huggingface_hub.utils import httpx  # type: ignore[attr-defined]  # exported, but not so that mypy sees it

    try:
        action()
    except HfHubHTTPError as error:
        return f"{type(error).__name__} {error.response.status_code}"
    except httpx.TransportError:
        return "cut"
    return "done"


def call(method: str, *args: object, token: str | None = None, **options: object) -> str:
    """How a method of ``HfApi`` ends that is about a dataset."""
    from huggingface_hub import HfApi

    return outcome(lambda: getattr(HfApi(token=token), method)(*args, repo_type="dataset", **options))


def commit(
    repo: str,
    files: Mapping[str, bytes | None],
    *,
    parent: str | None = None,
    pr: bool = False,
    token: str | None = None,
) -> tuple[str, str | None]:
    """Commit files, None for one that is deleted; the id of the commit and the ref of its pull request."""
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi

    operations = [
        CommitOperationDelete(path) if data is None else CommitOperationAdd(path, data) for path, data in files.items()
    ]
    made = HfApi(token=token).create_commit(
        repo, operations, commit_message="by a client", repo_type="dataset", parent_commit=parent, create_pr=pr
    )
    return made.oid, made.pr_revision


def try_commit(
    repo: str, files: Mapping[str, bytes | None], *, parent: str | None = None, token: str | None = None
) -> str:
    """How a commit ends."""
    return outcome(lambda: commit(repo, files, parent=parent, token=token))


def paths(repo: str, revision: str = "main") -> list[str]:
    """Paths of all files."""
    from huggingface_hub import HfApi

    return HfApi().list_repo_files(repo, revision=revision, repo_type="dataset")


def download(repo: str, revision: str = "main") -> dict[str, bytes]:
    """All files."""
    from huggingface_hub import HfApi

    folder = Path(HfApi().snapshot_download(repo, revision=revision, repo_type="dataset"))
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def load(repo: str, config: str, revision: str | None = None, *, streaming: bool = False) -> list[dict[str, object]]:
    """Rows as a user of the dataset gets them."""
    from datasets import load_dataset

    return [dict(row) for row in load_dataset(repo, config, split="train", revision=revision, streaming=streaming)]
