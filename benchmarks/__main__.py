"""All benchmarks, as a Markdown page on the standard output: `make bench`, or `make bench QUICK=1` for a tenth."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks import corpus
from benchmarks.measuring import ROOT, in_turn, ratio, run

MB = 1_000_000


def main() -> None:
    """Print the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="corpora of a tenth of the size, each once")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for part in (throughput, workers, memory, growth, incremental):
            print("\n".join(part(Path(folder) / part.__name__, quick)), flush=True)
    print("\n".join(start_up()))
    print(f"\nPython {platform.python_version()}, {os.cpu_count()} cores of {_processor()}, {platform.system()}.")


def _corpus(folder: Path, size: int) -> tuple[Path, int]:
    return folder / "raw", corpus.write(folder / "raw", size)


def throughput(folder: Path, quick: bool) -> Iterator[str]:
    """Everything on one core against the script, on the same text."""
    size, times = (MB // 2, 1) if quick else (5 * MB, 3)
    raw, articles = _corpus(folder, size)
    tasks = ("ours", "naive", "words", "cut", "posseg")
    order = [name for other in tasks[1:] for name in (tasks[0], other)]
    found = in_turn(times, {name: (name, raw, folder / name) for name in tasks}, order)
    medians = f"medians of {times} (Fangtan: {len(found['ours'])})"
    yield f"## Throughput: {size / MB:g} MB, {articles:,} articles, one core, {medians}\n"
    yield "| what | MB/s | the script's time is |\n| --- | ---: | ---: |"
    for name, label in zip(
        tasks, ("Fangtan, all of it", "the script", "our words", "jieba.cut", "jieba.posseg"), strict=True
    ):
        speed = median(size / MB / one.processor for one in found[name])
        yield f"| {label} | {speed:.2f} | {ratio(found['naive'], found[name]):.1f} × |"
    yield "\n| stage | seconds |\n| --- | ---: |"
    for stage, seconds in found["ours"][0].told.items():
        yield f"| {stage} | {seconds:.2f} |"


def workers(folder: Path, quick: bool) -> Iterator[str]:
    """One process against two."""
    size, times = (MB, 1) if quick else (10 * MB, 3)
    raw, _ = _corpus(folder, size)
    found = in_turn(times, {number: ("ours", raw, folder / number, number) for number in ("1", "2")})
    gain = median(one.clock / two.clock for one, two in zip(found["1"], found["2"], strict=True))
    yield f"\n## Workers: {size / MB:g} MB\n\nTwo processes are {gain:.2f} times as fast as one, by the clock."


def memory(folder: Path, quick: bool) -> Iterator[str]:
    """The most that is held, for corpora of two sizes."""
    yield "\n## Memory\n\n| MB of text | peak MB |\n| ---: | ---: |"
    for size in (2 * MB, 8 * MB) if quick else (50 * MB, 200 * MB):
        raw, _ = _corpus(folder / str(size), size)
        yield f"| {size / MB:g} | {run('ours', raw, folder / f'work{size}').memory / 2**20:.0f} |"


def growth(folder: Path, quick: bool) -> Iterator[str]:
    """Seconds of the processor for each article, for ever more of them."""
    yield "\n## Growth\n\n| articles | seconds | milliseconds an article |\n| ---: | ---: | ---: |"
    for number in (10, 100) if quick else (10, 100, 1_000, 10_000):
        raw = folder / str(number)
        raw.mkdir(parents=True)
        for one in range(number):
            name, text = corpus.article(one)
            (raw / name).write_text(text, encoding="utf-8")
        cost = run("ours", raw, folder / f"work{number}")
        yield f"| {number:,} | {cost.processor:.2f} | {1000 * cost.processor / number:.1f} |"


def incremental(folder: Path, quick: bool) -> Iterator[str]:
    """A build again, as the command does it, without loading libraries."""
    size = MB if quick else 8 * MB
    raw, articles = _corpus(folder, size)
    told = run("incremental", raw, folder / "work").told
    yield f"\n## Again: {articles:,} articles\n\n| what changed | seconds | of the first build |\n| --- | ---: | ---: |"
    for name in ("first", "unchanged", "changed"):
        yield f"| {LABELS[name]} | {told[name]:.2f} | {told[name] / told['first']:.1%} |"


LABELS = {"first": "everything", "unchanged": "nothing", "changed": "one article"}


def start_up() -> Iterator[str]:
    """The command, by the clock: the best of five."""
    yield "\n## Start-up\n\n| command | seconds |\n| --- | ---: |"
    program = Path(sys.executable).with_name("fangtan")
    with tempfile.TemporaryDirectory() as out:
        for shown, arguments in (
            ("fangtan --help", ["--help"]),
            ("fangtan build (the sample)", ["build", "--out", f"{out}/o"]),
        ):
            yield f"| `{shown}` | {min(_clock([str(program), *arguments]) for _ in range(5)):.2f} |"


def _clock(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    main()
