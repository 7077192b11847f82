"""Where a run reads and writes, as a Dagster resource; what the places mean is said in ``pipelines.places``."""

from __future__ import annotations

import contextlib
from pathlib import Path

import dagster as dg

from pipelines.places import Places
from pipelines.settings import is_address


class Paths(dg.ConfigurableResource):  # type: ignore[type-arg]  # its parameter is what a subclass may yield; ours is itself
    """The places of a build: folders, or addresses of object storage.

    ``raw_url``: where raw files can be looked at in a browser. ``held``: the process that started the run has the right
    to write already. ``patience``: how many seconds a step waits for somebody who builds by hand.
    """

    raw: str = "raw"
    out: str = "build/dataset"
    work: str = ""
    scratch: str = ""
    raw_url: str = ""
    held: bool = False
    patience: int = 3600

    @property
    def places(self) -> Places:
        """The same for everybody who does not know Dagster."""
        return Places(self.raw, self.out, self.work, self.scratch)

    @property
    def work_folder(self) -> Path:
        """The local folder for what passes between the stages, absolute."""
        return self.places.work_folder

    @property
    def raw_address(self) -> str:
        """What a raw file's path is appended to for a link to it."""
        return self.raw_url or (self.raw if is_address(self.raw) else self.places.raw_folder.as_uri())

    def stage(self) -> contextlib.AbstractContextManager[None]:
        """What `Places.stage` gives, for the length of a step."""
        return contextlib.nullcontext() if self.held else self.places.stage(self.patience)
