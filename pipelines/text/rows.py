"""Rows: what was decided about an article, in the columns of ``articles`` and ``turns``.

Here belongs the making of rows and nothing that decides: who speaks and where is settled in a ``Reading`` before.
"""

from __future__ import annotations

import json
import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pipelines.text.language import language_of
from pipelines.text.layout import Layout, lay_out, noted, notes, spans
from pipelines.text.masking import Masked
from pipelines.text.reading import OVERRIDE, Document, Reading

Row = dict[str, Any]

ANSWERS = "interviewee"

Columns = dict[str, list[Any]]
"""Rows, column by column: turns are so many that an object for each of them counts."""


def speech_columns(document: Document, reading: Reading, layout: Layout, heads: Sequence[Row]) -> Columns:
    """The columns of ``turns``, in order, of an article with these sections, without sentences, words and tags."""
    turns, text = reading.turns, layout.text
    keys, labels, methods, _, _, _, sure = zip(*turns, strict=True) if turns else [()] * 7
    abstained = _abstained(keys, methods, reading)
    places = spans(turns, reading.script, layout)
    article = document.article_id
    ids = [f"{article}#t{index:04d}" for index in range(len(turns))]
    roles = _by_key(keys, {key: reading.roles[index] for key, index in reading.speakers.items()})
    return {
        **{name: [value] * len(turns) for name, value in _of_article(document, reading).items()},
        "speaker_id": _by_key(keys, {key: speaker_id(document, index) for key, index in reading.speakers.items()}),
        "speaker": _by_key(keys, {key: reading.people[index].name for key, index in reading.speakers.items()}),
        "role": roles,
        "turn_id": ids,
        "turn_index": list(range(len(turns))),
        "section": _sections([start for start, _ in places], heads),
        "reply_to": _answered(ids, roles),
        "speaker_label": list(labels),
        "text": [text[start:end] for start, end in places],
        "char_start": [start for start, _ in places],
        "char_end": [end for _, end in places],
        "method": ["abstained" if one else method for one, method in zip(abstained, methods, strict=True)],
        "score": [_score(0.6 * one if doubted else one) for one, doubted in zip(sure, abstained, strict=True)],
        "notes": _notes(reading, layout),
    }


def _by_key(keys: Iterable[str], values: Mapping[str, Any]) -> list[Any]:
    return [values[key] for key in keys]


def _abstained(keys: Sequence[str], methods: Sequence[str], reading: Reading) -> list[bool]:
    """Whether a turn's speaker is left open: somebody answers whom the article never names."""
    people = [
        person.name is None and role == ANSWERS for person, role in zip(reading.people, reading.roles, strict=True)
    ]
    nameless = {key for key, index in reading.speakers.items() if people[index]}
    return [key in nameless and method != OVERRIDE for key, method in zip(keys, methods, strict=True)]


def _sections(starts: Sequence[int], heads: Sequence[Row]) -> list[int | None]:
    """The index of the section in which each turn begins; None before the first."""
    if not heads:
        return [None] * len(starts)
    bounds = [head["char_start"] for head in heads]
    return [at - 1 if at else None for at in (bisect(bounds, start) for start in starts)]


def _answered(ids: Sequence[str], roles: Sequence[str]) -> list[str | None]:
    """The turn that each one answers: the last of somebody who does not answer himself."""
    found: list[str | None] = []
    asked: str | None = None
    for turn_id, role in zip(ids, roles, strict=True):
        answers = role == ANSWERS
        found.append(asked if answers else None)
        asked = asked if answers else turn_id
    return found


def _notes(reading: Reading, layout: Layout) -> list[list[Row]]:
    among = noted(reading.script, layout)
    if not among:  # most articles
        return [[]] * len(reading.turns)
    return [notes(turn, reading.script, layout, among) for turn in reading.turns]


@lru_cache(maxsize=64)
def _score(confidence: float) -> float:
    """Rounded in decimals, which is dear, and there are few of them."""
    return round(confidence, 3)


def _of_article(document: Document, reading: Reading) -> Row:
    """What the turns of an article have in common."""
    return {
        "article_id": document.article_id,
        "title": reading.cleaned.title,
        "publisher": reading.cleaned.credits.publisher or document.publisher,
        "published_at": reading.cleaned.credits.published_at,
        "sentences": None,
        "words": None,
        "pos": None,
    }


def speaker_id(document: Document, index: int) -> str:
    """``ARTICLE#s01`` for the first who speaks."""
    return f"{document.article_id}#s{index + 1:02d}"


def article_row(document: Document, reading: Reading, laid: Masked, heads: Sequence[Row], speech: Columns) -> Row:
    """The row of ``articles`` to its sections and the columns of its speech."""
    cleaned, credits, layout = reading.cleaned, reading.cleaned.credits, laid.layout
    counts = Counter(speech["speaker_id"])
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
        "turn_count": len(reading.turns),
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


def _warnings(document: Document, reading: Reading, speech: Columns) -> list[str]:
    """What a person should look at, each as ``code: detail``."""
    found = [] if reading.cleaned.title else ["no_title: the article prints none"]
    methods = speech["method"]
    found += [
        f"unnamed_speaker: {label or 'without label'}"
        for label, method in zip(speech["speaker_label"], methods, strict=True)
        if method == "abstained"
    ]
    lost = (one for one, method in zip(speech["turn_id"], methods, strict=True) if method == "lost_label")
    found += [f"lost_label: {turn_id}" for turn_id in lost]
    found += json.loads(document.doubts) if document.doubts else []
    found += [f"corrected: {remark}" for remark in reading.remarks]
    return list(dict.fromkeys(found))
