"""Measuring: what a call costs in a process of its own, twice and more, in turn with what it is compared with."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of the processor and of the clock after a warm-up, and the most memory that was held (bytes)."""

    processor: float
    clock: float
    memory: int
    told: Mapping[str, float]


def run(task: str, *arguments: object) -> Cost:
    """The cost of a task of ``tasks`` in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.tasks", task, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    told = json.loads(done.stdout.splitlines()[-1])
    return Cost(told.pop("processor"), told.pop("clock"), int(told.pop("memory")), told)


def in_turn(times: int, tasks: Mapping[str, Sequence[object]], order: Sequence[str] = ()) -> dict[str, list[Cost]]:
    """Each task so many times, one after the other and again: what else runs on the machine hits all alike.

    In ``order`` a task can stand several times: one that takes seconds beside others that take a minute is measured
    between all of them, or a moment's noise would decide.
    """
    found: dict[str, list[Cost]] = {name: [] for name in tasks}
    for _ in range(times):
        for name in order or tasks:
            found[name].append(run(*map(str, tasks[name])))
    return found


def ratio(one: Sequence[Cost], other: Sequence[Cost]) -> float:
    """How many times as much processor ``one`` took, by the medians of both."""
    return median(cost.processor for cost in one) / median(cost.processor for cost in other)


def peak() -> int:
    """The most bytes that this process has held, from the kernel where it tells: `ru_maxrss` begins at the parent's."""
    if STATUS.exists():
        line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def told(processor: float, clock: float, **more: float) -> None:
    """Print what `run` reads: the costs so far of this process, and what else a task has to say."""
    costs = {"processor": time.process_time() - processor, "clock": time.perf_counter() - clock, "memory": peak()}
    print(json.dumps({**costs, **more}))
