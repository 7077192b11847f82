"""A build in this process: the same definitions as `dagster dev` shows, run quietly, with an outcome to report.

Running the job and turning its events into an `Outcome` belong here; printing does not (``cli``).
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines import figures, recognizers, release, stages
from pipelines.places import Places
from pipelines.renewal import Tell

if TYPE_CHECKING:
    import dagster as dg
    from dagster._utils.error import SerializableErrorInfo  # type: ignore[attr-defined]  # the public module hides it


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build came to: ``problems`` is empty when a release was written, ``anew`` articles had to be made."""

    problems: list[str]
    anew: int = 0
    remarks: list[str] = field(default_factory=list)
    rejects: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, str]] = field(default_factory=list)
    articles: figures.ArticleFigures = field(default_factory=figures.ArticleFigures)
    turns: figures.TurnFigures = field(default_factory=figures.TurnFigures)
    entities: figures.EntityFigures = field(default_factory=figures.EntityFigures)
    links: figures.LinkFigures = field(default_factory=figures.LinkFigures)


QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""Run configuration of a build on a terminal: what there is to say is in the outcome."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How it shall be built: by which recogniser and which workers, and whether also what is as it was."""

    recognizer: str = recognizers.OWN
    workers: str = ""
    anew: bool = False


def build(places: Places, tell: Tell, wish: Wish = Wish()) -> Outcome:
    """Build the release.

    Raises `release.Busy`, `release.NotOurs` or `storage.StorageError` before anything is written. The work folder stays
    beside the release: the next build makes only what changed, and Dagster runs single stages there.
    """
    release.refuse_foreign(places.out_folder)
    with places.stage():
        release.recover(places.out_folder)
        return _run(places, tell, wish)


def _run(places: Places, tell: Tell, wish: Wish) -> Outcome:
    import dagster as dg

    from pipelines.defs.crew import crew
    from pipelines.defs.naming import Naming
    from pipelines.defs.paths import Paths

    warnings.filterwarnings("ignore", category=dg.BetaWarning)
    warnings.filterwarnings("ignore", category=dg.PreviewWarning)
    from pipelines.definitions import ANEW, defs

    folder = places.work_folder
    for stale in ("failure.txt", "documents.rejects.jsonl", "documents.notes.jsonl"):
        (folder / stale).unlink(missing_ok=True)
    with _instance() as instance:
        result = defs.resolve_job_def("build").execute_in_process(
            instance=instance,
            raise_on_error=False,
            resources={
                "paths": Paths(**asdict(places), held=True),
                "naming": Naming(recognizer=wish.recognizer),
                "workers": crew(wish.workers),
                "tell": tell,
            },
            run_config={**QUIET, **(ANEW if wish.anew else {})},
        )
    return _outcome(folder, result)


def _instance() -> dg.DagsterInstance:
    """The user's Dagster instance, so that the run shows in its pages; without one, one that leaves no trace."""
    import dagster as dg

    if os.environ.get("DAGSTER_HOME"):
        return dg.DagsterInstance.get()
    return dg.DagsterInstance.ephemeral(settings={"telemetry": {"enabled": False}})


def _outcome(folder: Path, result: dg.ExecuteInProcessResult) -> Outcome:
    problems = [] if result.success else list(_problems(result, folder))
    rejects, notes = stages.rejects(folder), stages.notes(folder)
    if problems:
        return Outcome(problems, rejects=rejects, notes=notes)
    tables = figures.of_articles(folder), figures.of_turns(folder), figures.of_entities(folder)
    remarks = [one.description or one.check_name for one in _failed(result)]
    return Outcome(problems, _anew(result), remarks, rejects, notes, *tables, figures.of_links(folder))


def _anew(result: dg.ExecuteInProcessResult) -> int:
    """The most articles that a stage had to make."""
    made = (event.materialization.metadata.get("made anew") for event in result.get_asset_materialization_events())
    return max(int(str(one.value)) for one in made if one)


def _failed(result: dg.ExecuteInProcessResult) -> list[dg.AssetCheckEvaluation]:
    return [check for check in result.get_asset_check_evaluations() if not check.passed]


def _problems(result: dg.ExecuteInProcessResult, folder: Path) -> Iterator[str]:
    import dagster as dg

    failed = [check for check in _failed(result) if check.severity == dg.AssetCheckSeverity.ERROR]
    for check in failed:
        yield f"the table {check.asset_key.to_user_string()} is not valid:\n{check.description}"
    if failed:
        return
    for event in result.filter_events(lambda event: event.is_step_failure):
        error = event.step_failure_data.error
        yield _said(error, folder) if error else f"the step {event.step_key} failed"


def _said(error: SerializableErrorInfo, folder: Path) -> str:
    from pipelines.defs.causes import cause_of

    cause = cause_of(error)
    if cause.expected:
        return cause.message
    report = folder / "failure.txt"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(error.to_string(), encoding="utf-8")
    return f"fangtan itself failed ({cause.name}: {cause.message}); please report it with the file {report}"
