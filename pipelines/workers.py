"""Workers: the same pure function over batches in this process, in processes beside it, or on a Dask cluster.

Handing out batches and giving back results in their order belong here; what is done to a batch is decided in
``making``. Never more batches are under way than keep everybody busy, so that memory does not grow with the corpus.
"""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from itertools import chain, islice
from typing import Any, TypeVar

Tag = TypeVar("Tag")
Result = TypeVar("Result")

Job = tuple[Tag, tuple[Any, ...]]
"""What a result belongs to, and the arguments that make it."""

FEW = 4
"""Batches that are not worth starting processes for, which takes a second or two."""

SECONDS = 20
"""How long a scheduler may take to answer."""

_AHEAD = 2
"""Batches under way for each worker: one that it works on, one that waits for it."""


class NoWorkers(RuntimeError):
    """The workers that were asked for cannot be had, or died; the message says what to do."""


class Workers:
    """Whoever does the work: ``size`` of them. Processes and connections are opened when they are first needed."""

    def __init__(self, asked: str = "") -> None:
        """``asked``: a number of processes, the address of a Dask scheduler, or nothing for one process a core."""
        self._asked = asked
        self._size = _number(asked)
        self._opened = contextlib.ExitStack()
        self._executor: Executor | None = None

    def over(self, work: Callable[..., Result], jobs: Iterable[Job[Tag]]) -> Iterator[tuple[Tag, Result]]:
        """What ``work`` makes of each batch, in the order of the batches; ``jobs`` is taken from as work goes on.

        Raises `NoWorkers`, and what ``work`` raises.
        """
        jobs = iter(jobs)
        first = list(islice(jobs, FEW))
        if self._size == 1 or len(first) < FEW:
            for tag, arguments in chain(first, jobs):
                yield tag, work(*arguments)
            return
        try:
            yield from self._spread(work, chain(first, jobs))
        except (BrokenExecutor, BrokenPipeError) as error:
            raise NoWorkers(_DIED) from error

    def _spread(self, work: Callable[..., Result], jobs: Iterator[Job[Tag]]) -> Iterator[tuple[Tag, Result]]:
        executor = self._open()
        under_way: deque[tuple[Tag, Future[Result]]] = deque()
        try:
            for tag, arguments in jobs:
                under_way.append((tag, executor.submit(work, *arguments)))
                if len(under_way) >= _AHEAD * self._size:
                    yield _oldest(under_way)
            while under_way:
                yield _oldest(under_way)
        finally:
            for _, future in under_way:
                future.cancel()

    def _open(self) -> Executor:
        if self._executor is None:
            if "://" in self._asked:
                self._executor, self._size = self._opened.enter_context(_cluster(self._asked))
            else:
                self._executor = self._opened.enter_context(_processes(self._size))
        return self._executor

    def close(self) -> None:
        """End the processes, leave the cluster."""
        self._executor = None
        self._opened.close()


_INSTALL = ".venv/bin/pip install --constraint constraints.txt --editable '.[cluster]'"
_DIED = "a worker process was killed, perhaps for want of memory; build again, with fewer: --workers 1"


def _number(asked: str) -> int:
    """How many processes are meant; of a cluster it is not known before it is asked."""
    if not asked:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if "://" in asked:
        return 2
    if not asked.isdecimal() or int(asked) < 1:
        raise NoWorkers(
            f"--workers {asked!r} is neither a number of processes nor an address like tcp://scheduler:8786"
        )
    return int(asked)


def _oldest(under_way: deque[tuple[Tag, Future[Result]]]) -> tuple[Tag, Result]:
    """Take the first batch, once it is done: nobody holds its result any more."""
    tag, future = under_way.popleft()
    return tag, future.result()


@contextlib.contextmanager
def _processes(size: int) -> Iterator[Executor]:
    """A pool whose processes are forked from one that has imported the work but holds nothing of ours."""
    from multiprocessing import get_context

    context = get_context("forkserver")
    context.set_forkserver_preload(["pipelines.making"])
    with ProcessPoolExecutor(size, context) as executor:
        yield executor


@contextlib.contextmanager
def _cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """An existing Dask cluster and how many threads it has; its workers must have the code that we have."""
    try:
        from distributed import Client
    except ImportError:
        raise NoWorkers(f"--workers {address} needs Dask: {_INSTALL}") from None
    try:
        client: Any = Client(address, timeout=SECONDS)  # type: ignore[no-untyped-call]  # it has no types
    except (OSError, ValueError) as error:
        raise NoWorkers(f"no Dask scheduler answers at {address} ({error}); start it, or mend the address") from None
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise NoWorkers(f"the Dask cluster at {address} has no workers; start some: dask worker {address}")
        _same_code(client, address)
        yield client.get_executor(pure=False, retries=2), threads


def _same_code(client: Any, address: str) -> None:
    from pipelines.versions import code

    ours, theirs = code("making"), client.run(code, "making", on_error="return")
    other = sorted(worker for worker, found in theirs.items() if found != ours)
    if other:
        raise NoWorkers(
            f"{len(other)} of {len(theirs)} workers at {address} have another fangtan than this one, or none "
            f"({other[0]}: {theirs[other[0]]!s:.80}); install the same version and libraries on all of them"
        )
