"""The command line: what it says, with which exit code, and how fast it is with the little things."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from pipelines import __version__, figures, release, report
from pipelines.build import Outcome
from pipelines.cli import FAILED, MISUSED, WRITTEN, main
from pipelines.text.article import Document, attribute

HEAVY = {"dagster", "pandas", "pyarrow", "jieba", "datasets", "numpy", "yaml", "huggingface_hub"}


KITE = """放风筝的人

记者：您什么时候开始放风筝？

罗小满：八岁那年春天，跟着爷爷去河边。

记者：现在还自己做吗？

罗小满：自己做，竹子要选三年生的。
"""


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A raw folder with one small interview."""
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "kite.txt").write_text(KITE, encoding="utf-8")
    return folder


def test_help_teaches_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    """Of the command and of each of its commands."""
    for arguments in (["--help"], ["build", "--help"], ["explain", "--help"]):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == WRITTEN
        assert "examples:\n  fangtan " in capsys.readouterr().out


def test_help_imports_nothing_heavy() -> None:
    """It answers in a fraction of a second because no library is read."""
    code = "import sys, pipelines.cli; pipelines.cli._parser().format_help(); print(*sys.modules)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not HEAVY & set(printed.split())


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    """And of pyproject.toml."""
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"fangtan {__version__}\n"
    project = (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    assert f'\nversion = "{__version__}"\n' in project


@pytest.mark.parametrize("arguments", [["nonsense"], ["build", "--rw", "x"], ["explain"], ["build", "surplus"]])
def test_wrong_usage_is_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The error shows how it is used."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == MISUSED
    assert "usage: fangtan" in capsys.readouterr().err


def test_no_command_is_wrong_usage_and_shows_help(capsys: pytest.CaptureFixture[str]) -> None:
    """A person who tries the bare command learns what there is."""
    assert main([]) == MISUSED
    assert "examples:" in capsys.readouterr().err


def test_a_raw_folder_that_does_not_exist_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is written."""
    assert main(["build", "--raw", str(tmp_path / "no"), "--out", str(tmp_path / "out")]) == MISUSED
    assert "does not exist" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_raw_file_is_wrong_usage(raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder is wanted."""
    assert main(["build", "--raw", str(raw / "kite.txt"), "--out", str(tmp_path / "out")]) == MISUSED
    assert "not a folder" in capsys.readouterr().err


@pytest.mark.parametrize("out", ["raw", "raw/out", "."])
def test_raw_and_release_may_not_lie_in_each_other(
    raw: Path, out: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The next build would read the card as an article, or the swap would take the raw files away."""
    monkeypatch.chdir(tmp_path)
    assert main(["build", "--out", out]) == MISUSED
    assert "in each other" in capsys.readouterr().err
    assert [path.name for path in tmp_path.rglob("*")] == ["raw", "kite.txt"]


def test_a_release_does_not_replace_a_users_files(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message says so, and what to do."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.doc").touch()
    assert main(["build", "--raw", str(raw), "--out", str(out)]) == MISUSED
    assert "nothing was touched" in capsys.readouterr().err
    assert [path.name for path in out.iterdir()] == ["thesis.doc"]


def test_a_second_build_of_one_release_is_told_to_wait(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It fails at once with a sentence."""
    out = tmp_path / "out"
    with release.lock(out):
        assert main(["build", "--raw", str(raw), "--out", str(out)]) == FAILED
    assert "another build is writing this release" in capsys.readouterr().err


def test_a_folder_without_articles_fails_and_leaves_the_old_release(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message says what was looked for."""
    out, empty = tmp_path / "out", tmp_path / "empty"
    empty.mkdir()
    assert main(["build", "--raw", str(empty), "--out", str(out)]) == FAILED
    assert not out.exists()
    assert "no article" in capsys.readouterr().err
    assert main(["build", "--raw", str(raw), "--out", str(out)]) == WRITTEN
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert main(["build", "--raw", str(empty), "--out", str(out)]) == FAILED
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_a_build_is_quiet_and_leaves_the_release_and_its_work_folder(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a terminal nothing is on stderr; neither the home folder nor the place of the call gets a file."""
    home, here, out = tmp_path / "home", tmp_path / "here", tmp_path / "out" / "mine"
    home.mkdir()
    here.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    command = [sys.executable, "-m", "pipelines", "build", "--raw", str(raw), "--out", str(out)]
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=here)
    assert (done.returncode, done.stderr) == (WRITTEN, "")
    assert f"wrote {out}\n" in done.stdout
    assert "  articles         1   1 interview\n" in done.stdout
    assert "  turns            4   100.0% attributed" in done.stdout
    assert list(home.iterdir()) == list(here.iterdir()) == []
    assert sorted(path.name for path in out.parent.iterdir()) == [".mine.work", "mine"]


def test_the_summary_names_rejects_notes_and_warnings() -> None:
    """Each reject with why and what to do; long lists end with a number."""
    many = [{"file": f"{number}.txt", "reason": "is empty", "remedy": "delete it"} for number in range(25)]
    articles = figures.ArticleFigures(rows=1, warnings=Counter({"a label that nobody answers to": 2}))
    outcome = Outcome([], 1, ["fell"], many, [{"file": "x.png", "text": "ignored"}], articles)
    printed = "\n".join(report.summary(outcome, "out"))
    assert "look at this:\n  fell\n" in printed
    assert "  0.txt\n    why: is empty\n    do:  delete it\n" in printed
    assert "  and 5 more" in printed
    assert "  x.png: ignored" in printed
    assert "  2 × a label that nobody answers to" in printed


def test_everything_is_made_anew_on_request_where_it_was_asked_for(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the release that is named, and in no other."""
    command = ["build", "--raw", str(raw), "--out", str(tmp_path / "out")]
    assert [main(command), main(command)] == [WRITTEN, WRITTEN]
    assert "  anew             0   the others are as they were" in capsys.readouterr().out
    before = (tmp_path / "out" / "README.md").stat().st_ino
    assert main([*command, "--anew"]) == WRITTEN
    assert "  anew " not in capsys.readouterr().out
    assert (tmp_path / "out" / "README.md").stat().st_ino != before


def test_a_schedule_that_is_none_is_said_in_a_line(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Like every other setting."""
    monkeypatch.setenv("FANGTAN_SETTINGS", str(tmp_path / "mine.toml"))
    (tmp_path / "mine.toml").write_text('[build]\nschedule = "every day"', encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pipelines", "build", "--raw", str(raw), "--out", str(tmp_path / "out")],
        cwd=Path(__file__).resolve().parents[1], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == MISUSED
    assert done.stderr.startswith("fangtan: build.schedule 'every day' is no cron expression")


def test_control_characters_of_file_names_do_not_reach_the_terminal() -> None:
    """They could clear the screen or fake a line."""
    assert report.shown("a\x1b[2Jb\r中文\n") == "a\\x1b[2Jb\\r中文\n"


def test_a_mistake_of_ours_becomes_a_sentence_and_a_file_to_send(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback on the screen; the old release stays."""

    def broken(text: str) -> None:
        raise KeyError("words")

    monkeypatch.setattr("pipelines.making.cut", broken)
    out = tmp_path / "out"
    assert main(["build", "--raw", str(raw), "--out", str(out)]) == FAILED
    said = capsys.readouterr().err
    assert "please report it with the file" in said
    assert "Traceback" not in said
    assert "KeyError" in (tmp_path / ".out.work" / "failure.txt").read_text(encoding="utf-8")
    assert not out.exists()


def test_an_article_that_breaks_us_costs_only_itself(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It becomes a reject that says where we failed."""
    from pipelines import making

    (raw / "odd.txt").write_text("问：在吗？\n", encoding="utf-8")

    def fragile(document: Document) -> object:
        if document.article_id == "odd":
            raise IndexError("list index out of range")
        return attribute(document)

    monkeypatch.setattr(making, "attribute", fragile)
    assert main(["build", "--raw", str(raw), "--out", str(tmp_path / "out")]) == WRITTEN
    (reject,) = map(json.loads, (tmp_path / "out" / "rejects.jsonl").read_text(encoding="utf-8").splitlines())
    assert reject["file"] == "odd.txt"
    assert "IndexError" in reject["reason"]
    assert "report" in reject["remedy"]
