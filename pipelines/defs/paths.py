"""Where a run reads and writes, as a Dagster resource. Nothing is opened here but the lock."""

from __future__ import annotations

import contextlib
from pathlib import Path

import dagster as dg

from pipelines import release, work


class Paths(dg.ConfigurableResource):  # type: ignore[type-arg]  # its parameter is what a subclass may yield; ours is itself
    """The raw folder, the release, and the work folder between them (empty: beside the release).

    ``held``: the process that started the run holds the lock of the release already.
    """

    raw: str = "raw"
    out: str = "build/dataset"
    work: str = ""
    held: bool = False

    @property
    def raw_folder(self) -> Path:
        """The folder of raw files, absolute."""
        return Path(self.raw).resolve()

    @property
    def out_folder(self) -> Path:
        """The release folder, absolute."""
        return Path(self.out).resolve()

    @property
    def work_folder(self) -> Path:
        """The folder for what passes between the stages, absolute."""
        return Path(self.work).resolve() if self.work else work.folder_for(self.out_folder)

    def hold(self) -> contextlib.AbstractContextManager[None]:
        """The lock of the release, for the length of a step; raises `release.Busy` when another build has it."""
        return contextlib.nullcontext() if self.held else release.lock(self.out_folder)
