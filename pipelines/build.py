"""A build in this process: the same definitions as `dagster dev` shows, run quietly, with an outcome to report.

Running the job and turning its events into an `Outcome` belong here; printing does not (``cli``).
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines import figures, recognizers, release, stages, work
from pipelines.renewal import Tell

if TYPE_CHECKING:
    import dagster as dg
    from dagster._utils.error import SerializableErrorInfo  # type: ignore[attr-defined]  # the public module hides it

_EXPECTED = (
    "Empty",
    "Invalid",
    "Busy",
    "NotOurs",
    "OSError",
    "PermissionError",
    "FileNotFoundError",
    "UnknownRecognizer",
    "RecognizerFailed",
)
"""Errors whose message says all that a user needs; others are ours to mend and come with a file to send."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build came to: ``problems`` is empty when a release was written."""

    problems: list[str]
    rejects: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, str]] = field(default_factory=list)
    articles: figures.ArticleFigures = field(default_factory=figures.ArticleFigures)
    turns: figures.TurnFigures = field(default_factory=figures.TurnFigures)
    entities: figures.EntityFigures = field(default_factory=figures.EntityFigures)


def build(raw: Path, out: Path, tell: Tell, recognizer: str = recognizers.OWN) -> Outcome:
    """Build the release ``out`` from the folder ``raw``, both absolute.

    Raises `release.Busy` or `release.NotOurs` before anything is written. The work folder stays beside the release: the
    next build makes only what changed, and Dagster runs single stages there.
    """
    release.refuse_foreign(out)
    with release.lock(out):
        release.recover(out)
        folder = work.folder_for(out)
        problems = _run(raw, out, folder, tell, recognizer)
        return _outcome(folder, problems)


def _run(raw: Path, out: Path, folder: Path, tell: Tell, recognizer: str) -> list[str]:
    import dagster as dg

    from pipelines.defs.naming import Naming
    from pipelines.defs.paths import Paths

    warnings.filterwarnings("ignore", category=dg.BetaWarning)
    warnings.filterwarnings("ignore", category=dg.PreviewWarning)
    from pipelines.definitions import defs

    for stale in ("failure.txt", "documents.rejects.jsonl", "documents.notes.jsonl"):
        (folder / stale).unlink(missing_ok=True)
    with _instance() as instance:
        result = defs.resolve_job_def("build").execute_in_process(
            instance=instance,
            raise_on_error=False,
            resources={
                "paths": Paths(raw=str(raw), out=str(out), work=str(folder), held=True),
                "naming": Naming(recognizer=recognizer),
                "tell": tell,
            },
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
    return [] if result.success else list(_problems(result, folder))


def _instance() -> dg.DagsterInstance:
    """The user's Dagster instance, so that the run shows in its pages; without one, one that leaves no trace."""
    import dagster as dg

    if os.environ.get("DAGSTER_HOME"):
        return dg.DagsterInstance.get()
    return dg.DagsterInstance.ephemeral(settings={"telemetry": {"enabled": False}})


def _problems(result: dg.ExecuteInProcessResult, folder: Path) -> Iterator[str]:
    failed = [check for check in result.get_asset_check_evaluations() if not check.passed]
    for check in failed:
        yield f"the table {check.asset_key.to_user_string()} is not valid:\n{check.description}"
    if failed:
        return
    for event in result.filter_events(lambda event: event.is_step_failure):
        error = event.step_failure_data.error
        yield _said(error, folder) if error else f"the step {event.step_key} failed"


def _said(error: SerializableErrorInfo, folder: Path) -> str:
    root = error
    while root.cause and root.cls_name not in _EXPECTED:
        root = root.cause
    message = root.message.partition(":")[2].strip() if root.cls_name else root.message.strip()
    if root.cls_name in _EXPECTED:
        return message
    report = folder / "failure.txt"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(error.to_string(), encoding="utf-8")
    return f"fangtan itself failed ({root.cls_name}: {message}); please report it with the file {report}"


def _outcome(folder: Path, problems: list[str]) -> Outcome:
    rejects, notes = stages.rejects(folder), stages.notes(folder)
    if problems:
        return Outcome(problems, rejects, notes)
    tables = figures.of_articles(folder), figures.of_turns(folder), figures.of_entities(folder)
    return Outcome(problems, rejects, notes, *tables)
