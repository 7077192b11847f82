"""Whatever fault strikes whatever request of a release: nothing is lost, nothing is published twice.

The requests are those that an undisturbed run was seen to make, so that a new one cannot escape.  What other people and
signals do meanwhile is in ``test_interruptions``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from itertools import cycle
from typing import Any

import pytest
from campaigns import Bench, Expected, Scenario, Step
from localhub import Account, Fault
from publishing import CHANGELOG, FIRST, FOREIGN, NEXT, WAITS, assert_none

PAGE = b"<html><body><h1>Bad Gateway</h1></body></html>"
TRANSIENT: dict[str, dict[str, Any]] = {
    **{str(status): {"status": status} for status in (408, 500, 503, 504)},
    "502 of a proxy": {"status": 502, "body": PAGE},
    "429 for no second": {"status": 429, "headers": {"RateLimit": '"api";r=0;t=0'}},
    "429 for a second": {"status": 429, "headers": {"RateLimit": '"api";r=0;t=1'}},
    "429 with Retry-After": {"status": 429, "headers": {"Retry-After": "1"}},
    "cut before the work": {"mode": "drop"},
    "504 after the work": {"mode": "after", "status": 504},
    "cut after the work": {"mode": "drop_after"},
    "half an answer": {"mode": "truncate"},
}
FINAL: dict[str, dict[str, Any]] = {str(status): {"status": status} for status in (400, 401, 403, 404, 409, 412)}
KINDS = TRANSIENT | FINAL
SCENARIOS: tuple[Scenario, ...] = ("first", "second")
LONG_TOKEN = "hf_oauth_eyJhbGciOiJFZERTQSJ9.eyJzY29wZSI6WyJ3cml0ZSJdfQ.c2lnbmF0dXJlLW9m-YWxpY2U"


def strike(bench: Bench, expected: Expected, step: Step, kind: str) -> list[str]:
    """What is wrong after one fault, and after publishing again."""
    where = f"{'Xet' if bench.xet else 'LFS'}, {expected.scenario} release, {kind} at {step}"
    with bench.world(expected.scenario) as world:
        fault = step.fault(**KINDS[kind])
        world.hub.faults.append(fault)
        try:
            once = world.publish()
            wrong = ["the step did not come"] if fault.times else []
            wrong += [] if once.known else [f"{once.error}: {once.message}"]
            wrong += expected.torn(world) + (expected.missing(world) if once.done else [])
            again = world.publish()
        except TimeoutError:
            return [f"{where}: publishing hangs"]
        wrong += [] if again.done else [f"again: {again.error}: {again.message}"]
        return [f"{where}: {one}" for one in wrong + expected.missing(world)]


def blob(data: bytes) -> str:
    """The id that git gives to a file."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


@pytest.mark.parametrize("mode", ["lfs", "xet"])
def test_an_undisturbed_release_is_what_the_folder_holds(mode: str, request: pytest.FixtureRequest) -> None:
    """By digests that are computed here; the shard of the release before is gone, what others have put there stays."""
    bench: Bench = request.getfixturevalue(mode)
    with bench.world("second") as world:
        assert world.publish().version == NEXT
        paths = [path for path in (world.releases / "two").rglob("*") if path.is_file()]
        local = {path.relative_to(world.releases / "two").as_posix(): path.read_bytes() for path in paths}
        tables = {path: hashlib.sha256(data).hexdigest() for path, data in local.items() if path.endswith(".parquet")}
        copies = {path: blob(data) for path, data in local.items() if path.startswith(("schemas/", "images/"))}
        theirs = {path: blob(data or b"") for path, data in FOREIGN.items()}
        written = {"README.md", "datapackage.json", "croissant.json", CHANGELOG}
        files = world.files()
        assert {path: oid for path, oid in files.items() if path not in written} == tables | copies | theirs
        assert written <= set(files)
        assert world.tagged()[NEXT] == files
        assert world.commits() == ["initial commit", f"Release {FIRST}", "theirs", f"Release {NEXT}"]
        assert world.sections() == [NEXT, FIRST]


@pytest.mark.parametrize(
    ("mode", "of_interest"), [("lfs", ""), ("xet", "xet|/v1/|/v2/|/_xorb/|/commit/")], ids=["lfs", "xet"]
)
def test_each_step_survives_a_fault(mode: str, of_interest: str, request: pytest.FixtureRequest) -> None:
    """Lost answers and others in turn, each kind of request once for each way to upload that makes a difference."""
    bench: Bench = request.getfixturevalue(mode)
    kinds = cycle(("cut after the work", "503", "504 after the work", "502 of a proxy", "half an answer"))
    known: set[tuple[str, str]] = set()
    for scenario in SCENARIOS:
        expected = bench.expected(scenario)
        few = [one for one in expected.steps if re.search(of_interest, one.path) and not (one.skip and mode == "xet")]
        new = [one for one in few if (one.method, one.path) not in known or "/commit/" in one.path]
        known |= {(one.method, one.path) for one in new}
        assert_none(bench.each(strike, [(bench, expected, step, next(kinds)) for step in new]))


@pytest.mark.parametrize("path", ["/commit/", "/tag/", "/repos/create"])
def test_what_changes_the_hub_survives_every_kind_of_fault(lfs: Bench, path: str) -> None:
    """These requests no client repeats."""
    expected = lfs.expected("first")
    (step,) = [one for one in expected.steps if path in one.path]
    kinds = FINAL if path == "/repos/create" else KINDS
    assert_none(lfs.each(strike, [(lfs, expected, step, kind) for kind in kinds]))


def test_a_refusal_of_the_storage_is_told(xet: Bench) -> None:
    """Whose client has words of its own for it, while files are sent and while old ones are fetched."""
    expected, paths = xet.expected("second"), ("/v1/xorbs/", "/v1/shards", "/v1/reconstructions/", "/_xorb/")
    struck = [one for one in expected.steps if one.path.startswith(paths) and not one.skip]
    assert_none(xet.each(strike, [(xet, expected, step, "401") for step in struck]))


@pytest.mark.soak
@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("mode", ["lfs", "xet"])
def test_each_step_survives_every_kind_of_fault(mode: str, scenario: Scenario, request: pytest.FixtureRequest) -> None:
    """All of them."""
    bench: Bench = request.getfixturevalue(mode)
    expected = bench.expected(scenario)
    assert_none(bench.each(strike, [(bench, expected, step, kind) for step in expected.steps for kind in KINDS]))


@pytest.mark.parametrize("path", ["/repos/create", "/commit/main", "/tag/"])
def test_patience_ends_and_publishing_again_goes_on(lfs: Bench, path: str) -> None:
    """The Hub is down for as long as anybody waits; the sentence says what to do."""
    expected = lfs.expected("first")
    with lfs.world() as world:
        world.hub.faults.append(Fault(path, status=503, times=-1))
        given_up = world.publish()
        assert (given_up.error, given_up.waits) == ("Unreachable", WAITS)
        assert "publish again later" in given_up.message
        assert_none(expected.torn(world))
        world.hub.faults.clear()
        assert world.publish().done
        assert_none(expected.missing(world))
        sent = [record.path for record in world.hub.requests("^/_lfs/") if record.method == "PUT"]
        assert len(sent) == len(set(sent)), "what was uploaded is not sent again"


def test_patience_ends_while_uploading_too(lfs: Bench) -> None:
    """The client waits by itself there, a second each time as the Hub says."""
    expected = lfs.expected("second")
    with lfs.world("second") as world:
        world.hub.faults.append(Fault("^/_lfs/", method="PUT", times=-1, headers={"Retry-After": "0"}))
        given_up = world.publish(waits=[])
        assert given_up.error == "Unreachable"
        assert_none(expected.torn(world))
        world.hub.faults.clear()
        assert world.publish().done
        assert_none(expected.missing(world))


def test_a_request_that_is_never_answered_does_not_hold_publishing_up_for_ever(lfs: Bench) -> None:
    """A line that is dead without a word, once."""
    with lfs.world() as world:
        world.hub.faults.append(Fault("/revision/main", mode="late", delay=600))
        assert world.publish().done


@pytest.mark.parametrize(
    ("path", "status", "headers", "wait"),
    [
        ("/commit/main", 429, {"RateLimit": '"api";r=0;t=42'}, 43),
        ("/tag/", 429, {"RateLimit": '"api";r=0;t=0'}, 1),
        ("/revision/main", 429, {"Retry-After": "17"}, 17),
        ("/repos/create", 503, {"Retry-After": "5"}, 5),
        ("/validate-yaml", 429, {"RateLimit": '"api";r=0;t=300', "Retry-After": "9"}, 301),
        ("/commit/main", 429, {}, 1),
        ("/commit/main", 429, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, 1),
        ("/commit/main", 503, {"RateLimit": '"api";r=900;t=200'}, 1),
        ("/commit/main", 503, {"RateLimit": '"api";r=900;t=200', "Retry-After": "5"}, 5),
    ],
)
def test_publishing_waits_as_long_as_the_hub_asks(
    lfs: Bench, path: str, status: int, headers: dict[str, str], wait: float
) -> None:
    """And not longer: where a limit is told but not reached (`r=900`), it is no reason to wait for its end."""
    with lfs.world() as world:
        world.hub.faults.append(Fault(path, status=status, headers=headers))
        made = world.publish()
        assert (made.error, made.waits) == ("", (wait,))


def test_a_wait_beyond_the_limit_ends_it_at_once(lfs: Bench) -> None:
    """Nothing is asked a second time, and nobody is told of tries that were not made."""
    with lfs.world() as world:
        world.hub.faults.append(Fault("/commit/main", status=429, headers={"RateLimit": '"api";r=0;t=3600'}))
        ended = world.publish()
        assert (ended.error, ended.waits) == ("Unreachable", ())
        assert len(world.hub.requests("/commit/main")) == 1
        assert "7 tries" not in ended.message
        assert world.publish().version == FIRST


@pytest.mark.parametrize(
    ("path", "code"),
    [("/revision/main", "RepoNotFound"), ("/tree/", "RevisionNotFound"), (f"/resolve/.*/{CHANGELOG}", "EntryNotFound")],
)
def test_what_seems_to_be_missing_once_is_not_taken_for_new(lfs: Bench, path: str, code: str) -> None:
    """The repository with its tags and files, or the changelog with its history."""
    expected = lfs.expected("second")
    with lfs.world("second") as world:
        headers = {"x-error-code": code, "x-repo-commit": "0" * 40}
        world.hub.faults.append(Fault(path, status=404, headers=headers))
        assert world.publish().known
        assert world.publish().done
        assert_none(expected.missing(world))


ECHOES: dict[str, Callable[[str], dict[str, Any]]] = {
    "in the header": lambda token: {"status": 403, "headers": {"x-error-message": f"no rights for {token}"}},
    "in the body": lambda token: {"status": 400, "headers": {"x-error-message": ""}, "body": {"error": f"bad {token}"}},
    "in a page": lambda token: {"status": 502, "body": f"<p>authorization: Bearer {token}</p>".encode(), "times": -1},
    "not found": lambda token: {"status": 404, "headers": {"x-error-code": "RepoNotFound", "x-error-message": token}},
    "with a wait": lambda token: {"status": 429, "headers": {"Retry-After": "999", "x-error-message": token}},
}


def leak(bench: Bench, token: str, path: str, echo: str) -> list[str]:
    """What of the token can be read after the Hub has repeated it."""
    with bench.world() as world:
        world.hub.tokens[token] = Account("alice", ("org",))
        world.hub.faults.append(Fault(path, **ECHOES[echo](token)))
        ended = world.publish(token=token)
        parts = [part for part in token.split(".") if len(part) > 7 and part in ended.text]
        wrong = [f"tells of {parts}: {ended.message}"] if parts else []
        return [f"{echo} at {path}: {one}" for one in wrong + ([] if ended.known else [ended.error])]


@pytest.mark.parametrize("token", ["hf_alice", LONG_TOKEN, "api_org_QwErTyUiOpAsDf"])
def test_a_hub_that_repeats_the_token_tells_it_to_nobody(lfs: Bench, token: str) -> None:
    """Neither message nor trace nor what is told on the way has any part of it, whatever kind of token it is."""
    paths = ("/repos/create", "/commit/main", "/tag/") if token == "hf_alice" else ("/commit/main",)
    assert_none(lfs.each(leak, [(lfs, token, path, echo) for path in paths for echo in ECHOES]))
