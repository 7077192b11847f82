"""Rows: what was decided about an article, in the columns of ``articles`` and ``turns``.

Here belongs the making of rows and nothing that decides: who speaks and where is settled in a ``Reading`` before.
"""

from __future__ import annotations

import json
import re
from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from pipelines.text.language import language_of
from pipelines.text.layout import Layout, lay_out, noted, notes, span
from pipelines.text.masking import Masked
from pipelines.text.reading import OVERRIDE, Document, Reading

Row = dict[str, Any]

TURN = (
    *("article_id", "title", "publisher", "published_at", "sentences", "words", "pos", "turn_id", "turn_index"),
    *("section", "reply_to", "speaker_id", "speaker", "speaker_label", "role", "text", "char_start", "char_end"),
    *("method", "score", "notes"),
)
"""The columns of ``turns`` that are made here."""


def speech_rows(document: Document, reading: Reading, layout: Layout, heads: Sequence[Row]) -> list[Row]:
    """The rows of ``turns``, in order, of an article with these sections; sentences, words and tags are still None."""
    bounds, text, article = [head["char_start"] for head in heads], layout.text, document.article_id
    keys = {turn.key: turn for turn in reading.turns}
    spoken = {key: _spoken(document, reading, reading.speaker_of(turn)) for key, turn in keys.items()}
    among = noted(reading.script, layout)
    rows: list[Row] = []
    asked: str | None = None  # the last turn of somebody who does not answer
    for index, turn in enumerate(reading.turns):
        key, label, method, _, _, _, confidence = turn
        start, end = span(turn, reading.script, layout)
        row = spoken[key].copy()
        answers = row["role"] == "interviewee"
        if answers and row["speaker"] is None and method != OVERRIDE:
            method, confidence = "abstained", confidence * 0.6
        row["turn_id"] = turn_id = f"{article}#t{index:04d}"
        row["turn_index"] = index
        if bounds and bounds[0] <= start:
            row["section"] = bisect(bounds, start) - 1
        row["speaker_label"] = label
        row["text"] = text[start:end]
        row["char_start"], row["char_end"] = start, end
        row["method"] = method
        row["score"] = _score(confidence)
        row["notes"] = notes(turn, reading.script, layout, among) if among else []
        if answers:
            row["reply_to"] = asked
        else:
            asked = turn_id
        rows.append(row)
    return rows


@lru_cache(maxsize=64)
def _score(confidence: float) -> float:
    """Rounded in decimals, which is dear, and there are few of them."""
    return round(confidence, 3)


def _spoken(document: Document, reading: Reading, speaker: int) -> Row:
    """What the rows of one speaker have in common, and None in the columns that are of the turn."""
    return {
        **dict.fromkeys(TURN),
        "article_id": document.article_id,
        "title": reading.cleaned.title,
        "publisher": reading.cleaned.credits.publisher or document.publisher,
        "published_at": reading.cleaned.credits.published_at,
        "speaker_id": speaker_id(document, speaker),
        "speaker": reading.people[speaker].name,
        "role": reading.roles[speaker],
    }


def speaker_id(document: Document, index: int) -> str:
    """``ARTICLE#s01`` for the first who speaks."""
    return f"{document.article_id}#s{index + 1:02d}"


def article_row(document: Document, reading: Reading, laid: Masked, heads: Sequence[Row], speech: Sequence[Row]) -> Row:
    """The row of ``articles`` to its sections and the rows of its speech."""
    cleaned, credits, layout = reading.cleaned, reading.cleaned.credits, laid.layout
    counts = Counter(map(itemgetter("speaker_id"), speech))
    return {
        "article_id": document.article_id,
        "collection": document.collection,
        "title": cleaned.title,
        "language": language_of(layout.text),
        "kind": _kind(reading),
        "status": "published",
        "publisher": credits.publisher or document.publisher,
        "authors": list(credits.authors),
        "editors": list(credits.editors),
        "translators": list(credits.translators),
        "published_at": credits.published_at,
        "source_url": credits.source_url,
        "license": document.license,
        "text": layout.text,
        "sections": list(heads),
        "speakers": [_speaker_row(document, reading, index, counts) for index in range(len(reading.people))],
        "turn_count": len(speech),
        "char_count": len(layout.text),
        "raw_path": document.raw_path,
        "raw_sha256": document.raw_sha256,
        "warnings": _warnings(document, reading, speech),
        "masks": [{"kind": one.kind, "char_start": one.start, "char_end": one.end} for one in laid.masks],
        "source_map": [
            {"char_start": start, "raw_start": raw_start, "length": length}
            for start, raw_start, length in layout.source_map
        ],
    }


def withdrawn_row(document: Document, reading: Reading, reason: str) -> Row:
    """The row of ``articles`` for one that was taken down: what it is and why, and nothing that the article says."""
    unsaid = dict.fromkeys(("title", "authors", "editors", "translators", "published_at", "source_url", "text"))
    return {
        **unsaid,
        "article_id": document.article_id,
        "collection": document.collection,
        "language": language_of(lay_out(reading.script).text),
        "kind": _kind(reading),
        "status": "withdrawn",
        "publisher": document.publisher,
        "license": document.license,
        "sections": [],
        "speakers": [],
        "turn_count": 0,
        "char_count": 0,
        "raw_path": document.raw_path,
        "raw_sha256": document.raw_sha256,
        "warnings": [f"withdrawn: {reason}"],
        "masks": [],
        "source_map": [],
    }


def _speaker_row(document: Document, reading: Reading, index: int, counts: Counter[str]) -> Row:
    person = reading.people[index]
    return {
        "speaker_id": speaker_id(document, index),
        "name": person.name,
        "aliases": list(person.aliases),
        "role": reading.roles[index],
        "affiliation": person.affiliation,
        "turn_count": counts[speaker_id(document, index)],
    }


def _kind(reading: Reading) -> str:
    if not reading.turns:
        return "report"
    guests = sum(role == "interviewee" for role in reading.roles)
    talk = bool(re.search(r"圆桌|圓桌|论坛|沙龙|研讨", reading.cleaned.title or ""))
    return "roundtable" if guests >= 3 or (talk and guests >= 2) else "interview"


def _warnings(document: Document, reading: Reading, speech: Sequence[Row]) -> list[str]:
    """What a person should look at, each as ``code: detail``."""
    found = [] if reading.cleaned.title else ["no_title: the article prints none"]
    found += [
        f"unnamed_speaker: {row['speaker_label'] or 'without label'}" for row in speech if row["method"] == "abstained"
    ]
    found += [f"lost_label: {row['turn_id']}" for row in speech if row["method"] == "lost_label"]
    found += json.loads(document.doubts) if document.doubts else []
    found += [f"corrected: {remark}" for remark in reading.remarks]
    return list(dict.fromkeys(found))
