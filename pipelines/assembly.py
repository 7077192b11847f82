"""Assembly: the release folder from the shelves. A shard whose articles are the same is taken over, not written again.

Deciding which files are the same, and putting the release together, belong here; the swap is in ``release``, what a
file looks like in ``tables``. The bytes are those of a build from nothing: what is kept was made from the same rows by
the same code.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipelines import checking, stages, versions, work
from pipelines.evaluation.card import accuracy_section
from pipelines.likeness import Found, links, with_links
from pipelines.merging import merged
from pipelines.release import contents, is_release, staged, strangers
from pipelines.renewal import Tell
from pipelines.shelves import sorted_in
from pipelines.tables import checks
from pipelines.tables.facts import Facts
from pipelines.tables.facts import digest as sha256_of
from pipelines.tables.failures import Failure
from pipelines.tables.package import finish
from pipelines.tables.parquet import write_table
from pipelines.tables.schema import TABLES, load
from pipelines.tables.shards import file_name, shard_count
from pipelines.workers import Workers

CARD = Path(__file__).resolve().parents[1] / "dataset_card.md"
"""The prose of the dataset card, with placeholders."""


class Invalid(RuntimeError):
    """What was written for the release is not what was checked; the message names table, row, column and value."""


@dataclass(frozen=True, slots=True)
class Released:
    """The files of the release with their bytes, and which of them were written; none where nothing changed."""

    files: Mapping[str, int]
    written: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Source:
    """What a file of the release is made from, as a digest, and the SHA-256 of what was made."""

    made_from: str
    sha256: str


def release(folder: Path, out: Path, tell: Tell, workers: Workers) -> Released:
    """Put the release together, check what was written, and swap it in.

    Raises `Invalid`, and `release.NotOurs` where ``out`` is somebody else's.
    """
    number, found = stages.bins(folder), links(folder)
    shards = shard_count(sum(len(_accepted(folder, bin, number)) for bin in range(number)))
    wanted = dict(_tables(folder, number, shards, found))
    rest = _rest(folder, wanted)
    known = _known(folder, out)
    if _unchanged(out, known, wanted, rest):
        return Released(_sizes(out), ())
    with staged(out) as new:
        written = tuple(path for path, one in wanted.items() if not _taken_over(out, new, path, one, known))
        _write_all(folder, new, shards, written, found, tell, workers)
        facts = finish(new, CARD.read_text(encoding="utf-8"), stages.origins(folder), accuracy=accuracy_section())
        work.write_lines(new / "rejects.jsonl", stages.rejects(folder))
    _remember(folder, out, wanted, rest, facts)
    return Released(_sizes(out), written)


def _accepted(folder: Path, bin: int, number: int) -> list[str]:
    made = stages.shelf(folder, "articles").made(bin, number)
    return sorted(made.fingerprints.keys() - made.refusals.keys())


def _tables(folder: Path, number: int, shards: int, found: Found) -> Iterator[tuple[str, str]]:
    """Each Parquet file of the release with a digest of what it is made from."""
    version = versions.code("tables.checks", "tables.parquet", "assembly")
    for name in TABLES:
        for shard in range(shards):
            digest = hashlib.sha256(f"{version} {name} {shard} {shards}".encode())
            for bin in range(shard, number, shards):
                made = stages.shelf(folder, name).made(bin, number)
                for article in sorted(made.fingerprints.keys() - made.refusals.keys()):
                    link = found.get(article) if name == "articles" else None
                    digest.update(f"\0{article}\0{made.fingerprints[article]}{link or ''}".encode())
            yield f"{name}/{file_name(shard, shards)}", digest.hexdigest()


def _rest(folder: Path, wanted: Mapping[str, str]) -> str:
    """A digest of what all other files are made from: the tables, the prose, the figures of the evaluation."""
    parts = (
        versions.code("tables.package", "evaluation.card", "assembly"),
        CARD.read_text(encoding="utf-8"),
        accuracy_section(),
        str(stages.origins(folder)),
        json.dumps([stages.rejects(folder), wanted], sort_keys=True),
    )
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _known(folder: Path, out: Path) -> dict[str, _Source]:
    """What the last release was made from, as far as its files are still those."""
    if not is_release(out) or strangers(out):
        return {}
    lines = {line["path"]: _Source(line["made_from"], line["sha256"]) for line in work.read_lines(folder / stages.KEPT)}
    return {path: one for path, one in lines.items() if (out / path).is_file() and sha256_of(out / path) == one.sha256}


def _unchanged(out: Path, known: Mapping[str, _Source], wanted: Mapping[str, str], rest: str) -> bool:
    made_from = {path: wanted.get(path, rest) for path in (contents(out) if out.is_dir() else ())}
    return wanted.keys() < made_from.keys() and made_from == {path: one.made_from for path, one in known.items()}


def _taken_over(out: Path, new: Path, path: str, made_from: str, known: Mapping[str, _Source]) -> bool:
    if path not in known or known[path].made_from != made_from:
        return False
    (new / path).parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(out / path, new / path)  # nothing writes into a table's file again: it is only ever replaced
    except OSError:
        shutil.copyfile(out / path, new / path)
    return True


def _write_all(
    folder: Path, new: Path, shards: int, written: Collection[str], found: Found, tell: Tell, workers: Workers
) -> None:
    """Write these of the tables' files and check the shards that they belong to."""
    parts = [{name: new / name / file_name(shard, shards) for name in TABLES} for shard in range(shards)]
    number, done, wrong = stages.bins(folder), 0, dict[int, list[Failure]]()
    linked = [{article: found[article] for article in articles} for articles in sorted_in(found, shards)]
    fresh = [[name for name in TABLES if f"{name}/{file_name(shard, shards)}" in written] for shard in range(shards)]
    jobs = (
        (shard, (folder, parts[shard], range(shard, number, shards), number, names, linked[shard]))
        for shard, names in enumerate(fresh)
        if names
    )
    for shard, failures in workers.nearby(_write, jobs):
        wrong[shard] = failures
        done += len(fresh[shard])
        tell("release", done, len(written))
    failures = checking.together(wrong, parts) or checks.check_originals(new / "articles")
    if failures:
        raise Invalid("\n".join(failure.message() for failure in failures))


def _write(
    folder: Path, files: checking.Files, bins: Iterable[int], number: int, names: Iterable[str], found: Found
) -> list[Failure]:
    """Write these tables' files of a shard from these bins; what is wrong with the shard then."""
    for name in names:
        table, shelf = load(name), stages.shelf(folder, name)
        rows = merged([shelf.path(bin, number) for bin in bins])
        if name == "articles":
            rows = map(partial(with_links, found=found), rows)
        files[name].parent.mkdir(parents=True, exist_ok=True)
        write_table(rows, table, files[name])
    return checking.check_files(files)


def _remember(folder: Path, out: Path, wanted: Mapping[str, str], rest: str, facts: Facts) -> None:
    digests = {file.path: file.sha256 for table in facts.tables.values() for file in table.files}
    lines = [
        {"path": path, "made_from": wanted.get(path, rest), "sha256": digests.get(path) or sha256_of(out / path)}
        for path in contents(out)
    ]
    work.write_lines(folder / stages.KEPT, lines)


def _sizes(out: Path) -> dict[str, int]:
    return {path: (out / path).stat().st_size for path in contents(out)}
