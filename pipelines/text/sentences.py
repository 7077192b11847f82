"""Sentences: where they begin and end, as spans into a text.

Here belongs splitting at sentence ends, closing quotes included, URLs left whole. Offsets are code points, half-open.
"""

from __future__ import annotations

import re
from itertools import pairwise

URL = re.compile(r"https?://[^\s；，。）)>\]\u0080-\uffff]+")
CLOSING = r"[”」』’）)\]】\"']*"
# The first character stands alone, and what has to be true of it behind it: so the engine skips to the next that fits.
END = re.compile(
    rf"""[。！？!?….；\n](?:
        (?<=[。！？!?…])[。！？!?…]*{CLOSING}
      | (?<=\.)(?:\.{{2,}}|(?<=[A-Za-z0-9]\.)(?=\s|$)){CLOSING}
      | (?<=；)(?=\n)
      | (?<=\n)\n*
    )""",
    re.VERBOSE,
)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Spans that together hold every character of ``text`` but white space between sentences."""
    spans = list(pairwise((0, *_ends(text), len(text))))
    if text.split(None, 1) == [text]:  # no white space, as in most turns
        return spans if spans[-1][0] < len(text) else spans[:-1]
    trimmed = (_trimmed(text, start, end) for start, end in spans)
    return [(start, end) for start, end in trimmed if start < end]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the white space at its sides; nothing where there is nothing else."""
    inner = text[start:end].lstrip()
    first = end - len(inner)
    return first, first + len(inner.rstrip())


def _ends(text: str) -> list[int]:
    links = [match.span() for match in URL.finditer(text)] if "http" in text else []
    found = END.finditer(text)
    if not links:
        return [match.end() for match in found]
    return [match.end() for match in found if not any(a <= match.start() < b for a, b in links)]
