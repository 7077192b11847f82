"""Alerts: telling a person that they should look, by a command or a webhook of their choice.

Composing and sending belong here; when there is something to tell is decided in ``defs.alarms``.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import asdict, dataclass
from string import Template

TRIES = 3
SECONDS = 30
"""What one try may take."""


class NotTold(RuntimeError):
    """Nobody could be told; the message says what went wrong with the command or the webhook."""


@dataclass(frozen=True, slots=True)
class Alert:
    """What happened in which run of which job, and why."""

    title: str
    job: str
    run: str
    reasons: tuple[str, ...]

    def text(self) -> str:
        """For a person to read."""
        return "\n".join(
            (f"fangtan: {self.title} (job {self.job}, run {self.run})", *(f"- {one}" for one in self.reasons))
        )

    def encoded(self) -> bytes:
        """As a line of JSON: the fields, and ``text``, which is what Slack and its kin show."""
        return json.dumps({"text": self.text(), **asdict(self)}, ensure_ascii=False).encode() + b"\n"


def tell(alert: Alert, command: str = "", webhook: str = "", pause: float = 2.0) -> None:
    """Run the command with the alert as JSON on its standard input, and post it to the webhook; either may be empty.

    ``$NAME`` in both is taken from the environment, so that no secret stands in a file. Each is tried three times,
    ``pause`` seconds apart; raises `NotTold` after both had their turn.
    """
    body, failures = alert.encoded(), list[str]()
    for way, told in ((command, _run), (webhook, _post)):
        if way:
            failures += _tried(told, Template(way).safe_substitute(os.environ), body, pause)
    if failures:
        raise NotTold("; ".join(failures))


def _tried(told: Callable[[str, bytes], None], way: str, body: bytes, pause: float) -> list[str]:
    """Why it could not be told in any try; nothing where it was."""
    failure = ""
    for attempt in range(TRIES):
        time.sleep(pause if attempt else 0)
        try:
            told(way, body)
        except (OSError, ValueError, subprocess.SubprocessError, urllib.error.URLError) as error:
            failure = _said(told, error)
        else:
            return []
    return [failure]


def _said(told: Callable[[str, bytes], None], error: Exception) -> str:
    """Without the way itself, which may hold a secret."""
    setting = "alerts.command" if told is _run else "alerts.webhook"
    if isinstance(error, subprocess.CalledProcessError):
        return f"{setting} ended with {error.returncode}: {error.stderr.decode(errors='replace').strip()[-200:]}"
    if isinstance(error, urllib.error.HTTPError):
        return f"{setting} answered {error.code}"
    return f"{setting} failed: {type(error).__name__}"


def _run(command: str, body: bytes) -> None:
    subprocess.run(shlex.split(command), input=body, check=True, timeout=SECONDS, capture_output=True)


def _post(address: str, body: bytes) -> None:
    asked = urllib.request.Request(address, body, {"Content-Type": "application/json; charset=utf-8"})
    with urllib.request.urlopen(asked, timeout=SECONDS):
        pass
