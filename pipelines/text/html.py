"""HTML to a page: its article's visible lines, and what the page states about itself.

Here belongs only the order of the steps: ``dom`` parses, ``paint`` lays out, ``density`` chooses, ``head`` reads the
meta data. None of them raises on any input.
"""

from __future__ import annotations

from pipelines.text import density, dom, head, paint
from pipelines.text.page import Page


def read(raw: str) -> Page:
    """The page that ``raw`` shows; without markup every line of the text is a part of it, broken as HTML breaks it."""
    parsed = dom.parse(raw)
    painted = paint.paint(parsed)
    chosen, number = density.choose(parsed, painted)
    return Page(raw, tuple(item.line for item in chosen), head.read(parsed, painted, chosen, number))
