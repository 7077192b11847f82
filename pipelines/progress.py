"""How far a build is, on one line of a terminal; nothing where nobody looks."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self, TextIO

_INTERVAL = 0.1


class Progress:
    """Callable with a stage, how many of its inputs are done and of how many; use as a context manager."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._live = stream.isatty()
        self._next = 0.0

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Show the state, ten times a second at most."""
        if not self._live or (time.monotonic() < self._next and done != total):
            return
        self._next = time.monotonic() + _INTERVAL
        self._stream.write(f"\r\x1b[K{stage} {done:,}{f' of {total:,}' if total is not None else ''}")
        self._stream.flush()

    def __enter__(self) -> Self:
        """Show that something goes on: the first import takes a second."""
        self("starting", 0, None)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Leave an empty line behind."""
        if self._live:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
