"""The end of the article: where its text stops and the page's own matter begins.

Here belongs the trimming of what follows the last turn: related articles, adverts, imprints, comment boxes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.knowledge.wording import wording
from pipelines.text.parts import CHROME, CREDIT, PROSE
from pipelines.text.script import Stretch
from pipelines.text.simplify import simplified
from pipelines.text.typography import is_question, stops

TAIL, ADVERT = wording("chrome.tsv", "tail"), wording("chrome.tsv", "advert")
TAIL_OR_ADVERT = wording("chrome.tsv", "tail", "advert")
REFERENCE = re.compile(r"^\[\d{1,3}\]|^https?://\S+$")

ABOUT = re.compile(
    r"(?:本届|本次|本期|此次|这次|这场|以上|至此|最后|采访|访谈|对话)?(?:的)?(?:圆桌|会谈|论坛|访谈|对话|采访|专访|沙龙|活动|节目|分享)"
)
PERSONAL = re.compile(r"[我您你]")


def trim_tail(script: Sequence[Stretch]) -> list[Stretch]:
    """Mark all that stands behind the article's end as chrome; a stretch with a label never is behind it."""
    last = next((index for index in reversed(range(len(script))) if script[index].label is not None), None)
    start = last + 1 if last is not None else len(script) // 2
    end = next((index for index in range(start, len(script)) if _ends(script[index], script, index)), len(script))
    end = _before_adverts(script, start, _before_references(script, start, end))
    behind = [stretch.become(CHROME) if stretch.kind.kept else stretch for stretch in script[end:]]
    return [*script[:end], *behind]


def _ends(stretch: Stretch, script: Sequence[Stretch], index: int) -> bool:
    """A footer's heading, an advert, or the imprint after the text."""
    text = stretch.text.strip(" *_>|·「」【】[]-—#")
    if not text:
        return False
    if TAIL_OR_ADVERT.fits(simplified(text)):
        return True
    if text != stretch.text and TAIL.fits(simplified(stretch.text)):
        return True
    imprint = stretch.kind is CREDIT and any(other.kind.kept for other in script[:index])
    return imprint and not _goes_on(script[index + 1 :])


def _goes_on(rest: Sequence[Stretch]) -> bool:
    """Whether the article itself goes on: two more paragraphs of whole sentences."""
    prose = [s for s in rest if s.kind is PROSE and len(s.text) >= 20 and stops(s.text)]
    return len(prose) >= 2


def _before_adverts(script: Sequence[Stretch], start: int, end: int) -> int:
    """Short questions and adverts directly before the end announce something; the text ended before them."""
    at = end
    seen = end < len(script) and ADVERT.fits(script[end].text)
    while at > start:
        stretch = script[at - 1]
        advert = ADVERT.fits(stretch.text)
        teaser = seen and is_question(stretch.text) and len(stretch.text) <= 40
        if not (advert or teaser or not stretch.kind.kept or (stretch.kind.note and seen)):
            break
        seen = seen or advert
        at -= 1
    return at if seen else end


def _before_references(script: Sequence[Stretch], start: int, end: int) -> int:
    """A list of numbered references or bare links at the end is an appendix."""
    at = end
    while at > start and (REFERENCE.match(script[at - 1].text) or not script[at - 1].kind.kept):
        at -= 1
    numbered = sum(bool(REFERENCE.match(stretch.text)) for stretch in script[at:end])
    return at if numbered >= 2 else end


def closes(text: str) -> bool:
    """Whether a paragraph reads as the article's own closing words about the conversation."""
    return bool(ABOUT.match(text)) and stops(text) and not PERSONAL.search(text[:40])
