"""Which part of an HTML page is the article.

Here belongs the choice of the element that holds it, by where prose is dense: an element wins by the characters of its
sentences less twice those of its links and crumbs, so that going outward stops paying where the page's chrome begins.
An own rule because it is as good as the library: F 0.956 against 0.960 of readability-lxml on 48 Chinese pages in the
survey, at a 27th of the time; trafilatura 0.871.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipelines import knowledge
from pipelines.text.dom import Dom, Node
from pipelines.text.page import Line
from pipelines.text.paint import Painted

CONTAINERS = frozenset(
    ("#page", "html", "body", "div", "section", "article", "main", "td", "center", "form", "dd", "blockquote", "table")
)
SENTENCE = re.compile("[。！？；，：!?]|[.,;:] ")
BYLINE = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]|(?:作者|来源|來源|编辑|編輯|记者|記者)\s?[:：]")
CHROME_LIMIT = 0.3  # a part that is chrome by name but holds more of the article's text than this is no chrome


def choose(dom: Dom, painted: list[Painted]) -> tuple[list[Painted], int]:
    """The lines of the article, and the number of the element that holds them (0: the page)."""
    number = _wechat(dom, painted)
    if number is None:
        number = _densest(dom, painted)
    inside = list(within(dom, number, painted))
    clean = [item for item in inside if not item.chrome]
    if _size(clean) >= (1 - CHROME_LIMIT) * _size(inside):
        inside = clean
    return inside, number


def within(dom: Dom, number: int, painted: Iterable[Painted]) -> Iterable[Painted]:
    """The lines inside of an element."""
    node = dom.nodes[number]
    return (item for item in painted if number == 0 or node.first < item.event < node.last)


def _size(painted: Iterable[Painted]) -> int:
    return sum(len(item.line.text) for item in painted)


def _wechat(dom: Dom, painted: list[Painted]) -> int | None:
    """The article of a WeChat page, which names it."""
    if "js_content" not in dom.raw:
        return None
    for number, node in enumerate(dom.nodes):
        if "js_content" in node.attributes and node.get("id") == "js_content" and any(within(dom, number, painted)):
            return number
    return None


def _densest(dom: Dom, painted: list[Painted]) -> int:
    prose, score = [0] * len(dom.nodes), [0] * len(dom.nodes)
    for item in painted:
        good = _prose(item.line) if not item.chrome else 0
        prose[item.owner] += good
        score[item.owner] += good - 2 * (len(item.line.text) - good)
    for number in range(len(dom.nodes) - 1, 0, -1):
        parent = dom.nodes[number].parent
        prose[parent] += prose[number]
        score[parent] += score[number]
    best = _top(score, range(len(dom.nodes)), dom)
    if score[best] <= 0:
        return 0
    named = [number for number, node in enumerate(dom.nodes) if prose[number] >= 0.8 * prose[best] and _named(node)]
    top = _top(score, named, dom) if named else best
    return top if score[top] >= 0.8 * score[best] else best


def _top(score: list[int], numbers: Iterable[int], dom: Dom) -> int:
    return max((number for number in numbers if dom.nodes[number].tag in CONTAINERS), key=score.__getitem__, default=0)


def _prose(line: Line) -> int:
    """How many characters of the line are running text: none of a list of links, a date or a button."""
    free = len(line.text) - line.linked
    if len(line.text) < 80 and BYLINE.search(line.text):
        return 0
    sentence = free >= 15 or (free >= 6 and SENTENCE.search(line.text) is not None)
    return free if sentence and line.linked < 0.5 * len(line.text) else 0


def _named(node: Node) -> bool:
    """Whether the page itself calls the element its article."""
    if node.tag == "article":
        return True
    if "articlebody" in node.attributes.lower() and "articlebody" in node.get("itemprop").lower():
        return True
    if "class" not in node.attributes and "id" not in node.attributes:
        return False
    pattern = knowledge.pattern("page_parts.tsv", "article")
    return pattern.search(f"{node.get('class')} {node.get('id')}".lower()) is not None
