"""The real commands, watched and killed: `fangtan publish` and the asset of Dagster against a hub.

They end as they should after a fault, nobody reads the token, and `kill -9` at any moment costs nothing: the next run
completes what is missing.  All kinds of faults are in ``test_faults``, other people in ``test_races``.
"""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from campaigns import Bench, Expected, Step, shared_bench, steps
from localhub import Fault
from publishing import NEXT, REPO, World, assert_none

COMMAND = Path(sys.executable).with_name("fangtan")
TOKEN = "hf_alice"
ECHO = {"x-error-message": f"Bearer {TOKEN} may not do that"}
MATERIALIZE = """
import sys
import dagster as dg
from pipelines.defs.hub import Hub, hub_release
from pipelines.defs.paths import Paths
instance = dg.DagsterInstance.ephemeral()
resources = {"paths": Paths(out=sys.argv[1]), "hub": Hub(repository=sys.argv[2])}
result = dg.materialize([hub_release], resources=resources, instance=instance, raise_on_error=False)
for entry in instance.all_logs(result.run_id):
    print(entry.to_json(), entry)
sys.exit(not result.success)
"""


def start(world: World, *command: str | Path) -> subprocess.Popen[str]:
    """Start a command whose Hub is the hub, in a process of its own: `fangtan publish` unless told."""
    publish = (COMMAND, "publish", REPO, "--dataset", world.releases / "two", "--tag", NEXT)
    home = world.releases / "home"
    home.mkdir(exist_ok=True)
    env = world.hub.env(home, TOKEN) | {"TMPDIR": str(home)}
    return subprocess.Popen(command or publish, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def run(world: World, *command: str | Path) -> tuple[int, str]:
    """The exit code of a command, and all that it says."""
    process = start(world, *command)
    said = process.communicate(timeout=60)
    return process.returncode, "".join(said)


def beside(world: World) -> set[str]:
    """What lies beside the releases that was not there."""
    return {path.name for path in world.releases.iterdir()} - {"one", "two", "three", "home"}


def digests(folder: Path) -> dict[str, str]:
    """Every file of a release."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def sent_to_storage(world: World) -> list[str | None]:
    """What came as authorization to the port of buckets, CDN and Xet."""
    port = urlsplit(world.hub.cdn).port
    return [record.authorization for record in list(world.hub.log) if record.port == port]


def leaks(world: World, said: str) -> list[str]:
    """Where the token can be read."""
    kept = {path: world.hub.read(REPO, "main", path) for path in world.files()}
    found = [path for path, data in kept.items() if TOKEN.encode() in data]
    found += ["storage"] if any(TOKEN in (sent or "") for sent in sent_to_storage(world)) else []
    return found + ([said] if TOKEN in said else [])


@pytest.mark.parametrize("mode", ["lfs", "xet"])
def test_the_command_goes_on_after_faults_and_tells_nobody_the_token(mode: str, request: pytest.FixtureRequest) -> None:
    """The answer of the commit is lost, the tag refused for a second, and the Hub repeats the token."""
    bench: Bench = request.getfixturevalue(mode)
    with bench.world("second") as world:
        world.hub.faults.append(Fault("/commit/main", mode="drop_after"))
        world.hub.faults.append(Fault("/tag/", status=503, headers=ECHO))
        code, said = run(world)
        assert (code, f"published {NEXT}" in said, "Bearer hf_*** may not" in said) == (0, True, True)
        assert leaks(world, said) == []
        assert sent_to_storage(world)
        assert world.commits()[-2:] == ["theirs", f"Release {NEXT}"]
        assert world.publish(tag=NEXT).commit is None
        assert beside(world) == set()


def test_a_refusal_is_one_sentence_without_a_trace(lfs: Bench) -> None:
    """It quotes the Hub, but not the token; before it stands what was done."""
    with lfs.world() as world:
        world.hub.faults.append(Fault("/commit/main", status=403, headers=ECHO, body={"error": f"{TOKEN}!"}))
        code, said = run(world)
        assert (code, [line[:8] for line in said.splitlines()]) == (1, ["fangtan:"] * 3)
        assert "Bearer hf_*** may not do that" in said
        assert leaks(world, said) == []


@pytest.mark.parametrize("refused", [False, True], ids=["published", "refused"])
def test_dagster_keeps_no_token(lfs: Bench, refused: bool) -> None:
    """Neither in its events and their metadata nor on its console; what the Hub says is in them."""
    with lfs.world() as world:
        status = 403 if refused else 503
        world.hub.faults.append(Fault("/tag/", status=status, headers=ECHO, body={"error": f"{TOKEN}!"}))
        code, said = run(world, sys.executable, "-c", MATERIALIZE, world.releases / "two", REPO)
        assert code == refused, said
        assert "Bearer hf_*** may not do that" in said
        assert ("STEP_FAILURE" if refused else "ASSET_MATERIALIZATION") in said
        assert leaks(world, said) == []


class Killing:
    """Kills of `fangtan publish` in the second scenario, and what is wrong afterwards."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        with bench.world("second") as world:
            before, process = world.files(), start(world)
            wait(world, process)
            began = time.monotonic()
            assert "published" in process.communicate(timeout=60)[0]
            self.length = time.monotonic() - began
            after, log = (world.files(), world.commits(), world.tagged()), steps(world.hub.log)
            self.expected = Expected("second", before, *after, log)

    def after(self, seconds: float) -> list[str]:
        """Kill it so long after it began to work."""
        with self.bench.world("second") as world:
            release, process = digests(world.releases / "two"), start(world)
            wait(world, process)
            time.sleep(seconds)
            return [f"after {seconds:.3f} s: {one}" for one in self._killed(world, process, release)]

    def at(self, step: Step, *, done: bool) -> list[str]:
        """Kill it when the hub has got a request, and do what was asked or not."""
        with self.bench.world("second") as world:
            release, process = digests(world.releases / "two"), start(world)
            fault = step.fault(mode="late" if done else "drop", meanwhile=process.kill)
            world.hub.faults.append(fault)
            process.wait(60)
            wrong = ["the step did not come"] if fault.times else []
            wrong += self._killed(world, process, release)
            return [f"at {step}, {'' if done else 'not '}done: {one}" for one in wrong]

    def _killed(self, world: World, process: subprocess.Popen[str], release: dict[str, str]) -> list[str]:
        process.kill()
        process.communicate()
        wrong = self.expected.torn(world)
        again = world.publish(tag=NEXT, day=datetime.now(UTC).date())
        wrong += ([] if again.done else [f"again: {again.text}"]) + self.expected.missing(world)
        wrong += [f"{name} lies beside the release" for name in beside(world)]
        return wrong + ([] if digests(world.releases / "two") == release else ["the release has changed"])


def wait(world: World, process: subprocess.Popen[str]) -> None:
    """Until a command begins to work, which is seen beside the release: before, it only loads its modules."""
    while process.poll() is None and not beside(world):
        time.sleep(0.001)


@pytest.fixture(scope="module")
def killing_lfs() -> Killing:
    """Without Xet."""
    return Killing(shared_bench(xet=False))


@pytest.fixture(scope="module")
def killing_xet() -> Killing:
    """With Xet."""
    return Killing(shared_bench(xet=True))


@pytest.fixture(params=["lfs", "xet"])
def killing(request: pytest.FixtureRequest) -> Killing:
    """Both."""
    found: Killing = request.getfixturevalue(f"killing_{request.param}")
    return found


def test_a_kill_at_any_moment_costs_nothing(killing: Killing) -> None:
    """A few for each way to upload, drawn once and for all as shares of the time that the command works."""
    shares = random.Random(3)
    assert_none([said for _ in range(3) for said in killing.after(shares.random() * killing.length)])


@pytest.mark.parametrize("path", ["/commit/", "/tag/"])
def test_a_kill_at_the_commit_or_the_tag_costs_nothing(killing_lfs: Killing, path: str) -> None:
    """The Hub does what it was asked, but nobody is there to hear of it."""
    (step,) = [one for one in killing_lfs.expected.steps if path in one.path]
    assert_none(killing_lfs.at(step, done=True))


@pytest.mark.soak
def test_fifty_kills_cost_nothing(killing: Killing) -> None:
    """Half of them with each way to upload."""
    shares = random.Random(50)
    assert_none([said for _ in range(25) for said in killing.after(shares.random() * killing.length)])


@pytest.mark.soak
@pytest.mark.parametrize("done", [False, True])
def test_a_kill_at_any_request_costs_nothing(killing: Killing, done: bool) -> None:
    """Before the Hub did what was asked, and after."""
    assert_none([said for step in killing.expected.steps for said in killing.at(step, done=done)])
