"""The stages as assets: the graph that `dagster dev` opens and `fangtan build` runs.

An asset loads nothing itself: it calls its stage with the folders and says what came out. Each can be run alone on
what the work folder holds.
"""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from pipelines import __version__, assembly, renewal, stages
from pipelines import likeness as signing
from pipelines.defs import metadata
from pipelines.defs.naming import Naming
from pipelines.defs.paths import Paths

OWNERS = ["team:fangtan"]
"""Dagster wants an e-mail address or a team."""

Tell = dg.ResourceParam[renewal.Tell]

GROUP = "fangtan"


@dg.asset(kinds={"file", "parquet"}, group_name=GROUP, owners=OWNERS, code_version=__version__)
def documents(paths: Paths, tell: Tell) -> dg.MaterializeResult[None]:
    """Raw files, decoded, with what their collection says of them; what cannot be read is refused with a reason."""
    with paths.hold():
        progress = stages.documents(paths.raw_folder, paths.work_folder, tell)
    return dg.MaterializeResult(metadata=metadata.of_documents(paths.work_folder) | metadata.of_progress(progress))


@dg.multi_asset(
    name="articles",
    specs=[
        dg.AssetSpec(
            "articles",
            deps=["documents"],
            description="Articles: text without page chrome, sections, speakers, credits, a way back to the raw file.",
            metadata={"dagster/column_schema": metadata.columns("articles")},
            kinds={"parquet"},
            group_name=GROUP,
            owners=OWNERS,
            code_version=__version__,
        ),
        dg.AssetSpec(
            "speech",
            deps=["documents"],
            description="Turns with their speakers, not yet cut into sentences and words.",
            metadata={"dagster/column_schema": metadata.columns("turns")},
            kinds={"parquet"},
            group_name=GROUP,
            owners=OWNERS,
            code_version=__version__,
        ),
    ],
)
def articles(paths: Paths, tell: Tell) -> Iterator[dg.MaterializeResult[None]]:
    """Clean, segment and attribute each document."""
    with paths.hold():
        progress = metadata.of_progress(stages.articles(paths.work_folder, tell))
    yield dg.MaterializeResult(asset_key="articles", metadata=metadata.of_articles(paths.work_folder) | progress)
    yield dg.MaterializeResult(asset_key="speech", metadata=metadata.of_file(paths.work_folder, "speech"))


@dg.asset(
    deps=["speech"],
    metadata={"dagster/column_schema": metadata.columns("turns")},
    kinds={"parquet"},
    group_name=GROUP,
    owners=OWNERS,
    code_version=__version__,
)
def turns(paths: Paths, tell: Tell) -> dg.MaterializeResult[None]:
    """Turns with sentences, words and dictionary tags."""
    with paths.hold():
        progress = stages.turns(paths.work_folder, tell)
    return dg.MaterializeResult(metadata=metadata.of_turns(paths.work_folder) | metadata.of_progress(progress))


@dg.asset(
    deps=["articles", "turns"],
    metadata={"dagster/column_schema": metadata.columns("entities")},
    kinds={"parquet"},
    group_name=GROUP,
    owners=OWNERS,
    code_version=__version__,
)
def entities(paths: Paths, naming: Naming, tell: Tell) -> dg.MaterializeResult[None]:
    """Who and what the articles name, each mention with the canonical name that it resolves to."""
    with paths.hold():
        progress = stages.entities(paths.work_folder, tell, naming.recognizer)
    return dg.MaterializeResult(metadata=metadata.of_entities(paths.work_folder) | metadata.of_progress(progress))


@dg.asset(deps=["articles"], kinds={"parquet"}, group_name=GROUP, owners=OWNERS, code_version=__version__)
def likeness(paths: Paths, tell: Tell) -> dg.MaterializeResult[None]:
    """Which articles are near duplicates of which: reprints, cut versions, parts."""
    with paths.hold():
        progress = signing.likeness(paths.work_folder, tell)
    return dg.MaterializeResult(metadata=metadata.of_likeness(paths.work_folder) | metadata.of_progress(progress))


@dg.asset(
    name="release",
    deps=["articles", "turns", "entities", "likeness"],
    kinds={"parquet", "huggingface"},
    group_name=GROUP,
    owners=OWNERS,
    code_version=__version__,
)
def dataset(paths: Paths, tell: Tell) -> dg.MaterializeResult[None]:
    """The folder that people download: checked tables, card, schemas, rejects; replaced as a whole."""
    with paths.hold():
        made = assembly.release(paths.work_folder, paths.out_folder, tell)
    return dg.MaterializeResult(
        metadata={
            "dagster/uri": str(paths.out_folder),
            "files": metadata.table(["file", "bytes"], list(made.files.items())[:50]),
            "bytes": sum(made.files.values()),
            "files written": len(made.written),
        }
    )


ASSETS = [documents, articles, turns, entities, likeness, dataset]
