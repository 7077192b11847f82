"""Sentences: where they begin and end, as spans into a text.

Here belongs splitting at sentence ends, closing quotes included, URLs left whole. Offsets are code points, half-open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.text.spots import anchored

URL = re.compile(r"https?://[^\s；，。）)>\]\u0080-\uffff]+")
END = re.compile(r"(?:[。！？!?…]+|\.{3,}|；(?=\n)|(?<=[A-Za-z0-9])\.(?=\s|$))[”」』’）)\]】\"']*|\n+")
STOP = re.compile(r"[。！？!?….；\n]")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Spans that together hold every character of ``text`` but white space between sentences."""
    return [span for span in (_trim(text, start, end) for start, end in _pieces(text)) if span[0] < span[1]]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    links = [match.span() for match in URL.finditer(text)]
    start = 0
    for match in anchored(END, STOP, 0, text):
        if any(a <= match.start() < b for a, b in links):
            continue
        yield start, match.end()
        start = match.end()
    yield start, len(text)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
