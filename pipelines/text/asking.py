"""Questions told by their typography alone: bold paragraphs or headings that ask, in an article that labels no asker.

Here belongs finding them among an article's parts; whether the article is a dialogue is decided in ``casting`` and
``questions``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from pipelines.text.parts import HEADING, PROSE, Part
from pipelines.text.typography import ASKING, is_question, stops

ADDRESS = re.compile(r"[你您妳]")
FEWEST = 3


def asks(text: str) -> bool:
    """A question mark at the end, or a question word to somebody who is addressed."""
    return is_question(text) or bool(ADDRESS.search(text) and ASKING.search(text))


def asking_among(lines: Sequence[int], texts: Sequence[str]) -> list[int]:
    """Of the ``lines``, indexes into ``texts``, those that ask; none where few do, or few from the first on.

    At least three have to, and six of ten from the first that asks.
    """
    asking = [i for i in lines if asks(texts[i])]
    mostly = len(asking) >= FEWEST and len(asking) >= 0.6 * sum(i >= asking[0] for i in lines)
    return asking if mostly else []


def asking_lines(parts: Sequence[Part], labelled: Collection[int]) -> frozenset[int]:
    """Indexes of bold or heading lines that ask, without those ``labelled``; empty where too few of such lines do."""
    free = [(i, part) for i, part in enumerate(parts) if (part.line.heading or part.line.bold) and i not in labelled]
    heads = [i for i, part in free if part.line.heading and part.kind is HEADING]
    inked = [i for i, part in free if part.kind in (PROSE, HEADING) and part.whole_bold]
    bold = [i for i in inked if len(parts[i].text) > 4 and stops(parts[i].text)]
    if len(heads) < FEWEST and len(bold) < FEWEST:
        return frozenset()
    texts = [part.text for part in parts]
    for lines in (heads, bold):
        asking = asking_among(lines, texts)
        if asking:
            told = (i for i in lines if i > asking[0] and lines is bold and ADDRESS.search(parts[i].text))
            return frozenset([*asking, *told])
    return frozenset()
