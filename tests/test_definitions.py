"""The Dagster graph: it loads, shows its stages and checks, and each stage can be run alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import releases

from pipelines import making, stages
from pipelines.definitions import defs, quiet
from pipelines.defs import metadata
from pipelines.defs.crew import crew
from pipelines.defs.naming import Naming
from pipelines.defs.paths import Paths
from pipelines.tables.schema import TABLES, load

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
STAGES = ["documents", "articles", "speech", "turns", "entities", "likeness", "release"]

LAMP = """海边的灯塔

问：灯塔每天几点亮灯？

程水生：天一黑就亮，冬天早一些。

问：谁来点灯？

程水生：现在是机器，以前是我母亲。
"""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """Folders of a small raw interview, a work folder and a release."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "lamp.txt").write_text(LAMP, encoding="utf-8")
    return Paths(raw=str(tmp_path / "raw"), out=str(tmp_path / "out"), work=str(tmp_path / "work"))


def run(paths: Paths, *names: str) -> dg.ExecuteInProcessResult:
    """Run the named assets with their checks, without names all that the job `build` runs."""
    selection = dg.AssetSelection.assets(*(names or STAGES))
    job = dg.define_asset_job("some", selection)
    loaded = dg.Definitions.merge(defs, dg.Definitions(jobs=[job])).resolve_job_def("some")
    resources = {"paths": paths, "naming": Naming(), "tell": quiet, "workers": crew("1")}
    return loaded.execute_in_process(resources=resources, run_config=QUIET, raise_on_error=False)


def shown(result: dg.ExecuteInProcessResult, asset: str) -> dict[str, Any]:
    """The metadata of an asset as plain values."""
    events = result.get_asset_materialization_events()
    (found,) = [event.materialization for event in events if event.asset_key == dg.AssetKey(asset)]
    return {name: value.value for name, value in found.metadata.items()}


def test_the_definitions_load_and_show_the_way_of_the_data() -> None:
    """Documents, articles with their speech, turns, entities, what is alike, release."""
    dg.Definitions.validate_loadable(defs)
    graph = defs.resolve_asset_graph()
    assert graph.materializable_asset_keys == {dg.AssetKey(name) for name in (*STAGES, "hub_release")}
    assert graph.get(dg.AssetKey("release")).parent_keys == {dg.AssetKey(name) for name in (*TABLES, "likeness")}


def test_each_table_has_a_blocking_check() -> None:
    """What fails it reaches no later stage."""
    graph = defs.resolve_asset_graph()
    checks = {key: graph.get(key).blocking for key in graph.asset_check_keys}
    assert {key.asset_key.to_user_string() for key, blocking in checks.items() if blocking} == set(TABLES)
    assert {key.name for key, blocking in checks.items() if not blocking} == {"attribution_holds"}


def test_the_text_and_tables_packages_do_not_know_dagster() -> None:
    """They serve a test, a cluster and a notebook alike."""
    code = "import sys, pipelines.stages; sys.exit('dagster' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_stages_can_be_run_one_after_the_other(paths: Paths) -> None:
    """Each takes up what the one before left in the work folder."""
    for stage in (["documents"], ["articles", "speech"], ["turns"], ["entities"], ["likeness"], ["release"]):
        assert run(paths, *stage).success
    assert (paths.places.out_folder / "README.md").exists()


def test_an_asset_shows_what_a_person_wants_to_see(paths: Paths) -> None:
    """Row counts, a preview, columns, shares, rejects, and the figures of the checks."""
    (paths.places.raw_folder / "empty.txt").touch()
    result = run(paths)
    assert result.success
    assert shown(result, "documents")["rejected files"] == 1
    assert "empty.txt" in shown(result, "documents")["rejects"]
    assert shown(result, "articles")["dagster/row_count"] == 1
    assert "| lamp |" in shown(result, "articles")["preview"]
    assert shown(result, "turns")["share attributed"] == 1.0
    assert shown(result, "likeness")["duplicates"] == 0
    assert "README.md" in shown(result, "release")["files"]
    assert [check.metadata["failing rules"].value for check in result.get_asset_check_evaluations()[:3]] == [0, 0, 0]
    described = defs.resolve_asset_graph().get(dg.AssetKey("turns")).metadata["dagster/column_schema"]
    assert [column.name for column in described.columns] == list(load("turns").names)


def test_a_failing_check_stops_the_release(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names table, row, column and value, and the stages after it do not run."""
    monkeypatch.setattr(making, "annotated", releases.moderated)
    result = run(paths)
    assert not result.success
    (failed,) = [check for check in result.get_asset_check_evaluations() if not check.passed]
    assert failed.asset_key == dg.AssetKey("turns")
    assert failed.description is not None
    assert "turns, row 0, column role: 'moderator'" in failed.description
    assert not paths.places.out_folder.exists()
    assert not stages.shelf(paths.work_folder, "entities").folder.exists()


def test_a_step_waits_for_no_other_build(paths: Paths) -> None:
    """While `fangtan build` writes the release, a run in Dagster waits, or fails, instead of mixing two runs."""
    with paths.stage():
        result = run(Paths(raw=paths.raw, out=paths.out, work=paths.work, patience=0), "documents")
    assert not result.success
    assert not paths.work_folder.exists()


def test_cells_of_a_preview_are_short_and_harmless() -> None:
    """Neither a bar, a newline nor a tag of the data breaks the table."""
    shown = metadata.preview([{"a": "x" * 1000, "b": "1|2\n<b>", "c": None}]).value
    assert shown is not None
    assert len(shown) < 250
    assert "1\\|2 &lt;b>" in shown
