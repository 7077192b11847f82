"""Others at the same repository while a release is published: nothing of theirs or ours is lost.

Other publishers, people at the Hub's pages, and those who merge our pull requests.  Faults of the Hub alone are in
``test_faults``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

import pytest
from campaigns import Bench, Step, shared_bench, steps
from localhub import Fault
from publishing import CHANGELOG, FIRST, FOREIGN, NEXT, REPO, Ending, World, assert_none

LATE: dict[str, bytes | None] = {"late.md": b"late"}


@pytest.fixture
def lfs() -> Bench:
    """Publishers to hubs without Xet."""
    return shared_bench(xet=False)


def meanwhile(world: World, path: str, action: Callable[[], object]) -> None:
    """Do something while the next request of this path is on its way."""
    world.hub.faults.append(Fault(path, mode="late", meanwhile=action))


@pytest.mark.parametrize("path", ["notes/new.md", "README.md"])
def test_a_commit_of_somebody_else_is_not_run_over(lfs: Bench, path: str) -> None:
    """Whoever publishes looks again first; theirs stays, or where it was a file of ours, in the history."""
    expected = lfs.expected("second")
    with lfs.world("second") as world:
        meanwhile(world, "/commit/main", lambda: world.hub.commit(REPO, {path: b"theirs"}, "theirs too"))
        stopped = world.publish()
        assert (stopped.error, "publish again" in stopped.message) == ("Moved", True)
        assert world.commits()[-1] == "theirs too"
        assert world.publish().version == NEXT
        assert world.commits()[-2:] == ["theirs too", f"Release {NEXT}"]
        assert world.files() == ({path: world.files().get(path)} | expected.after)
        assert world.hub.read(REPO, world.hub.commits(REPO)[1][0], path) == b"theirs"
        assert world.orderly()


def test_a_commit_on_top_of_one_whose_answer_was_lost_stays(lfs: Bench) -> None:
    """The release is found below it, and both are in what the tag shows."""
    with lfs.world("second") as world:
        late = Fault("/revision/main", skip=1, mode="late", meanwhile=lambda: world.hub.commit(REPO, LATE, "late"))
        world.hub.faults.extend([Fault("/commit/main", mode="drop_after"), late])
        assert world.publish().version == NEXT
        assert world.publish().version == NEXT
        assert world.commits()[-2:] == [f"Release {NEXT}", "late"]
        assert world.files(NEXT).items() >= {path: world.files()[path] for path in LATE}.items()
        assert world.orderly()


@pytest.mark.parametrize("same", [True, False], ids=["same", "other"])
def test_a_tag_that_somebody_else_gives_meanwhile_is_taken_or_told(lfs: Bench, same: bool) -> None:
    """The same content is as good as ours; other content is never moved, and publishing again finds another name."""
    with lfs.world("second") as world:
        revision = "main" if same else FIRST
        meanwhile(world, "/tag/", lambda: world.post(f"tag/{revision}", tag=NEXT))
        made = world.publish()
        assert (made.error, f"at the tag {NEXT}" in made.message) == (("", False) if same else ("Final", True))
        again = world.publish()
        assert (again.error, again.version) == ("", NEXT if same else f"{FIRST}.2")
        assert world.files(NEXT) == (world.files() if same else world.files(FIRST))
        assert world.files(again.version or "") == world.files()
        assert len(world.commits()) == 4


def test_a_private_release_never_goes_to_a_public_repository(lfs: Bench) -> None:
    """Not even if somebody makes one of that name between the look and the creation."""
    with lfs.world() as world:
        meanwhile(world, "/repos/create", lambda: world.hub.create(REPO))
        stopped = world.publish(private=True)
        assert world.files() == {}
        assert stopped.error == "Final"


def test_tables_of_somebody_else_are_never_deleted(lfs: Bench) -> None:
    """Not even if their repository is made between the look and the creation."""
    theirs: dict[str, bytes | None] = {"turns/train-00000-of-00004.parquet": b"theirs"}
    with lfs.world() as world:

        def make() -> None:
            world.hub.create(REPO)
            world.hub.commit(REPO, theirs, "theirs")

        meanwhile(world, "/repos/create", make)
        stopped = world.publish()
        assert set(world.files()) == set(theirs)
        assert stopped.error == "Final"


@pytest.mark.parametrize("tag", [None, "v1"])
def test_a_release_that_got_no_tag_gives_its_name_to_no_other(lfs: Bench, tag: str | None) -> None:
    """The patience ended before the tag, and what is published next is another build: each version is told once."""
    with lfs.world() as world:
        world.hub.faults.append(Fault("/tag/", status=503, times=-1))
        assert world.publish("one", tag=tag).error == "Unreachable"
        world.hub.faults.clear()
        world.publish("two", tag=tag)
        assert world.orderly(), world.sections()


def test_what_people_write_into_the_changelog_stays(lfs: Bench) -> None:
    """Also below a section that is written again, since its release got no tag."""
    with lfs.world() as world:
        world.hub.faults.append(Fault("/tag/", status=503, times=-1))
        assert world.publish("one", tag="v1").error == "Unreachable"
        world.hub.faults.clear()
        text = world.hub.read(REPO, "main", CHANGELOG)
        world.hub.commit(REPO, {CHANGELOG: text + b"\n## Thanks\n\nTo all.\n"}, "thanks")
        assert world.publish("two", tag="v1").version == "v1"
        assert b"## Thanks\n\nTo all.\n" in world.hub.read(REPO, "main", CHANGELOG)


def test_a_heading_that_a_person_wrote_names_no_release(lfs: Bench) -> None:
    """In the changelog, above the newest one; publishing the same again gives no tag of that name."""
    with lfs.world("second") as world:
        assert world.publish().version == NEXT
        text = world.hub.read(REPO, "main", CHANGELOG).replace(b"\n## ", b"\n## Unreleased\n\nSoon.\n\n## ", 1)
        world.hub.commit(REPO, {CHANGELOG: text}, "a plan")
        assert world.publish().version == NEXT
        assert set(world.tagged()) == {FIRST, NEXT}


def settled(world: World, other: World) -> list[str]:
    """What is wrong when the two publishers have done again what they did, one after the other."""
    wrong = []
    for publisher, name in ((other, "three"), (world, "two")):
        made = publisher.publish(name)
        wrong += [] if made.done else [f"{name} again: {made.error}: {made.message}"]
        wrong += [] if world.tagged().get(made.version or "") == world.files() else [f"{name} has no tag of its own"]
    wrong += [] if FOREIGN.keys() <= world.files().keys() else ["files of others are gone"]
    return wrong + ([] if world.orderly() else [f"tags {sorted(world.tagged())}, changelog {world.sections()}"])


def meet(bench: Bench, step: Step) -> list[str]:
    """What is wrong when another publisher publishes another release while a request of the first is on its way."""
    with bench.world("second") as world, bench.at(world.hub) as other:
        ends: list[Ending] = []
        world.hub.faults.append(step.fault(mode="late", meanwhile=lambda: ends.append(other.publish("three"))))
        ends.append(world.publish("two"))
        wrong = [f"{one.error}: {one.message}" for one in ends if not one.known]
        wrong += [] if len(ends) == 2 else ["the step did not come"]
        return [f"at {step}: {one}" for one in wrong + settled(world, other)]


@pytest.mark.parametrize("path", ["/refs", "/preupload/", "/commit/", "/tag/", "/revision/2026"])
def test_another_publisher_at_a_step_leaves_both_releases_whole(lfs: Bench, path: str) -> None:
    """Whoever comes second says so or goes on; publishing again settles it."""
    (step,) = [one for one in lfs.expected("second").steps if path in one.path]
    assert_none(meet(lfs, step))


@pytest.mark.soak
def test_another_publisher_at_any_step_leaves_both_releases_whole(lfs: Bench) -> None:
    """At each request of a release."""
    assert_none([said for step in lfs.expected("second").steps for said in meet(lfs, step)])


def test_two_publishers_at_the_same_time_leave_both_releases_whole(lfs: Bench) -> None:
    """Each in a process of its own, as the machine has it."""
    with lfs.world("second") as world, lfs.at(world.hub) as other, ThreadPoolExecutor(2) as pool:
        ends = [pool.submit(other.publish, "three"), pool.submit(world.publish, "two")]
        assert all(end.result().known for end in ends)
        assert_none(settled(world, other))


# Pull requests.


def proposals(world: World) -> list[str]:
    """The refs of the pull requests, as the Hub has them."""
    with urlopen(f"{world.hub.endpoint}/api/datasets/{REPO}/refs?include_prs=1", timeout=10) as reply:
        return [one["ref"] for one in json.load(reply)["pullRequests"]]


def propose(bench: Bench, fault: Fault) -> list[str]:
    """What is wrong after a fault of the Hub while a pull request was made, and after publishing again."""
    with bench.world("second") as world:
        before = world.files()
        world.hub.faults.append(fault)
        made, again = world.publish(propose=True), world.publish(propose=True)
        wrong = [f"{one.error}: {one.message}" for one in (made, again) if not one.known]
        wrong += [] if again.proposal == f"{world.hub.endpoint}/datasets/{REPO}/discussions/1" else [f"{again}"]
        wrong += [] if proposals(world) == ["refs/pr/1"] else [f"the pull requests are {proposals(world)}"]
        wrong += [] if world.files() == before else ["main has changed"]
        return [f"{fault.mode} at {fault.path}: {one}" for one in wrong]


@pytest.mark.parametrize(
    "fault",
    [Fault("/commit/main", mode="drop_after"), Fault("/commit/main", status=504, mode="after", times=-1)],
    ids=["cut", "504 for ever"],
)
def test_a_lost_answer_opens_no_second_pull_request(lfs: Bench, fault: Fault) -> None:
    """And publishing again finds the open one."""
    assert_none(propose(lfs, fault))


@pytest.mark.soak
def test_no_fault_opens_a_second_pull_request(lfs: Bench) -> None:
    """At any step, done or not done."""
    with lfs.world("second") as world:
        assert world.publish(propose=True).proposal
        seen = steps(world.hub.log)
    whats = ({"mode": "drop_after"}, {"mode": "drop"}, {"status": 504, "mode": "after"}, {"status": 503})
    assert_none(lfs.each(propose, [(lfs, step.fault(**what)) for step in seen for what in whats]))


def test_after_a_merge_only_the_tag_is_made(lfs: Bench) -> None:
    """No commit; the tag has the name that the changelog gives."""
    expected = lfs.expected("second")
    with lfs.world("second") as world:
        assert world.publish(propose=True).version == NEXT
        world.post("discussions/1/merge")
        merged = world.commits()
        assert merged[-1] == f"Release {NEXT} (#1)"
        made = world.publish()
        assert (made.version, made.commit) == (NEXT, None)
        assert world.commits() == merged
        assert world.tagged() == expected.tagged
