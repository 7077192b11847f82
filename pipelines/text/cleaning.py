"""From the page to the article: title, credits, and a kind for every line; page chrome recognised as such.

Here belongs what can be said of a line before anybody knows who speaks. The article's end is found in ``tail`` once the
speakers are known, headings without markup in ``headings``.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.knowledge import pattern
from pipelines.text.credits import LEADING_DATE, Credits, Imprint, dateline, from_meta, read_credit
from pipelines.text.labels import find_label, fold, is_known_role
from pipelines.text.page import Page
from pipelines.text.parts import Kind, Part, whole
from pipelines.text.simplify import simplified
from pipelines.text.typography import SENTENCE_END, is_caption, is_editor_note, is_question


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
    parts = without_clocks([whole(line) for line in page.lines])
    title, parts = _title(page, parts)
    if title:
        imprint.add("date", [match[0] for match in [LEADING_DATE.match(title)] if match])
        title = LEADING_DATE.sub("", title)
    parts = _digest(parts)
    labels = recurring_labels(parts)
    parts = _captions([piece for part in parts for piece in _classify(part, imprint, labels)])
    parts = _header(_words_alone(parts), imprint, labels)
    return Cleaned(title, imprint.credits(), tuple(parts))


LONGEST = 200  # code points of a line up to which it can be chrome by its wording
NO_LETTER = re.compile(r"[\W_]+")
CLOCK_AT_END = re.compile(r"\s[\[(（]?\d{1,2}:\d{2}(?::\d{2})?[\])）]?$")


def without_clocks(parts: list[Part]) -> list[Part]:
    """A recorder's time at the end of line after line belongs to the page, not to what is said."""
    timed = [CLOCK_AT_END.search(part.text) for part in parts]
    timed = [clock if clock and SENTENCE_END.search(clock.string[: clock.start()]) else None for clock in timed]
    if sum(map(bool, timed)) < 3:
        return parts
    return [
        part.cut(part.start, part.start + clock.start()) if clock else part
        for part, clock in zip(parts, timed, strict=True)
    ]


def signature(text: str) -> str:
    """Letters and digits alone, folded: for saying whether two lines are the same."""
    return NO_LETTER.sub("", fold(text))


def recurring_labels(parts: Sequence[Part], least: int = 3) -> frozenset[str]:
    """Folded strings that stand before a colon at the start of at least ``least`` different lines."""
    found = (find_label(text) for text in dict.fromkeys(part.text for part in parts if part.kind.kept))
    counts = Counter(fold(hit[1]) for hit in found if hit and hit[0] == "colon")
    return frozenset(key for key, count in counts.items() if count >= least)


def _title(page: Page, parts: list[Part]) -> tuple[str | None, list[Part]]:
    """The title, and the parts with every repetition of it marked."""
    title = _stated_title(page) or _printed_title(parts)
    if not title:
        return None, parts
    sign = signature(title)
    return title, [part.become(Kind.TITLE) if _repeats(part, sign) else part for part in parts]


def _repeats(part: Part, sign: str) -> bool:
    """Whether the part prints the title again, or a heading of the first level most of it."""
    printed = signature(part.text)
    return printed == sign or (part.line.heading == 1 and len(part.text) > 8 and sign.startswith(printed))


def _stated_title(page: Page) -> str | None:
    """The title of the page's metadata, in the wording that the page prints if it prints it without the site's name."""
    stated = page.meta.get("title", "").strip()
    if not stated:
        return None
    sign = signature(stated)
    printed_heading = next((line.text for line in page.lines[:6] if line.heading == 1), None)
    for line in page.lines[:40]:
        printed = signature(line.text)
        if len(printed) >= 6 and sign.startswith(printed) and len(printed) >= 0.5 * len(sign):
            return re.sub(r"\s+", " ", line.text)
    return re.sub(r"\s+", " ", printed_heading or stated)


def _printed_title(parts: Sequence[Part]) -> str | None:
    """The first heading at the top, else the first line that reads as a title and not as a site's name."""
    for part in parts[:12]:
        if part.line.heading == 1 or (part.line.heading == 2 and part in parts[:3]):
            return part.text
    labels = recurring_labels(parts, 2)
    top = list(itertools.takewhile(lambda part: _above_text(part, labels), parts[:10]))
    repeated = Counter(signature(part.text) for part in parts)
    able = [part for part in top if _title_like(part) and (repeated[signature(part.text)] > 1 or len(parts) > 2)]
    if not able:
        return None
    site = len(able[0].text) <= 12 and repeated[signature(able[0].text)] == 1 and not TITLE_MARK.search(able[0].text)
    marked = [part for part in able if TITLE_MARK.search(part.text)] if site else []
    return (marked or able)[0].text


TITLE_MARK = re.compile(r"[「」《》“”？！?!：:｜|丨]|——|专访|專訪|对话|對話|访谈|訪談|实录|實錄")


def _above_text(part: Part, labels: frozenset[str]) -> bool:
    """Whether the line may stand above the article's text: no sentence, no label."""
    label = find_label(part.text)
    spoken = bool(
        label
        and (
            label[0].startswith("timestamp")
            or (label[0] == "colon" and (fold(label[1]) in labels or is_known_role(label[1])))
        )
    )
    return len(part.text) <= 120 and "。" not in part.text and not spoken


def _title_like(part: Part) -> bool:
    text = part.text
    if not 4 < len(text) <= 64 or part.line.item or SENTENCE_END.search(text.rstrip("？?!！")):
        return False
    chrome = pattern("chrome.tsv", "line").fullmatch(simplified(text))
    return not chrome and not read_credit(text, Imprint(), labels=frozenset())


def _digest(parts: list[Part]) -> list[Part]:
    """A digest between a heading ``摘要`` and a heading ``正文`` comes from an aggregator, not from the article."""
    opening = next(
        (i for i, p in enumerate(parts[:12]) if p.line.heading and pattern("chrome.tsv", "summary").fullmatch(p.text)),
        None,
    )
    if opening is None:
        return parts
    body = next(
        (
            i
            for i, p in enumerate(parts)
            if i > opening and p.line.heading and pattern("chrome.tsv", "body").fullmatch(p.text)
        ),
        None,
    )
    if body is None:
        return parts
    return [part.become(Kind.CHROME) if opening <= i <= body else part for i, part in enumerate(parts)]


def _classify(part: Part, imprint: Imprint, labels: frozenset[str]) -> list[Part]:
    """The part with its kind; a dateline at its start becomes a part of its own."""
    if not part.kind.kept:
        return [part]
    text = part.text
    cut = dateline(text, imprint)
    if cut:
        return [part.cut(part.start, part.start + cut, Kind.CREDIT), part.cut(part.start + cut, part.end)]
    return [part.become(_kind(part, text, imprint, labels))]


def _kind(part: Part, text: str, imprint: Imprint, labels: frozenset[str]) -> Kind:
    plain = simplified(text)
    if len(text) <= LONGEST and any(pattern("chrome.tsv", key).fullmatch(plain) for key in ("line", "aside")):
        return Kind.CHROME
    if len(text) <= 60 and pattern("chrome.tsv", "advert").fullmatch(plain):
        return Kind.CHROME
    if re.match(r"[（(](?:图|圖|▲|△)", text) and is_caption(part):
        return Kind.CAPTION
    if read_credit(text, imprint, labels=labels):
        return Kind.CREDIT
    if is_editor_note(text):
        return Kind.EDITOR_NOTE
    if part.line.heading:
        return Kind.HEADING
    if is_caption(part):
        return Kind.CAPTION
    return Kind.PULL_QUOTE if part.line.quote else Kind.PROSE


def _captions(parts: list[Part]) -> list[Part]:
    """A caption that the raw text breaks over two lines goes on without a blank line."""
    for i in range(1, len(parts)):
        if (
            parts[i - 1].kind is Kind.CAPTION
            and parts[i].kind is Kind.PROSE
            and not parts[i].line.gap
            and not SENTENCE_END.search(parts[i].text)
        ):
            parts[i] = parts[i].become(Kind.CAPTION)
    return parts


def _words_alone(parts: list[Part]) -> list[Part]:
    """A single word of a page's buttons, ``取消`` or ``视频``, between two lines of text is text."""
    for i, part in enumerate(parts[1:-1], 1):
        button = part.kind is Kind.CHROME and re.fullmatch(r"[㐀-鿿]{2}", part.text)
        if button and parts[i - 1].kind.kept and parts[i + 1].kind.kept:
            parts[i] = part.become(Kind.PROSE)
    return parts


def _header(parts: list[Part], imprint: Imprint, labels: frozenset[str]) -> list[Part]:
    """Short lines between the title and the first sentence are names of accounts and columns, not text."""
    first = next((i for i, part in enumerate(parts) if part.kind.kept and _opens(part, labels)), len(parts))
    house = signature(imprint.credits().publisher or "")
    top = any(part.kind is Kind.TITLE for part in parts[:first])
    printed = Counter(signature(part.text) for part in parts if part.kind.kept and len(part.text) <= 20)
    for i in range(first):
        short = parts[i].kind is Kind.PROSE and len(parts[i].text) <= 20 and not is_known_role(parts[i].text)
        short = short and printed[signature(parts[i].text)] < 3  # what comes back line after line is a label
        if short and (top or signature(parts[i].text) == house):
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
        or SENTENCE_END.search(text)
        or is_question(text)
        or labelled
        or alone
        or part.line.heading > 1
        or fold(text) in labels
    )
