"""Campaigns: many cases, each with a hub of its own, and what every one of them must leave behind.

What is to be seen of a single attempt to publish is in ``publishing``.
"""

from __future__ import annotations

import atexit
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import Any, Literal

from localhub import Clients, Fault, LocalHub, Record
from publishing import FIRST, FOREIGN, REPO, Files, World, release

Scenario = Literal["first", "second"]


@dataclass(frozen=True)
class Step:
    """A request of a publisher, the ``skip``-th (from 0) of its kind; its path is a regular expression."""

    method: str
    path: str
    skip: int

    def fault(self, **what: Any) -> Fault:
        """Something that goes wrong at this step, once."""
        return Fault(f"^{self.path}$", method=self.method, skip=self.skip, **what)


def steps(log: Iterable[Record]) -> list[Step]:
    """The steps of a recorded run; of many uploads or downloads of one kind the first and the last."""
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for one in log:
        path = re.sub(r"[0-9a-f]{40,64}", "[0-9a-f]+", re.escape(one.path))
        path = re.sub(r"/(articles|turns|entities)/train.*", r"/.*\\.parquet", path)
        found.append(Step(one.method, path, seen[one.method, path]))
        seen[one.method, path] += 1
    return [one for one in found if "/api/" in one.path or one.skip in (0, seen[one.method, one.path] - 1)]


@dataclass(frozen=True)
class Expected:
    """What a hub holds before and after an undisturbed run of a scenario, and the steps of that run."""

    scenario: Scenario
    before: Files
    after: Files
    commits: list[str]
    tagged: dict[str, Files]
    steps: list[Step]

    def torn(self, world: World) -> list[str]:
        """What is wrong with a hub at any moment whatsoever: half a release, a second commit, a wrong tag."""
        files, commits = world.files(), world.commits()
        wrong = [] if files in (self.before, self.after) else [f"main holds neither release: {sorted(files)}"]
        wrong += [] if commits == self.commits[: len(commits)] else [f"the commits are {commits}"]
        return wrong + [f"the tag {tag} is wrong" for tag, own in world.tagged().items() if own != self.tagged.get(tag)]

    def missing(self, world: World) -> list[str]:
        """What is wrong with a hub in the end."""
        wrong = self.torn(world)
        wrong += [] if world.files() == self.after else ["main does not hold the release"]
        wrong += [] if world.commits() == self.commits else [f"the commits are {world.commits()}"]
        wrong += [] if world.tagged() == self.tagged else [f"the tags are {sorted(world.tagged())}"]
        return wrong + ([] if world.orderly() else [f"the changelog tells of {world.sections()}"])


class Bench:
    """Processes of clients, all with Xet or all without, each with releases of its own to publish."""

    def __init__(self, folder: Path, stack: ExitStack, *, xet: bool, width: int) -> None:
        self.xet, self.width = xet, width
        self._expected: dict[Scenario, Expected] = {}
        self._first: dict[str, bytes | None] = {}
        self._free: SimpleQueue[tuple[Clients, Path]] = SimpleQueue()
        home = stack.enter_context(LocalHub(folder / "hub", xet=xet))
        for name, title, shards in (("one", "一", 2), ("two", "二", 1), ("three", "三", 1)):
            release(folder / "releases" / name, title, shards)
        for number in range(width):
            own = shutil.copytree(folder / "releases", folder / f"publisher{number}")
            self._free.put((stack.enter_context(Clients(home, own / "home")), own))

    @contextmanager
    def world(self, scenario: Scenario = "first") -> Iterator[World]:
        """A fresh hub; in the ``second`` scenario it has a release of two shards, and files of somebody else."""
        with TemporaryDirectory() as folder, LocalHub(Path(folder, "hub"), xet=self.xet) as hub, self.at(hub) as world:
            # Its cache says which chunks a hub has; another hub may have had this address.
            shutil.rmtree(world.releases / "home" / "xet", ignore_errors=True)
            if scenario == "second":
                self._publish_first(world)
                hub.commit(REPO, FOREIGN, "theirs")
                hub.log.clear()
            yield world

    def _publish_first(self, world: World) -> None:
        """In earnest only where it has to be: what came by Xet is fetched by Xet."""
        if self._first and not self.xet:
            world.hub.create(REPO)
            world.hub.commit(REPO, self._first, f"Release {FIRST}")
            world.post("tag/main", tag=FIRST)
            return
        made = world.publish("one")
        assert made.version == FIRST, made.text
        self._first = {path: world.hub.read(REPO, "main", path) for path in world.files()}

    @contextmanager
    def at(self, hub: LocalHub) -> Iterator[World]:
        """A publisher that is free, or one more, at a hub."""
        client, releases = self._free.get()
        try:
            yield World(hub, client, releases)
        finally:
            self._free.put((client, releases))

    def expected(self, scenario: Scenario) -> Expected:
        """Watch an undisturbed run, the first time that one asks."""
        if scenario not in self._expected:
            with self.world(scenario) as world:
                before = world.files()
                assert world.publish().done
                after, log = (world.files(), world.commits(), world.tagged()), steps(world.hub.log)
                self._expected[scenario] = Expected(scenario, before, *after, log)
        return self._expected[scenario]

    def each(self, check: Callable[..., list[str]], cases: Iterable[tuple[Any, ...]]) -> list[str]:
        """What ``check`` has against the cases, as many at a time as there are clients."""
        with ThreadPoolExecutor(self.width) as pool:
            return [said for found in pool.map(lambda case: check(*case), cases) for said in found]


@cache
def shared_bench(*, xet: bool) -> Bench:
    """The one of this process, made when somebody asks for it first."""
    stack = ExitStack()
    atexit.register(stack.close)
    return Bench(Path(stack.enter_context(TemporaryDirectory())), stack, xet=xet, width=3)
