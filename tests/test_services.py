"""The services in earnest: webserver, daemon, sensor, schedule, queue and alerts, driven over GraphQL.

The tests of this file are one story, told in their order: a maintainer starts the services and works with them.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import releases
from releases import TALKS, talk
from services import Services

SETTINGS = """
timezone = "Asia/Shanghai"
[paths]
raw = "raw"
out = "dataset"
[build]
schedule = "{schedule}"
look_every_seconds = 2
[alerts]
command = "sh -c 'cat >> {home}/alerts.jsonl; echo >> {home}/alerts.jsonl'"
"""
NEW_YEAR = "0 0 1 1 *"
EVERY_MINUTE = "* * * * *"


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Both services over a raw folder with four interviews."""
    home = tmp_path_factory.mktemp("services")
    releases.write(home / "raw", TALKS)
    made = Services(home, SETTINGS.format(schedule=NEW_YEAR, home=home))
    made.start()
    try:
        yield made
    finally:
        made.stop()


def by(run: dict[str, Any], key: str) -> str | None:
    """A tag of a run: which sensor or schedule asked for it."""
    return next((tag["value"] for tag in run["tags"] if tag["key"] == key), None)


def asked_by_sensor(services: Services) -> list[dict[str, Any]]:
    """The runs that the sensor asked for."""
    return [run for run in services.runs() if by(run, "dagster/sensor_name") == "arrivals"]


def articles(services: Services) -> list[str]:
    """The articles of the release."""
    found = pq.read_table(services.home / "dataset" / "articles")["article_id"].to_pylist()
    return sorted(str(one) for one in found)


def shown(run: dict[str, Any], asset: str) -> dict[str, Any]:
    """The metadata of an asset."""
    (found,) = [one for one in run["assetMaterializations"] if one["assetKey"]["path"] == [asset]]
    values = ("intValue", "floatValue", "mdStr", "path")
    return {
        entry["label"]: next((entry[value] for value in values if entry.get(value) is not None), None)
        for entry in found["metadataEntries"]
    }


def test_the_sensor_builds_what_is_there_without_being_asked(services: Services) -> None:
    """Once, when two looks saw the same; the pages show figures, previews, links and checks."""
    run = services.wait(lambda: next(iter(asked_by_sensor(services)), None), 60)
    assert run
    run = services.ended(run["runId"])
    assert run["status"] == "SUCCESS"
    assert articles(services) == ["crafts/bell", "crafts/boat", "crafts/clock", "crafts/kite"]
    assert shown(run, "articles")["dagster/row_count"] == 4
    assert shown(run, "articles")["kind interview"] == 4
    assert f"({(services.home / 'raw').as_uri()}/crafts/kite.txt)" in shown(run, "articles")["raw files"]
    assert shown(run, "turns")["share attributed"] == 1.0
    assert shown(run, "entities")["entities per 1,000 characters"] > 0
    assert shown(run, "turns")["made anew"] == 4
    for asset, check in (("turns", "turns_are_valid"), ("release", "attribution_holds")):
        assert services.checks(asset)[check]["status"] == "SUCCEEDED"


def test_a_file_that_arrives_starts_one_run_and_then_none(services: Services) -> None:
    """Only the new article is made."""
    before = len(asked_by_sensor(services))
    releases.write(services.home / "raw", {"crafts/new.txt": talk("补锅的人", "赵大同")})
    services.wait(lambda: len(asked_by_sensor(services)) > before, 60)
    run = services.ended(asked_by_sensor(services)[-1]["runId"])
    assert run["status"] == "SUCCESS"
    assert shown(run, "turns")["made anew"] == 1
    assert "crafts/new" in articles(services)
    looked = len(services.ticks("arrivals"))
    skipped = services.wait(lambda: [one for one in services.ticks("arrivals")[:2] if one["skipReason"]][1:], 60)
    assert looked
    assert skipped[0]["skipReason"] == "nothing changed"
    assert len(asked_by_sensor(services)) == before + 1


def test_everything_or_one_stage_is_made_anew_on_request_one_run_at_a_time(services: Services) -> None:
    """The job `rebuild`, and a stage by the launchpad's configuration; the second waits until the first has ended."""
    config = {"ops": {"turns": {"config": {"anew": True}}}}
    ids = services.launch("rebuild"), services.launch("build", config, ("turns",))
    everything, one = [services.ended(run_id) for run_id in ids]
    assert [shown(everything, name)["made anew"] for name in ("documents", "articles", "turns", "entities")] == [5] * 4
    assert shown(everything, "release")["files written"] == 3
    assert shown(one, "turns")["made anew"] == 5
    assert everything["endTime"] <= one["startTime"]


def test_a_run_that_fails_is_told_with_its_reason(services: Services) -> None:
    """To the command of the settings, as JSON; the release stays."""
    kept = articles(services)
    for path in (services.home / "raw").rglob("*.txt"):
        path.unlink()
    told = services.home / "alerts.jsonl"
    services.wait(told.exists, 90)
    (alert, *_) = [json.loads(line) for line in told.read_text(encoding="utf-8").splitlines() if line]
    assert (alert["title"], alert["job"]) == ("a run failed", "build")
    assert "documents: no article could be read below" in alert["text"]
    assert articles(services) == kept
    releases.write(services.home / "raw", TALKS)
    services.wait(
        lambda: articles(services) == sorted(articles(services)) and "crafts/new" not in articles(services), 90
    )


def test_a_fall_of_the_share_attributed_is_told_although_the_release_was_written(services: Services) -> None:
    """By a check that warns: interviews of which nobody can know who of two people answers."""
    lines = "\n\n".join(f"问：说到第{n}件事，您还记得吗？\n\n答：记得，那天下雨，我们都在山里。" for n in "一二三四五")
    murky = f"山里的两个人\n\n我们采访了顾青禾，采访了沈望舒。\n\n{lines}\n"
    releases.write(services.home / "raw", {f"crafts/{n}.txt": murky for n in range(6)})
    services.wait(lambda: len(articles(services)) == 10, 90)
    told = services.home / "alerts.jsonl"
    services.wait(lambda: "a check failed" in told.read_text(encoding="utf-8"), 60)
    alert = json.loads([line for line in told.read_text(encoding="utf-8").splitlines() if line][-1])
    assert alert["reasons"][0].startswith("check attribution_holds: the share of attributed speech went from 100.0% to")


def test_after_the_power_failed_in_a_run_the_services_go_on_with_their_history(services: Services) -> None:
    """Everything is killed and started again, with another schedule in the settings; the lost run stops nobody."""
    services.quiet()
    before = [run["runId"] for run in services.runs()]
    lost = services.launch("rebuild")
    services.wait(lambda: services.run(lost)["status"] == "STARTED", 60)
    services.stop(signal.SIGKILL)
    services.settle(SETTINGS.format(schedule=EVERY_MINUTE, home=services.home))
    services.start()
    assert [run["runId"] for run in services.runs()][: len(before)] == before
    assert services.run(lost)["status"] == "FAILURE"
    releases.write(services.home / "raw", {"crafts/late.txt": talk("最后的人", "赵大同")})
    services.wait(lambda: "crafts/late" in articles(services), 90)


def test_the_schedule_builds_when_its_minute_comes(services: Services) -> None:
    """A real tick of a real clock."""
    runs = services.wait(
        lambda: [run for run in services.runs() if by(run, "dagster/schedule_name") == "daily_build"], 90
    )
    assert services.ended(runs[0]["runId"])["status"] == "SUCCESS"


def test_the_release_is_fresh(services: Services) -> None:
    """By the policy that the settings state."""
    query = """query ($key: AssetKeyInput!) { assetNodeOrError(assetKey: $key) { ... on AssetNode {
      internalFreshnessPolicy { ... on TimeWindowFreshnessPolicy { failWindowSeconds } }
      freshnessStatusInfo { freshnessStatus } } } }"""
    node = services.ask(query, key={"path": ["release"]})["assetNodeOrError"]
    assert node["internalFreshnessPolicy"] == {"failWindowSeconds": 36 * 3600}
    services.wait(
        lambda: (
            services.ask(query, key={"path": ["release"]})["assetNodeOrError"]["freshnessStatusInfo"]["freshnessStatus"]
            == "HEALTHY"
        ),
        60,
    )


def test_nothing_was_written_outside_the_homes(services: Services) -> None:
    """No temporary home in the checkout."""
    assert not list(Path.cwd().glob(".tmp_dagster_home_*"))
