"""What an HTML element does to its text: hidden, a block of its own, bold, a link, a heading.

Here belongs the reading of tags and of the few style rules that matter for reading; laying out is in ``paint``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipelines import knowledge
from pipelines.text.dom import BLOCKS, Node

HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
SHOWN_AS_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|table\b|list-item)", re.IGNORECASE)
BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
HEADINGS = {f"h{level}": level for level in range(1, 7)}


@dataclass(slots=True)
class Style:
    """What an element does to its text; a number is added while the element is open."""

    hidden: bool = False
    block: bool = False
    bold: bool = False
    link: bool = False
    quote: bool = False
    item: bool = False
    pre: bool = False
    heading: int = 0
    chrome: bool = False
    counts: bool = False
    """Whether anything but its place in the lines is said of its text."""

    encloses: bool = False
    """Whether that is more than bold or a link, so that it is said of whole lines."""


LONGEST = 200
"""Code points of attributes that are worth remembering: those of paragraphs recur, those of pictures do not."""


def style(node: Node) -> Style:
    """The style that an element's tag and attributes give it; not to be changed."""
    made = _recurring if len(node.attributes) <= LONGEST else _made
    return made(node.tag, node.attributes)


def _made(tag: str, attributes: str) -> Style:
    made = Style(
        hidden=tag in knowledge.column("html_tags.tsv", "unseen"),
        block=tag in BLOCKS,
        bold=tag in ("b", "strong"),
        link=tag == "a" and "href" in attributes,
        quote=tag == "blockquote",
        item=tag == "li",
        pre=tag in ("pre", "listing"),
        heading=HEADINGS.get(tag, 0),
    )
    if attributes and not made.hidden:
        _attributed(Node(tag, 0, 0, attributes), made)
    made.encloses = made.quote or made.item or made.pre or made.chrome
    made.counts = made.encloses or made.bold or made.link
    return made


_recurring = lru_cache(maxsize=1024)(_made)


def _attributed(node: Node, made: Style) -> None:
    attributes = node.attributes
    named = "js_content" in attributes and node.get("id") == "js_content"
    if "style" in attributes:
        css = node.get("style")
        made.hidden = not named and HIDDEN.search(css) is not None
        made.block = made.block or SHOWN_AS_BLOCK.search(css) is not None
        made.bold = made.bold or BOLD.search(css) is not None
    if "hidden" in attributes and "hidden" in node.all() and not named:
        made.hidden = True
    if "class" in attributes or "id" in attributes:
        made.chrome = _chrome_names().search(f"{node.get('class')} {node.get('id')}".lower()) is not None


def _chrome_names() -> re.Pattern[str]:
    return knowledge.pattern("page_parts.tsv", "chrome")
