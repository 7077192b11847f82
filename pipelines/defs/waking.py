"""What is done before the daemon starts: the settings are tried, and runs that nobody works on any more are ended.

    DAGSTER_HOME=... python -m pipelines.defs.waking

A run lives in the daemon's own processes, so that none is alive when a daemon starts: the machine was switched off, or
the daemon was stopped in the middle. Others would wait for them: Dagster's own monitoring does for the longest time
that a run may take. Settings that cannot be followed would leave a daemon that does nothing.
"""

from __future__ import annotations

import sys

import dagster as dg

from pipelines.settings import BadSettings

LOST = "its process is gone: the machine or the daemon was stopped; the next build goes on where this one was"
_UNDER_WAY = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


def end_lost_runs(instance: dg.DagsterInstance) -> list[str]:
    """Mark the runs that are said to be under way as failed; their ids."""
    lost = instance.get_runs(filters=dg.RunsFilter(statuses=_UNDER_WAY))
    for run in lost:
        instance.report_run_failed(run, LOST)
    return [run.run_id for run in lost]


def main() -> None:
    """Exits with a sentence where the settings cannot be followed."""
    try:
        import pipelines.definitions  # noqa: F401 - all of the settings are used in it
    except BadSettings as bad:
        sys.exit(f"fangtan: {bad}")
    with dg.DagsterInstance.get() as home:
        for run_id in end_lost_runs(home):
            print(f"ended the run {run_id}: {LOST}")


if __name__ == "__main__":
    main()
