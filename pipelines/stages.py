"""The stages in the order of the data: documents, articles, turns, entities, release.

Each reads what the one before left in the work folder and leaves its own: load, call, save. What is done to an article
is decided in ``text``, what a file must look like in ``tables``; nothing here knows Dagster.
"""

from __future__ import annotations

import itertools
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path

import pyarrow as pa

from pipelines import recognizers, work
from pipelines.collection import Note, Reject, walk
from pipelines.evaluation.card import accuracy_section
from pipelines.release import staged
from pipelines.tables import checks, schema
from pipelines.tables.failures import Failure
from pipelines.tables.origins import Origin
from pipelines.tables.package import finish
from pipelines.tables.parquet import StoredTable
from pipelines.tables.schema import TABLES
from pipelines.tables.shards import shard_count, write_sharded
from pipelines.text.article import Attributed, Document, Unusable, attribute
from pipelines.text.masking import masked_text
from pipelines.text.words import annotate

DOCUMENTS = pa.schema([(field.name, pa.string()) for field in fields(Document)])

CARD = Path(__file__).resolve().parents[1] / "dataset_card.md"
"""The prose of the dataset card, with placeholders."""

Tell = Callable[[str, int, int | None], None]
"""Called with the stage, how many of its inputs are done, and of how many (None: not known)."""


class Empty(RuntimeError):
    """There is no article to make a release of."""


class Invalid(RuntimeError):
    """What was written for the release is not what was checked; the message names table, row, column and value."""


def path(folder: Path, name: str) -> Path:
    """The Parquet file of a stage's result in the work folder."""
    return folder / f"{name}.parquet"


def documents(raw: Path, folder: Path, tell: Tell) -> None:
    """Read the raw folder: documents.parquet, and its origins, what was refused or only noted as JSON lines."""
    remarks: list[Reject | Note | Origin] = []

    with work.writing(path(folder, "documents"), DOCUMENTS) as save:
        for number, found in enumerate(walk(raw), 1):
            if isinstance(found, Document):
                save({field.name: getattr(found, field.name) for field in fields(Document)})
            else:
                remarks.append(found)
            tell("documents", number, None)
    for name, kind in (("notes", Note), ("rejects", Reject), ("origins", Origin)):
        lines = (asdict(one) for one in remarks if isinstance(one, kind))
        work.write_lines(folder / f"documents.{name}.jsonl", lines)
    if not work.count(path(folder, "documents")):
        raise Empty(f"no article could be read below {raw}: it must hold .txt, .md, .html or .htm files")


def articles(folder: Path, tell: Tell) -> None:
    """Attribute each document: articles.parquet, speech.parquet (turns without words), what was refused."""
    rejects: list[Reject] = []
    with (
        work.writing(path(folder, "articles"), schema.load("articles").arrow()) as save_article,
        work.writing(path(folder, "speech"), schema.load("turns").arrow()) as save_turn,
    ):
        for row in _told("articles", path(folder, "documents"), tell):
            made = _attributed(Document(**row), rejects)
            if made:
                save_article(made.article)
                for turn in made.speech:
                    save_turn(turn)
    work.write_lines(folder / "articles.rejects.jsonl", map(asdict, rejects))
    if not work.count(path(folder, "articles")):
        raise Empty("none of the files gave an article: see the rejected files")


def turns(folder: Path, tell: Tell) -> None:
    """Give each turn its sentences and words: turns.parquet."""
    with work.writing(path(folder, "turns"), schema.load("turns").arrow()) as save:
        for row in _told("turns", path(folder, "speech"), tell):
            save(annotate(row))


def entities(folder: Path, tell: Tell, recognizer: str = recognizers.OWN) -> None:
    """Find who and what each article names: entities.parquet.

    Raises `recognizers.UnknownRecognizer` and `recognizers.RecognizerFailed`.
    """
    find_mentions = recognizers.load(recognizer)
    with work.writing(path(folder, "entities"), schema.load("entities").arrow()) as save:
        for article, own in articles_with_turns(folder, tell):
            for mention in find_mentions(article, own):
                save(mention)


def release(folder: Path, out: Path, tell: Tell) -> dict[str, int]:
    """Put the release together, check what was written, and swap it in; the sizes of its files in bytes.

    Raises `Invalid`, and `release.NotOurs` where ``out`` is somebody else's.
    """
    with staged(out) as new:
        shards = shard_count(work.count(path(folder, "articles")))
        for done, name in enumerate(TABLES, 1):
            write_sharded(work.batches(path(folder, name)), schema.load(name), new / name, shards)
            tell("release", done, len(TABLES))
        finish(new, CARD.read_text(encoding="utf-8"), origins(folder), accuracy=accuracy_section())
        work.write_lines(new / "rejects.jsonl", rejects(folder))
        failures = checks.check({name: StoredTable(new / name) for name in TABLES})
        if failures:
            raise Invalid("\n".join(failure.message() for failure in failures))
        files = sorted(file for file in new.rglob("*") if file.is_file())
        return {file.relative_to(new).as_posix(): file.stat().st_size for file in files}


def check(folder: Path, table: str) -> list[Failure]:
    """What is wrong with a table of the work folder, by its schema and the tables that it refers to."""
    return checks.check_table(table, {name: work.Stored(path(folder, name)) for name in checks.NEEDED[table]})


def articles_with_turns(folder: Path, tell: Tell) -> Iterator[tuple[work.Row, list[work.Row]]]:
    """Each article with its turns; both files are in the order of ``article_id``."""
    speech = itertools.groupby(work.rows(path(folder, "turns")), key=lambda turn: turn["article_id"])
    ahead = next(speech, None)
    for article in _told("entities", path(folder, "articles"), tell):
        own: list[work.Row] = []
        if ahead and ahead[0] == article["article_id"]:
            own, ahead = list(ahead[1]), next(speech, None)
        yield article, own


def rejects(folder: Path, *, stages: Sequence[str] = ("documents", "articles")) -> list[dict[str, str]]:
    """What was refused in these stages, by the path of the file: file, reason, remedy, without personal data."""
    lines = [line for stage in stages for line in work.read_lines(folder / f"{stage}.rejects.jsonl")]
    found = [{**line, **{key: masked_text(line[key]) for key in ("reason", "remedy")}} for line in lines]
    return sorted(found, key=lambda reject: (reject["file"], reject["reason"]))


def origins(folder: Path) -> list[Origin]:
    """What the collections say of themselves."""
    return [Origin(**line) for line in work.read_lines(folder / "documents.origins.jsonl")]


def notes(folder: Path) -> list[dict[str, str]]:
    """What was noted of files that are not articles: file, text."""
    return work.read_lines(folder / "documents.notes.jsonl")


def _told(stage: str, source: Path, tell: Tell) -> Iterator[work.Row]:
    """The rows of a file; each is told as done when the next is asked for."""
    total = work.count(source)
    for done, row in enumerate(work.rows(source), 1):
        yield row
        tell(stage, done, total)


def _attributed(document: Document, rejects: list[Reject]) -> Attributed | None:
    try:
        return attribute(document)
    except Unusable as refusal:
        rejects.append(Reject(document.raw_path, refusal.reason, refusal.remedy))
    except (OSError, MemoryError):  # not of this article
        raise
    except Exception as error:  # one article that we did not foresee must not cost the others
        frames = traceback.extract_tb(error.__traceback__)
        frame = next((one for one in reversed(frames) if "pipelines" in Path(one.filename).parts), frames[-1])
        where = f"{Path(frame.filename).name} line {frame.lineno}"
        reason = f"fangtan failed on it: {type(error).__name__}: {error} ({where})"
        rejects.append(Reject(document.raw_path, reason, "report this, with the file if you may share it"))
    return None
