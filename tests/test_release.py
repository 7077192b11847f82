"""The release folder: replaced whole or not at all, by one build at a time, and never in place of a user's files."""

from __future__ import annotations

import errno
import json
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from pipelines import release


def fill(folder: Path, content: str) -> None:
    """Write the least that is a release."""
    (folder / "README.md").write_text(content, encoding="utf-8")
    (folder / "datapackage.json").write_text(json.dumps({"name": release.NAME}), encoding="utf-8")


def publish(out: Path, content: str) -> None:
    """Write a release."""
    with release.staged(out) as folder:
        fill(folder, content)


def read(out: Path) -> str:
    """What the release says."""
    return (out / "README.md").read_text(encoding="utf-8")


def left(out: Path) -> list[str]:
    """What lies beside the release."""
    return sorted(path.name for path in out.parent.iterdir() if path != out)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where a release goes."""
    return tmp_path / "build" / "dataset"


@pytest.fixture(params=["exchange", "two renames"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to put a folder in the place of another."""
    if request.param == "two renames":
        monkeypatch.setattr(release, "_exchange", lambda one, other: False)
    return str(request.param)


def test_a_release_replaces_the_one_before_and_leaves_nothing_beside_it(out: Path, way: str) -> None:
    """Files of the old release that the new one does not have are gone."""
    with release.staged(out) as folder:
        fill(folder, "old")
        (folder / "rejects.jsonl").touch()
    publish(out, "new")
    assert read(out) == "new"
    assert not (out / "rejects.jsonl").exists()
    assert left(out) == []


def test_an_empty_folder_may_become_a_release(out: Path, way: str) -> None:
    """A user makes the folder first."""
    out.mkdir(parents=True)
    publish(out, "new")
    assert read(out) == "new"


def test_a_failure_while_staging_leaves_the_old_release(out: Path) -> None:
    """And nothing of the new one."""
    publish(out, "old")
    with pytest.raises(FileNotFoundError), release.staged(out) as folder:
        (folder / "nothing").unlink()
    assert read(out) == "old"
    assert left(out) == []


def test_a_folder_with_other_files_is_never_replaced(out: Path) -> None:
    """The message says what to do, the file stays."""
    out.mkdir(parents=True)
    (out / "thesis.doc").touch()
    with pytest.raises(release.NotOurs, match="no release of fangtan"), release.staged(out):
        pass
    assert (out / "thesis.doc").exists()


def test_a_release_in_which_somebody_put_a_file_is_never_replaced(out: Path) -> None:
    """The message names the file."""
    publish(out, "old")
    (out / "articles").mkdir()
    (out / "articles" / "notes.txt").touch()
    with pytest.raises(release.NotOurs, match=r"articles/notes\.txt"):
        publish(out, "new")
    assert read(out) == "old"


def test_the_data_package_of_another_dataset_is_no_release_of_ours(out: Path) -> None:
    """Its name decides."""
    out.mkdir(parents=True)
    fill(out, "other")
    (out / "datapackage.json").write_text('{"name": "other"}', encoding="utf-8")
    with pytest.raises(release.NotOurs):
        release.refuse_foreign(out)


def test_a_file_is_no_place_for_a_release(out: Path) -> None:
    """It stays a file."""
    out.parent.mkdir()
    out.touch()
    with pytest.raises(release.NotOurs, match="is a file"):
        publish(out, "new")


def test_a_staged_file_that_no_release_knows_is_our_mistake(out: Path) -> None:
    """Otherwise the next build would refuse to replace this one."""
    with pytest.raises(RuntimeError, match="surprise"), release.staged(out) as folder:
        (folder / "surprise").touch()
    assert not out.exists()


def test_leftovers_of_a_killed_build_are_cleaned_away(out: Path) -> None:
    """Half a new release and an old one that was already replaced."""
    publish(out, "old")
    for name in (".dataset.new", ".dataset.old"):
        (out.parent / name).mkdir()
        fill(out.parent / name, "half")
    release.recover(out)
    assert read(out) == "old"
    assert left(out) == []


def test_an_old_release_that_was_put_aside_comes_back(out: Path) -> None:
    """The kill came between the two renames of the fallback."""
    publish(out, "old")
    out.rename(release._beside(out, "old"))
    release.recover(out)
    assert read(out) == "old"


def test_one_build_at_a_time_has_the_lock(out: Path) -> None:
    """The second is told at once; afterwards the lock is free and its file gone."""
    with release.lock(out), pytest.raises(release.Busy, match="another build"), release.lock(out):
        pass
    with release.lock(out):
        pass
    assert left(out) == []


def test_two_releases_in_one_folder_do_not_lock_each_other(out: Path) -> None:
    """The lock belongs to the release."""
    with release.lock(out), release.lock(out.with_name("other")):
        pass


def test_an_unforeseen_error_of_the_exchange_is_not_hidden(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what says "not possible here" leads to the fallback."""
    publish(out, "old")
    monkeypatch.setattr("ctypes.get_errno", lambda: errno.EBUSY)
    with pytest.raises(OSError, match="busy"):
        release._exchange(out, out.with_name("nothing"))


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from pipelines import release
    from tests.test_release import fill
    at, way, out = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    def die(*_): os.kill(os.getpid(), signal.SIGKILL)
    if way == "two renames":
        release._exchange = lambda one, other: False
    if at == "staging":
        release._sync_tree = die
    elif at == "swap":
        rename = Path.rename
        def once(self, target):
            rename(self, target)
            die()
        Path.rename = once
        if way == "exchange":
            exchange = release._exchange
            def once(one, other):
                exchange(one, other)
                die()
            release._exchange = once
    elif at == "cleaning":
        release._remove = lambda folder: die() if folder.exists() else None
    with release.lock(out), release.staged(out) as folder:
        fill(folder, "new")
"""


@pytest.mark.parametrize("way", ["exchange", "two renames"])
@pytest.mark.parametrize(("at", "seen"), [("staging", "old"), ("swap", None), ("cleaning", "new")])
def test_a_kill_leaves_the_old_release_or_the_new_one(out: Path, at: str, way: str, seen: str | None) -> None:
    """SIGKILL while staging, in the swap, while cleaning: whole at once, or (fallback) after the next start."""
    publish(out, "old")
    command = [sys.executable, "-c", textwrap.dedent(KILLED), at, way, str(out)]
    done = subprocess.run(command, check=False, cwd=Path(__file__).parents[1])
    assert done.returncode == -signal.SIGKILL
    if not (way == "two renames" and at == "swap"):
        assert read(out) == (seen or "new")
    with release.lock(out):
        release.recover(out)
    assert read(out) == (seen or ("new" if way == "exchange" else "old"))
    assert left(out) == []
