"""The commands `fangtan publish`, `diff` and `takedown` as people call them: what they print, with which exit code."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import releases
from localhub import Clients, Fault, LocalHub
from releases import TALKS, talk

from pipelines.cli import main
from pipelines.hub.command import DONE, FAILED, MISUSED


@dataclass(frozen=True)
class Ended:
    """What a call of the command came to."""

    returncode: int
    stdout: str
    stderr: str


def called(*arguments: str) -> Ended:
    """Call `fangtan` in the process of the clients."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(arguments)
    return Ended(code, out.getvalue(), err.getvalue())


@dataclass(frozen=True)
class Shell:
    """A hub and a user who calls the command."""

    hub: LocalHub
    folder: Path
    clients: Clients

    def run(self, *arguments: str) -> Ended:
        """Call `fangtan`, as alice, in a process that has imported everything already."""
        return self.clients.do(called, *arguments)

    def run_as(self, token: str | None, *arguments: str) -> Ended:
        """Call `fangtan` in a process of its own."""
        environment = self.hub.env(self.folder / "home", token)
        command = [sys.executable, "-m", "pipelines", *arguments]
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        return Ended(ended.returncode, ended.stdout, ended.stderr)


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A hub of this module."""
    folder = tmp_path_factory.mktemp("shell")
    releases.build(folder)
    with LocalHub(folder / "hub") as hub, Clients(hub, folder / "home") as clients:
        yield Shell(hub, folder, clients)


def dataset(shell: Shell) -> str:
    """The release of this module."""
    return str(shell.folder / "dataset")


def test_publishing_tells_what_it_does_and_where_to_look(shell: Shell) -> None:
    """The plan before, the changes after, and "nothing to publish" when asked again."""
    planned = shell.run("publish", "org/told", "--dataset", dataset(shell), "--dry-run")
    assert planned.returncode == DONE, planned.stderr
    assert f"{shell.hub.endpoint}/datasets/org/told would become 20" in planned.stdout
    assert "  add     README.md" in planned.stdout
    made = shell.run("publish", "org/told", "--dataset", dataset(shell))
    assert made.returncode == DONE, made.stderr
    version = next(iter(shell.hub.tags("org/told")))
    assert f"published {version}: {shell.hub.endpoint}/datasets/org/told/tree/{version}" in made.stdout
    assert "| turns | 0 | 16 | 16 | 0 | 0 |" in made.stdout
    assert "creating" in made.stderr
    again = shell.run("publish", "org/told", "--dataset", dataset(shell))
    assert (again.returncode, again.stderr) == (DONE, "")
    assert (
        f"nothing to publish: {shell.hub.endpoint}/datasets/org/told holds this release already, tagged" in again.stdout
    )
    planned = shell.run("publish", "org/told", "--dataset", dataset(shell), "--dry-run")
    assert "holds this release already" in planned.stdout


def test_a_difference_is_told_between_folders_and_revisions(shell: Shell) -> None:
    """In either order of kinds; a slip in a name is a sentence."""
    shell.run("publish", "org/differs", "--dataset", dataset(shell), "--tag", "v1")
    changed = {**TALKS, "crafts/new.txt": talk("补锅的人", "赵大同")}
    other = str(releases.build(shell.folder / "other", changed))
    found = shell.run("diff", "org/differs@v1", other)
    assert found.returncode == DONE, found.stderr
    assert "| articles | 4 | 5 | 1 | 0 | 0 |" in found.stdout
    assert "Added: crafts/new." in found.stdout
    assert shell.run("diff", dataset(shell), "org/differs").stdout == "no row differs\n"
    for wrong, said in (
        ("org/differs@v9", "no dataset with the revision v9"),
        ("org/nothing", "no dataset with the revision main"),
        ("nowhere", "is no folder, and no repository at the Hub like ORG/NAME"),
        (str(shell.folder), "is no release of fangtan"),
    ):
        refused = shell.run("diff", wrong, other)
        assert refused.returncode == FAILED
        assert said in refused.stderr


@pytest.mark.parametrize(
    ("token", "repository", "said"),
    [
        (None, "org/refused", "no token for the Hub: a token with write access comes from"),
        ("hf_wrong_one", "org/refused", "the Hub does not know this token"),
        ("hf_bob", "org/refused", "it may write to: bob"),
        ("hf_alice", "nobody/refused", "check that nobody exists and that the token has write access to it"),
        ("hf_reader", "org/refused", "the token has write access"),
    ],
)
def test_what_the_hub_refuses_is_one_sentence(shell: Shell, token: str | None, repository: str, said: str) -> None:
    """No trace, no token; the repository is not created."""
    ended = shell.run_as(token, "publish", repository, "--dataset", dataset(shell))
    assert ended.returncode == FAILED
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
    assert token is None or token not in ended.stderr
    assert ended.stdout == ""
    with pytest.raises(KeyError):
        shell.hub.commits(repository)


def test_a_card_that_the_hub_does_not_accept_is_told_with_its_reason(shell: Shell) -> None:
    """And nothing is committed."""
    refusal = {"errors": [{"message": '"license" must be one of ...'}], "warnings": []}
    shell.hub.faults.append(Fault("/api/validate-yaml", status=400, body=refusal))
    ended = shell.run("publish", "org/card", "--dataset", dataset(shell))
    assert ended.returncode == FAILED
    assert '"license" must be one of' in ended.stderr
    assert "mend dataset_card.md or source.yaml" in ended.stderr
    assert [title for _, title, _ in shell.hub.commits("org/card")] == ["initial commit"]


def test_takedown_says_where_an_article_is(shell: Shell) -> None:
    """With an exit code that a script can use."""
    shell.run("publish", "org/taken", "--dataset", dataset(shell), "--tag", "v1")
    found = shell.run("takedown", "org/taken", "crafts/kite")
    assert found.returncode == FAILED
    assert "  tag v1                published" in found.stdout
    assert shell.run("takedown", "org/taken", "crafts/nobody").returncode == DONE


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["publish", "name-alone"], "write ORG/NAME"),
        (["publish", "a/b/c"], "write ORG/NAME"),
        (["publish", "org/name", "--dataset", "nowhere"], "there is no release in nowhere"),
        (
            ["publish", "org/name", "--private", "--withhold-text", "--dataset", "."],
            "leave --private or --withhold-text out",
        ),
        (["takedown", "name", "article"], "write ORG/NAME"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_asked(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With exit code 2."""
    assert main(arguments) == MISUSED
    assert said in capsys.readouterr().err


def test_a_tag_that_git_refuses_is_wrong_usage(shell: Shell) -> None:
    """The message shows how one looks."""
    ended = shell.run("publish", "org/tag", "--dataset", dataset(shell), "--tag", "my tag")
    assert ended.returncode == MISUSED
    assert "write one like 2026.11.22" in ended.stderr


@pytest.mark.parametrize("command", ["publish", "diff", "takedown"])
def test_help_teaches_with_examples_and_exit_codes(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As that of the other commands does."""
    with pytest.raises(SystemExit):
        main([command, "--help"])
    printed = capsys.readouterr().out
    assert f"examples:\n  fangtan {command} " in printed
    assert "exit code: 0" in printed


def test_a_user_without_a_terminal_gets_no_progress_bars(shell: Shell) -> None:
    """They would fill the log of a scheduled run."""
    ended = shell.run_as("hf_alice", "publish", "org/quiet", "--dataset", dataset(shell))
    assert ended.returncode == DONE
    assert all(line.startswith("fangtan: ") for line in ended.stderr.splitlines())
