"""Making: what the stages do to a batch of articles, Arrow in and Arrow out, the same on any machine.

The functions that are sent to workers belong here; handing out batches does not (``workers``), nor what is done to one
article (``text``).
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines import recognizers
from pipelines.shelves import Output, Refusal, Row
from pipelines.tables import schema
from pipelines.tables.stored import whole
from pipelines.text.article import Attributed, Unusable, attribute
from pipelines.text.reading import Document
from pipelines.text.sentences import split_sentences
from pipelines.text.words import cut, tag
from pipelines.work import Gathering, Growing, divided, with_column


def attributed(documents: pa.Table) -> Output:
    """Rows of articles and of their speech (turns without words)."""
    articles, speech = Growing(_schema("articles")), Gathering(_schema("turns"))
    refusals = {}
    for row in documents.to_pylist():
        made = _attributed(Document(**row))
        if isinstance(made, tuple):
            refusals[row["article_id"]] = made
        else:
            articles.extend([made.article])
            speech.add(made.columns)
    return Output({"articles": articles.table(), "speech": speech.table()}, refusals)


def annotated(speech: pa.Table) -> Output:
    """Turns with sentences and words."""
    return Output({"turns": pa.concat_tables(map(_annotated, divided(speech)))})


def _annotated(turns: pa.Table) -> pa.Table:
    """A part of the turns that can be held as objects of Python; tags are looked up for all of its words at once."""
    texts: list[Any] = turns["text"].to_pylist()
    turns = with_column(turns, "sentences", _sentences(turns, texts))
    turns = with_column(turns, "words", list(map(cut, texts)))
    return with_column(turns, "pos", _tags(whole(turns["words"])))


def _sentences(turns: pa.Table, texts: Sequence[str]) -> Any:
    """The spans of the sentences of turns with these texts, by their places in the articles."""
    found = list(map(split_sentences, texts))
    count = np.fromiter(map(len, found), np.int32, len(found))
    start = np.repeat(turns["char_start"].to_numpy(), count)
    spans = np.array(list(chain.from_iterable(found)), np.int32).reshape(-1, 2) + start[:, None]
    kind: Any = turns.schema.field("sentences").type
    sides = [pa.array(side, pa.int32()) for side in spans.T]
    items: Any = pa.StructArray.from_arrays(sides, fields=list(kind.value_type))
    return pa.ListArray.from_arrays(pa.array(np.cumsum([0, *count]), pa.int32()), items, type=kind)


def _tags(words: Any) -> Any:
    """The tag of each word, looked up once for those that are alike."""
    alike = words.flatten().dictionary_encode()
    tags = pa.array(map(tag, alike.dictionary.to_pylist()), pa.string())
    return pa.ListArray.from_arrays(words.offsets, tags.take(alike.indices), type=words.type)


def named(recognizer: str, articles: pa.Table, turns: pa.Table) -> Output:
    """Mentions of articles by the recogniser of that name; raises `recognizers.RecognizerFailed`."""
    find, entities = _recognizer(recognizer), Growing(_schema("entities"))
    rows: dict[str, list[Row]] = {}
    for row in turns.to_pylist():
        rows.setdefault(row["article_id"], []).append(row)
    for article in articles.to_pylist():
        entities.extend(find(article, rows.get(article["article_id"], [])))
    return Output({"entities": entities.table()})


@cache
def _recognizer(name: str) -> recognizers.FindMentions:
    return recognizers.load(name)


def _schema(table: str) -> pa.Schema:
    return schema.load(table).arrow()


def _attributed(document: Document) -> Attributed | Refusal:
    try:
        return attribute(document)
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
