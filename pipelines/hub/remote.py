"""A dataset repository at the Hub, in the few requests that publishing needs; the only module that makes them.

What it answers are plain data, what it raises are `faults`. Questions and what may safely be done twice are asked
again with patience; a commit is not, since a lost answer does not tell whether it was made.
The token is found by huggingface_hub itself (HF_TOKEN, `hf auth login`) and never passes through here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pipelines import __version__
from pipelines.hub.faults import Absent, HubError, judged, no_token
from pipelines.hub.patience import Patience
from pipelines.hub.plan import Local, Stored

T = TypeVar("T")
MAIN = "main"


@dataclass(frozen=True, slots=True)
class State:
    """What a revision holds: its commit, its files by path, whether the repository is private."""

    head: str
    private: bool
    files: Mapping[str, Stored] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refs:
    """Commits by the names of tags, and by the refs of pull requests (`refs/pr/3`)."""

    tags: Mapping[str, str] = field(default_factory=dict)
    proposals: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Commit:
    """What a commit came to: its id, and the address of the pull request that it opened, if it did."""

    oid: str
    proposal: str | None = None


class Remote:
    """A repository ``ORG/NAME``. ``endpoint`` is None for the Hub that HF_ENDPOINT names, or the real one."""

    def __init__(self, repository: str, patience: Patience, endpoint: str | None = None) -> None:
        from huggingface_hub import HfApi

        self.repository, self.patience = repository, patience
        self._api = HfApi(endpoint=endpoint, library_name="fangtan", library_version=__version__)
        self._own: dict[str, Any] = {"repo_id": repository, "repo_type": "dataset"}

    @property
    def address(self) -> str:
        """Where a person looks at the repository."""
        return f"{self._api.endpoint}/datasets/{self.repository}"

    def need_token(self) -> None:
        """Raise `Final` where nobody is logged in: better now than after the upload."""
        from huggingface_hub import get_token

        if not get_token():
            raise no_token()

    def look(self, revision: str = MAIN) -> State | None:
        """What a revision holds now; None where there is no such repository or revision for us."""
        try:
            info = self._ask(
                lambda: self._api.dataset_info(self.repository, revision=revision, timeout=self.patience.silence)
            )
            listing = self._ask(lambda: list(self._api.list_repo_tree(**self._own, revision=info.sha, recursive=True)))
        except Absent:
            return None
        files = {one.path: _stored(one) for one in listing if hasattr(one, "blob_id")}
        return State(str(info.sha), bool(info.private), files)

    def refs(self) -> Refs:
        """The tags and pull requests of the repository."""
        found = self._ask(lambda: self._api.list_repo_refs(**self._own, include_pull_requests=True))
        tags = {one.name: one.target_commit for one in found.tags}
        return Refs(tags, {one.ref: one.target_commit for one in found.pull_requests or []})

    def past(self, revision: str) -> list[str]:
        """The commits that a revision descends from, itself first."""
        found = self._ask(lambda: self._api.list_repo_commits(**self._own, revision=revision))
        return [one.commit_id for one in found]

    def open_proposals(self) -> list[int]:
        """The numbers of the pull requests that are open, by number."""
        found = self._ask(lambda: list(self._api.get_repo_discussions(**self._own, discussion_type="pull_request")))
        return sorted(one.num for one in found if one.status in ("open", "draft"))

    def create(self, *, private: bool) -> None:
        """Create the repository, if it is not there; the client wants an address in the answer that says that it is."""
        with contextlib.suppress(KeyError):
            self._ask(lambda: self._api.create_repo(**self._own, private=private, exist_ok=True))

    def commit(
        self, add: Mapping[str, Local], delete: Sequence[str], parent: str, title: str, text: str, *, propose: bool
    ) -> Commit:
        """Upload and commit, once: all of it becomes visible together, or nothing.

        Raises `Unanswered` where it may or may not have been done, `Moved` where ``parent`` is no longer the head.
        """
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete

        removed = [CommitOperationDelete(path) for path in delete]
        added = [CommitOperationAdd(path, add[path].path) for path in sorted(add)]
        with self._judging():
            made = self._api.create_commit(
                **self._own,
                operations=[*removed, *added],
                commit_message=title,
                commit_description=text,
                revision=MAIN,
                parent_commit=parent,
                create_pr=propose,
            )
        return Commit(str(made.oid), made.pr_url)

    def tag(self, name: str, oid: str) -> None:
        """Give a commit a tag. Raises `Final` with status 409 where a tag has that name, maybe just made by us."""
        self._ask(lambda: self._api.create_tag(**self._own, tag=name, revision=oid))

    def fetch(self, path: str, revision: str, folder: Path) -> Path:
        """Download a file below ``folder``, which keeps its path."""
        found = self._ask(
            lambda: self._api.hf_hub_download(**self._own, filename=path, revision=revision, local_dir=folder)
        )
        return Path(found)

    def drop_tag(self, name: str) -> None:
        """Delete a tag; one that is gone already is as good."""
        with contextlib.suppress(Absent):
            self._ask(lambda: self._api.delete_tag(**self._own, tag=name))

    def squash(self, title: str) -> None:
        """Make one commit without a past of all that `main` holds."""
        self._ask(lambda: self._api.super_squash_history(**self._own, branch=MAIN, commit_message=title))

    def large_files(self) -> list[Any]:
        """All large files that the repository stores, also those of no revision any more."""
        return self._ask(lambda: list(self._api.list_lfs_files(**self._own)))

    def erase(self, large_files: Sequence[Any]) -> None:
        """Delete large files from the Hub's storage for ever."""
        self._ask(lambda: self._api.permanently_delete_lfs_files(**{**self._own, "lfs_files": large_files}))

    def namespaces(self) -> list[str]:
        """Whose repositories the token may write to, as far as the Hub says; for error messages."""
        me = self._ask(self._api.whoami)
        return [me["name"], *(one["name"] for one in me.get("orgs", []))]

    def _ask(self, question: Callable[[], T]) -> T:
        def once() -> T:
            with self._judging():
                return question()

        return self.patience.ask(once)

    @contextlib.contextmanager
    def _judging(self) -> Iterator[None]:
        """Turn what the client raises into `faults`; what is not of the Hub passes as it is."""
        from huggingface_hub import get_session

        get_session().timeout = self.patience.silence  # whenever: the client may have opened another session
        try:
            yield
        except HubError:
            raise
        except Exception as error:
            fault = judged(error, self.repository)
            if fault is None:
                raise
            # Without a cause: the client's exceptions hold the request, and with it the token.
            raise fault from None


def _stored(file: Any) -> Stored:
    return Stored(file.size, file.blob_id, file.lfs.sha256 if file.lfs else None)
