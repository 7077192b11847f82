"""HTML to a flat list of events: elements that open and close, and where their text stands in the raw file.

Here belongs what the HTML standard says about nesting, and nothing about looks or content. Written by hand because
nothing else gives the place of every character: of the libraries only ``html.parser`` tells positions, and that takes
57 s for 20,000 times ``<a`` and a space (60 KB; Python 3.11.7). This one is linear in any input, and never recurses or
raises.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from enum import IntEnum
from html import unescape

from pipelines import knowledge

OPENING = re.compile(r"<(?:!|\?|/?[A-Za-z])")
NAME = r"(/?)([A-Za-z][^\s/>]*)"
TAG = re.compile(rf"<(?:{NAME}((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)>|!|\?|/?[A-Za-z])")  # groups only in a whole tag
PLAIN_TAG = re.compile(rf"<{NAME}([^>]*)>")
ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+)))?")
VOID, UNPARSED, BLOCKS, FORMATTING = (
    knowledge.column("html_tags.tsv", kind) for kind in ("void", "unparsed", "block", "formatting")
)
SCOPES = frozenset(("table", "td", "th", "caption"))
ROWS = frozenset(("table", "tbody", "thead", "tfoot", "tr"))
CLOSED_BY = {  # an element that opens closes the first of its kind, unless one of the second stands between
    "li": (("li",), ("ul", "ol", "menu", *SCOPES)),
    "dt": (("dt", "dd"), ("dl", *SCOPES)),
    "dd": (("dt", "dd"), ("dl", *SCOPES)),
    "tr": (("tr",), ("table",)),
    "td": (("td", "th"), ("table",)),
    "th": (("td", "th"), ("table",)),
    "option": (("option",), ("select",)),
    "a": (("a",), ()),  # the innermost block is the limit
}


class Kind(IntEnum):
    """What an event is."""

    OPEN = 0
    CLOSE = 1
    TEXT = 2


OPEN, CLOSE, TEXT = Kind
Event = tuple[Kind, int, int]  # OPEN, CLOSE: number of the node and 0; TEXT: start and end in the raw text


@dataclass(slots=True)
class Node:
    """An element: its events are ``events[first:last]``; node 0 is the page. ``attributes`` as they are written."""

    tag: str
    parent: int
    first: int
    attributes: str = ""
    last: int = 0
    ended: bool = False

    def get(self, name: str) -> str:
        """The value of an attribute, references resolved, without outer white space; empty if it is missing."""
        return self.all().get(name, "") if name in self.attributes.lower() else ""

    def all(self) -> dict[str, str]:
        """All attributes, names in lower case; the first of two with one name counts."""
        found: dict[str, str] = {}
        for match in ATTRIBUTE.finditer(self.attributes):
            value = match[2] or match[3] or match[4] or ""
            found.setdefault(match[1].lower(), unescape(value).strip() if "&" in value else value.strip())
        return found


@dataclass(slots=True)
class Dom:
    """A parsed page."""

    raw: str
    nodes: list[Node]
    events: list[Event]


def parse(raw: str) -> Dom:
    """The elements and texts of any string."""
    builder = Builder(raw)
    builder.run()
    return Dom(raw, builder.nodes, builder.events)


@dataclass(slots=True)
class Builder:
    """Keeps the open elements, and for each tag the depths at which it is open, so that no step looks through all."""

    raw: str
    nodes: list[Node] = field(default_factory=lambda: [Node("#page", 0, 0)])
    events: list[Event] = field(default_factory=list)
    stack: list[int] = field(default_factory=lambda: [0])
    depths: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    blocks: list[int] = field(default_factory=list)  # depths of open block elements
    scopes: list[int] = field(default_factory=list)  # depths of open tables and their cells
    unquoted: bool = False  # a quote is never closed: from then on every tag ends at its first >

    def run(self) -> None:
        """Read the whole text."""
        raw, position, append = self.raw, 0, self.events.append
        while match := (OPENING if self.unquoted else TAG).search(raw, position):
            start = match.start()
            if start > position:
                append((TEXT, position, start))
            if match.lastindex:
                position = self.tag(match)
            else:
                position = self.skip(start) if raw[start + 1] in "!?" else self.open_ended(start)
        if position < len(raw):
            append((TEXT, position, len(raw)))
        self.close(0)

    def skip(self, start: int) -> int:
        """The end of a comment, a declaration or a processing instruction; of the text if it has none."""
        closing = "-->" if self.raw.startswith("<!--", start) else ">"
        end = self.raw.find(closing, start + 2)
        return len(self.raw) if end < 0 else end + len(closing)

    def open_ended(self, start: int) -> int:
        """Take the tag at ``start``, in which, or before which, a quote is never closed."""
        self.unquoted = True
        match = PLAIN_TAG.match(self.raw, start) if self.raw.find(">", start) >= 0 else None
        if match is None:
            self.events.append((TEXT, start, len(self.raw)))
            return len(self.raw)
        return self.tag(match)

    def tag(self, match: re.Match[str]) -> int:
        """Take a tag; gives its end, behind the content too where that is no HTML."""
        slash, written, attributes = match.groups()
        name = written.lower()
        if slash:
            self.end(name)
            return match.end()
        empty = name in VOID or attributes[-1:] == "/"
        self.start(name, attributes, empty)
        return match.end() if empty or name not in UNPARSED else self.unparsed(name, match.end())

    def unparsed(self, name: str, start: int) -> int:
        """Take the content of a script, style or title up to its end tag."""
        closing = re.compile(f"</(?i:{name})(?=[\\s/>])").search(self.raw, start)
        end = closing.start() if closing else len(self.raw)
        if end > start:
            self.events.append((TEXT, start, end))
        return end

    def start(self, name: str, attributes: str, empty: bool) -> None:
        """Open an element, those closed that cannot hold it."""
        block = name in BLOCKS
        if block and self.depths["p"] and self.depths["p"][-1] > self.scope():
            self.close(self.depths["p"][-1])
        if name in CLOSED_BY:
            kinds, scopes = CLOSED_BY[name]
            depth = self.last(*kinds)
            if depth > (self.blocks[-1] if name == "a" and self.blocks else self.last(*scopes)):
                self.close(depth)
        stack, number, depth = self.stack, len(self.nodes), len(self.stack)
        self.nodes.append(Node(name, stack[-1], len(self.events), attributes))
        self.events.append((OPEN, number, 0))
        if empty:
            self.ended(number, self.nodes[number])
            return
        stack.append(number)
        self.depths[name].append(depth)
        if block:
            self.blocks.append(depth)
        if name in SCOPES:
            self.scopes.append(depth)

    def end(self, name: str) -> None:
        """An end tag; one that nothing opened is ignored, except that ``</p>`` and ``</br>`` break the line."""
        depths = self.depths.get(name)
        if not depths:
            if name in ("p", "br"):
                self.start("br", "", True)
        elif name in FORMATTING and self.blocks and self.blocks[-1] > depths[-1]:
            number = self.stack[depths.pop()]
            self.ended(number, self.nodes[number])
        elif not self.scopes or depths[-1] >= self.scopes[-1] or name in ROWS:
            self.close(depths[-1])

    def scope(self) -> int:
        """The depth of the innermost open table or cell, -1 if there is none."""
        return self.scopes[-1] if self.scopes else -1

    def last(self, *names: str) -> int:
        """The depth of the innermost open element of these names, -1 if there is none."""
        deepest = -1
        for name in names:
            depths = self.depths[name]
            if depths and depths[-1] > deepest:
                deepest = depths[-1]
        return deepest

    def close(self, depth: int) -> None:
        """Close every element from ``depth`` on."""
        stack, blocks, scopes = self.stack, self.blocks, self.scopes
        while (last := len(stack) - 1) >= depth:
            number = stack.pop()
            node = self.nodes[number]
            if blocks and blocks[-1] == last:
                blocks.pop()
            if scopes and scopes[-1] == last:
                scopes.pop()
            if not node.ended:
                self.ended(number, node)
                if last:
                    self.depths[node.tag].pop()

    def ended(self, number: int, node: Node) -> None:
        """Note where the element's events end."""
        self.events.append((CLOSE, number, 0))
        node.last, node.ended = len(self.events), True
