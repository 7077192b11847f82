"""The smoke test for the real Hub works, on the local one: a person with a token should not have to mend it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from localhub import LocalHub

SMOKE = Path(__file__).with_name("smoke.py")


@pytest.mark.parametrize("xet", [False, True], ids=["lfs", "xet"])
def test_the_smoke_test_passes_and_leaves_nothing_behind(xet: bool, tmp_path: Path) -> None:
    """Every step is told, and the repository is gone in the end."""
    with LocalHub(tmp_path / "hub", xet=xet) as hub:
        ended = subprocess.run(
            [sys.executable, str(SMOKE), "org/throw-away"],
            env=hub.env(tmp_path / "home"), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ended.returncode == 0, ended.stderr
        assert "all went well" in ended.stdout
        with pytest.raises(KeyError):
            hub.commits("org/throw-away")


def test_a_repository_that_exists_is_not_touched(tmp_path: Path) -> None:
    """It would be deleted in the end."""
    with LocalHub(tmp_path / "hub") as hub:
        hub.create("org/dear")
        past = hub.commits("org/dear")
        ended = subprocess.run(
            [sys.executable, str(SMOKE), "org/dear"],
            env=hub.env(tmp_path / "home"), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ended.returncode == 1
        assert "exists; name a repository that does not" in ended.stderr
        assert hub.commits("org/dear") == past
