"""Alerts: a person is told by a command or a webhook, a failing one is tried again, and no secret is printed."""

from __future__ import annotations

import http.server
import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.alerts import TRIES, Alert, NotTold, tell

ALERT = Alert("a run failed", "build", "r1", ("documents: 没有文章", "check turns_are_valid: row 3"))


class Hook:
    """A webhook on the loopback: what it was told, and what it answers."""

    def __init__(self) -> None:
        self.told: list[bytes] = []
        self.answers: list[int] = []
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                hook.told.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(hook.answers.pop(0) if hook.answers else 200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """With a secret in it, as such addresses have."""
        return f"http://127.0.0.1:{self.server.server_address[1]}/services/secret"


@pytest.fixture
def hook() -> Iterator[Hook]:
    """A webhook."""
    made = Hook()
    yield made
    made.server.shutdown()
    made.server.server_close()


def writing(path: Path) -> str:
    """A command that writes what it is given to a file."""
    return f"{sys.executable} -c 'import sys; open(sys.argv[1], \"wb\").write(sys.stdin.buffer.read())' {path}"


def test_a_command_gets_the_alert_as_json_on_its_input(tmp_path: Path) -> None:
    """With a text for a person, and the fields for a program."""
    tell(ALERT, writing(tmp_path / "told"))
    told = json.loads((tmp_path / "told").read_text(encoding="utf-8"))
    assert told["text"] == (
        "fangtan: a run failed (job build, run r1)\n- documents: 没有文章\n- check turns_are_valid: row 3"
    )
    assert (told["title"], told["job"], told["run"], len(told["reasons"])) == ("a run failed", "build", "r1", 2)


def test_a_webhook_gets_the_same_as_a_post(hook: Hook) -> None:
    """As UTF-8."""
    tell(ALERT, webhook=hook.address)
    assert [json.loads(one)["text"] for one in hook.told] == [ALERT.text()]


def test_variables_of_the_environment_are_filled_in(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that no secret stands in the settings."""
    monkeypatch.setenv("FANGTAN_TEST_HOOK", hook.address)
    tell(ALERT, webhook="$FANGTAN_TEST_HOOK")
    assert len(hook.told) == 1


def test_a_webhook_that_stumbles_is_tried_again(hook: Hook) -> None:
    """Until it has understood, and then no more."""
    hook.answers = [500, 429]
    tell(ALERT, webhook=hook.address, pause=0)
    assert len(hook.told) == TRIES == 3


def test_what_failed_is_said_without_the_secret_and_the_other_way_still_has_its_turn(
    hook: Hook, tmp_path: Path
) -> None:
    """Both ways are tried whatever the first came to."""
    hook.answers = [404] * 3
    with pytest.raises(NotTold, match=r"^alerts.webhook answered 404$"):
        tell(ALERT, writing(tmp_path / "told"), hook.address, pause=0)
    assert (tmp_path / "told").exists()
    failing = f"{sys.executable} -c 'import sys; sys.exit(\"no mail here\")' token"
    with pytest.raises(NotTold, match=r"^alerts.command ended with 1: no mail here$"):
        tell(ALERT, failing, hook.address, pause=0)
    assert len(hook.told) == 4


@pytest.mark.parametrize("way", ["no-such-command secret", "'unclosed secret", ""])
def test_a_command_that_cannot_be_run_is_said(way: str) -> None:
    """Nothing is told where nothing is set."""
    if not way:
        tell(ALERT)
        return
    with pytest.raises(NotTold, match=r"^alerts.command failed: \w+$"):
        tell(ALERT, way, pause=0)


def test_a_webhook_that_is_no_address_is_said() -> None:
    """Without the address."""
    with pytest.raises(NotTold, match=r"^alerts.webhook failed: \w+$"):
        tell(ALERT, webhook="secret", pause=0)
