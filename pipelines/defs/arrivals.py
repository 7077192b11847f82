"""The sensor on the raw files: a build starts when they are others than before, and no longer being written.

It looks from outside (names, sizes, times of change) and only decides when to build; what is made anew is decided by
content in the build itself. So nothing is lost when it looks too often, or when its memory is.
"""

import json
from collections.abc import Mapping

import dagster as dg

from pipelines.defs.paths import Paths
from pipelines.settings import settings
from pipelines.storage import StorageError

# No `from __future__ import annotations` here: Dagster looks at the type of `context` itself.


@dg.sensor(
    job_name="build",
    minimum_interval_seconds=settings().build.look_every_seconds,
    default_status=dg.DefaultSensorStatus.RUNNING,
)
def arrivals(context: dg.SensorEvaluationContext, paths: Paths) -> dg.SensorResult | dg.SkipReason:
    """Start a build when raw files came, changed or went; two looks must see the same, so that none is half written.

    A build that failed is tried once more.
    """
    try:
        seen = paths.places.seen()
    except (OSError, StorageError) as error:
        return dg.SkipReason(f"the raw files cannot be looked at: {error}")
    # A run key would be remembered for ever: raw files that return to an old state would never be built again.
    before: Mapping[str, str] = json.loads(context.cursor or "{}")
    if seen == before.get("built"):
        if seen == before.get("again") or not _failed(context.instance):
            return dg.SkipReason("nothing changed")
        return dg.SensorResult([dg.RunRequest()], cursor=json.dumps({**before, "again": seen}))
    if seen != before.get("seen"):
        waiting = "raw files changed; waiting until they stay as they are"
        return dg.SensorResult(skip_reason=waiting, cursor=json.dumps({**before, "seen": seen}))
    return dg.SensorResult([dg.RunRequest()], cursor=json.dumps({"seen": seen, "built": seen}))


def _failed(instance: dg.DagsterInstance) -> bool:
    """Whether the last build failed: it may have been the machine's fault, so that it is tried once more."""
    last = instance.get_runs(filters=dg.RunsFilter(job_name="build"), limit=1)
    return bool(last) and last[0].status == dg.DagsterRunStatus.FAILURE
