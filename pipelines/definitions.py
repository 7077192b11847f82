"""The one Definitions object: what `dagster dev` opens, what `fangtan build` runs. Nothing is found, all is listed."""

from __future__ import annotations

import os

import dagster as dg

from pipelines import recognizers
from pipelines.defs.assets import ASSETS
from pipelines.defs.checks import CHECKS
from pipelines.defs.hub import Hub, hub_release
from pipelines.defs.naming import Naming
from pipelines.defs.paths import Paths


def quiet(stage: str, done: int, total: int | None) -> None:
    """Tell nobody: a run in Dagster shows its steps by itself."""


def _on(variable: str) -> bool:
    return os.environ.get(variable, "").lower() in ("1", "true", "yes", "on")


PUBLISHING = dg.AssetSelection.assets(hub_release)
JOBS = (
    ("build", dg.AssetSelection.all() - PUBLISHING, "Raw files to a checked release folder."),
    ("publish", PUBLISHING, "The release folder to the Hugging Face Hub."),
)

defs = dg.Definitions(
    assets=[*ASSETS, hub_release],
    asset_checks=CHECKS,
    jobs=[dg.define_asset_job(name, selection, description=text) for name, selection, text in JOBS],
    resources={
        "paths": Paths(
            raw=os.environ.get("FANGTAN_RAW", "raw"),
            out=os.environ.get("FANGTAN_OUT", "build/dataset"),
            work=os.environ.get("FANGTAN_WORK", ""),
        ),
        "hub": Hub(
            repository=os.environ.get("FANGTAN_REPOSITORY", ""),
            private=_on("FANGTAN_PRIVATE"),
            withhold_text=_on("FANGTAN_WITHHOLD_TEXT"),
            pull_request=_on("FANGTAN_PULL_REQUEST"),
        ),
        "naming": Naming(recognizer=os.environ.get("FANGTAN_RECOGNIZER", recognizers.OWN)),
        "tell": dg.ResourceDefinition.hardcoded_resource(quiet),
    },
    # Steps are few and each uses the machine by itself: a process for each would cost two seconds a step, gain nothing.
    executor=dg.in_process_executor,
)
