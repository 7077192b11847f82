"""The recipe: one document in, one row of ``articles`` and the rows of its speech out.

Here belongs the order of the steps and the making of rows. Each step is a module of its own; nothing here knows a word
of Chinese, a file or Dagster.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.text import questions, turns
from pipelines.text.casting import Cast, choose_cast
from pipelines.text.cleaning import Cleaned, clean
from pipelines.text.headings import mark_headings
from pipelines.text.labels import find_labels
from pipelines.text.language import language_of
from pipelines.text.layout import Layout, lay_out, notes, sections, span
from pipelines.text.markup import read_page
from pipelines.text.parts import Kind
from pipelines.text.roles import assign
from pipelines.text.script import Stretch, stretches
from pipelines.text.speakers import Background, Person, resolve
from pipelines.text.tail import trim_tail
from pipelines.text.teasers import drop_teasers
from pipelines.text.turns import ANSWERER, ASKER, Turn

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded raw file; ``license``, ``publisher`` and ``language`` are what its collection states of its files."""

    article_id: str
    collection: str | None
    raw_path: str
    raw_sha256: str
    text: str
    suffix: str
    license: str | None = None
    publisher: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Attributed:
    """A complete row of ``articles``; rows of ``turns`` whose sentences, words and tags are still None."""

    article: Row
    speech: list[Row]


class Unusable(Exception):
    """A document that holds no article: ``reason`` says why, ``remedy`` what to do."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}: {remedy}")
        self.reason, self.remedy = reason, remedy


@dataclass(frozen=True, slots=True)
class Reading:
    """An article read: its stretches, its turns, the people who speak them and their roles."""

    cleaned: Cleaned
    script: tuple[Stretch, ...]
    cast: Cast
    turns: tuple[Turn, ...]
    people: tuple[Person, ...]
    roles: tuple[str, ...]

    def speaker_of(self, turn: Turn) -> int:
        """The index in ``people`` of whoever speaks the turn."""
        return next(index for index, person in enumerate(self.people) if turn.key in person.keys)


def attribute(document: Document) -> Attributed:
    """Clean, segment and attribute one document. Raises ``Unusable`` where no text is left."""
    reading = read(document)
    layout = lay_out(reading.script)
    if not layout.text:
        raise Unusable(
            "no article text is left after cleaning", "look at the file: it may hold only navigation or pictures"
        )
    speech = _speech_rows(document, reading, layout)
    return Attributed(_article_row(document, reading, layout, speech), speech)


def read(document: Document) -> Reading:
    """Everything that is decided about the article, before rows are made of it."""
    cleaned = clean(read_page(document.text, document.suffix))
    houses = _houses(document, cleaned)
    printers = tuple(dict.fromkeys((*houses, *cleaned.credits.authors)))
    everything = "\n".join(part.text for part in cleaned.parts if part.kind.kept)
    cast = choose_cast(cleaned.parts, find_labels(cleaned.parts), f"{cleaned.title or ''}\n{everything}", printers)
    script = drop_teasers(trim_tail(stretches(cleaned.parts, cast)))
    script = mark_headings(script, dialogue=bool(cast.groups))
    found = _turns(script, cast, cleaned.title or "")
    background = _background(cleaned, script, found, everything, houses, cast)
    people = resolve(cast, _extra(found), background)
    people = [person for person in people if any(turn.key in person.keys for turn in found)]
    spoken: dict[str, list[str]] = {}
    for turn in found:
        spoken.setdefault(turn.key, []).append("\n".join(_words(turn, script)))
    roles = assign(people, cast, spoken, background)
    return Reading(cleaned, tuple(script), cast, tuple(found), tuple(people), tuple(roles))


def _houses(document: Document, cleaned: Cleaned) -> tuple[str, ...]:
    names = (cleaned.credits.publisher, cleaned.credits.source, document.publisher)
    return tuple(dict.fromkeys(name for name in names if name))


def _turns(script: Sequence[Stretch], cast: Cast, title: str) -> list[Turn]:
    if cast.groups:
        return turns.split_sides(turns.cut(script, cast), script, cast)
    return questions.question_turns(script, title)


def _extra(found: Sequence[Turn]) -> list[str]:
    """Sides that speak without any label, in order of appearance."""
    return list(dict.fromkeys(turn.key for turn in found if turn.key in (ASKER, ANSWERER)))


def _words(turn: Turn, script: Sequence[Stretch]) -> list[str]:
    kept = [stretch.text for stretch in script[turn.first : turn.last + 1] if stretch.kind is Kind.PROSE]
    offset = turn.start - script[turn.first].part.start
    return [kept[0][offset:], *kept[1:]] if kept else []


def _background(
    cleaned: Cleaned, script: Sequence[Stretch], found: Sequence[Turn], text: str, houses: tuple[str, ...], cast: Cast
) -> Background:
    first = found[0].first if found else len(script)
    lead = "\n".join(stretch.text for stretch in script[:first] if stretch.kind.kept)
    return Background(cleaned.title or "", lead, text, houses, cleaned.credits.authors, cast.roster)


def _speech_rows(document: Document, reading: Reading, layout: Layout) -> list[Row]:
    heads = sections(reading.script, layout)
    rows: list[Row] = []
    for index, turn in enumerate(reading.turns):
        start, end = span(turn, reading.script, layout)
        speaker = reading.speaker_of(turn)
        name, role = reading.people[speaker].name, reading.roles[speaker]
        abstained = name is None and role == "interviewee"
        rows.append(
            {
                "turn_id": f"{document.article_id}#t{index:04d}",
                "article_id": document.article_id,
                "turn_index": index,
                "section": max((i for i, head in enumerate(heads) if head["char_start"] <= start), default=None),
                "reply_to": _reply_to(rows, role),
                "title": reading.cleaned.title,
                "publisher": reading.cleaned.credits.publisher or document.publisher,
                "published_at": reading.cleaned.credits.published_at,
                "speaker_id": speaker_id(document, speaker),
                "speaker": name,
                "speaker_label": turn.label,
                "role": role,
                "text": layout.text[start:end],
                "char_start": start,
                "char_end": end,
                "method": "abstained" if abstained else turn.method,
                "score": round(turn.confidence * (0.6 if abstained else 1.0), 3),
                "sentences": None,
                "words": None,
                "pos": None,
                "notes": notes(turn, reading.script, layout),
            }
        )
    return rows


def speaker_id(document: Document, index: int) -> str:
    """``ARTICLE#s01`` for the first who speaks."""
    return f"{document.article_id}#s{index + 1:02d}"


def _reply_to(rows: Sequence[Row], role: str) -> str | None:
    """An answer replies to the last question before it."""
    if role != "interviewee":
        return None
    return next((row["turn_id"] for row in reversed(rows) if row["role"] != "interviewee"), None)


def _article_row(document: Document, reading: Reading, layout: Layout, speech: Sequence[Row]) -> Row:
    cleaned, credits = reading.cleaned, reading.cleaned.credits
    counts = Counter(row["speaker_id"] for row in speech)
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
        "sections": sections(reading.script, layout),
        "speakers": [_speaker_row(document, reading, index, counts) for index in range(len(reading.people))],
        "turn_count": len(speech),
        "char_count": len(layout.text),
        "raw_path": document.raw_path,
        "raw_sha256": document.raw_sha256,
        "warnings": _warnings(reading, speech),
        "masks": [],
        "source_map": [
            {"char_start": run.start, "raw_start": run.raw_start, "length": run.length} for run in layout.source_map
        ],
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


def _warnings(reading: Reading, speech: Sequence[Row]) -> list[str]:
    """What a person should look at, each as ``code: detail``."""
    found = [] if reading.cleaned.title else ["no_title: the article prints none"]
    found += [
        f"unnamed_speaker: {row['speaker_label'] or 'without label'}" for row in speech if row["method"] == "abstained"
    ]
    found += [f"lost_label: {row['turn_id']}" for row in speech if row["method"] == "lost_label"]
    return list(dict.fromkeys(found))
