"""Publishing as the tests of faults and interruptions see it: small releases, attempts, and what a hub then holds.

An attempt runs the real ``publish`` in a process of the real clients; only the sleep of its patience is recorded
instead of slept.  Which hubs and processes there are is in ``campaigns``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import tables_sample
from localhub import Clients, LocalHub

from pipelines.hub.patience import Patience
from pipelines.tables.package import finish

REPO, FIRST, NEXT = "org/interviews", "2026.11.22", "2026.11.22.1"
CHANGELOG = "CHANGELOG.md"
WAITS = Patience().waits
SILENCE = 10.0
"""Seconds without a byte: enough for a hub in the next room."""
FOREIGN: dict[str, bytes | None] = {"notes/mine.md": b"not of a release", "turns/extra.csv": b"a,b\n"}
CARD = Path(__file__).parents[1] / "dataset_card.md"
Files = dict[str, str]


@dataclass(frozen=True)
class Ending:
    """How an attempt ended: what it came to, or the error and all that a person could read of it."""

    error: str = ""
    known: bool = True  # whether the error is a HubError
    text: str = ""  # the whole trace and what was told on the way
    message: str = ""
    version: str | None = None
    commit: str | None = None
    proposal: str | None = None
    waits: tuple[float, ...] = ()

    @property
    def done(self) -> bool:
        """Whether all that was asked for is there."""
        return not self.error


def release(folder: Path, title: str, shards: int = 1) -> Path:
    """A release of three articles, all of which may be shared; the title tells it from others."""
    rows = tables_sample.rows()
    rows["articles"][1] |= {"license": "CC0-1.0", "title": title}
    tables_sample.write(folder, rows, shards)
    finish(folder, CARD.read_text(encoding="utf-8"))
    return folder


def attempt(dataset: Path, endpoint: str, *, token: str, day: date, waits: Sequence[float], **choices: Any) -> Ending:
    """Publish, in the process of the clients; ``waits`` are those of the patience, ``choices`` those of the order."""
    import os
    import traceback

    from pipelines.hub.faults import HubError
    from pipelines.hub.publishing import publish
    from pipelines.hub.remote import Remote
    from pipelines.hub.survey import Order

    os.environ["HF_TOKEN"] = token
    slept: list[float] = []
    told: list[str] = []
    patience = Patience(tuple(waits), silence=SILENCE, sleep=slept.append, tell=told.append)
    try:
        made = publish(Order(dataset, **choices), Remote(REPO, patience, endpoint), day, told.append)
    except Exception as error:
        text = "\n".join((*told, *traceback.format_exception(error)))
        return Ending(type(error).__name__, isinstance(error, HubError), text, str(error), waits=tuple(slept))
    text = "\n".join((*told, str(made)))
    return Ending("", True, text, "", made.version, made.commit, made.proposal, tuple(slept))


@dataclass
class World:
    """A hub for one case, a client that publishes to it, and its own copies of the releases one, two and three."""

    hub: LocalHub
    client: Clients
    releases: Path

    def publish(self, name: str = "two", **choices: Any) -> Ending:
        """Publish a release. TimeoutError if that takes longer than a minute."""
        usual: dict[str, Any] = {"token": "hf_alice", "day": date(2026, 11, 22), "waits": WAITS}
        return self.client.do(attempt, self.releases / name, self.hub.endpoint, **usual | choices)

    def post(self, path: str, **content: object) -> None:
        """What a person does at the Hub's pages."""
        address = f"{self.hub.endpoint}/api/datasets/{REPO}/{path}"
        asked = Request(address, json.dumps(content).encode(), {"authorization": "Bearer hf_alice"})
        urlopen(asked, timeout=10).close()

    def files(self, revision: str = "main") -> Files:
        """Paths and digests; none where there is no repository, and without what the Hub itself adds to a new one."""
        try:
            return {path: oid for path, oid in self.hub.tree(REPO, revision).items() if path != ".gitattributes"}
        except KeyError:
            return {}

    def commits(self) -> list[str]:
        """Titles of the commits, oldest first."""
        try:
            return [title for _, title, _ in reversed(self.hub.commits(REPO))]
        except KeyError:
            return []

    def tagged(self) -> dict[str, Files]:
        """The files of each tag."""
        return {tag: self.files(tag) for tag in self.hub.tags(REPO)} if self.commits() else {}

    def sections(self, revision: str = "main") -> list[str]:
        """The versions that the changelog tells of, newest first."""
        return re.findall(r"^## (\S+)", self.hub.read(REPO, revision, CHANGELOG).decode(), re.MULTILINE)

    def orderly(self) -> bool:
        """Whether the changelog tells of each version once, and that of each tag of the tag first."""
        told = self.sections()
        return len(told) == len(set(told)) and all(self.sections(tag)[0] == tag for tag in self.hub.tags(REPO))


def assert_none(wrong: Iterable[str]) -> None:
    """Fail with all that is wrong, a line each."""
    if found := list(wrong):
        raise AssertionError("\n".join(found))
