"""The one Definitions object: what `dagster dev` opens, what `fangtan build` runs. Nothing is found, all is listed."""

from __future__ import annotations

from dataclasses import asdict

import dagster as dg

from pipelines.defs.alarms import failed_checks, failed_runs
from pipelines.defs.arrivals import arrivals
from pipelines.defs.assets import ASSETS
from pipelines.defs.checks import CHECKS
from pipelines.defs.crew import crew
from pipelines.defs.hub import Hub, hub_release
from pipelines.defs.naming import Naming
from pipelines.defs.paths import Paths
from pipelines.defs.timetable import schedules
from pipelines.settings import settings


def quiet(stage: str, done: int, total: int | None) -> None:
    """Tell nobody: a run in Dagster shows its steps by itself."""


SETTINGS = settings()
PUBLISHING = dg.AssetSelection.assets(hub_release)
BUILDING = dg.AssetSelection.all() - PUBLISHING
ANEW = {"ops": {asset.op.name: {"config": {"anew": True}} for asset in ASSETS}}
"""Run configuration that makes every stage forget what it has made."""

JOBS = (
    dg.define_asset_job("build", BUILDING, description="Raw files to a checked release folder: what changed."),
    dg.define_asset_job("rebuild", BUILDING, config=ANEW, description="The same, everything anew."),
    dg.define_asset_job("publish", PUBLISHING, description="The release folder to the Hugging Face Hub."),
)

defs = dg.Definitions(
    assets=[*ASSETS, hub_release],
    asset_checks=CHECKS,
    jobs=JOBS,
    sensors=[arrivals, failed_runs, failed_checks],
    schedules=schedules(SETTINGS),
    resources={
        "paths": Paths(**asdict(SETTINGS.paths)),
        "hub": Hub(
            repository=SETTINGS.publish.repository,
            private=SETTINGS.publish.private,
            withhold_text=SETTINGS.publish.withhold_text,
            pull_request=SETTINGS.publish.pull_request,
        ),
        "workers": crew(SETTINGS.build.workers),
        "naming": Naming(recognizer=SETTINGS.build.recognizer),
        "tell": dg.ResourceDefinition.hardcoded_resource(quiet),
    },
    # Steps are few and each uses the machine by itself: a process for each would cost two seconds a step, gain nothing.
    executor=dg.in_process_executor,
)
