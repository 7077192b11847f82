"""Publishing, from a release folder to what people load, through the unmodified clients in LFS and in Xet mode."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
import releases
from localhub import Clients, LocalHub
from localhub.clients import load
from releases import TALKS, talk

from pipelines.hub.plan import Local
from pipelines.hub.publishing import Publication, preview, publish
from pipelines.hub.survey import Order
from pipelines.tables import shards
from pipelines.tables.schema import TABLES

DAY = date(2026, 11, 22)
FOREIGN = {"notes/ours.md": b"written by hand", "articles/notes.parquet": b"no table of ours"}


# What follows runs in the process of the clients.


def release_it(repo: str, order: Order, day: date = DAY) -> Publication:
    """Publish."""
    from pipelines.hub.patience import Patience
    from pipelines.hub.remote import Remote

    return publish(order, Remote(repo, Patience()), day, lambda sentence: None)


def look_ahead(repo: str, order: Order, day: date = DAY) -> Publication:
    """See what publishing would do."""
    from pipelines.hub.patience import Patience
    from pipelines.hub.remote import Remote

    return preview(order, Remote(repo, Patience()), day)


def refused(repo: str, order: Order) -> str:
    """The sentence with which publishing is refused; empty where it is not."""
    from pipelines.hub.faults import HubError

    try:
        release_it(repo, order)
    except HubError as error:
        return str(error)
    return ""


# What follows runs in the process of the tests.


@dataclass(frozen=True)
class Place:
    """A hub with clients that know it."""

    hub: LocalHub
    clients: Clients


@contextlib.contextmanager
def place(folder: Path, *, xet: bool) -> Iterator[Place]:
    """A fresh hub."""
    with LocalHub(folder / "hub", xet=xet) as hub, Clients(hub, folder / "home") as clients:
        yield Place(hub, clients)


@pytest.fixture(scope="module")
def lfs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A hub without Xet for all tests of this module that do not care; each has a repository of its own."""
    with place(tmp_path_factory.mktemp("lfs"), xet=False) as made:
        yield made


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of four articles in one shard."""
    return releases.build(tmp_path_factory.mktemp("release"))


def uploaded(hub: LocalHub, since: int) -> int:
    """How many large files were sent since a place in the log."""
    sent = hub.log[since:]
    return sum(one.method == "PUT" or (one.method == "POST" and "/v1/xorbs/" in one.path) for one in sent)


def digests(files: dict[str, Local]) -> dict[str, str]:
    """What a repository tells of these files."""
    return {path: file.sha256 if path.endswith(".parquet") else file.blob for path, file in files.items()}


@pytest.mark.parametrize("xet", [False, True], ids=["lfs", "xet"])
def test_a_release_lives_through_its_years(xet: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Published, loaded, published unchanged, changed in one article, shrunk; older tags show what they showed."""
    monkeypatch.setattr(shards, "ARTICLES_PER_SHARD", 1)
    first = Order(releases.build(tmp_path / "one"))
    with place(tmp_path, xet=xet) as at:
        made = at.clients.do(release_it, "org/talks", first)
        assert made.version == "2026.11.22"
        assert len([path for path in made.plan.add if path.startswith("turns/")]) == 4
        assert {path: made.files[path].size for path in made.files}.keys() <= at.hub.tree("org/talks").keys()
        assert at.hub.tags("org/talks") == {"2026.11.22": made.commit}
        assert [title for _, title, _ in at.hub.commits("org/talks")] == ["Release 2026.11.22", "initial commit"]

        for streaming in (False, True):
            rows = {name: at.clients.do(load, "org/talks", name, streaming=streaming) for name in TABLES}
            assert sorted(str(row["article_id"]) for row in rows["articles"]) == [
                "crafts/bell",
                "crafts/boat",
                "crafts/clock",
                "crafts/kite",
            ]
            assert len(rows["turns"]) == 16
            assert {row["speaker"] for row in rows["turns"]} >= {"孟有福", "罗小满", "程水生", "何青山"}

        at.hub.commit("org/talks", FOREIGN, "our own notes")
        since, past = len(at.hub.log), at.hub.commits("org/talks")
        again = at.clients.do(release_it, "org/talks", first, date(2026, 12, 24))
        assert (again.commit, again.version, again.plan.add) == (None, "2026.11.22", ())
        assert at.hub.commits("org/talks") == past
        assert uploaded(at.hub, since) == 0

        changed = {**TALKS, "crafts/kite.txt": talk("放风筝的人", "罗小满", "二十一", "又过了一年。")}
        since = len(at.hub.log)
        second = at.clients.do(release_it, "org/talks", Order(releases.build(tmp_path / "two", changed)))
        assert second.version == "2026.11.22.1"
        tables = [path.partition("/")[0] for path in second.plan.add if path.endswith(".parquet")]
        assert sorted(tables) in (["articles", "entities", "turns"], ["articles", "turns"])
        assert uploaded(at.hub, since) == (1 if xet else len(tables))
        assert "`text` in 1" in second.changes
        assert "| crafts/kite | 0 | 0 | 3 |" in second.changes  # two turns after it stand elsewhere now

        shrunk = {name: text for name, text in TALKS.items() if name in ("crafts/clock.txt", "crafts/source.yaml")}
        third = at.clients.do(release_it, "org/talks", Order(releases.build(tmp_path / "three", shrunk), tag="v3"))
        assert third.version == "v3"
        assert len(third.plan.delete) == 12
        tree = at.hub.tree("org/talks")
        assert sorted(path for path in tree if path.endswith(".parquet")) == [
            "articles/notes.parquet",
            "articles/train-00000-of-00001.parquet",
            "entities/train-00000-of-00001.parquet",
            "turns/train-00000-of-00001.parquet",
        ]
        assert at.hub.read("org/talks", "main", "notes/ours.md") == FOREIGN["notes/ours.md"]
        assert [row["article_id"] for row in at.clients.do(load, "org/talks", "articles")] == ["crafts/clock"]
        assert len(at.clients.do(load, "org/talks", "turns", "2026.11.22")) == 16
        log = at.hub.read("org/talks", "main", "CHANGELOG.md").decode()
        assert [line for line in log.splitlines() if line.startswith("## ")] == [
            "## v3 (2026-11-22)",
            "## 2026.11.22.1 (2026-11-22)",
            "## 2026.11.22 (2026-11-22)",
        ]
        assert "Gone: crafts/bell, crafts/boat, crafts/kite." in log


def test_looking_ahead_changes_and_downloads_nothing(lfs: Place, dataset: Path) -> None:
    """The plan is made of digests; without a repository it is there to see without a token, too."""
    since = len(lfs.hub.log)
    seen = lfs.clients.do(look_ahead, "org/ahead", Order(dataset))
    assert seen.version == "2026.11.22"
    assert "README.md" in seen.plan.add
    assert {one.method for one in lfs.hub.log[since:]} == {"GET"}
    with pytest.raises(KeyError):
        lfs.hub.commits("org/ahead")
    lfs.clients.do(release_it, "org/ahead", Order(dataset))
    since = len(lfs.hub.log)
    assert lfs.clients.do(look_ahead, "org/ahead", Order(dataset)).plan.empty
    assert not [one for one in lfs.hub.log[since:] if "/resolve/" in one.path]


def test_the_card_at_the_hub_names_its_repository(lfs: Place, dataset: Path) -> None:
    """So that its examples can be copied; the release on disk stays as it was built."""
    before = (dataset / "README.md").read_bytes()
    lfs.clients.do(release_it, "org/named", Order(dataset))
    card = lfs.hub.read("org/named", "main", "README.md").decode()
    assert 'load_dataset("org/named", "turns"' in card
    assert "from https://example.org/crafts" in card
    assert (dataset / "README.md").read_bytes() == before
    assert not [path for path in dataset.parent.iterdir() if path.name.startswith(".")]


def test_a_tag_with_other_content_is_refused_before_anything_is_sent(lfs: Place, dataset: Path, tmp_path: Path) -> None:
    """The same tag for the same content is no error."""
    lfs.clients.do(release_it, "org/tags", Order(dataset, tag="v1"))
    assert lfs.clients.do(release_it, "org/tags", Order(dataset, tag="v1")).commit is None
    other = releases.build(tmp_path, {**TALKS, "crafts/new.txt": talk("补锅的人", "赵大同")})
    since, past = len(lfs.hub.log), lfs.hub.commits("org/tags")
    assert "the tag v1 exists" in lfs.clients.do(refused, "org/tags", Order(other, tag="v1"))
    assert lfs.hub.commits("org/tags") == past
    assert {one.method for one in lfs.hub.log[since:]} == {"GET"}
    assert lfs.clients.do(release_it, "org/tags", Order(other, tag="v2")).version == "v2"


def test_what_may_not_be_shared_is_refused_withheld_or_private(lfs: Place, tmp_path: Path) -> None:
    """Unknown licences and those that forbid it; the message names the articles and the ways out."""
    order = Order(releases.build(tmp_path, {**TALKS, "diary/day.txt": talk("写日记的人", "周小雨")}))
    since = len(lfs.hub.log)
    said = lfs.clients.do(refused, "org/rights", order)
    assert "1 article may not be published where everybody can read them" in said
    assert "diary/day: its licence is unknown" in said
    assert len(lfs.hub.log) == since

    made = lfs.clients.do(release_it, "org/rights", replace(order, withhold_text=True))
    assert made.withheld == 1
    rows = {str(row["article_id"]): row for row in lfs.clients.do(load, "org/rights", "articles")}
    assert (rows["diary/day"]["status"], rows["diary/day"]["text"], rows["diary/day"]["turn_count"]) == (
        "withheld",
        None,
        4,
    )
    assert rows["crafts/kite"]["text"]
    assert "1 | 0 | 1 | 0 | 4 |" in lfs.hub.read("org/rights", "main", "README.md").decode()

    lfs.clients.do(release_it, "org/closed", replace(order, private=True))
    assert all(row["text"] for row in lfs.clients.do(load, "org/closed", "articles"))
    assert "its licence is unknown" in lfs.clients.do(refused, "org/closed", order)
    assert "is public" in lfs.clients.do(refused, "org/rights", replace(order, private=True))


def test_a_repository_of_somebody_else_is_left_alone(lfs: Place, dataset: Path) -> None:
    """Where table files lie that are no release of ours, nothing is deleted or replaced."""
    lfs.hub.create("org/theirs")
    lfs.hub.commit("org/theirs", {"turns/train-00000-of-00001.parquet": b"theirs", "README.md": b"theirs"}, "theirs")
    past = lfs.hub.commits("org/theirs")
    assert "turns/train-00000-of-00001.parquet, but no release of fangtan" in lfs.clients.do(
        refused, "org/theirs", Order(dataset)
    )
    assert lfs.hub.commits("org/theirs") == past


def test_a_foreign_commit_after_a_release_needs_no_new_one(lfs: Place, dataset: Path) -> None:
    """What people add beside the release is theirs."""
    first = lfs.clients.do(release_it, "org/beside", Order(dataset))
    lfs.hub.commit("org/beside", {"LICENSE.txt": b"terms"}, "terms")
    assert lfs.clients.do(release_it, "org/beside", Order(dataset)).commit is None
    assert lfs.hub.tags("org/beside") == {first.version: first.commit}


def test_a_missing_tag_is_made_good_later(lfs: Place, dataset: Path) -> None:
    """A release that ended between commit and tag gets the tag that its changelog names, whatever the day."""
    first = lfs.clients.do(release_it, "org/untagged", Order(dataset))
    lfs.clients.do(untag, "org/untagged", "2026.11.22")
    again = lfs.clients.do(release_it, "org/untagged", Order(dataset), date(2027, 1, 1))
    assert (again.commit, again.version) == (None, "2026.11.22")
    assert lfs.hub.tags("org/untagged") == {"2026.11.22": first.commit}


def test_a_pull_request_is_opened_once_and_tagged_after_its_merge(lfs: Place, dataset: Path, tmp_path: Path) -> None:
    """Asking again finds the open one; `main` and the tags stay until it is merged."""
    lfs.clients.do(release_it, "org/reviewed", Order(dataset))
    new = Order(releases.build(tmp_path, {**TALKS, "crafts/new.txt": talk("补锅的人", "赵大同")}), propose=True)
    past = lfs.hub.commits("org/reviewed")
    made = lfs.clients.do(release_it, "org/reviewed", new)
    assert str(made.proposal).endswith("/datasets/org/reviewed/discussions/1")
    assert lfs.clients.do(release_it, "org/reviewed", new).proposal == made.proposal
    assert lfs.hub.commits("org/reviewed") == past
    lfs.clients.do(merge, "org/reviewed", 1)
    done = lfs.clients.do(release_it, "org/reviewed", replace(new, propose=False))
    assert (done.commit, done.version) == (None, "2026.11.22.1")
    assert lfs.hub.tags("org/reviewed")["2026.11.22.1"] == lfs.hub.commits("org/reviewed")[0][0]


def merge(repo: str, number: int) -> None:
    """Merge a pull request (in the process of the clients)."""
    from huggingface_hub import HfApi

    HfApi().merge_pull_request(repo, number, repo_type="dataset")


def untag(repo: str, tag: str) -> None:
    """Delete a tag (in the process of the clients)."""
    from huggingface_hub import HfApi

    HfApi().delete_tag(repo, tag=tag, repo_type="dataset")
