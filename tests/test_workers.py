"""Workers: the same results in the same order whoever does the work, and a sentence where they cannot be had."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import releases
from hypothesis import given
from hypothesis import strategies as st
from releases import SOURCE, content, quiet, talk

from pipelines import versions
from pipelines import workers as module
from pipelines.build import Wish, build
from pipelines.places import Places
from pipelines.text import dictionary, segmenter
from pipelines.workers import FEW, NoWorkers, Workers

QUIET = subprocess.DEVNULL
ROOT = Path(__file__).resolve().parents[1]
NAMES = ("孟有福", "罗小满", "程水生", "何青山", "赵大同")
FILES = {
    "crafts/source.yaml": SOURCE,
    **{f"crafts/{number:03}.txt": talk(f"第{number}个人", NAMES[number % 5], str(number)) for number in range(90)},
    "crafts/empty.txt": "",
    "crafts/scrap.txt": "没有人说话。",
}


def square(number: int, wait: float = 0) -> tuple[int, int]:
    """Something to do, and in which process it was done."""
    time.sleep(wait)
    return number * number, os.getpid()


def suicide(number: int) -> int:
    """What the kernel does to a process for want of memory."""
    if number == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def failing(number: int) -> int:
    """A mistake of ours."""
    if number == 7:
        raise ValueError("seven")
    return number


@pytest.fixture(scope="module")
def two() -> Iterator[Workers]:
    """Two processes."""
    made = Workers("2")
    yield made
    made.close()


def dictionaries(number: int) -> int:
    """How many dictionaries a process has that was asked nothing."""
    return dictionary._entries.cache_info().currsize + segmenter.cutter.cache_info().currsize


def leaving(path: str) -> None:
    """Fail at once without a path, else leave a file there in a while."""
    if not path:
        raise ValueError("no path")
    time.sleep(0.5)
    Path(path).write_text("here")


def at_work(path: str) -> None:
    """Say which process this is, and stay."""
    Path(path).write_text("here")
    time.sleep(600)


@given(st.integers(0, 30))
def test_results_come_in_the_order_of_the_batches(two: Workers, count: int) -> None:
    """However long each takes; few batches are done here, many by two others."""
    found = list(two.over(square, ((f"tag {n}", (n, 0.002 * (n % 3))) for n in range(count))))
    assert [(tag, result[0]) for tag, result in found] == [(f"tag {n}", n * n) for n in range(count)]
    processes = {result[1] for _, result in found}
    assert (os.getpid() in processes) == (0 < count < FEW)


def test_light_work_is_done_here_unless_others_are_there_anyway() -> None:
    """Starting processes takes longer than it does."""
    made = Workers("2")
    ten = [(n, (n,)) for n in range(10)]
    assert {process for _, (_, process) in made.nearby(square, ten, 11)} == {os.getpid()}
    assert os.getpid() not in {process for _, (_, process) in made.nearby(square, ten, 10)}
    assert os.getpid() not in {process for _, (_, process) in made.nearby(square, ten, 11)}
    made.close()


def test_the_collector_is_left_as_it_was() -> None:
    """What it is to leave alone during the work it goes through again behind it, also where the work fails."""
    alone = Workers("1")
    assert all(frozen for _, frozen in alone.over(gc.get_freeze_count, ((number, ()) for number in range(3))))
    assert not gc.get_freeze_count()
    with pytest.raises(ZeroDivisionError):
        list(alone.over(divmod, [(0, (1, 0))]))
    assert not gc.get_freeze_count()


def test_work_within_work_ends_nothing_for_the_work_around_it() -> None:
    """As a bin that a process makes with workers of its own."""
    outer = Workers("1").over(lambda: list(Workers("1").over(len, [(0, ("ab",))])), [(0, ()), (1, ())])
    assert next(outer) == (0, [(0, 2)])
    assert gc.get_freeze_count()
    assert list(outer) == [(1, [(0, 2)])]


def test_workers_are_born_with_the_dictionaries() -> None:
    """They share their memory, and none of them waits for reading them."""
    made = Workers("2")
    assert {found for _, found in made.nearby(dictionaries, ((n, (n,)) for n in range(8)))} == {2}
    made.close()


def test_batches_are_taken_only_as_work_goes_on(two: Workers) -> None:
    """Memory does not grow with their number."""
    taken: list[int] = []

    def jobs() -> Iterator[tuple[int, tuple[int]]]:
        for number in range(100):
            taken.append(number)
            yield number, (number,)

    for done, _ in two.over(square, jobs()):
        assert len(taken) <= done + 1 + 2 * FEW
    assert len(taken) == 100


def test_what_a_batch_raises_reaches_whoever_asked(two: Workers) -> None:
    """And the workers can be used again."""
    with pytest.raises(ValueError, match="seven"):
        list(two.over(failing, ((n, (n,)) for n in range(20))))
    assert len(list(two.over(square, ((n, (n,)) for n in range(20))))) == 20


def test_when_one_fails_nobody_is_at_work_any_more(two: Workers, tmp_path: Path) -> None:
    """The lock on the files is given back then."""
    paths = ["", *(str(tmp_path / f"{number}") for number in range(20))]
    with pytest.raises(ValueError, match="no path"):
        list(two.nearby(leaving, ((path, (path,)) for path in paths)))
    left = sorted(tmp_path.iterdir())
    time.sleep(1)
    assert sorted(tmp_path.iterdir()) == left


def test_a_process_that_is_killed_is_told_with_what_to_do() -> None:
    """Nothing waits for ever."""
    made = Workers("2")
    with pytest.raises(NoWorkers, match="a worker process was killed, perhaps for want of memory"):
        list(made.over(suicide, ((n, (n,)) for n in range(20))))
    made.close()


MASTER = """
import sys
from test_workers import at_work
from pipelines.workers import Workers
if __name__ == "__main__":
    list(Workers("2").nearby(at_work, ((n, (f"{sys.argv[1]}/{n}",)) for n in range(4))))
"""


def processes_of(word: str) -> set[str]:
    """The processes whose command or environment has this word in it."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if word.encode() in path.read_bytes():
                found.add(path.parent.name)
    return found


def until(holds: Callable[[], bool], seconds: int = 60) -> bool:
    """Whether it holds, at once or within that time."""
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()


def test_processes_end_with_the_one_that_they_work_for(tmp_path: Path) -> None:
    """Whoever builds next must not find somebody else at work in the same files."""
    script = tmp_path / "master.py"
    script.write_text(MASTER)
    where = {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}", "MARK": str(tmp_path)}
    master = subprocess.Popen([sys.executable, str(script), str(tmp_path)], env={**os.environ, **where})
    try:
        assert until(lambda: (tmp_path / "0").exists() and (tmp_path / "1").exists())
        assert len(processes_of(str(tmp_path))) >= 3
    finally:
        master.kill()
        master.wait()
    assert until(lambda: not processes_of(str(tmp_path)), 10)


@pytest.mark.parametrize("asked", ["0", "-1", "two", "1.5", " "])
def test_what_is_no_number_and_no_address_is_refused(asked: str) -> None:
    """Before anything is begun."""
    with pytest.raises(NoWorkers, match="neither a number of processes nor an address"):
        Workers(asked)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """A raw folder, and the release that one process built of it."""
    folder = tmp_path_factory.mktemp("workers")
    releases.write(folder / "raw", FILES)
    assert build(Places(str(folder / "raw"), str(folder / "one")), quiet, Wish(workers="1")).problems == []
    return folder, content(folder / "one")


@pytest.mark.parametrize("number", ["2", "3"])
def test_a_release_has_the_same_bytes_whatever_the_number_of_workers(
    alone: tuple[Path, dict[str, bytes]], number: str
) -> None:
    """With its rejects and all."""
    folder, expected = alone
    outcome = build(Places(str(folder / "raw"), str(folder / number)), quiet, Wish(workers=number))
    assert (outcome.problems, outcome.anew, len(outcome.rejects)) == ([], 92, 1)
    assert content(folder / number) == expected


class Cluster:
    """A Dask scheduler and two workers on this machine, as processes of their own."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        self.folder = folder
        self._start("scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(self.file))
        self.workers = [self.worker(number) for number in range(2)]

    def worker(self, number: int) -> subprocess.Popen[bytes]:
        """Start a worker without a nanny, so that a kill is a kill."""
        own = ("--no-nanny", "--no-dashboard", "--nthreads", "1", "--name", str(number), "--local-directory")
        return self._start("worker", "--scheduler-file", str(self.file), *own, str(self.folder))

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        kept = {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}", "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "10s"}
        program = [sys.executable, "-m", "distributed.cli.dask_" + command[0], *command[1:]]
        process = subprocess.Popen(program, env={**os.environ, **kept}, stdout=QUIET, stderr=QUIET)
        self.running = [*getattr(self, "running", []), process]
        return process

    @property
    def address(self) -> str:
        """Of the scheduler, when it is up and both workers are there."""
        from distributed import Client

        for _ in range(300):
            if self.file.exists():
                break
            time.sleep(0.1)
        with Client(scheduler_file=str(self.file)) as client:  # type: ignore[no-untyped-call]
            client.wait_for_workers(2, timeout=60)
            return str(client.scheduler.address)

    def stop(self) -> None:
        """Kill all."""
        for process in self.running:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler and two workers."""
    made = Cluster(tmp_path)
    yield made
    made.stop()


def test_a_cluster_makes_the_same_bytes_also_when_a_worker_is_killed_in_the_middle(
    cluster: Cluster, alone: tuple[Path, dict[str, bytes]], tmp_path: Path
) -> None:
    """What the dead worker had in hand is done by the other."""
    folder, expected = alone
    address = cluster.address

    def tell(stage: str, done: int, total: int | None) -> None:
        if stage == "articles" and done >= 16:
            cluster.workers[0].kill()

    outcome = build(Places(str(folder / "raw"), str(tmp_path / "out")), tell, Wish(workers=address))
    assert (outcome.problems, outcome.anew) == ([], 92)
    assert content(tmp_path / "out") == expected
    assert cluster.workers[0].wait(timeout=60) == -signal.SIGKILL


def forget_versions() -> None:
    """What was found of this process's code."""
    versions.code.cache_clear()
    versions._surroundings.cache_clear()


def test_a_worker_with_other_code_is_refused_by_name(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of a corpus made otherwise would go unnoticed."""
    monkeypatch.setattr("pipelines.versions.LIBRARIES", ("pyarrow",))
    forget_versions()
    made = Workers(cluster.address)
    try:
        with pytest.raises(NoWorkers, match=r"2 of 2 workers at tcp://.* have another fangtan than this one"):
            list(made.over(square, ((n, (n,)) for n in range(20))))
    finally:
        made.close()
        monkeypatch.undo()
        forget_versions()


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do."""
    monkeypatch.setattr(module, "SECONDS", 1)
    with pytest.raises(NoWorkers, match=r"no Dask scheduler answers at tcp://127.0.0.1:9"):
        list(Workers("tcp://127.0.0.1:9").over(square, ((n, (n,)) for n in range(20))))
