"""Who does the work, as a Dagster resource: processes of this machine or a Dask cluster, for the length of a run."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import dagster as dg

from pipelines.workers import Workers

Crew = dg.ResourceParam[Workers]
"""How an asset or a check asks for them."""


def crew(asked: str) -> dg.ResourceDefinition:
    """A number of processes, the address of a Dask scheduler, or nothing for one process a core."""

    def held(_: dg.InitResourceContext) -> Iterator[Workers]:
        with contextlib.closing(Workers(asked)) as workers:
            yield workers

    return dg.ResourceDefinition(contextlib.contextmanager(held), description=f"workers: {asked or 'one a core'}")
