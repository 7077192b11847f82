"""The door to reading: a decoded file of any format becomes a page of visible lines.

Here belongs the choice of the reader by the file's ending, and plain text, the reader without markup.
"""

from __future__ import annotations

from pipelines.text import frontmatter, html, markdown
from pipelines.text.lines import Composer, raw_lines
from pipelines.text.page import Line, Page, line_of

SUFFIXES = (".txt", ".md", ".html", ".htm")


def read_page(raw: str, suffix: str) -> Page:
    """The page that a reader of ``raw`` sees; any text is accepted. Raises `ValueError` on an unknown suffix."""
    if suffix not in SUFFIXES:
        raise ValueError(f"no reader for {suffix!r}: name the file {', '.join(SUFFIXES)}")
    if suffix in (".html", ".htm"):
        return html.read(raw)
    meta, start = frontmatter.split(raw)
    lines = markdown.read(raw, start) if suffix == ".md" else _plain(raw, start)
    return Page(raw, tuple(lines), meta)


def _plain(raw: str, start: int) -> list[Line]:
    composer = Composer.over(raw)
    if not composer.dirty:
        return [
            line_of((raw[begin:end], ((0, begin, end - begin),), number, 0, (), False, False, False, False, 0, gap))
            for begin, end, number, gap in raw_lines(raw, start)
        ]
    lines: list[Line] = []
    apart = False
    for begin, end, number, gap in raw_lines(raw, start):
        composer.copy(begin, end)
        made = composer.finish(number, gap=gap or apart)
        apart = made is None
        if made is not None:
            lines.append(made)
    return lines
