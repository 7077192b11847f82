"""The recipe: one document in, one row of ``articles`` and the rows of its speech out.

Here belongs the order of the steps. Each step is a module of its own; nothing here knows a word of Chinese, a file or
Dagster.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.text import frontmatter, mending, questions, turns
from pipelines.text.casting import Cast, choose_cast
from pipelines.text.cleaning import Cleaned, clean
from pipelines.text.guests import Background
from pipelines.text.headings import mark_headings
from pipelines.text.labels import find_labels
from pipelines.text.layout import lay_out, sections
from pipelines.text.markup import read_page
from pipelines.text.masking import masked, masked_columns, masked_row
from pipelines.text.overrides import Refused, entries
from pipelines.text.page import Page
from pipelines.text.parts import HEADING, PROSE
from pipelines.text.reading import Document, Reading
from pipelines.text.roles import assign
from pipelines.text.rows import Columns, Row, article_row, speech_columns, withdrawn_row
from pipelines.text.script import Stretch, stretches
from pipelines.text.sides import split_sides
from pipelines.text.speakers import resolve
from pipelines.text.tail import trim_tail
from pipelines.text.teasers import drop_teasers
from pipelines.text.turns import ANSWERER, ASKER, Turn

__all__ = ["Attributed", "Document", "Unusable", "attribute", "read"]


@dataclass(frozen=True, slots=True)
class Attributed:
    """A complete row of ``articles``; the columns of ``turns``, of which sentences, words and tags are still None."""

    article: Row
    columns: Columns

    @property
    def speech(self) -> list[Row]:
        """The rows of ``turns``."""
        return [dict(zip(self.columns, values, strict=True)) for values in zip(*self.columns.values(), strict=True)]


class Unusable(Exception):
    """A document that holds no article: ``reason`` says why, ``remedy`` what to do."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}: {remedy}")
        self.reason, self.remedy = reason, remedy


def attribute(document: Document) -> Attributed:
    """Clean, segment, attribute, correct and mask one document.

    Raises ``Unusable`` where no text is left, and where a correction by hand cannot be applied: what a person called
    wrong is held back rather than published uncorrected.
    """
    reading = read(document)
    if document.overrides is not None:
        try:
            corrections = entries(document.overrides)
            withdrawal = mending.withdrawal(reading, corrections)
            if withdrawal:
                return Attributed(masked_row(withdrawn_row(document, reading, withdrawal)), {})
            reading = mending.mend(reading, corrections)
        except Refused as refusal:
            raise Unusable(refusal.reason, refusal.remedy) from refusal
    laid = masked(lay_out(reading.script), _printed(reading))
    if not laid.layout.text:
        raise Unusable(
            "no article text is left after cleaning", "look at the file: it may hold only navigation or pictures"
        )
    heads = sections(reading.script, laid.layout)
    speech = speech_columns(document, reading, laid.layout, heads)
    article = article_row(document, reading, laid, heads, speech)
    return Attributed(masked_row(article, laid.secrets), masked_columns(speech, laid.secrets))


def _printed(reading: Reading) -> list[str]:
    """What the article prints outside its text."""
    credits = reading.cleaned.credits
    people = (*credits.authors, *credits.editors, *credits.translators)
    return [text for text in (reading.cleaned.title, credits.publisher, *people) if text]


def read(document: Document) -> Reading:
    """Everything that is decided about the article, before rows are made of it."""
    cleaned = clean(_page(document))
    houses = _houses(document, cleaned)
    printers = tuple(dict.fromkeys((*houses, *cleaned.credits.authors)))
    everything = "\n".join([part.text for part in cleaned.parts if part.kind.kept])
    cast = choose_cast(cleaned.parts, find_labels(cleaned.parts), f"{cleaned.title or ''}\n{everything}", printers)
    script = drop_teasers(trim_tail(stretches(cleaned.parts, cast)))
    script = mark_headings(script, dialogue=bool(cast.groups))
    found = _turns(script, cast, cleaned.title or "")
    script = _spoken(script, found)
    background = _background(cleaned, script, found, everything, houses, cast)
    spoken: dict[str, list[str]] = {}
    for turn in found:
        spoken.setdefault(turn.key, []).append(_words(turn, script))
    people = resolve(cast, _extra(found), background, spoken)
    people = [person for person in people if not spoken.keys().isdisjoint(person.keys)]
    roles = assign(people, cast, spoken, background)
    return Reading(cleaned, tuple(script), cast, tuple(found), tuple(people), tuple(roles))


def _page(document: Document) -> Page:
    """The page; what its record states goes before what it says itself."""
    page = read_page(document.text, document.suffix)
    if not document.stated:
        return page
    return replace(page, meta={**page.meta, **frontmatter.normalise(json.loads(document.stated))})


def _houses(document: Document, cleaned: Cleaned) -> tuple[str, ...]:
    names = (cleaned.credits.publisher, cleaned.credits.source, document.publisher)
    return tuple(dict.fromkeys(name for name in names if name))


def _turns(script: Sequence[Stretch], cast: Cast, title: str) -> list[Turn]:
    if cast.groups:
        return split_sides(turns.cut(script, cast), script, cast)
    return questions.question_turns(script, title)


def _spoken(script: Sequence[Stretch], found: Sequence[Turn]) -> list[Stretch]:
    """Questions that are printed as headings are speech, and no sections."""
    spoken = list(script)
    for _, _, _, first, _, _, _ in found:
        if script[first].part.kind is HEADING:
            spoken[first] = script[first].become(PROSE)
    return spoken


def _extra(found: Sequence[Turn]) -> list[str]:
    """Sides that speak without any label, in order of appearance."""
    return list(dict.fromkeys(turn.key for turn in found if turn.key in (ASKER, ANSWERER)))


def _words(turn: Turn, script: Sequence[Stretch]) -> str:
    _, _, _, first, start, last, _ = turn
    _, begin, _, kind, text = script[first].part
    if first == last and kind is PROSE:  # most
        return text[start - begin :]
    kept = [part.text for part, _, _, _ in script[first : last + 1] if part.kind is PROSE]
    if kept:
        kept[0] = kept[0][start - begin :]
    return "\n".join(kept)


def _background(
    cleaned: Cleaned, script: Sequence[Stretch], found: Sequence[Turn], text: str, houses: tuple[str, ...], cast: Cast
) -> Background:
    first = found[0].first if found else len(script)
    lead = "\n".join(stretch.text for stretch in script[:first] if stretch.kind.kept)
    return Background(cleaned.title or "", lead, text, houses, cleaned.credits.authors, cast.roster)
