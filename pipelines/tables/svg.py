"""The few SVG elements that the pictures are made of, written without a library and the same every time.

Here belongs what any picture needs: a page with a title, boxes, lines, text that cannot break it.  What a picture shows
is in ``pictures``.  Only attributes carry the style: where the Hub shows a picture, style sheets may be forbidden.
"""

from __future__ import annotations

import unicodedata
from xml.etree.ElementTree import Element, SubElement, indent, tostring

INK, PALE, WHITE = "#222222", "#595959", "#FFFFFF"

_CUT = "…"
# No font travels with the picture: the names are those in which the systems of readers show Chinese.
_FONTS = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, Arial, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', "
    "'Noto Sans SC', sans-serif"
)


def page(width: int, height: int, title: str, description: str) -> Element:
    """An empty picture on white, so that it can be read on a dark page too."""
    root = Element("svg", {
        "xmlns": "http://www.w3.org/2000/svg", "width": f"{width}", "height": f"{height}",
        "viewBox": f"0 0 {width} {height}", "role": "img", "aria-labelledby": "title description",
        "font-family": _FONTS, "font-size": "13",
    })  # fmt: skip
    SubElement(root, "title", {"id": "title"}).text = clean(title)
    SubElement(root, "desc", {"id": "description"}).text = clean(description)
    SubElement(root, "rect", {"width": f"{width}", "height": f"{height}", "fill": WHITE})
    return root


def box(root: Element, x: float, y: float, width: float, height: float, fill: str, tip: str = "") -> None:
    """A filled rectangle; ``tip`` is shown where a pointer rests on it."""
    place = {"x": _number(x), "y": _number(y), "width": _number(width), "height": _number(height)}
    made = SubElement(root, "rect", place | {"fill": fill})
    if tip:
        SubElement(made, "title").text = clean(tip)


def line(root: Element, x: float, top: float, bottom: float, stroke: str) -> None:
    """A thin upright line."""
    at = _number(x)
    SubElement(root, "line", {"x1": at, "y1": _number(top), "x2": at, "y2": _number(bottom), "stroke": stroke})


def text(root: Element, x: float, y: float, words: str, anchor: str = "start", fill: str = INK, **more: str) -> None:
    """A line of text on the baseline ``y``; ``anchor`` says what of it stands at ``x``: start, middle or end."""
    place = {"x": _number(x), "y": _number(y), "text-anchor": anchor, "fill": fill}
    SubElement(root, "text", place | {name.replace("_", "-"): value for name, value in more.items()}).text = clean(
        words
    )


def shorten(name: str, room: int) -> str:
    """The name if it fits into ``room`` columns, else its beginning and its end: collections often differ there."""
    name = clean(name)
    if columns(name) <= room:
        return name
    tail = _fitting(name[::-1], room // 3)[::-1]
    return f"{_fitting(name, room - columns(_CUT) - columns(tail))}{_CUT}{tail}"


def columns(words: str) -> int:
    """Rough width of a text in halves of a Chinese character."""
    return sum(map(_width, words))


def clean(words: str) -> str:
    """The text without what XML forbids or what turns the direction of writing."""
    return "".join(" " if one.isspace() else one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in words)


def written(root: Element) -> str:
    """The picture as a file."""
    indent(root)
    return tostring(root, encoding="unicode") + "\n"


def _fitting(name: str, room: int) -> str:
    width = 0
    for end, one in enumerate(name):
        width += _width(one)
        if width > room:
            return name[:end]
    return name


def _width(one: str) -> int:
    return 2 if unicodedata.east_asian_width(one) in "WFA" or one.isupper() or one in "mw@%" else 1


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
