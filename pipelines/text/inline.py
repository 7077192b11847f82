"""Inline Markdown: which raw characters of a paragraph are markup, and what is bold, linked or a picture in it.

Here belongs everything inside a paragraph; blocks are found in ``markdown``. Nothing is rewritten: a scan gives the
stretches to leave out, so that what remains is an exact copy of the raw text. Deviations from CommonMark are on purpose
and follow what converters of Chinese pages really leave behind: ``**`` need not stand at a word border, and a ``**``
without partner is left out as well. Every step is linear in the paragraph's length.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from pipelines import knowledge
from pipelines.text.emphasis import Emphasis
from pipelines.text.marks import Marks, resolve

SPECIALS, OPENERS = r"\\`*\[<_~&", r"\\`!\[\]*_~h<&"  # with what the two below begin
SPECIAL = re.compile(r"[\\`*\[<_]|~~|&[#A-Za-z]")
TOKEN = re.compile(
    r"\\(?=[!-/:-@\[-`{-~\n])|`+|!?\[|\]|\*+|_+|~~+|https?://[A-Za-z0-9\-._~:/?#@!$&'+,;=%]+|<"
    r"|&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
)
DESTINATION = re.compile(
    r"\(\s*+(?:<[^<>\n]*>|[^\s()<]*+(?:\([^\s()]*\)[^\s()]*+)*+)(?:\s++(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*+\)"
)
BROKEN = re.compile(r"\(\s*+(?:https?:|/|\.|#|media|data:)[^()]{0,2000}\)")  # an address that runs over two lines
UNFINISHED = re.compile(r"\((?:https?:)?//[^\s()]*+\Z")  # the crawler cut the file off inside of an address
REFERENCE = re.compile(r"\[([^\[\]\n]{0,200})\]")
WIKI = re.compile(r"!?\[\[([^\[\]\n|]{1,300})(?:\|([^\[\]\n]{0,300}))?\]\](?!\()")
AUTOLINK = re.compile(r"<(?:(?:https?|ftp)://[^\s<>]+|mailto:[^\s<>]+|[\w.+-]{1,80}@[\w.-]{1,80})>")
TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)(?:[\s/][^<>]*)?>")


@dataclass(slots=True)
class Scan:
    """One pass over the paragraph ``raw[start:end]``; ``labels`` are the link definitions of the page, case folded."""

    raw: str
    start: int
    end: int
    labels: Collection[str] = ()
    marks: Marks = field(default_factory=Marks)
    brackets: list[tuple[int, int, int]] = field(default_factory=list)  # (start, length, delimiters seen before)
    delimiters: list[tuple[int, int]] = field(default_factory=list)
    ticks: dict[int, list[int]] | None = None
    tags: dict[str, list[int]] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)

    def run(self, openers: Iterable[int]) -> Marks:
        """The marks of the paragraph, cuts in order; ``openers`` are the offsets in it of what a mark begins with."""
        raw, position, last = self.raw, self.start, self.end
        for at in openers:
            match = TOKEN.match(raw, at, last) if at >= position else None
            if match:
                position = HANDLERS.get(raw[at], Scan.keep)(self, match)
        if self.delimiters:
            emphasis = Emphasis(raw, self.start, last)
            emphasis.run(self.delimiters)
            self.marks.bold += emphasis.bold
            self.marks.cuts += [(start, end, "") for start, end in emphasis.cuts]
        self.marks.bold += [(start, self.end) for start in self.tags.get("strong", ())]
        self.marks.settle()
        return self.marks

    def keep(self, match: re.Match[str]) -> int:
        """A bare address stays as it is, underscores and all."""
        return match.end()

    def cut(self, start: int, end: int, text: str = "") -> int:
        """Leave out ``raw[start:end]``; gives ``end``."""
        self.marks.cuts.append((start, end, text))
        return end

    def escape(self, match: re.Match[str]) -> int:
        """``\\*`` shows the character behind the backslash."""
        return self.cut(match.start(), match.end()) + 1

    def delimiter(self, match: re.Match[str]) -> int:
        """Asterisks, underscores and tildes wait until the paragraph is known."""
        self.delimiters.append((match.start(), len(match[0])))
        return match.end()

    def code(self, match: re.Match[str]) -> int:
        """Backticks are left out in pairs; what is between them is no markup."""
        if self.ticks is None:
            self.ticks = {}
            for tick in re.compile("`+").finditer(self.raw, match.start(), self.end):
                self.ticks.setdefault(len(tick[0]), []).append(tick.start())
        length = len(match[0])
        same = self.ticks.get(length, [])
        index = bisect_right(same, match.start())
        if index == len(same):
            return match.end()
        self.cut(match.start(), match.end())
        return self.cut(same[index], same[index] + length)

    def entity(self, match: re.Match[str]) -> int:
        """``&amp;`` shows one character that the raw text does not hold."""
        shown = resolve(match[0])
        if shown is not None:
            self.cut(match.start(), match.end(), shown)
        return match.end()

    def bracket(self, match: re.Match[str]) -> int:
        """The opening of a link, a picture or a wiki link."""
        wiki = WIKI.match(self.raw, match.start(), self.end)
        if wiki is None:
            self.brackets.append((match.start(), len(match[0]), len(self.delimiters)))
            return match.end()
        if wiki[0][0] == "!":
            self.marks.images.append(wiki.span())
            return self.cut(*wiki.span())
        shown = wiki.span(2) if wiki[2] else wiki.span(1)
        self.cut(wiki.start(), shown[0])
        self.marks.links.append(shown)
        return self.cut(shown[1], wiki.end())

    def close(self, match: re.Match[str]) -> int:
        """A closing bracket: with an address behind it, or a label that is defined, it makes a link."""
        if not self.brackets:
            return match.end()
        start, length, seen = self.brackets.pop()
        end = self.target(start + length, match.start())
        if end is None:
            return match.end()
        if length == 2:
            del self.delimiters[seen:]
            self.marks.images.append((start, end))
            return self.cut(start, end)
        if self.raw[start + 1] == "^":
            return self.cut(start, end)
        self.cut(start, start + 1)
        self.marks.links.append((start + 1, match.start()))
        return self.cut(match.start(), end)

    def target(self, start: int, end: int) -> int | None:
        """Where the link with the text ``raw[start:end]`` ends, None if it is none."""
        after = end + 1
        destination = (
            DESTINATION.match(self.raw, after, self.end)
            or BROKEN.match(self.raw, after, self.end)
            or UNFINISHED.match(self.raw, after)
        )
        if destination:
            return destination.end()
        text = self.raw[start : min(end, start + 200)].casefold()
        reference = REFERENCE.match(self.raw, after, self.end)
        if reference and (reference[1].casefold() in self.labels or not (reference[1] or text.isdigit())):
            return reference.end()
        if (text[:1] == "^" and end > start + 1) or (text in self.labels and not text.isdigit()):
            return after
        return None

    def angle(self, match: re.Match[str]) -> int:
        """An address in angle brackets, or a tag of HTML."""
        address = AUTOLINK.match(self.raw, match.start(), self.end)
        if address:
            self.cut(address.start(), address.start() + 1)
            self.marks.links.append((address.start() + 1, address.end() - 1))
            return self.cut(address.end() - 1, address.end())
        if self.raw.startswith("<!--", match.start()):
            return self.comment(match)
        tag = TAG.match(self.raw, match.start(), self.end)
        if tag is None:
            return match.end()
        return self.tag(tag, tag[2].lower())

    def comment(self, match: re.Match[str]) -> int:
        """A comment that ends in the paragraph is left out."""
        end = -1 if "--" in self.missing else self.raw.find("-->", match.end(), self.end)
        if end < 0:
            self.missing.add("--")
            return match.end()
        return self.cut(match.start(), end + 3)

    def tag(self, tag: re.Match[str], name: str) -> int:
        """A known tag is left out; bold, links, pictures, breaks and the brackets around glosses count."""
        if name in ("rp", "iframe", "video", "audio") and not tag[1]:
            return self.cut(tag.start(), self.closing(tag, name))
        if name in knowledge.column("html_tags.tsv", "block") or name == "br":
            self.marks.breaks.append((tag.start(), name != "br"))
        elif name not in knowledge.column("html_tags.tsv", "phrase"):
            return tag.end()
        if name == "img":
            self.marks.images.append(tag.span())
        elif name in ("b", "strong", "a"):
            self.pair(tag, "a" if name == "a" else "strong")
        return self.cut(*tag.span())

    def pair(self, tag: re.Match[str], name: str) -> None:
        """An end tag gives the stretch back to its start tag."""
        opened = self.tags.setdefault(name, [])
        if not tag[1]:
            opened.append(tag.end())
        elif opened:
            (self.marks.links if name == "a" else self.marks.bold).append((opened.pop(), tag.start()))

    def closing(self, tag: re.Match[str], name: str) -> int:
        """Where the element ends; the end of its tag if it is never closed."""
        if name not in self.missing:
            close = re.compile(f"</(?i:{name})\\s*>").search(self.raw, tag.end(), self.end)
            if close:
                return close.end()
            self.missing.add(name)
        return tag.end()


HANDLERS: dict[str, Callable[[Scan, re.Match[str]], int]] = {
    "\\": Scan.escape,
    "`": Scan.code,
    "!": Scan.bracket,
    "[": Scan.bracket,
    "]": Scan.close,
    "*": Scan.delimiter,
    "_": Scan.delimiter,
    "~": Scan.delimiter,
    "<": Scan.angle,
    "&": Scan.entity,
}
