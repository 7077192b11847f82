"""The tasks that are measured, each in a process of its own: `python -m benchmarks.tasks NAME ARGUMENTS`.

What is loaded once (libraries, dictionaries) is loaded before the measurement: it does not grow with the corpus.
"""

from __future__ import annotations

import logging
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import corpus
from benchmarks.measuring import told


def ours(raw: str, work: str, workers: str = "1") -> None:
    """All stages, checks and the release, and what each stage cost."""
    from pipelines import assembly, checking, likeness, stages
    from pipelines.tables.schema import TABLES
    from pipelines.workers import Workers

    crew, folder, costs = Workers(workers), Path(work) / "work", dict[str, float]()

    def all_of_it(raw: Path, costs: dict[str, float]) -> None:
        steps: dict[str, Callable[[], object]] = {
            "documents": lambda: stages.documents(raw, folder, _quiet),
            "articles": lambda: stages.articles(folder, _quiet, crew),
            "turns": lambda: stages.turns(folder, _quiet, crew),
            "entities": lambda: stages.entities(folder, _quiet, crew),
            "likeness": lambda: likeness.likeness(folder, _quiet, crew),
            "checks": lambda: [checking.check(folder, table, crew) for table in TABLES],
            "release": lambda: assembly.release(folder, Path(work) / "dataset", _quiet, crew),
        }
        for name, step in steps.items():
            start = time.perf_counter()
            step()
            costs[name] = time.perf_counter() - start

    corpus.write(Path(work) / "warm", 200_000 if workers == "1" else 1_000_000, seed=2)
    all_of_it(Path(work) / "warm", {})
    shutil.rmtree(folder)
    start = time.process_time(), time.perf_counter()
    all_of_it(Path(raw), costs)
    told(*start, **costs)
    crew.close()


def naive(raw: str, work: str) -> None:
    """The script of an afternoon."""
    import jieba
    import pandas  # noqa: F401 - loaded before the measurement

    from benchmarks.naive import main

    jieba.setLogLevel(logging.ERROR)
    corpus.write(Path(work) / "warm", 20_000, seed=2)
    main(Path(work) / "warm", Path(work) / "naive")
    start = time.process_time(), time.perf_counter()
    main(Path(raw), Path(work) / "naive")
    told(*start)


def cut(raw: str, work: str) -> None:
    """`jieba.cut` alone."""
    import jieba

    jieba.setLogLevel(logging.ERROR)
    _words(raw, jieba.cut)


def posseg(raw: str, work: str) -> None:
    """`jieba.posseg.cut` alone."""
    import jieba.posseg

    jieba.setLogLevel(logging.ERROR)
    _words(raw, jieba.posseg.cut)


def words(raw: str, work: str) -> None:
    """Our words alone, with their tags."""
    from pipelines.text import words as ours

    _words(raw, lambda line: [(word, ours.tag(word)) for word in ours.cut(line)])


def incremental(raw: str, work: str) -> None:
    """A build again with nothing changed, and one with one article changed; the first is not measured."""
    from pipelines.build import Wish, build
    from pipelines.places import Places

    places, wish = Places(raw, f"{work}/dataset"), Wish(workers="1")

    def seconds() -> float:
        start = time.process_time()
        assert build(places, _quiet, wish).problems == []
        return time.process_time() - start

    corpus.write(Path(work) / "warm", 20_000, seed=2)
    build(Places(f"{work}/warm", f"{work}/warmed"), _quiet, wish)
    start = time.process_time(), time.perf_counter()
    first, unchanged = seconds(), seconds()
    changed = sorted(Path(raw).iterdir())[0]
    changed.write_text(changed.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    told(*start, first=first, unchanged=unchanged, changed=seconds())


def _words(raw: str, divide: Callable[[str], object]) -> None:
    lines = [line for path in sorted(Path(raw).iterdir()) for line in path.read_text(encoding="utf-8").splitlines()]
    for line in lines[:100]:
        list(divide(line))  # type: ignore[call-overload]  # whatever can be gone through
    start = time.process_time(), time.perf_counter()
    for line in lines:
        list(divide(line))  # type: ignore[call-overload]  # the same
    told(*start)


def _quiet(stage: str, done: int, total: int | None) -> None:
    """Tell nobody."""


TASKS: dict[str, Callable[..., None]] = {task.__name__: task for task in (ours, naive, cut, posseg, words, incremental)}

if __name__ == "__main__":
    TASKS[sys.argv[1]](*sys.argv[2:])
