"""The edition: the files that a repository shall hold, made of a release folder on disk.

It differs from the folder in what depends on where it goes: the card and its companions name the repository, and in a
public one the articles that may not be shared are withheld. Nothing is changed in the release itself. The three tables
are checked again: an edition is what people get.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines import release, work
from pipelines.assembly import CARD
from pipelines.evaluation.card import accuracy_section
from pipelines.hub.faults import HubError
from pipelines.hub.plan import Local
from pipelines.tables import checks, origins
from pipelines.tables.origins import Origin
from pipelines.tables.package import finish
from pipelines.tables.parquet import write_table
from pipelines.tables.schema import TABLES, load
from pipelines.tables.sharing import Objection, objections
from pipelines.tables.stored import Stored
from pipelines.tables.withholding import withhold

_NAMED = 100
"""How many articles a message names, for each reason."""

_QUOTED = re.compile(r"""(?<![^\s(])('|")(?:(?!\1)[^\\]|\\.)+\1""")
"""A Python literal in a reason or remedy."""

_WAYS = """\
say in their source.yaml which `license` they have, and `redistribution: allowed` where its terms let everybody share
them, then build again; or publish them without their text (--withhold-text), or all of them where only you and those
whom you invite can see them (--private)"""


class NotShared(HubError):
    """Articles that may not be shared with everybody; the message names them and says what can be done."""


class NotValid(HubError):
    """A folder that is no release, or one whose tables break their rules."""


@dataclass(frozen=True, slots=True)
class Edition:
    """The files by their path in the repository, and the articles that are withheld in it."""

    folder: Path
    files: Mapping[str, Local]
    withheld: Sequence[Objection]


@contextlib.contextmanager
def edition(dataset: Path, repository: str, *, everything: bool, without_text: bool) -> Iterator[Edition]:
    """The edition of the release ``dataset`` (absolute) for ``repository``, in a folder that vanishes afterwards.

    ``everything``: for a private repository, all articles as they are; otherwise those that may not be shared are
    withheld ``without_text``, or `NotShared` is raised. Raises `NotValid`, and `release.Busy` while it is being built.
    """
    if not release.is_release(dataset):
        raise NotValid(f"{dataset} is no release of fangtan; run `fangtan build`, or name one with --dataset")
    folder = dataset.with_name(f".{dataset.name}.for.{repository.replace('/', '--')}")
    with release.lock(folder, f"another run publishes {dataset} to {repository}; wait for it to end"):
        shutil.rmtree(folder, ignore_errors=True)
        try:
            with release.lock(dataset):
                _copy(dataset, folder)
            yield _made(folder, repository, everything=everything, without_text=without_text)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _made(folder: Path, repository: str, *, everything: bool, without_text: bool) -> Edition:
    known = origins.of_package(json.loads((folder / "datapackage.json").read_bytes()))
    _check(folder)
    found = [] if everything else list(_objections(folder, known))
    if found and not without_text:
        raise NotShared(_refusal(found))
    if found:
        _withhold(folder, {one.article_id for one in found})
        _check(folder)
    if not everything and (folder / "rejects.jsonl").exists():
        _silence(folder / "rejects.jsonl")
    finish(folder, CARD.read_text(encoding="utf-8"), known.values(), accuracy=accuracy_section(), repository=repository)
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return Edition(folder, {path.relative_to(folder).as_posix(): Local.of(path) for path in paths}, found)


def _copy(dataset: Path, folder: Path) -> None:
    """Tables by hard links where there are such: a build that replaces the release meanwhile does not touch these.

    What is written again in place is copied: a hard link would pass the change on to the release.
    """
    for name in release.contents(dataset):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix != ".parquet" or not _linked(dataset / name, target):
            shutil.copyfile(dataset / name, target)


def _linked(file: Path, target: Path) -> bool:
    try:
        os.link(file, target)
    except OSError:  # another file system, or one without hard links
        return False
    return True


def _objections(folder: Path, known: Mapping[str | None, Origin]) -> Iterator[Objection]:
    for batch in Stored.below(folder / "articles").only("article_id", "collection", "license", "status"):
        yield from objections(batch, known)


def _refusal(found: Sequence[Objection]) -> str:
    lines = []
    for reason in dict.fromkeys(one.reason for one in found):
        own = [one for one in found if one.reason == reason]
        more = f" and {len(own) - _NAMED:,} more" if len(own) > _NAMED else ""
        lines.append(f"  {', '.join(one.article_id for one in own[:_NAMED])}{more}: {reason}")
    head = f"{len(found):,} article{'s' * (len(found) > 1)} may not be published where everybody can read them:"
    return "\n".join((head, *lines, _WAYS))


def _withhold(folder: Path, articles: set[str]) -> None:
    """Write the files again that hold rows of these articles; a file's rows keep their order."""
    for name in TABLES:
        for file in Stored.below(folder / name).files:
            table = pq.read_table(file, schema=load(name).arrow())
            if articles.isdisjoint(table["article_id"].to_pylist()):
                continue
            part = file.with_name(f".{file.name}.part")
            write_table([withhold(table, load(name), articles)], load(name), part)
            os.replace(part, file)


def _silence(rejects: Path) -> None:
    """Leave out of the reasons what they quote: a file may be held back because its article must not be shown."""
    lines = work.read_lines(rejects)
    work.write_lines(rejects, map(_silent, lines))


def _silent(line: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _QUOTED.sub(r"\1…\1", value) if isinstance(value, str) else value for key, value in line.items()}


def _check(folder: Path) -> None:
    try:
        failures = checks.check({name: Stored.below(folder / name) for name in TABLES})
        failures = failures or checks.check_originals(folder / "articles")
    except (pa.ArrowException, OSError) as error:
        raise NotValid(f"a table of the release cannot be read, build it again: {error}") from error
    if failures:
        said = "\n".join(failure.message() for failure in failures)
        raise NotValid(f"the release breaks rules of its schemas, build it again:\n{said}")
