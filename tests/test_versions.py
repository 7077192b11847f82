"""Versions of code: what a stage depends on changes its digest, and nothing else does."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines import versions

CACHES = (versions.code, versions._imported, versions._surroundings)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the package in which a test may change files."""
    copy = Path(shutil.copytree(versions.HERE, tmp_path / "pipelines"))
    shutil.copytree(versions.HERE.parent / "schemas", tmp_path / "schemas")
    monkeypatch.setattr(versions, "HERE", copy)
    forget()
    yield copy
    forget()


def forget() -> None:
    """Read everything again."""
    for cached in CACHES:
        cached.cache_clear()


def changed(path: Path, *roots: str) -> bool:
    """Whether another byte in a file is another version of these modules."""
    before = versions.code(*roots)
    path.write_bytes(path.read_bytes() + b"\n#\n")
    forget()
    return versions.code(*roots) != before


def test_a_module_that_is_reached_counts(package: Path) -> None:
    """Directly, through others, and from inside a function."""
    assert changed(package / "text" / "words.py", "text.words")
    assert changed(package / "text" / "dictionary.py", "text.words")
    assert changed(package / "text" / "labels.py", "text.article")


def test_a_module_that_is_not_reached_does_not(package: Path) -> None:
    """A change in finding names attributes no article anew; one in publishing makes nothing anew."""
    assert not changed(package / "text" / "mentions.py", "text.article")
    assert not changed(package / "text" / "words.py", "text.article")
    assert not changed(package / "hub" / "plan.py", "text.article", "text.words", "text.mentions")
    assert not changed(package / "cli.py", "text.article")


def test_knowledge_and_schemas_count_for_all(package: Path) -> None:
    """A word more can change any article."""
    assert changed(package / "knowledge" / "surnames.txt", "text.words")
    assert changed(package.parent / "schemas" / "turns.json", "text.words")


def test_a_library_of_another_version_counts(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """jieba's words are not ours to promise."""
    before = versions.code("text.words")
    monkeypatch.setattr(versions, "_version", lambda library: "9.9")
    forget()
    assert versions.code("text.words") != before


def test_the_digest_is_the_same_for_the_same_files(package: Path) -> None:
    """Wherever the package lies, and with or without compiled files beside it."""
    here = versions.code("text.article")
    (package / "knowledge" / "__pycache__").mkdir(exist_ok=True)
    (package / "knowledge" / "__pycache__" / "x.pyc").write_bytes(b"x")
    forget()
    assert versions.code("text.article") == here
