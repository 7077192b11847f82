"""One blocking check for each table: what fails here reaches neither the next stage nor the release.

The rules come from ``schemas/`` and ``tables.checks``; only their showing belongs here.
"""

from __future__ import annotations

import dagster as dg

from pipelines import checking
from pipelines.defs import metadata
from pipelines.defs.crew import Crew
from pipelines.defs.paths import Paths
from pipelines.tables.schema import TABLES, load


def _check(table: str) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=table,
        name=f"{table}_are_valid",
        blocking=True,
        description=f"The table keeps every rule of schemas/{table}.json and of the text that its offsets point into.",
    )
    def check(paths: Paths, workers: Crew) -> dg.AssetCheckResult:
        with paths.stage():
            failures = checking.check(paths.work_folder, table, workers)
        lines = [[one.rule, one.column, one.count, one.row, one.value] for one in failures]
        return dg.AssetCheckResult(
            passed=not failures,
            description="\n".join(one.message() for one in failures) or f"{len(load(table).fields)} columns checked",
            metadata={
                "failures": metadata.table(["rule", "column", "rows", "first row", "its value"], lines),
                "failing rules": len(failures),
            },
        )

    return check


CHECKS = [_check(table) for table in TABLES]
