"""When a person is told: a run failed, or a check in one that went well did (the fall of the share attributed).

Watching runs belongs here, telling does not (``pipelines.alerts``). Without a command or a webhook nothing is watched.
"""

from collections.abc import Iterator, Sequence

import dagster as dg

from pipelines import alerts
from pipelines.alerts import Alert
from pipelines.defs.causes import cause_of
from pipelines.settings import settings

# No `from __future__ import annotations` here: Dagster looks at the type of `context` itself.

_WATCHED = settings().alerts
_STATUS = dg.DefaultSensorStatus.RUNNING if _WATCHED.command or _WATCHED.webhook else dg.DefaultSensorStatus.STOPPED


@dg.run_failure_sensor(default_status=_STATUS, minimum_interval_seconds=10)
def failed_runs(context: dg.RunFailureSensorContext) -> None:
    """Tell of a run that failed, with the reason of each step and check."""
    reasons = [*_causes(context), *_failed_checks(context)] or [context.failure_event.message or "no reason is known"]
    _tell("a run failed", context.dagster_run, reasons)


@dg.run_status_sensor(run_status=dg.DagsterRunStatus.SUCCESS, default_status=_STATUS, minimum_interval_seconds=10)
def failed_checks(context: dg.RunStatusSensorContext) -> dg.SkipReason | None:
    """Tell of checks that failed in a run that went well: what they found was published nevertheless."""
    reasons = [*_failed_checks(context)]
    if not reasons:
        return dg.SkipReason("all checks passed")
    _tell("a check failed", context.dagster_run, reasons)
    return None


def _tell(title: str, run: dg.DagsterRun, reasons: Sequence[str]) -> None:
    alerts.tell(Alert(title, run.job_name, run.run_id, tuple(reasons)), _WATCHED.command, _WATCHED.webhook)


def _causes(context: dg.RunFailureSensorContext) -> Iterator[str]:
    for event in context.get_step_failure_events():
        error = event.step_failure_data.error
        if error:
            cause = cause_of(error)
            yield f"{event.step_key}: {cause.message}" if cause.expected else f"{event.step_key}: {' '.join(cause[:2])}"


def _failed_checks(context: dg.RunStatusSensorContext) -> Iterator[str]:
    kinds = dg.DagsterEventType.ASSET_CHECK_EVALUATION
    for record in context.instance.get_records_for_run(context.dagster_run.run_id, of_type=kinds).records:
        event = record.event_log_entry.dagster_event
        found = event.asset_check_evaluation_data if event else None
        if found and not found.passed:
            yield f"check {found.check_name}: {found.description}"
