"""The sensor on raw files and the schedules, without a daemon: when a build is asked for, and when not."""

from __future__ import annotations

import os
from pathlib import Path

import dagster as dg
import pytest

from pipelines.defs.arrivals import arrivals
from pipelines.defs.paths import Paths
from pipelines.defs.timetable import schedules
from pipelines.settings import BadSettings, Build, Publish, Settings


class Watch:
    """A sensor with its memory, over a raw folder."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.cursor: str | None = None
        self.instance = dg.DagsterInstance.ephemeral()

    def look(self) -> str:
        """``build``, or why none is asked for."""
        with dg.build_sensor_context(self.instance, self.cursor) as context:
            told = arrivals(context, paths=Paths(raw=self.raw))
        if isinstance(told, dg.SkipReason):
            return told.skip_message or ""
        assert isinstance(told, dg.SensorResult)
        self.cursor = told.cursor
        return "build" if told.run_requests else str(told.skip_reason and told.skip_reason.skip_message)


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    """Over a folder with one file."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text("一", encoding="utf-8")
    return Watch(str(tmp_path / "raw"))


WAITING, NOTHING = "raw files changed; waiting until they stay as they are", "nothing changed"


def test_a_build_is_asked_for_once_when_two_looks_see_the_same(watch: Watch) -> None:
    """Also at the first look of all."""
    assert [watch.look() for _ in range(4)] == [WAITING, "build", NOTHING, NOTHING]


def test_a_file_that_is_still_being_written_starts_nothing(watch: Watch) -> None:
    """As long as it grows."""
    assert [watch.look() for _ in range(3)] == [WAITING, "build", NOTHING]
    path = Path(watch.raw, "b.txt")
    for length in range(1, 4):
        path.write_text("字" * length, encoding="utf-8")
        assert watch.look() == WAITING
    assert [watch.look() for _ in range(2)] == ["build", NOTHING]


@pytest.mark.parametrize("change", ["touch", "remove", "rename", "subfolder", "source"])
def test_any_change_is_seen(watch: Watch, change: str) -> None:
    """Of content, names, folders, and of what is said of a collection."""
    assert [watch.look() for _ in range(2)] == [WAITING, "build"]
    raw = Path(watch.raw)
    if change == "touch":
        os.utime(raw / "a.txt", ns=(1, 1))
    elif change == "remove":
        (raw / "a.txt").unlink()
    elif change == "rename":
        (raw / "a.txt").rename(raw / "b.txt")
    elif change == "subfolder":
        (raw / "x").mkdir()
        (raw / "x" / "a.txt").touch()
    else:
        (raw / "source.yaml").write_text("publisher: x", encoding="utf-8")
    assert [watch.look() for _ in range(3)] == [WAITING, "build", NOTHING]


def test_raw_files_that_return_to_an_old_state_are_built_again(watch: Watch) -> None:
    """A run key would have forbidden it."""
    raw, looks = Path(watch.raw), list[str]()
    for name in ("b.txt", "a.txt"):
        looks += [watch.look(), watch.look()]
        next(raw.iterdir()).rename(raw / name)
    assert [*looks, watch.look(), watch.look()] == [WAITING, "build"] * 3


def test_a_build_that_failed_is_tried_once_more(watch: Watch) -> None:
    """It may have been the machine's fault; a second failure is nothing that a third try would mend."""

    @dg.job(name="build")
    def failing() -> None:
        dg.op(name="nothing")(_fail)()

    assert [watch.look() for _ in range(2)] == [WAITING, "build"]
    failing.execute_in_process(instance=watch.instance, raise_on_error=False)
    assert [watch.look() for _ in range(3)] == ["build", NOTHING, NOTHING]
    Path(watch.raw, "b.txt").touch()
    assert [watch.look() for _ in range(4)] == [WAITING, "build", "build", NOTHING]


def _fail() -> None:
    raise ValueError("the disk was full")


def test_what_a_program_writes_beside_is_not_looked_at(watch: Watch) -> None:
    """Hidden files and folders are no articles."""
    assert [watch.look() for _ in range(2)] == [WAITING, "build"]
    Path(watch.raw, ".git").mkdir()
    Path(watch.raw, ".git", "index").touch()
    Path(watch.raw, ".a.txt.swp").touch()
    assert watch.look() == NOTHING


def test_a_bucket_that_cannot_be_asked_starts_nothing_and_says_so(tmp_path: Path) -> None:
    """And is asked again the next time."""
    assert Watch("nothing://x").look().startswith("the raw files cannot be looked at: nothing://x: ValueError")


def named(settings: Settings) -> dict[str, tuple[object, str | None, str]]:
    """The schedules: expression, time zone, whether they run by themselves."""
    return {
        one.name: (one.cron_schedule, one.execution_timezone, one.default_status.name) for one in schedules(settings)
    }


def test_builds_run_by_themselves_and_publishing_where_a_repository_is_named() -> None:
    """Daily and weekly, in the time zone of the settings; never where the expression is empty."""
    assert named(Settings()) == {
        "daily_build": ("0 4 * * *", "UTC", "RUNNING"),
        "weekly_publish": ("0 6 * * 1", "UTC", "STOPPED"),
    }
    stated = Settings(timezone="Asia/Shanghai", publish=Publish(repository="org/talks", schedule="0 8 * * 5"))
    assert named(stated)["weekly_publish"] == ("0 8 * * 5", "Asia/Shanghai", "RUNNING")
    assert named(Settings(build=Build(schedule=""), publish=Publish(schedule=""))) == {}


def test_an_expression_that_is_none_is_refused_with_an_example() -> None:
    """In the words of the settings."""
    with pytest.raises(BadSettings, match=r"build.schedule 'daily' is no cron expression; write one like"):
        schedules(Settings(build=Build(schedule="daily")))
