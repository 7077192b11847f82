"""The article's title: as its metadata states it or as it is printed, and every line that prints it again.

Here belongs choosing among the lines at the top. What the other lines are is in ``cleaning``.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache

from pipelines.knowledge.wording import wording
from pipelines.text.credits import Imprint, read_credit
from pipelines.text.folding import can_open, fold, signature
from pipelines.text.labels import find_label, is_known_role
from pipelines.text.page import Page
from pipelines.text.parts import TITLE, Part
from pipelines.text.simplify import simplified
from pipelines.text.typography import SENTENCE_END

LONGEST = 64
"""Code points of a line that can be a title without being marked as one."""


def find_title(page: Page, parts: list[Part]) -> tuple[str | None, list[Part]]:
    """The title, and the parts with every repetition of it marked."""
    title = _stated_title(page) or _printed_title(parts)
    if not title:
        return None, parts
    sign = signature(title)
    able = _can_have(sign)
    return title, [part.become(TITLE) if able(part.text) and _repeats(part, sign) else part for part in parts]


def _repeats(part: Part, sign: str) -> bool:
    """Whether the part prints the title again, or a heading of the first level most of it."""
    printed = signature(part.text)
    return printed == sign or (part.line.heading == 1 and len(part.text) > 8 and sign.startswith(printed))


def _can_have(sign: str) -> Callable[[str], bool]:
    """Whether a line can have this signature or the beginning of it, with what is left out of it."""
    longest, first = 2 * len(sign) + 40, sign[:1]
    return lambda text: len(text) <= longest and can_open(text, first)


def _stated_title(page: Page) -> str | None:
    """The title of the page's metadata, in the wording that the page prints if it prints it without the site's name."""
    stated = page.meta.get("title", "").strip()
    if not stated:
        return None
    sign = signature(stated)
    printed_heading = next((line.text for line in page.lines[:6] if line.heading == 1), None)
    able = _can_have(sign)
    for line in page.lines[:40]:
        printed = signature(line.text) if able(line.text) else ""
        if len(printed) >= 6 and sign.startswith(printed) and len(printed) >= 0.5 * len(sign):
            return re.sub(r"\s+", " ", line.text)
    return re.sub(r"\s+", " ", printed_heading or stated)


def _printed_title(parts: Sequence[Part]) -> str | None:
    """The first heading at the top, else the first line that reads as a title and not as a site's name."""
    for part in parts[:12]:
        if part.line.heading == 1 or (part.line.heading == 2 and part in parts[:3]):
            return part.text
    labels = cache(lambda: recurring_labels(parts, 2))
    top = list(itertools.takewhile(lambda part: _above_text(part, labels), parts[:10]))
    able = [part for part in top if _title_like(part) and (len(parts) > 2 or _printed_again(part, parts))]
    if not able:
        return None
    short = len(able[0].text) <= 12 and not TITLE_MARK.search(able[0].text)
    site = short and not _printed_again(able[0], parts)
    marked = [part for part in able if TITLE_MARK.search(part.text)] if site else []
    return (marked or able)[0].text


def _printed_again(part: Part, parts: Sequence[Part]) -> bool:
    sign = signature(part.text)
    alike = (other.text for other in parts if len(other.text) <= 2 * LONGEST and can_open(other.text, sign[:1]))
    return sum(signature(text) == sign for text in alike) > 1


TITLE_MARK = re.compile(r"[「」《》“”？！?!：:｜|丨]|——|专访|專訪|对话|對話|访谈|訪談|实录|實錄")


def _above_text(part: Part, labels: Callable[[], frozenset[str]]) -> bool:
    """Whether the line may stand above the article's text: no sentence, no label."""
    if len(part.text) > 120 or "。" in part.text:
        return False
    label = find_label(part.text)
    spoken = bool(
        label
        and (
            label[0].startswith("timestamp")
            or (label[0] == "colon" and (is_known_role(label[1]) or fold(label[1]) in labels()))
        )
    )
    return not spoken


def _title_like(part: Part) -> bool:
    text = part.text
    if not 4 < len(text) <= LONGEST or part.line.item or SENTENCE_END.search(text.rstrip("？?!！")):
        return False
    chrome = wording("chrome.tsv", "line").fits(simplified(text))
    return not chrome and not read_credit(text, Imprint(), labels=frozenset())


def recurring_labels(parts: Sequence[Part], least: int = 3) -> frozenset[str]:
    """Folded strings that stand before a colon at the start of at least ``least`` different lines."""
    found = map(find_label, {part.text: None for part in parts if part.kind.kept})
    counts: dict[str, int] = {}
    for label, count in Counter([hit[1] for hit in found if hit and hit[0] == "colon"]).items():
        counts[fold(label)] = counts.get(fold(label), 0) + count
    return frozenset(key for key, count in counts.items() if count >= least)
