"""Small releases for the tests of publishing: invented interviews, built by the real stages into a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from pipelines import assembly, likeness, stages
from pipelines.making import annotated
from pipelines.shelves import Output
from pipelines.work import with_column
from pipelines.workers import Workers

ALONE = Workers("1")
"""This process does all the work."""

TALK = """{title}

记者：您做这一行多少年了？

{name}：在苏州{years}年了，{said}

记者：以后还做吗？

{name}：做，做到做不动为止。
"""
SOURCE = """title: 手艺人访谈
publisher: 虚构月刊
license: CC-BY-4.0
url: https://example.org/crafts
retrieved: 2026-01-02
"""


def talk(title: str, name: str, years: str = "三十", said: str = "手还是稳的。") -> str:
    """The raw text of a short interview of four turns."""
    return TALK.format(title=title, name=name, years=years, said=said)


TALKS: Mapping[str, str] = {
    "crafts/clock.txt": talk("一个修钟表的人", "孟有福"),
    "crafts/kite.txt": talk("放风筝的人", "罗小满", "二十"),
    "crafts/boat.txt": talk("造木船的人", "程水生", "四十"),
    "crafts/bell.txt": talk("铸钟的人", "何青山", "十五"),
    "crafts/source.yaml": SOURCE,
}


def write(raw: Path, files: Mapping[str, str]) -> None:
    """Write raw files, paths below ``raw``."""
    for name, text in files.items():
        path = raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def build(folder: Path, files: Mapping[str, str] = TALKS) -> Path:
    """Build a release of these raw files in ``folder``; what was there before is replaced as a build replaces it."""
    raw, work, out = folder / "raw", folder / "work", folder / "dataset"
    for old in raw.rglob("*") if raw.exists() else ():
        if old.is_file():
            old.unlink()
    write(raw, files)
    stages.documents(raw, work, quiet)
    stages.articles(work, quiet, ALONE)
    stages.turns(work, quiet, ALONE)
    stages.entities(work, quiet, ALONE)
    likeness.likeness(work, quiet, ALONE)
    assembly.release(work, out, quiet, ALONE)
    return out


def quiet(stage: str, done: int, total: int | None) -> None:
    """Tell nobody."""


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def moderated(speech: pa.Table) -> Output:
    """In the place of `making.annotated`: the same turns, in a role that the schema does not know."""
    turns = annotated(speech).tables["turns"]
    return Output({"turns": with_column(turns, "role", ["moderator"] * len(turns))})
