"""What is done before the daemon starts: runs that nobody works on any more are ended, else others wait for them.

    DAGSTER_HOME=... python -m pipelines.defs.waking

A run lives in the daemon's own processes, so that none is alive when a daemon starts: the machine was switched off, or
the daemon was stopped in the middle. Dagster's own monitoring would wait for the longest time that a run may take.
"""

from __future__ import annotations

import dagster as dg

LOST = "its process is gone: the machine or the daemon was stopped; the next build goes on where this one was"
_UNDER_WAY = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


def end_lost_runs(instance: dg.DagsterInstance) -> list[str]:
    """Mark the runs that are said to be under way as failed; their ids."""
    lost = instance.get_runs(filters=dg.RunsFilter(statuses=_UNDER_WAY))
    for run in lost:
        instance.report_run_failed(run, LOST)
    return [run.run_id for run in lost]


if __name__ == "__main__":
    with dg.DagsterInstance.get() as home:
        for run_id in end_lost_runs(home):
            print(f"ended the run {run_id}: {LOST}")
