"""A smoke test against the real Hub, for a person with a token: `make smoke REPOSITORY=you/throw-away`.

It publishes invented articles into a private repository that must not exist yet, loads them, publishes again, changes
and withdraws an article, purges it, and deletes the repository. `make test` runs it against the local Hub; what only
the real one shows (its words, its limits, its storage) is what this is for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import releases
from releases import TALKS, talk

from pipelines.hub.patience import Patience
from pipelines.hub.publishing import Publication, publish
from pipelines.hub.remote import Remote
from pipelines.hub.survey import Order
from pipelines.hub.takedown import purge, traces

WITHDRAWN = "- {article: kite, correct: withdraw, expect: 放风筝的人, reason: a test of the takedown}\n"
Step = tuple[str, Callable[[], object]]


class Smoke:
    """The steps, in their order, on one repository."""

    def __init__(self, repository: str, folder: Path) -> None:
        self.remote, self.folder = Remote(repository, Patience(tell=_say)), folder
        self.made: list[Publication] = []

    def steps(self) -> Iterator[Step]:
        """What is done, each with its name."""
        changed = {**TALKS, "crafts/boat.txt": talk("造木船的人", "程水生", "四十一")}
        yield "there is no such repository yet", self.refuse_existing
        yield "publish", lambda: self.publish("one", TALKS, commits=True)
        yield "publish again: no commit", lambda: self.publish("one", TALKS, commits=False)
        yield "load_dataset, plain", lambda: self.load(streaming=False)
        yield "load_dataset, streaming", lambda: self.load(streaming=True)
        yield "change an article", lambda: self.publish("two", changed, commits=True)
        yield "load the first release by its tag", lambda: self.load(streaming=False, revision=self.made[0].version)
        withdrawn = {**changed, "crafts/overrides.yaml": WITHDRAWN}
        yield "withdraw an article", lambda: self.publish("three", withdrawn, commits=True)
        yield "purge it", self.purge

    def refuse_existing(self) -> None:
        """Everything here ends with the deletion of the repository."""
        self.remote.need_token()
        if self.remote.look() is not None:
            raise SystemExit(f"{self.remote.address} exists; name a repository that does not: it is deleted in the end")

    def publish(self, name: str, files: Mapping[str, str], *, commits: bool) -> None:
        """Publish a release of these files."""
        order = Order(releases.build(self.folder / name, files), private=True)
        made = publish(order, self.remote, datetime.now(UTC).date(), _say)
        assert (made.commit is not None) == commits, made
        self.made.append(made)

    def load(self, *, streaming: bool, revision: str | None = None) -> None:
        """The three tables as people load them."""
        from datasets import load_dataset

        for table, rows in (("articles", 4), ("turns", 16), ("entities", None)):
            found = load_dataset(self.remote.repository, table, split="train", revision=revision, streaming=streaming)
            read = sum(1 for _ in found)
            assert rows in (None, read), (table, read)

    def purge(self) -> None:
        """Take the withdrawn article out of what is older."""
        assert traces(self.remote, "crafts/kite").readable
        assert not purge(self.remote, "crafts/kite", _say).readable

    def clean(self) -> None:
        """Delete the repository."""
        from huggingface_hub import HfApi

        HfApi().delete_repo(self.remote.repository, repo_type="dataset", missing_ok=True)


def _say(sentence: str) -> None:
    print(f"    {sentence}", flush=True)


def main(repository: str) -> None:
    """Run all steps; the repository is deleted also where one fails."""
    with TemporaryDirectory(prefix="fangtan-") as folder:
        smoke = Smoke(repository, Path(folder))
        steps = smoke.steps()
        next(steps)[1]()
        try:
            for name, step in steps:
                print(f"  {name}", flush=True)
                step()
        finally:
            smoke.clean()
    print(f"all went well; {repository} is deleted")


if __name__ == "__main__":
    if len(sys.argv) != 2 or "/" not in sys.argv[1]:
        sys.exit("name a repository of yours that does not exist yet: make smoke REPOSITORY=you/throw-away")
    main(sys.argv[1])
