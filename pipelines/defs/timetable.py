"""The schedules: a build every day, which is the safety net below the sensor, and a release every week.

A day on which nothing changed costs a look; a week in which nothing changed makes no commit.
"""

from __future__ import annotations

import dagster as dg

from pipelines.settings import BadSettings, Settings


def schedules(stated: Settings) -> list[dg.ScheduleDefinition]:
    """One for each job that shall run by itself; an empty expression is for never."""
    found = []
    for name, job, cron, running in (
        ("daily_build", "build", stated.build.schedule, True),
        ("weekly_publish", "publish", stated.publish.schedule, bool(stated.publish.repository)),
    ):
        if cron:
            found.append(_schedule(name, job, cron, stated.timezone, running))
    return found


def _schedule(name: str, job: str, cron: str, timezone: str, running: bool) -> dg.ScheduleDefinition:
    status = dg.DefaultScheduleStatus.RUNNING if running else dg.DefaultScheduleStatus.STOPPED
    try:
        return dg.ScheduleDefinition(
            name, job_name=job, cron_schedule=cron, execution_timezone=timezone, default_status=status
        )
    except dg.DagsterInvalidDefinitionError:
        raise BadSettings(f'{job}.schedule {cron!r} is no cron expression; write one like "0 4 * * *"') from None
