"""The gold of this repository: what was right stays right; figures that became better may be renewed.

The articles and the format of their gold are described in tests/golden/README.md.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from pipelines.evaluation.compare import changes
from pipelines.evaluation.report import figures
from pipelines.evaluation.run import Evaluation, evaluate
from pipelines.evaluation.summary import GOLDEN, summary, write

GOLD = Path(__file__).parent / "golden"
FIGURES = GOLD / "figures.json"
RENEW = "fangtan evaluate --write tests/golden/figures.json"


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    """The pipeline as it is, on every golden article."""
    return evaluate(GOLD, GOLD.parents[1] / "raw")


@pytest.fixture(scope="module")
def committed() -> dict[str, Any]:
    """The figures that hold."""
    found: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return found


def test_every_gold_file_fits_its_article(evaluation: Evaluation) -> None:
    """Marks, labels and surfaces are where they say."""
    assert [str(error) for error in evaluation.errors] == []


def test_every_golden_article_is_in_the_table_of_forms() -> None:
    """And the table names none that is not there."""
    readme = (GOLD / "README.md").read_text(encoding="utf-8").partition("## The forms")[2]
    listed = {line.split("`")[1] for line in readme.splitlines() if line.startswith("| `")}
    assert listed == {file.name for file in GOLD.glob("*.*") if file.with_suffix(".marks").exists()} - {
        file.name for file in GOLD.glob("*.*") if file.suffix in (".marks", ".entities")
    }


def test_no_figure_is_worse_than_the_committed_one(evaluation: Evaluation, committed: dict[str, Any]) -> None:
    """Of any article or in total, in attribution, calibration or named things."""
    found = changes(committed, figures(evaluation))
    worse = [f"  {change}" for change in found if change.worse]
    better = [f"  {change}" for change in found if not change.worse]
    assert not worse, "\n".join(
        ["figures on tests/golden differ for the worse:", *worse, f"mend the rule, or if this is meant: {RENEW}"]
    )
    if better:
        warnings.warn("\n".join(["figures became better:", *better, f"hold them: {RENEW}"]), stacklevel=1)


def test_the_card_prints_the_committed_figures(committed: dict[str, Any], tmp_path: Path) -> None:
    """The summary in the package was written together with them."""
    kept = json.loads(GOLDEN.read_text(encoding="utf-8"))
    write(tmp_path / "golden.json", summary(committed, kept["date"]), digits=4)
    assert json.loads((tmp_path / "golden.json").read_text(encoding="utf-8")) == kept, f"renew both: {RENEW}"
