"""Section headings that carry no markup: numbers, short bold lines, short lines before the next label.

Here belongs what a line's neighbours say about it once the labels are known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.knowledge import words
from pipelines.text.folding import can_open
from pipelines.text.parts import CREDIT, HEADING, PROSE, Part
from pipelines.text.script import Stretch
from pipelines.text.typography import ends_sentence, is_question, is_section_number, is_short_heading

NUMBERED = re.compile(r"^(?:PART|Part|CHAPTER|Chapter)[\s.·-]*\d{1,2}(?!\d)")
LONGEST = 48
"""Code points of a heading that is told by nothing but its shortness."""

TIMELINE = re.compile(r"^\d{1,3}:\d{2}(?::\d{2})?\s+\S[^。！？!?]{1,38}$")

WORDS = words("heading_words.txt")
TOLD = frozenset(word[0] for word in WORDS) | frozenset("一二三四五六七八九十")
"""The Chinese characters with which such a heading or a section's number begins; no other long line is one."""

SENTENCED = re.compile(r"[，。！？!?…]|[:：]$")
PUNCTUATED = re.compile(r"[，。！？,!?：:、…]")


def mark_headings(script: Sequence[Stretch], *, dialogue: bool) -> list[Stretch]:
    """Give headings their kind; in an article without dialogue only numbers and short bold lines are recognised."""
    marked: list[Stretch] = []
    spaced = sum([stretch.part.line.gap for stretch in script]) >= 0.3 * len(script)
    for index, stretch in enumerate(script):
        part = stretch.part
        plain = stretch.label is None and not stretch.asks and part.kind is PROSE
        if not plain or (len(part.text) > LONGEST and not can_open(part.text, TOLD)):
            marked.append(stretch)
            continue
        following = _next_kept(script, index)
        if _is_post(stretch, marked, following):
            marked.append(stretch.become(CREDIT))
        elif (part.line.gap or not spaced) and _is_heading(stretch, marked, following, dialogue):
            marked.append(stretch.become(HEADING))
        else:
            marked.append(stretch)
    return marked


def _is_post(stretch: Stretch, before: Sequence[Stretch], following: Stretch | None) -> bool:
    """A post or house printed directly below a name that stands alone, a paragraph above the words."""
    previous = before[-1] if before else None
    if previous is None or previous.label is None or following is None or stretch.part.line.gap or not previous.silent:
        return False
    short = len(stretch.text) <= 20 and not SENTENCED.search(stretch.text)
    return short and following.label is None and following.part.line.gap


def _next_kept(script: Sequence[Stretch], index: int) -> Stretch | None:
    """The next stretch behind ``index`` that is text: asked of such, so that what lies between is passed over once."""
    for at in range(index + 1, len(script)):
        kind = script[at].part.kind
        if kind.kept and not kind.note:
            return script[at]
    return None


def _is_heading(stretch: Stretch, before: Sequence[Stretch], following: Stretch | None, dialogue: bool) -> bool:
    part = stretch.part
    if len(part.text) > LONGEST and not (_told(part.text) or is_section_number(part.text)):
        return False
    previous = _last_kept(before)
    if previous is not None and previous.label is not None and previous.silent:
        return False  # what stands directly below a label alone is said
    if NUMBERED.match(part.text) and following is not None and len(part.text) <= 40:
        return True
    if _told(part.text):
        return True
    if is_section_number(part.text):
        return following is not None
    if (
        previous is not None
        and previous.kind is HEADING
        and is_section_number(previous.text)
        and is_short_heading(part, LONGEST)
    ):
        return True
    if part.whole_bold and is_short_bold(part, following) and not part.text.endswith("。"):
        return not dialogue or _bold_heading(stretch, before, following)
    return dialogue and _plain_heading(stretch, previous, following)


def _told(text: str) -> bool:
    """A word that is a heading wherever it stands alone, or a heading with its time."""
    return text in WORDS or TIMELINE.match(text) is not None


def is_short_bold(part: Part, following: Stretch | None) -> bool:
    """A short bold line; one that ends in a comma goes on in the next, also bold and short."""
    if part.text.endswith(("，", ",", "、")) and following is not None:
        return len(part.text) <= 32 and following.part.whole_bold and is_short_heading(following.part, 40)
    return is_short_heading(part, 40)


def _bold_heading(stretch: Stretch, before: Sequence[Stretch], following: Stretch | None) -> bool:
    """A short bold line, unless the speaker's own words are printed bold."""
    opened = next((other for other in reversed(before) if other.label is not None), None)
    if opened is None:
        return True
    words = opened.speech if not opened.silent else _last_of(before, opened)
    if words is not None and words.whole_bold:
        return False
    return not is_question(stretch.text) or (
        following is not None and (following.label is not None or following.part.whole_bold)
    )


def _last_of(before: Sequence[Stretch], opened: Stretch) -> Part | None:
    at = max(index for index, other in enumerate(before) if other is opened)
    return before[at + 1].part if at + 1 < len(before) else None


def _plain_heading(stretch: Stretch, previous: Stretch | None, following: Stretch | None) -> bool:
    """A short line without a full stop, after a complete paragraph and directly before a label or another heading."""
    if following is None:
        return False
    if following.label is None and following.kind is not HEADING and not _alone_between(stretch, previous, following):
        return False
    after_sentence = previous is None or previous.kind is HEADING or ends_sentence(previous.text)
    alone = previous is None or previous.label is None or not previous.silent
    return alone and after_sentence and is_short_heading(stretch.part) and not is_question(stretch.text)


def _alone_between(stretch: Stretch, previous: Stretch | None, following: Stretch) -> bool:
    """A few words without any punctuation between two paragraphs of whole sentences."""
    few = len(stretch.text) <= 14 and not PUNCTUATED.search(stretch.text)
    around = previous is not None and min(len(previous.text), len(following.text)) >= 20
    return few and around and ends_sentence(following.text)


def _last_kept(before: Sequence[Stretch]) -> Stretch | None:
    for other in reversed(before):
        kind = other.part.kind
        if kind.kept and not kind.note:
            return other
    return None
