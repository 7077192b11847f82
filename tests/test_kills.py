"""`kill -9` at any moment of a build: the release in between is an old one whole, the next build completes."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
import releases
from releases import SOURCE, content, talk

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("孟有福", "罗小满", "程水生", "何青山", "赵大同", "周小雨")
FILES = {f"crafts/{number}.txt": talk(f"第{number}个人", NAMES[number % 6], str(number)) for number in range(12)}
STATES = (
    {**FILES, "crafts/source.yaml": SOURCE},
    {
        **FILES,
        "crafts/source.yaml": SOURCE,
        "crafts/7.txt": talk("改过的人", "何青山"),
        "crafts/new.txt": talk("新来的人", "程水生"),
    },
    {**{name: text for name, text in FILES.items() if "1" in name}, "crafts/empty.txt": ""},
)


class Builds:
    """Builds of one release by the command, each of another state of the raw files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known = [self._undisturbed(number) for number in range(len(STATES))]
        self.length = 0.0

    def fill(self, folder: Path, state: int) -> None:
        """Make the raw folder be in a state."""
        shutil.rmtree(folder / "raw", ignore_errors=True)
        releases.write(folder / "raw", STATES[state])

    def start(self, folder: Path) -> subprocess.Popen[bytes]:
        """Start a build."""
        command = [
            sys.executable,
            "-m",
            "pipelines",
            "build",
            "--raw",
            str(folder / "raw"),
            "--out",
            str(folder / "out"),
        ]
        return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self, state: int, moment: float) -> None:
        """Start a build of a state and kill it after this part of the time that a whole one takes."""
        self.fill(self.folder, state)
        process = self.start(self.folder)
        time.sleep(moment * self.length)
        process.kill()
        process.wait()

    def released(self, folder: Path) -> dict[str, bytes]:
        """The files of the release; none where there is no release yet."""
        return content(folder / "out")

    def complete(self, state: int) -> dict[str, bytes]:
        """Build a state to the end."""
        self.fill(self.folder, state)
        began = time.monotonic()
        assert self.start(self.folder).wait() == 0
        self.length = max(self.length, time.monotonic() - began)
        return self.released(self.folder)

    def _undisturbed(self, state: int) -> dict[str, bytes]:
        folder = self.folder / f"alone{state}"
        self.fill(folder, state)
        assert self.start(folder).wait() == 0
        return self.released(folder)


@pytest.mark.parametrize("kills", [5, pytest.param(50, marks=pytest.mark.soak)])
def test_a_build_killed_at_random_moments_costs_nothing_but_time(kills: int, tmp_path: Path) -> None:
    """Changes, additions and removals between the kills, and now and then a work folder that is gone."""
    builds, chosen, state = Builds(tmp_path), random.Random(7), 0
    assert builds.complete(state) == builds.known[state]
    for number in range(kills):
        if number % 5 == 4:
            shutil.rmtree(tmp_path / ".out.work", ignore_errors=True)  # a kill may have come before it was made
        state = chosen.randrange(len(STATES))
        builds.kill(state, chosen.random())
        assert builds.released(tmp_path) in builds.known, f"after kill {number}"
        if number % 10 == 4:
            assert builds.complete(state) == builds.known[state]
    assert builds.complete(0) == builds.known[0]
    assert sorted(path.name for path in tmp_path.iterdir() if "alone" not in path.name) == [".out.work", "out", "raw"]
