"""Takedown: where at the Hub an article can still be read, and taking it out of there for good.

A release that withdraws an article leaves it in older tags and commits, which anybody can read. Finding those and
purging them belongs here; withdrawing is a correction (``overrides.yaml``) and a release. The procedure for people is
docs/takedown.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq

from pipelines.hub.faults import Final
from pipelines.hub.remote import MAIN, Refs, Remote, State
from pipelines.tables.shards import file_name, shard_of

GONE = ("withdrawn", "not in it", "no release")
"""States of a revision in which nothing of an article can be read."""

Tell = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Traces:
    """By revision (`main`, `tag 2026.11.22`, `pull request 3`, `commit 1a2b3c4d`) what it holds of an article."""

    address: str
    revisions: Mapping[str, str]

    @property
    def readable(self) -> tuple[str, ...]:
        """The revisions in which something of the article can be read."""
        return tuple(name for name, state in self.revisions.items() if state not in GONE)

    @property
    def advice(self) -> list[str]:
        """What to do next, a sentence each."""
        if not self.readable:
            return ["it can be read nowhere any more"]
        if MAIN in self.readable:
            return [f"first withdraw it (overrides.yaml), build and publish: {MAIN} still shows it"]
        said = [
            f"close {name} and delete its branch at the Hub, then look again"
            for name in self.readable
            if "pull" in name
        ]
        return said or ["fangtan takedown … --purge deletes the history and the tags that hold it"]


def traces(remote: Remote, article_id: str) -> Traces:
    """Look at every revision that can be named. Raises the `faults`."""
    with TemporaryDirectory(prefix="fangtan-") as downloads:
        search = _Search(remote, article_id, Path(downloads))
        refs, head = _refs(remote)
        found = {MAIN: search.state(MAIN, head)}
        found |= {f"tag {name}": search.state(name) for name in sorted(refs.tags)}
        for ref in sorted(refs.proposals):
            found[f"pull request {ref.rpartition('/')[2]}"] = search.state(ref)
        for oid in remote.past(MAIN)[1:]:
            found[f"commit {oid[:8]}"] = search.state(oid)
        return Traces(remote.address, found)


def purge(remote: Remote, article_id: str, tell: Tell) -> Traces:
    """Delete the history of `main` and the tags that hold the article; what is left of it, as `traces` tells.

    The tag of the release that `main` holds is given again, to the commit without a past. Raises `Final` where `main`
    itself shows the article, and the other `faults`; running it again completes it.
    """
    remote.need_token()
    found = traces(remote, article_id)
    if MAIN in found.readable:
        raise Final(
            f"{remote.address} still shows {article_id}: withdraw it in overrides.yaml, build and publish first"
        )
    if found.readable:
        _forget(remote, found, tell)
        found = traces(remote, article_id)
    _erase(remote, tell)
    return found


def _forget(remote: Remote, found: Traces, tell: Tell) -> None:
    refs, head = _refs(remote)
    current = [name for name, oid in refs.tags.items() if oid == head.head]
    doomed = [name for name in sorted(refs.tags) if name in current or _remembers(remote, name, found)]
    tell(f"deleting the history of {MAIN} and the tags {', '.join(doomed) or '(none)'}")
    for name in doomed:
        remote.drop_tag(name)
    remote.squash("Release without its history, after a takedown")
    fresh = remote.look()
    for name in current if fresh else ():
        remote.tag(name, fresh.head if fresh else "")


def _remembers(remote: Remote, tag: str, found: Traces) -> bool:
    """Whether a tag, or a commit that it descends from, holds the article."""
    return f"tag {tag}" in found.readable or any(f"commit {oid[:8]}" in found.readable for oid in remote.past(tag))


def _erase(remote: Remote, tell: Tell) -> None:
    """Delete the stored files that no revision needs: without that, their addresses would go on working."""
    refs, head = _refs(remote)
    revisions = [head, *filter(None, map(remote.look, (*refs.tags, *refs.proposals)))]
    needed = {file.sha256 for state in revisions for file in state.files.values()}
    unneeded = [file for file in remote.large_files() if file.file_oid not in needed]
    if unneeded:
        tell(f"deleting {len(unneeded):,} stored files that no revision needs")
        remote.erase(unneeded)


def _refs(remote: Remote) -> tuple[Refs, State]:
    head = remote.look()
    if head is None:
        raise Final(f"there is no dataset at {remote.address}, or this token may not see it")
    return remote.refs(), head


@dataclass(frozen=True, slots=True)
class _Search:
    """Looks for one article; a file that several revisions share is downloaded once."""

    remote: Remote
    article_id: str
    folder: Path

    def state(self, revision: str, known: State | None = None) -> str:
        """The status of the article in a revision, or why there is none."""
        there = known or self.remote.look(revision)
        shards = _shards(there.files) if there else 0
        if there is None or not shards:
            return "no release"
        path = f"articles/{file_name(shard_of(self.article_id, shards), shards)}"
        if path not in there.files:
            return "no release"
        digest = there.files[path].sha256 or there.files[path].blob
        local = self.folder / digest / path
        if not local.exists():
            local = self.remote.fetch(path, there.head, self.folder / digest)
        rows = pq.read_table(local, columns=["status"], filters=[("article_id", "=", self.article_id)])
        return str(rows["status"][0]) if rows.num_rows else "not in it"


def _shards(files: Mapping[str, object]) -> int:
    return sum(path.startswith("articles/train-") for path in files)
