"""Takedown: an article that was withdrawn is found wherever the Hub still shows it, and taken out of there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import releases
from localhub import Clients, LocalHub
from releases import TALKS

from pipelines.hub.faults import HubError
from pipelines.hub.patience import Patience
from pipelines.hub.publishing import Publication, publish
from pipelines.hub.remote import Remote
from pipelines.hub.survey import Order
from pipelines.hub.takedown import Traces, purge, traces

REPO = "org/talks"
WITHDRAWAL = """\
- article: kite
  correct: withdraw
  expect: 放风筝的人
  reason: taken down at the request of the person interviewed
"""
FIRST = {name: text for name, text in TALKS.items() if "kite" not in name}
THIRD = {**TALKS, "crafts/overrides.yaml": WITHDRAWAL}

# What follows runs in the process of the clients.


def release_it(order: Order, day: date) -> Publication:
    """Publish."""
    return publish(order, Remote(REPO, Patience()), day, lambda sentence: None)


def look(article_id: str, repo: str = REPO) -> Traces:
    """Where the article is."""
    return traces(Remote(repo, Patience()), article_id)


def purged(article_id: str) -> Traces | str:
    """Purge it: where it is then, or the sentence of a refusal."""
    try:
        return purge(Remote(REPO, Patience()), article_id, lambda sentence: None)
    except HubError as error:
        return str(error)


def refusal(repo: str) -> str:
    """The sentence with which looking is refused."""
    try:
        look("any", repo)
    except HubError as error:
        return str(error)
    return ""


# What follows runs in the process of the tests.


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LocalHub, Clients]]:
    """Three releases: before the article, with it, and with it withdrawn."""
    folder = tmp_path_factory.mktemp("takedown")
    with LocalHub(folder / "hub") as hub, Clients(hub, folder / "home") as clients:
        for number, files in enumerate((FIRST, TALKS, THIRD), 1):
            order = Order(releases.build(folder / str(number), files))
            clients.do(release_it, order, date(2026, 1, number))
            if number == 2:
                shown = clients.do(look, "crafts/kite")
                assert "first withdraw it" in shown.advice[0]
                assert "withdraw it in overrides.yaml" in str(clients.do(purged, "crafts/kite"))
        yield hub, clients


def test_a_withdrawn_article_is_found_in_what_is_older(years: tuple[LocalHub, Clients]) -> None:
    """Tags and commits, each with what it holds; an article that nobody knows is nowhere."""
    _, clients = years
    found = clients.do(look, "crafts/kite")
    states = dict(found.revisions)
    assert (states["main"], states["tag 2026.01.01"], states["tag 2026.01.02"], states["tag 2026.01.03"]) == (
        "withdrawn",
        "not in it",
        "published",
        "withdrawn",
    )
    assert sorted(state for name, state in states.items() if name.startswith("commit")) == [
        "no release",
        "not in it",
        "published",
    ]
    assert "--purge" in found.advice[0]
    assert clients.do(look, "crafts/nobody").advice == ["it can be read nowhere any more"]


def test_a_purge_leaves_the_release_and_nothing_of_the_article(years: tuple[LocalHub, Clients]) -> None:
    """History, tags that descend from it and stored files are gone; older tags without it and the newest stay."""
    hub, clients = years
    tree, held = hub.tree(REPO), hub.tree(REPO, "2026.01.02")
    found = clients.do(purged, "crafts/kite")
    assert isinstance(found, Traces)
    assert found.readable == ()
    assert hub.tree(REPO) == tree
    assert sorted(hub.tags(REPO)) == ["2026.01.01", "2026.01.03"]
    assert hub.tags(REPO)["2026.01.03"] == hub.commits(REPO)[0][0]
    assert len(hub.commits(REPO)) == 1
    assert held["articles/train-00000-of-00001.parquet"] not in hub.objects(REPO)
    assert clients.do(purged, "crafts/kite") == found


def test_a_repository_that_is_not_there_is_said_so(years: tuple[LocalHub, Clients]) -> None:
    """A slip in its name must not read as 'it can be read nowhere'."""
    _, clients = years
    assert "there is no dataset at" in clients.do(refusal, "org/talk")
