"""The stages as assets: the graph that `dagster dev` opens and `fangtan build` runs.

An asset loads nothing itself: it calls its stage with the folders and says what came out. Each can be run alone on
what the work folder holds, and on request makes everything anew.
"""

import contextlib
from collections.abc import Iterator
from datetime import timedelta

import dagster as dg
from pydantic import Field

from pipelines import __version__, assembly, history, renewal, stages
from pipelines import likeness as signing
from pipelines.defs import metadata
from pipelines.defs.crew import Crew
from pipelines.defs.naming import Naming
from pipelines.defs.paths import Paths
from pipelines.settings import settings

# No `from __future__ import annotations` here: Dagster looks at the types of configurations itself.

OWNERS = ["team:fangtan"]
"""Dagster wants an e-mail address or a team."""

Tell = dg.ResourceParam[renewal.Tell]

GROUP = "fangtan"


class Request(dg.Config):
    """What a person may ask of a stage in the launchpad."""

    anew: bool = Field(default=False, description="Make everything anew, also what is as it was.")


@dg.asset(kinds={"file", "arrow"}, group_name=GROUP, owners=OWNERS, code_version=__version__)
def documents(paths: Paths, tell: Tell, config: Request) -> dg.MaterializeResult[None]:
    """Raw files, decoded, with what their collection says of them; what cannot be read is refused with a reason."""
    with _stage(paths, config, "documents"):
        refused = paths.places.fetch_raw()
        progress = stages.documents(paths.places.raw_folder, paths.work_folder, tell, refused)
        shown = metadata.of_documents(paths.work_folder, paths.raw_address)
    return dg.MaterializeResult(metadata=shown | metadata.of_progress(progress))


@dg.multi_asset(
    name="articles",
    specs=[
        dg.AssetSpec(
            "articles",
            deps=["documents"],
            description="Articles: text without page chrome, sections, speakers, credits, a way back to the raw file.",
            metadata={"dagster/column_schema": metadata.columns("articles")},
            kinds={"arrow"},
            group_name=GROUP,
            owners=OWNERS,
            code_version=__version__,
        ),
        dg.AssetSpec(
            "speech",
            deps=["documents"],
            description="Turns with their speakers, not yet cut into sentences and words.",
            metadata={"dagster/column_schema": metadata.columns("turns")},
            kinds={"arrow"},
            group_name=GROUP,
            owners=OWNERS,
            code_version=__version__,
        ),
    ],
)
def articles(paths: Paths, tell: Tell, workers: Crew, config: Request) -> Iterator[dg.MaterializeResult[None]]:
    """Clean, segment and attribute each document."""
    with _stage(paths, config, "articles", "speech"):
        progress = metadata.of_progress(stages.articles(paths.work_folder, tell, workers))
        shown = metadata.of_articles(paths.work_folder, paths.raw_address)
        speech = metadata.of_file(paths.work_folder, "speech")
    yield dg.MaterializeResult(asset_key="articles", metadata=shown | progress)
    yield dg.MaterializeResult(asset_key="speech", metadata=speech)


@dg.asset(
    deps=["speech"],
    metadata={"dagster/column_schema": metadata.columns("turns")},
    kinds={"arrow"},
    group_name=GROUP,
    owners=OWNERS,
    code_version=__version__,
)
def turns(paths: Paths, tell: Tell, workers: Crew, config: Request) -> dg.MaterializeResult[None]:
    """Turns with sentences, words and dictionary tags."""
    with _stage(paths, config, "turns"):
        progress = stages.turns(paths.work_folder, tell, workers)
        shown = metadata.of_turns(paths.work_folder)
    return dg.MaterializeResult(metadata=shown | metadata.of_progress(progress))


@dg.asset(
    deps=["articles", "turns"],
    metadata={"dagster/column_schema": metadata.columns("entities")},
    kinds={"arrow"},
    group_name=GROUP,
    owners=OWNERS,
    code_version=__version__,
)
def entities(paths: Paths, naming: Naming, tell: Tell, workers: Crew, config: Request) -> dg.MaterializeResult[None]:
    """Who and what the articles name, each mention with the canonical name that it resolves to."""
    with _stage(paths, config, "entities"):
        progress = stages.entities(paths.work_folder, tell, workers, naming.recognizer)
        shown = metadata.of_entities(paths.work_folder)
    return dg.MaterializeResult(metadata=shown | metadata.of_progress(progress))


@dg.asset(deps=["articles"], kinds={"arrow"}, group_name=GROUP, owners=OWNERS, code_version=__version__)
def likeness(paths: Paths, tell: Tell, workers: Crew, config: Request) -> dg.MaterializeResult[None]:
    """Which articles are near duplicates of which: reprints, cut versions, parts."""
    with _stage(paths, config, "likeness"):
        progress = signing.likeness(paths.work_folder, tell, workers)
        shown = metadata.of_likeness(paths.work_folder)
    return dg.MaterializeResult(metadata=shown | metadata.of_progress(progress))


@dg.asset(
    name="release",
    deps=["articles", "turns", "entities", "likeness"],
    kinds={"parquet", "huggingface"},
    group_name=GROUP,
    owners=OWNERS,
    code_version=__version__,
    freshness_policy=dg.FreshnessPolicy.time_window(timedelta(hours=settings().build.fresh_hours)),
    check_specs=[
        dg.AssetCheckSpec(
            "attribution_holds",
            asset="release",
            description="The share of attributed speech has not fallen since the release before (alerts.fall).",
        )
    ],
)
def dataset(
    paths: Paths, tell: Tell, workers: Crew, config: Request
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """The folder that people download: checked tables, card, schemas, rejects; replaced as a whole."""
    with _stage(paths, config, "release"):
        paths.places.fetch_release()
        made = assembly.release(paths.work_folder, paths.places.out_folder, tell, workers)
        course = history.record(paths.work_folder) if made.written else None
        where = paths.places.send_release()
    yield dg.MaterializeResult(metadata=metadata.of_release(made, where))
    yield _attribution(course)


@contextlib.contextmanager
def _stage(paths: Paths, config: Request, *names: str) -> Iterator[None]:
    """The places of a stage, forgetting first what it has made where it shall make everything anew."""
    with paths.stage():
        if config.anew:
            stages.forget(paths.work_folder, *names)
        yield


def _attribution(course: history.Course | None) -> dg.AssetCheckResult:
    """Told once, in the run that wrote the release: one that changes nothing has nothing to add."""
    if course is None:
        return dg.AssetCheckResult(passed=True, check_name="attribution_holds", description="nothing changed")
    limit, now, before = settings().alerts.fall, course.now.share_attributed, course.before.share_attributed
    return dg.AssetCheckResult(
        passed=course.fall <= limit,
        check_name="attribution_holds",
        severity=dg.AssetCheckSeverity.WARN,
        description=f"the share of attributed speech went from {before:.1%} to {now:.1%} (alerts.fall: {limit:.1%})",
        metadata={"share attributed": now, "share before": before},
    )


ASSETS = [documents, articles, turns, entities, likeness, dataset]
