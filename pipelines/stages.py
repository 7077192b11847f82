"""The stages in the order of the data: documents, articles, turns, entities. What is the same as before is kept.

Each takes the articles bin by bin from the shelf of the one before and puts what it makes on its own; an article is
made anew only where its fingerprint is another: the bytes and the surroundings of its file, and the code that reads
them. What is done to an article is decided in ``text``; nothing here knows Dagster. The release is put together in
``assembly``.
"""

from __future__ import annotations

import shutil
import traceback
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines import recognizers, versions, work
from pipelines.collection import Reject
from pipelines.documents import DOCUMENTS, Empty, line_of, read_documents
from pipelines.dumps.rejects import folded
from pipelines.renewal import Part, Progress, Tell, fingerprint, renew_all
from pipelines.shelves import Refusal, Row, Shelf
from pipelines.tables import schema
from pipelines.tables.origins import Origin
from pipelines.text.article import Unusable, attribute
from pipelines.text.masking import masked_text
from pipelines.text.reading import Document
from pipelines.text.words import annotate

KEPT = "release.kept.jsonl"
"""Where a work folder says what the files of its release were made from."""


def shelf(folder: Path, name: str) -> Shelf:
    """The shelf of a stage's result in the work folder."""
    if name == "documents":
        return Shelf(folder / name, DOCUMENTS)
    table = schema.load("turns" if name == "speech" else name)
    return Shelf(folder / name, table.arrow(), table.sorted_by)


def bins(folder: Path) -> int:
    """The number of bins, as the documents were last laid out."""
    stated = work.read_lines(folder / "documents.bins.jsonl")
    return int(stated[0]["bins"]) if stated else 1


def forget(folder: Path, *names: str) -> None:
    """Remove what these stages have made, so that it is made anew."""
    for name in names:
        if name == "release":
            (folder / KEPT).unlink(missing_ok=True)
        else:
            shutil.rmtree(folder / name, ignore_errors=True)


def documents(raw: Path, folder: Path, tell: Tell, refused: Sequence[Reject] = ()) -> Progress:
    """Read the raw folder into documents; ``refused`` is what could not even be put there.

    Raises `Empty` where it holds none.
    """
    return read_documents(raw, folder, shelf(folder, "documents"), tell, refused)


def articles(folder: Path, tell: Tell) -> Progress:
    """Attribute each document: the rows of articles, and of their speech (turns without words)."""
    own = {name: shelf(folder, name) for name in ("articles", "speech")}
    source = shelf(folder, "documents")

    def make(bin: int, stale: Collection[str]) -> Iterator[Part]:
        for row in source.read(bin, bins(folder), stale).to_pylist():
            yield row["article_id"], _attributed(Document(**row))

    progress = renew_all("articles", bins(folder), [source], own, versions.code("text.article"), make, tell)
    if not any(True for _ in work.rows(shelf(folder, "articles").files(bins(folder)), ["article_id"])):
        raise Empty("none of the files gave an article: see the rejected files")
    return progress


def turns(folder: Path, tell: Tell) -> Progress:
    """Give each turn its sentences and words."""
    speech = shelf(folder, "speech")

    def make(bin: int, stale: Collection[str]) -> Iterator[Part]:
        for article, rows in _by_article(speech.read(bin, bins(folder), stale), stale):
            yield article, {"turns": [annotate(row) for row in rows]}

    own = {"turns": shelf(folder, "turns")}
    return renew_all("turns", bins(folder), [speech], own, versions.code("text.words"), make, tell)


def entities(folder: Path, tell: Tell, recognizer: str = recognizers.OWN) -> Progress:
    """Find who and what each article names.

    Raises `recognizers.UnknownRecognizer` and `recognizers.RecognizerFailed`.
    """
    find_mentions = recognizers.load(recognizer)

    def make(bin: int, stale: Collection[str]) -> Iterator[Part]:
        rows = dict(_by_article(shelf(folder, "turns").read(bin, bins(folder), stale), stale))
        for article in shelf(folder, "articles").read(bin, bins(folder), stale).to_pylist():
            found = find_mentions(article, rows[article["article_id"]])
            yield article["article_id"], {"entities": found}

    version = fingerprint(versions.code("text.mentions", "text.foreign"), recognizers.version(recognizer))
    own = {"entities": shelf(folder, "entities")}
    return renew_all(
        "entities", bins(folder), [shelf(folder, "articles"), shelf(folder, "turns")], own, version, make, tell
    )


def _by_article(table: pa.Table, articles: Collection[str]) -> Iterator[tuple[str, list[Row]]]:
    """The rows of each article, also of those that have none."""
    rows: dict[str, list[Row]] = {article: [] for article in sorted(articles)}
    for row in table.to_pylist():
        rows[row["article_id"]].append(row)
    yield from rows.items()


def rejects(folder: Path, *, stages: Sequence[str] = ("documents", "articles")) -> list[dict[str, Any]]:
    """What was refused in these stages, by the path of the file: file, reason, remedy, without personal data.

    ``count`` tells of how many, where it is not one.
    """
    found = [*work.read_lines(folder / "documents.rejects.jsonl")] if "documents" in stages else []
    if "articles" in stages:
        number = bins(folder)
        made = (shelf(folder, "articles").made(bin, number) for bin in range(number))
        found += [line_of(Reject(*one)) for each in made for one in each.refusals.values()]
    found = [{**one, **{key: masked_text(one[key]) for key in ("reason", "remedy")}} for one in found]
    return sorted(folded(sorted(found, key=_by_file)), key=_by_file)


def rejected(rejects: Sequence[Mapping[str, Any]]) -> int:
    """How many files and records these rejects are of."""
    return sum(one.get("count", 1) for one in rejects)


def _by_file(reject: Mapping[str, Any]) -> tuple[str, str]:
    return reject["file"], reject["reason"]


def origins(folder: Path) -> list[Origin]:
    """What the collections say of themselves."""
    return [Origin(**line) for line in work.read_lines(folder / "documents.origins.jsonl")]


def notes(folder: Path) -> list[dict[str, str]]:
    """What was noted of files that are not articles: file, text."""
    return work.read_lines(folder / "documents.notes.jsonl")


def _attributed(document: Document) -> Mapping[str, Sequence[Row]] | Refusal:
    try:
        made = attribute(document)
        return {"articles": [made.article], "speech": made.speech}
    except Unusable as refusal:
        return document.raw_path, refusal.reason, refusal.remedy
    except (OSError, MemoryError):  # not of this article
        raise
    except Exception as error:  # one article that we did not foresee must not cost the others
        frames = traceback.extract_tb(error.__traceback__)
        frame = next((one for one in reversed(frames) if "pipelines" in Path(one.filename).parts), frames[-1])
        where = f"{Path(frame.filename).name} line {frame.lineno}"
        reason = f"fangtan failed on it: {type(error).__name__}: {error} ({where})"
        return document.raw_path, reason, "report this, with the file if you may share it"
