"""Workers: the same pure function over batches in this process, in processes beside it, or on a Dask cluster.

Handing out batches and giving back results in their order belong here; what is done to a batch is decided in
``making``. Never more batches are under way than keep everybody busy, so that memory does not grow with the corpus.
"""

from __future__ import annotations

import contextlib
import gc
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
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


_Crew = tuple[Executor, int]
"""Whoever takes jobs, and how many they are."""


class Workers:
    """Whoever does the work. Processes and connections are opened when they are first needed."""

    def __init__(self, asked: str = "") -> None:
        """``asked``: a number of processes, the address of a Dask scheduler, or nothing for one process a core."""
        self._asked = asked
        self._size = _number(asked)
        self._opened = contextlib.ExitStack()
        self._crews: dict[bool, _Crew] = {}

    @property
    def far(self) -> bool:
        """Whether they are on other machines, which do not see our files."""
        return "://" in self._asked

    def over(self, work: Callable[..., Result], jobs: Iterable[Job[Tag]]) -> Iterator[tuple[Tag, Result]]:
        """What ``work`` makes of each batch, in the order of the batches; ``jobs`` is taken from as work goes on.

        They know nothing but the arguments. Raises `NoWorkers`, and what ``work`` raises.
        """
        return self._divided(self.far, work, jobs)

    def nearby(
        self, work: Callable[..., Result], jobs: Iterable[Job[Tag]], few: int = FEW
    ) -> Iterator[tuple[Tag, Result]]:
        """The same by processes of this machine, also where there is a cluster: they may read and write our files.

        For fewer jobs than ``few`` none are started; those that run already take them all the same.
        """
        return self._divided(False, work, jobs, few)

    def _divided(
        self, far: bool, work: Callable[..., Result], jobs: Iterable[Job[Tag]], few: int = FEW
    ) -> Iterator[tuple[Tag, Result]]:
        jobs, least = iter(jobs), FEW if far in self._crews else few
        first = list(islice(jobs, least))
        if self._size == 1 or len(first) < least:
            with _undisturbed():
                for tag, arguments in chain(first, jobs):
                    yield tag, work(*arguments)
            return
        try:
            yield from _spread(self._crew(far), work, chain(first, jobs), patient=not far)
        except (BrokenExecutor, BrokenPipeError) as error:
            raise NoWorkers(_DIED) from error

    def _crew(self, far: bool) -> _Crew:
        if far not in self._crews:
            self._crews[far] = self._opened.enter_context(_cluster(self._asked) if far else _processes(self._size))
        return self._crews[far]

    def close(self) -> None:
        """End the processes, leave the cluster."""
        self._crews = {}
        self._opened.close()


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Let the collector leave alone what is there already: libraries and dictionaries, which outlive the work."""
    if gc.get_freeze_count():  # a process that was forked from one that has seen to it, or work within work
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _spread(
    crew: _Crew, work: Callable[..., Result], jobs: Iterable[Job[Tag]], *, patient: bool
) -> Iterator[tuple[Tag, Result]]:
    """``patient``: when one fails, wait for those at work, so that nobody writes into our files any more."""
    executor, size = crew
    under_way: deque[tuple[Tag, Future[Result]]] = deque()
    try:
        for tag, arguments in jobs:
            under_way.append((tag, executor.submit(work, *arguments)))
            if len(under_way) >= _AHEAD * size:
                yield _oldest(under_way)
        while under_way:
            yield _oldest(under_way)
    finally:
        left = [future for _, future in under_way if not future.cancel()]
        if patient:
            wait(left)


_INSTALL = ".venv/bin/pip install --constraint constraints.txt --editable '.[cluster]'"
_DIED = "a worker process was killed, perhaps for want of memory; build again, with fewer: --workers 1"


def _number(asked: str) -> int:
    """How many processes of this machine are meant; beside a cluster, two at least."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not asked:
        return cores
    if "://" in asked:
        return max(cores, 2)
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
def _processes(size: int) -> Iterator[_Crew]:
    """A pool whose processes are forked from one that has imported the work and the dictionaries, and nothing else."""
    from multiprocessing import get_context

    context = get_context("forkserver")
    context.set_forkserver_preload(["pipelines.making", "pipelines.assembly", "pipelines.warm"])
    with ProcessPoolExecutor(size, context, initializer=_end_with_parent) as executor:
        yield executor, size


def _end_with_parent() -> None:
    """Let this process end as soon as the one that works with it is dead: nobody holds its lock on the files then."""
    from multiprocessing import connection, parent_process

    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            connection.wait([parent.sentinel])
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextlib.contextmanager
def _cluster(address: str) -> Iterator[_Crew]:
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
