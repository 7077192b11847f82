"""A repository: commits, the refs that name them, discussions.  In memory; the bytes are in ``objects``.

A commit holds its whole tree, flat, by path.  The rules of history are here: what a revision means, what is kept when
a branch is squashed or files are purged.  What clients send and get is in the modules of the handlers.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from localhub.exchange import Refused
from localhub.objects import GITATTRIBUTES, Entry, Objects

Tree = Mapping[str, Entry]
MAIN = "refs/heads/main"


def now() -> str:
    """The time as the Hub writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


@dataclass(frozen=True)
class Commit:
    """A state of the repository and how it came to be."""

    parent: str | None
    tree: Tree
    title: str
    message: str
    user: str
    date: str = field(default_factory=now)
    oid: str = field(default_factory=lambda: secrets.token_hex(20))  # 40 hex digits, or clients take it for a branch


@dataclass(frozen=True)
class Discussion:
    """A discussion, or a pull request, whose commits are under ``refs/pr/<num>``."""

    num: int
    title: str
    description: str
    author: str
    status: str
    pull_request: bool
    merged: str | None = None
    created: str = field(default_factory=now)

    @property
    def ref(self) -> str:
        """The ref of a pull request."""
        return f"refs/pr/{self.num}"


class Repository:
    """One dataset repository; new ones have the first commit that the Hub makes."""

    def __init__(self, name: str, objects: Objects, creator: str, *, private: bool = False) -> None:
        self.name, self.objects, self.private = name, objects, private
        self.gated: str | bool = False
        self.granted = {creator}
        self.created = now()
        self.refs: dict[str, str] = {}
        self.commits: dict[str, Commit] = {}
        self.discussions: dict[int, Discussion] = {}
        self.add(MAIN, Commit(None, {".gitattributes": objects.add_blob(GITATTRIBUTES)}, "initial commit", "", creator))

    def add(self, ref: str, commit: Commit) -> Commit:
        """Put a commit at the tip of ``ref``."""
        self.commits[commit.oid] = commit
        self.refs[ref] = commit.oid
        return commit

    def ref(self, revision: str) -> str | None:
        """Full name of a branch, a tag or a full ref; None for anything else."""
        candidates = (f"refs/heads/{revision}", f"refs/tags/{revision}", revision)
        return next((ref for ref in candidates if ref in self.refs), None)

    def find(self, revision: str) -> Commit:
        """The commit that a branch, tag, full ref, commit id or the beginning of one (7 digits) means."""
        if ref := self.ref(revision):
            return self.commits[self.refs[ref]]
        if re.fullmatch("[0-9a-f]{7,40}", revision):
            hits = [commit for oid, commit in self.commits.items() if oid.startswith(revision)]
            if len(hits) == 1:
                return hits[0]
        raise Refused(404, f"Invalid rev id: {revision}", "RevisionNotFound")

    def history(self, commit: Commit) -> Iterator[Commit]:
        """The commit and those before it, newest first."""
        yield commit
        while commit.parent:
            commit = self.commits[commit.parent]
            yield commit

    def open(self, title: str, description: str, author: str, status: str, base: Commit | None) -> Discussion:
        """Open a discussion; with a base, a pull request."""
        discussion = Discussion(
            len(self.discussions) + 1, title, description, author, status, pull_request=base is not None
        )
        self.discussions[discussion.num] = discussion
        if base:
            self.refs[discussion.ref] = base.oid
        return discussion

    def prune(self) -> None:
        """Forget the commits that no ref leads to."""
        heads = [self.commits[oid] for oid in self.refs.values()]
        kept = {commit.oid for head in heads for commit in self.history(head)}
        self.commits = {oid: commit for oid, commit in self.commits.items() if oid in kept}

    def rewrite(self, keep: Callable[[Entry], bool]) -> None:
        """Take files out of all commits. Changed commits and those after them get new ids, and the refs follow."""
        moved: dict[str, str] = {}
        for old in list(self.commits.values()):  # parents stand before their children
            tree = {path: entry for path, entry in old.tree.items() if keep(entry)}
            parent = moved.get(old.parent, old.parent) if old.parent else None
            if len(tree) < len(old.tree) or parent != old.parent:
                new = replace(old, tree=tree, parent=parent, oid=secrets.token_hex(20))
                self.commits[new.oid], moved[old.oid] = new, new.oid
        self.refs = {ref: moved.get(oid, oid) for ref, oid in self.refs.items()}
        self.prune()
