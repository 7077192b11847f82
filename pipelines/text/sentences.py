"""Sentences: where they begin and end, as spans into a text.

Here belongs splitting at sentence ends, closing quotes included, URLs left whole. Offsets are code points, half-open.
"""

from __future__ import annotations

import re

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
    spans, start = [], 0
    for end in (*_ends(text), len(text)):
        first, last = start, end
        while first < last and text[first].isspace():
            first += 1
        while first < last and text[last - 1].isspace():
            last -= 1
        if first < last:
            spans.append((first, last))
        start = end
    return spans


def _ends(text: str) -> list[int]:
    links = [match.span() for match in URL.finditer(text)] if "http" in text else []
    found = END.finditer(text)
    if not links:
        return [match.end() for match in found]
    return [match.end() for match in found if not any(a <= match.start() < b for a, b in links)]
