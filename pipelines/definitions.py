"""The one Definitions object: what `dagster dev` opens, what `fangtan build` runs. Nothing is found, all is listed."""

from __future__ import annotations

import os

import dagster as dg

from pipelines import recognizers
from pipelines.defs.assets import ASSETS
from pipelines.defs.checks import CHECKS
from pipelines.defs.naming import Naming
from pipelines.defs.paths import Paths


def quiet(stage: str, done: int, total: int | None) -> None:
    """Tell nobody: a run in Dagster shows its steps by itself."""


defs = dg.Definitions(
    assets=ASSETS,
    asset_checks=CHECKS,
    jobs=[dg.define_asset_job("build", dg.AssetSelection.all(), description="Raw files to a checked release folder.")],
    resources={
        "paths": Paths(
            raw=os.environ.get("FANGTAN_RAW", "raw"),
            out=os.environ.get("FANGTAN_OUT", "build/dataset"),
            work=os.environ.get("FANGTAN_WORK", ""),
        ),
        "naming": Naming(recognizer=os.environ.get("FANGTAN_RECOGNIZER", recognizers.OWN)),
        "tell": dg.ResourceDefinition.hardcoded_resource(quiet),
    },
    # Steps are few and each uses the machine by itself: a process for each would cost two seconds a step, gain nothing.
    executor=dg.in_process_executor,
)
