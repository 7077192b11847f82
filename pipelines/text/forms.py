"""The grammar of printed labels: every form in which an article may print who speaks, at the start of a line.

A form is one entry of ``FORMS``: a name, and a function from the text of a line to a label or nothing. Whether what it
finds can be a label at all is said in ``labels``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from pipelines.knowledge import alternation, column

ROLES = column("role_labels.tsv", "asker") | column("role_labels.tsv", "answerer")
ROLE_WORDS = f"(?i:{alternation('role_labels.tsv', 'asker')}|{alternation('role_labels.tsv', 'answerer')})"


@dataclass(frozen=True, slots=True)
class Form:
    """One way to print a label: ``find`` gets the text of a part and gives (label, length of label with separator).

    ``needs`` is what every text has in which it finds a label: a colon or a bar near its start, a digit before the
    colon, a sign or the first letter of a role word at its start, or so few characters that it can be a label alone.
    """

    name: str
    find: Callable[[str], tuple[str, int] | None]
    needs: str = ""


def _matcher(pattern: str) -> Callable[[str], tuple[str, int] | None]:
    begins = re.compile(pattern).match

    def find(text: str) -> tuple[str, int] | None:
        match = begins(text)
        return (match["label"].strip(), match.end()) if match else None

    return find


DECORATION, BARS = "▎▍▌▋■●◆▶►◎◇▪", "|｜丨∣"
CLOCK_COLON, COLON, BAR, OPENING, SHORT = "clock", "colon", "bar", "opening", "short"
OPENINGS = re.compile(rf"[{DECORATION}【\[〔]|(?i:[{re.escape(''.join(sorted({word[0] for word in ROLES})))}])")
SEPARATOR = re.compile(f"[:：{BARS}]")
LONGEST = 24
"""Code points of a label that stands alone."""

BEFORE_COLON, BEFORE_BAR = 60, 19
"""Code points of a label before a separator; between them any white space."""

CLOCK = r"[\[(（【]?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?[\])）】]?"
OPENED = len("(00")
"""Code points of a clock before its colon."""

BEHIND_DIGIT = re.compile(r"[^:：]*+[:：](?<=\d.)")

# Labels that reach to their separator are read without going back (``}+``): nothing of them can be the separator.
FORMS: tuple[Form, ...] = (
    Form("timestamp", _matcher(rf"{CLOCK}\s*(?P<label>[^:：\d\s][^:：]{{0,32}}?)\s*(?:[:：]\s*|$)"), CLOCK_COLON),
    Form("timestamp_after", _matcher(rf"(?P<label>[^:：\d\s][^:：]{{0,32}}?)\s+{CLOCK}\s*(?:[:：]\s*|$)"), CLOCK_COLON),
    Form(
        "numbered",
        _matcher(
            rf"(?P<label>(?:{ROLE_WORDS})\s*(?:[0-9０-９]{{1,3}}|[一二三四五六七八九十]{{1,3}}))(?:\s*[:：.．、|｜]\s*|\s+|$)"
        ),
        OPENING,
    ),
    Form("decorated", _matcher(rf"[{DECORATION}]\s*(?P<label>[^:：\n]{{1,32}}?)\s*(?:[:：]\s*|$)"), OPENING),
    Form("colon", _matcher(rf"(?P<label>[^:：\n]{{1,{BEFORE_COLON}}}+)\s*[:：]\s*(?!//)"), COLON),
    Form("bracket", _matcher(r"(?P<label>[【\[〔][^】\]〕\n]{1,24}[】\]〕])\s*"), OPENING),
    Form("bar", _matcher(rf"(?P<label>[^{BARS}\s][^{BARS}]{{0,{BEFORE_BAR - 1}}}+)\s*[{BARS}]\s*"), BAR),
    Form("dash", _matcher(rf"(?P<label>{ROLE_WORDS})\s*(?:[—–]{{1,2}}|[-/／、.．])\s*(?![A-Za-z0-9])"), OPENING),
    Form("alone", _matcher(rf"(?P<label>[^:：\n]{{1,{LONGEST}}}+)$"), SHORT),
)


def readings(text: str) -> Iterator[tuple[str, str, int]]:
    """What each form finds at the start of ``text``, in their order: (form, label, length with separator)."""
    for form in _possible(text):
        found = form.find(text)
        if found:
            yield form.name, *found


def _possible(text: str) -> tuple[Form, ...]:
    """The forms that can find a label in this text."""
    if len(text) > LONGEST + 1 and not SEPARATOR.search(text) and not OPENINGS.match(text):
        return ()  # most lines of prose
    start = _before_separator(text, BEFORE_COLON)
    colon = ":" in start or "：" in start
    clock = colon and BEHIND_DIGIT.match(start) is not None
    bar = any(map(_before_separator(text, BEFORE_BAR).__contains__, BARS))
    return _forms(clock, colon, bar, OPENINGS.match(text) is not None, len(text) <= LONGEST + 1)  # with a line end


def _before_separator(text: str, size: int) -> str:
    """Where in ``text`` a separator can stand behind a label of ``size``: anywhere where white space follows it."""
    return text if text[size : size + 1].isspace() else text[: size + OPENED + 1]


@cache
def _forms(*has: bool) -> tuple[Form, ...]:
    """Those that can find a label in a text that has this."""
    there = {need for need, given in zip((CLOCK_COLON, COLON, BAR, OPENING, SHORT), has, strict=True) if given}
    return tuple(form for form in FORMS if form.needs in there)
