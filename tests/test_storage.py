"""Object storage: folders equal to prefixes, copying only what differs, and releases that appear whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import fsspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import storage
from pipelines.storage import LATEST, Prefix, StorageError, fetch, latest, send, send_release


@pytest.fixture(autouse=True)
def memory() -> Iterator[Any]:
    """An empty object storage in this process."""
    files = fsspec.filesystem("memory")
    files.store.clear()
    files.pseudo_dirs[:] = [""]
    yield files
    files.store.clear()


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that were copied, in either direction."""
    paths: list[str] = []
    get, put = Prefix.get, Prefix.put

    def getting(prefix: Prefix, wanted: Sequence[str], folder: Path) -> None:
        paths.extend(wanted)
        get(prefix, wanted, folder)

    def putting(prefix: Prefix, folder: Path, wanted: Sequence[str]) -> None:
        paths.extend(wanted)
        put(prefix, folder, wanted)

    monkeypatch.setattr(Prefix, "get", getting)
    monkeypatch.setattr(Prefix, "put", putting)
    return paths


THERE = Prefix("memory://bucket/place")


def fill(folder: Path, files: dict[str, str]) -> None:
    """Make a folder hold these files alone."""
    for old in [path for path in folder.rglob("*") if path.is_file()]:
        old.unlink()
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def content(folder: Path) -> dict[str, str]:
    """The files of a folder."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in found}


def test_a_folder_goes_there_and_comes_back(tmp_path: Path) -> None:
    """With folders in it, Chinese names and blanks; hidden files stay here."""
    files = {"a.txt": "1", "月刊/茶 与 人.html": "2", "x/y/z#1.txt": "3"}
    fill(tmp_path / "one", {**files, ".part": "no", "x/.hidden/f": "no"})
    send(tmp_path / "one", THERE)
    assert fetch(THERE, tmp_path / "two") == []
    assert content(tmp_path / "two") == files


def test_only_what_differs_is_copied(tmp_path: Path, copied: list[str]) -> None:
    """Whichever side changed it; what went away there goes away here, empty folders with it."""
    one, two = tmp_path / "one", tmp_path / "two"
    fill(one, {"a": "1", "b": "2", "deep/c": "3"})
    send(one, THERE)
    fetch(THERE, two)
    copied.clear()
    send(one, THERE)
    fetch(THERE, two)
    assert copied == []
    (one / "b").write_text("22", encoding="utf-8")
    (one / "deep/c").unlink()
    send(one, THERE)
    assert fetch(THERE, two) == []
    assert copied == ["b", "b"]
    assert content(two) == {"a": "1", "b": "22"}
    assert not (two / "deep").exists()
    (two / "a").write_text("spoilt", encoding="utf-8")
    fetch(THERE, two)
    assert content(two)["a"] == "1"


@settings(max_examples=30)
@given(st.lists(st.dictionaries(st.sampled_from(["a", "b", "d/c", "d/e/f"]), st.sampled_from("123")), max_size=5))
def test_after_any_changes_both_sides_are_equal(states: list[dict[str, str]]) -> None:
    """Sent from one folder and fetched into another, time after time."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        one, two = Path(folder, "one"), Path(folder, "two")
        one.mkdir()
        for state in states:
            fill(one, state)
            send(one, THERE)
            fetch(THERE, two)
            assert content(two) == state


def test_objects_that_no_folder_can_hold_are_named_and_the_others_come(tmp_path: Path, memory: Any) -> None:
    """None is ever written outside the folder."""
    bad = ["../up", "a//b", "x/./y", "n" * 256]
    for path in ("good.txt", *bad):
        memory.store[f"/bucket/place/{path}"] = fsspec.implementations.memory.MemoryFile(memory, path, b"x")
    assert sorted(fetch(THERE, tmp_path / "here")) == sorted(bad)
    assert content(tmp_path / "here") == {"good.txt": "x"}
    assert not (tmp_path / "up").exists()


def released(memory: Any) -> dict[str, str]:
    """What a reader sees of the release."""
    version = THERE.read(LATEST)
    found = THERE.below(version).listing() if version else {}
    return {path: memory.cat_file(f"/bucket/place/{version}/{path}").decode() for path in found}


OPENED = storage.opened
OLD, NEW = {"README.md": "old", "turns/0": "1", "turns/1": "2"}, {"README.md": "new", "turns/0": "1"}


def test_a_reader_sees_the_old_release_or_the_new_one_whatever_fails(
    tmp_path: Path, memory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The storage fails at each call in turn; sent again, the release is complete."""
    for failing in range(12):
        memory.store.clear()
        fill(tmp_path / "out", OLD)
        send_release(tmp_path / "out", THERE)
        fill(tmp_path / "out", NEW)
        calls = iter(range(100))

        def asked(prefix: Prefix, failing: int = failing, calls: Iterator[int] = calls) -> tuple[Any, str]:
            if next(calls) == failing:
                raise StorageError("lost")
            return OPENED(prefix)

        with monkeypatch.context() as patch:
            patch.setattr(storage, "opened", asked)
            try:
                send_release(tmp_path / "out", THERE)
            except StorageError:
                assert released(memory) in (OLD, NEW)
            else:
                assert failing > 3
        send_release(tmp_path / "out", THERE)
        assert released(memory) == NEW


def test_the_release_before_stays_and_older_ones_go(tmp_path: Path) -> None:
    """For whoever is reading it; an unchanged release copies nothing."""
    versions = []
    for number in range(4):
        fill(tmp_path / "out", {"README.md": str(number)})
        versions.append(send_release(tmp_path / "out", THERE))
    assert set(THERE.listing()) == {LATEST, *(f"{version}/README.md" for version in versions[-2:])}
    assert send_release(tmp_path / "out", THERE) == versions[-1]
    assert latest(THERE, tmp_path / "out") is None
    fill(tmp_path / "out", {"README.md": "other"})
    assert latest(THERE, tmp_path / "out") == THERE.below(versions[-1])


def test_what_the_storage_says_becomes_a_sentence_with_a_remedy(tmp_path: Path) -> None:
    """Which address, what happened, what to do."""
    with pytest.raises(StorageError, match=r"nothing://x: ValueError: .*; mend the address"):
        fetch(Prefix("nothing://x"), tmp_path / "here")
