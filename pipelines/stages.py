"""The stages in the order of the data: documents, articles, turns, entities. What is the same as before is kept.

Each takes the articles bin by bin from the shelf of the one before and puts what it makes on its own; an article is
made anew only where its fingerprint is another: the bytes and the surroundings of its file, and the code that reads
them. What is done to a batch of articles stands in ``making``, who does it in ``workers``; nothing here knows Dagster.
The release is put together in ``assembly``.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from pipelines import making, recognizers, versions, work
from pipelines.collection import Reject
from pipelines.documents import DOCUMENTS, Empty, line_of, read_documents
from pipelines.dumps.rejects import folded
from pipelines.renewal import Progress, Stage, Tell, fingerprint, renew_all
from pipelines.shelves import Shelf
from pipelines.tables import schema
from pipelines.tables.origins import Origin
from pipelines.text.masking import masked_text
from pipelines.workers import Workers

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


def articles(folder: Path, tell: Tell, workers: Workers) -> Progress:
    """Attribute each document: the rows of articles, and of their speech (turns without words)."""
    source, own = shelf(folder, "documents"), {name: shelf(folder, name) for name in ("articles", "speech")}
    version = versions.code("text.article")
    stage = Stage("articles", [(source, source.schema.names)], own, version, making.attributed)
    progress = renew_all(stage, bins(folder), workers, tell)
    if not any(True for _ in work.rows(own["articles"].files(bins(folder)), ["article_id"])):
        raise Empty("none of the files gave an article: see the rejected files")
    return progress


def turns(folder: Path, tell: Tell, workers: Workers) -> Progress:
    """Give each turn its sentences and words."""
    source, own = shelf(folder, "speech"), {"turns": shelf(folder, "turns")}
    stage = Stage("turns", [(source, source.schema.names)], own, versions.code("text.words"), making.annotated)
    return renew_all(stage, bins(folder), workers, tell)


def entities(folder: Path, tell: Tell, workers: Workers, recognizer: str = recognizers.OWN) -> Progress:
    """Find who and what each article names.

    Raises `recognizers.UnknownRecognizer` and `recognizers.RecognizerFailed`.
    """
    version = fingerprint(versions.code("text.mentions", "text.foreign"), recognizers.version(recognizer))
    before = [(shelf(folder, name), columns) for name, columns in recognizers.READ.items()]
    own = {"entities": shelf(folder, "entities")}
    stage = Stage("entities", before, own, version, partial(making.named, recognizer))
    return renew_all(stage, bins(folder), workers, tell)


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
