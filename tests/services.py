"""The services as they are deployed: the commands of the unit files, in a home of their own, asked over GraphQL."""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parents[1]
LOCATION = {"repositoryLocationName": "fangtan", "repositoryName": "__repository__"}

T = TypeVar("T")

LAUNCH = """mutation ($params: ExecutionParams!) { launchRun(executionParams: $params) {
  __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }"""
RUNS = """{ runsOrError { ... on Runs { results { runId jobName status startTime endTime tags { key value }
  assetMaterializations { assetKey { path } metadataEntries { label __typename
    ... on IntMetadataEntry { intValue } ... on FloatMetadataEntry { floatValue }
    ... on MarkdownMetadataEntry { mdStr } ... on PathMetadataEntry { path } } } } } } }"""
CHECKS = """query ($key: AssetKeyInput!) { assetNodeOrError(assetKey: $key) { ... on AssetNode {
  assetChecksOrError { ... on AssetChecks { checks { name
    executionForLatestMaterialization { status evaluation { description severity } } } } } } } }"""
TICKS = """query ($selector: InstigationSelector!) { instigationStateOrError(instigationSelector: $selector) {
  ... on InstigationState { status ticks(limit: 20) { status runIds skipReason timestamp
    error { message } } } } }"""


class Services:
    """Webserver and daemon with one home, stopped and started as a machine would."""

    def __init__(self, home: Path, settings: str) -> None:
        self.home = home
        (home / "dagster").mkdir(parents=True, exist_ok=True)
        (home / "dagster" / "dagster.yaml").write_bytes((ROOT / "dagster.yaml").read_bytes())
        self.settle(settings)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._running: list[subprocess.Popen[bytes]] = []
        # As `make services` does: two programs that create the same databases at once get in each other's way.
        subprocess.run(
            [self._installed("dagster"), "instance", "info"],
            env=self._environment(),
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def settle(self, settings: str) -> None:
        """Write the settings that the services read when they start."""
        (self.home / "fangtan.toml").write_text(settings, encoding="utf-8")

    def start(self) -> None:
        """Start both units; returns when the pages answer and the daemon is well."""
        for unit in ("fangtan-web", "fangtan-daemon"):
            with (self.home / f"{unit}.log").open("ab") as log:
                into: dict[str, Any] = {"cwd": ROOT, "env": self._environment(), "stdout": log, "stderr": log}
                for command in self._commands(unit, "ExecStartPre"):
                    subprocess.run(command, check=True, **into)
                (command,) = self._commands(unit, "ExecStart")
                self._running.append(subprocess.Popen(command, start_new_session=True, **into))
        self.wait(self._is_up, 120)

    def stop(self, kind: int = signal.SIGINT) -> None:
        """Stop both with all their children, by this signal."""
        for process in self._running:
            os.killpg(process.pid, kind)
        for process in self._running:
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self._running.clear()

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of a GraphQL answer."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(asked, timeout=30) as answer:
            told = json.load(answer)
        assert "errors" not in told, told["errors"]
        return dict(told["data"])

    def launch(self, job: str, config: dict[str, Any] | None = None, assets: tuple[str, ...] = ()) -> str:
        """Start a run, or one of single assets; its id."""
        selector = {**LOCATION, "jobName": job, "assetSelection": [{"path": [asset]} for asset in assets] or None}
        params = {"selector": selector, "runConfigData": json.dumps(config or {})}
        made = self.ask(LAUNCH, params=params)["launchRun"]
        assert made["__typename"] == "LaunchRunSuccess", made
        return str(made["run"]["runId"])

    def runs(self) -> list[dict[str, Any]]:
        """All runs, the first first."""
        return list(reversed(self.ask(RUNS)["runsOrError"]["results"]))

    def run(self, run_id: str) -> dict[str, Any]:
        """A run by its id."""
        (found,) = [one for one in self.runs() if one["runId"] == run_id]
        return found

    def ended(self, run_id: str, seconds: float = 90) -> dict[str, Any]:
        """A run when it has ended."""
        return self.wait(lambda: self._over(self.run(run_id)), seconds)

    def quiet(self, seconds: float = 90) -> list[dict[str, Any]]:
        """All runs when none is under way."""
        return self.wait(lambda: [] if any(not self._over(one) for one in self.runs()) else self.runs(), seconds)

    def ticks(self, name: str) -> list[dict[str, Any]]:
        """What a sensor or schedule did lately, the last first."""
        state = self.ask(TICKS, selector={**LOCATION, "name": name})["instigationStateOrError"]
        return list(state["ticks"])

    def checks(self, asset: str) -> dict[str, dict[str, Any]]:
        """The last evaluation of each check of an asset."""
        node = self.ask(CHECKS, key={"path": [asset]})["assetNodeOrError"]
        return {one["name"]: one["executionForLatestMaterialization"] for one in node["assetChecksOrError"]["checks"]}

    def wait(self, look: Callable[[], T], seconds: float) -> T:
        """The first truth that ``look`` returns."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = look()
            if found:
                return found
            time.sleep(0.5)
        logs = "\n".join(path.read_text(errors="replace")[-3000:] for path in sorted(self.home.glob("*.log")))
        raise AssertionError(f"not seen in {seconds} s\n{logs}")

    def _over(self, run: dict[str, Any]) -> dict[str, Any]:
        return run if run["status"] in {"SUCCESS", "FAILURE", "CANCELED"} else {}

    def _is_up(self) -> bool:
        try:
            told = self.ask("{ instance { daemonHealth { allDaemonStatuses { daemonType required healthy } } } }")
        except (OSError, urllib.error.URLError):
            return False
        statuses = told["instance"]["daemonHealth"]["allDaemonStatuses"]
        return all(one["healthy"] for one in statuses if one["required"])

    def _commands(self, unit: str, key: str) -> list[list[str]]:
        """The commands of a unit file, of what is installed here."""
        lines = (ROOT / "deploy" / f"{unit}.service").read_text(encoding="utf-8").splitlines()
        stated = [line.removeprefix(f"{key}=") for line in lines if line.startswith(f"{key}=")]
        installed = [shlex.split(line.replace("@ROOT@/.venv/bin/", self._installed(""))) for line in stated]
        return [[str(self.port) if word == "3000" else word for word in command] for command in installed]

    def _installed(self, program: str) -> str:
        return f"{Path(sys.executable).parent}/{program}"

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DAGSTER_HOME": str(self.home / "dagster"),
            "FANGTAN_SETTINGS": str(self.home / "fangtan.toml"),
        }
