"""From the page to the article: title, credits, and a kind for every line; page chrome recognised as such.

Here belongs what can be said of a line before anybody knows who speaks. The article's end is found in ``tail`` once the
speakers are known, headings without markup in ``headings``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.knowledge.wording import glimpse, wording
from pipelines.text import credits
from pipelines.text.credits import BRACKETS, LEADING_DATE, Credits, Imprint, dateline, from_meta, read_credit
from pipelines.text.folding import can_open, fold, signature
from pipelines.text.labels import find_label, is_known_role
from pipelines.text.page import Page
from pipelines.text.parts import CAPTION, CHROME, PROSE, Kind, Part, wholes
from pipelines.text.simplify import MARKS, simplified
from pipelines.text.titles import find_title, recurring_labels
from pipelines.text.typography import CAPTION_OPENS, NOTE_OPENS, is_caption, is_editor_note, is_question, stops


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The article without its page: all parts in reading order, the kinds to leave out included."""

    title: str | None
    credits: Credits
    parts: tuple[Part, ...]


def clean(page: Page) -> Cleaned:
    """Give every line of ``page`` a kind and read what the article says about itself."""
    imprint = Imprint()
    from_meta(page.meta, imprint)
    parts = without_clocks(wholes(page.lines))
    title, parts = find_title(page, parts)
    if title:
        imprint.add("date", [match[0] for match in [LEADING_DATE.match(title)] if match])
        title = LEADING_DATE.sub("", title)
    parts = _digest(parts)
    labels = recurring_labels(parts)
    parts = _captions(_classified(parts, imprint, labels))
    parts = _header(_words_alone(parts), imprint, labels)
    return Cleaned(title, imprint.credits(), tuple(parts))


LONGEST = 200
"""Code points of a line up to which it can be chrome by its wording."""

SHORT = 60
"""Code points up to which it can be an advert."""

FURNITURE, SHORT_FURNITURE = (wording("chrome.tsv", "line", "aside", *more) for more in ((), ("advert",)))
PICTURED = re.compile(r"[（(](?:图|圖|▲|△)")
CLOCK = 12
"""Code points of a clock with its brackets, at most."""

CLOCK_AT_END = re.compile(r"\s[\[(（]?\d{1,2}:\d{2}(?::\d{2})?[\])）]?$")


def without_clocks(parts: list[Part]) -> list[Part]:
    """A recorder's time at the end of line after line belongs to the page, not to what is said."""
    if sum([":" in part.text[-CLOCK:] for part in parts]) < 3:
        return parts
    timed = [CLOCK_AT_END.search(part.text, max(0, len(part.text) - CLOCK)) for part in parts]
    timed = [clock if clock and stops(clock.string[: clock.start()]) else None for clock in timed]
    if sum(map(bool, timed)) < 3:
        return parts
    return [
        part.cut(part.start, part.start + clock.start()) if clock else part
        for part, clock in zip(parts, timed, strict=True)
    ]


def _digest(parts: list[Part]) -> list[Part]:
    """A digest between a heading ``摘要`` and a heading ``正文`` comes from an aggregator, not from the article."""
    opening = next(
        (i for i, p in enumerate(parts[:12]) if p.line.heading and wording("chrome.tsv", "summary").fits(p.text)),
        None,
    )
    if opening is None:
        return parts
    body = next(
        (
            i
            for i, p in enumerate(parts)
            if i > opening and p.line.heading and wording("chrome.tsv", "body").fits(p.text)
        ),
        None,
    )
    if body is None:
        return parts
    return [part.become(CHROME) if opening <= i <= body else part for i, part in enumerate(parts)]


def _classified(parts: Sequence[Part], imprint: Imprint, labels: frozenset[str]) -> list[Part]:
    """The parts with their kinds; a dateline at the start of one becomes a part of its own."""
    found: list[Part] = []
    for part in parts:
        text, line = part.text, part.line
        if not (may_tell(text) or line.heading or line.image or line.after_image or line.quote):
            found.append(part)  # as most: asked once, instead of kind after kind
            continue
        cut = dateline(text, imprint) if text[:1] in BRACKETS and part.kind.kept else 0
        if cut:
            found += part.cut(part.start, part.start + cut, Kind.CREDIT), part.cut(part.start + cut, part.end)
        else:
            found.append(part.become(_kind(part, text, imprint, labels)) if part.kind.kept else part)
    return found


OPENS = SHORT_FURNITURE.opens | credits.OPENS | credits.RIGHTS.opens | CAPTION_OPENS | NOTE_OPENS
TELLING = glimpse((*SHORT_FURNITURE.words, *credits.TELLING, *MARKS))


def may_tell(text: str) -> bool:
    """Whether the line's words may say that it is no prose: where it does not begin so, by its end or a word in it."""
    if can_open(text, OPENS) or text[-1:] in credits.ENDS:
        return True
    return len(text) <= LONGEST and TELLING.search(text) is not None


def _kind(part: Part, text: str, imprint: Imprint, labels: frozenset[str]) -> Kind:
    if len(text) <= LONGEST:
        plain = simplified(text)
        if (FURNITURE if len(plain) > SHORT else SHORT_FURNITURE).fits(plain):
            return CHROME
    caption = is_caption(part)
    if caption and PICTURED.match(text):
        return CAPTION
    if read_credit(text, imprint, labels=labels):
        return Kind.CREDIT
    if is_editor_note(text):
        return Kind.EDITOR_NOTE
    if part.line.heading:
        return Kind.HEADING
    if caption:
        return CAPTION
    return Kind.PULL_QUOTE if part.line.quote else PROSE


def _captions(parts: list[Part]) -> list[Part]:
    """A caption that the raw text breaks over two lines goes on without a blank line."""
    for i, part in enumerate(parts, 1):
        following = parts[i] if part.kind is CAPTION and i < len(parts) else None
        if following and following.kind is PROSE and not following.line.gap and not stops(following.text):
            parts[i] = following.become(CAPTION)  # and is looked at next
    return parts


BUTTON = re.compile(r"[㐀-鿿]{2}")


def _words_alone(parts: list[Part]) -> list[Part]:
    """A single word of a page's buttons, ``取消`` or ``视频``, between two lines of text is text."""
    for i, part in enumerate(parts):
        button = part.kind is CHROME and 0 < i < len(parts) - 1 and BUTTON.fullmatch(part.text)
        if button and parts[i - 1].kind.kept and parts[i + 1].kind.kept:
            parts[i] = part.become(PROSE)
    return parts


def _header(parts: list[Part], imprint: Imprint, labels: frozenset[str]) -> list[Part]:
    """Short lines between the title and the first sentence are names of accounts and columns, not text."""
    first = next((i for i, part in enumerate(parts) if part.kind.kept and _opens(part, labels)), len(parts))
    short = [i for i in range(first) if parts[i].kind is PROSE and len(parts[i].text) <= 20]
    short = [i for i in short if not is_known_role(parts[i].text)]
    if not short:
        return parts
    house = signature(imprint.credits().publisher or "")
    top = any(part.kind is Kind.TITLE for part in parts[:first])
    printed = Counter(signature(part.text) for part in parts if part.kind.kept and len(part.text) <= 20)
    for i in short:
        sign = signature(parts[i].text)
        if printed[sign] < 3 and (top or sign == house):  # what comes back line after line is a label
            parts[i] = parts[i].become(Kind.CREDIT)
    return parts


def _opens(part: Part, labels: frozenset[str]) -> bool:
    """Whether the article proper has begun: a sentence, a heading, a bold line, a label."""
    text = part.text
    label = find_label(text)
    labelled = bool(label and label[0] != "alone")
    alone = bool(label and label[0] == "alone" and part.whole_bold)
    return bool(
        len(text) > 40
        or stops(text)
        or is_question(text)
        or labelled
        or alone
        or part.line.heading > 1
        or fold(text) in labels
    )
