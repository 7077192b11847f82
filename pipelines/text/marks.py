"""What is markup in a stretch of raw text: the marks, kept in raw offsets, and the references of HTML.

Here belongs the bookkeeping that Markdown and HTML share; who finds the marks is no matter here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import unescape


@dataclass(slots=True)
class Marks:
    """What a scan found, all in raw offsets; ``cuts`` are (start, end, text to show instead).

    Once settled, each list is in order and nothing in it overlaps, so that the part for a line is found by bisection.
    """

    cuts: list[tuple[int, int, str]] = field(default_factory=list)
    bold: list[tuple[int, int]] = field(default_factory=list)
    links: list[tuple[int, int]] = field(default_factory=list)
    images: list[tuple[int, int]] = field(default_factory=list)
    breaks: list[tuple[int, bool]] = field(default_factory=list)  # where a tag ends the line; whether it ends the block

    def settle(self) -> None:
        """Bring everything into order; what overlaps becomes one."""
        self.cuts.sort()
        reach, cuts = -1, []
        for start, end, shown in self.cuts:
            if end > reach:
                cuts.append((max(start, reach), end, shown if start >= reach else ""))
                reach = end
        self.cuts = cuts
        self.bold, self.links, self.images = _joined(self.bold), _joined(self.links), _joined(self.images)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    if len(spans) < 2:
        return spans
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def resolve(reference: str) -> str | None:
    """The characters that an HTML reference shows (a no-break space as a space), None if it is unknown."""
    shown = unescape(reference)
    if shown == reference:
        return None
    return "".join(" " if char.isspace() else char for char in shown if char.isspace() or char.isprintable())
