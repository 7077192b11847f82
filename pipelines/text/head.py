"""What an HTML page states about itself: title, author, publisher, date, address, language.

Here belongs the reading of the head, of the scripts that hold such data (JSON-LD, WeChat's variables) and of the byline
between the title and the article. The article itself is not looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone

from pipelines.text.dom import Dom, Kind
from pipelines.text.marks import resolve
from pipelines.text.paint import Painted

NAMES = {  # of <meta name, property or itemprop=…>, the most telling first
    "title": ("og:title", "twitter:title", "headline", "articletitle"),
    "author": ("author", "article:author", "og:article:author", "dc.creator", "weibo:article:author"),
    "editor": ("editor", "contenteditor"),
    "publisher": ("og:site_name", "publisher", "contentsource", "mediaid", "source", "application-name"),
    "date": (
        "article:published_time",
        "publishdate",
        "pubdate",
        "publish-date",
        "datepublished",
        "og:release_date",
        "og:published_time",
        "weibo:article:create_at",
        "article:create_at",
        "parsely-pub-date",
        "date",
        "dc.date",
    ),
    "url": ("og:url",),
    "language": ("og:locale", "content-language"),
}
LINKED_DATA = {
    "headline": "title",
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "publisher": "publisher",
    "datePublished": "date",
    "inLanguage": "language",
}
BEIJING = timezone(timedelta(hours=8))
VARIABLE = r"var\s+{}\s*=\s*(?:htmlDecode\(\s*)?[\"']([^\"'\n]*)[\"']"
CREATED = re.compile(VARIABLE.format("ct"))
WECHAT = {
    "title": re.compile(VARIABLE.format("msg_title")),
    "publisher": re.compile(VARIABLE.format("nickname")),
    "date": re.compile(VARIABLE.format("createTime")),
    "url": re.compile(VARIABLE.format("msg_link")),
}
IDS = {"activity-name": "title", "js_name": "publisher", "js_author_name": "author", "publish_time": "date"}
DATE = re.compile(r"(?<!\d)(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")
CREDIT = re.compile(r"(作者|记者|記者|撰文|编辑|編輯|来源|來源)\s?[:：|｜]?\s?([^\s:：|｜/]{2,20})(?=$|[\s|｜/])")
CREDITS = {
    "作者": "author",
    "撰文": "author",
    "记者": "author",
    "記者": "author",
    "编辑": "editor",
    "編輯": "editor",
    "来源": "publisher",
    "來源": "publisher",
}


def read(dom: Dom, painted: list[Painted], chosen: list[Painted], number: int) -> dict[str, str]:
    """``meta`` of `Page`: what readers see goes before what machines are told, except for the date."""
    tags = _tags(dom)
    title = _title(dom, painted, tags)
    found: dict[str, str] = {"title": title} if title else {}
    byline = _byline(painted, chosen)
    for source in (_identified(dom), _scripted(dom.raw), byline, tags, _linked_data(dom)):
        for key, value in source.items():
            text = " ".join(value.split())
            if text and len(text) <= 1000:
                found.setdefault(key, text)
    return found


def _tags(dom: Dom) -> dict[str, str]:
    """What ``<meta>``, ``<link>``, ``<html>`` and ``<time>`` say."""
    content: dict[str, str] = {}
    found: dict[str, str] = {}
    for node in dom.nodes:
        if node.tag == "meta":
            said = node.all()
            name = said.get("property") or said.get("name") or said.get("itemprop") or said.get("http-equiv") or ""
            content.setdefault(name.lower(), said.get("content", ""))
        elif node.tag == "link" and "canonical" in node.attributes and node.get("rel").lower() == "canonical":
            found.setdefault("url", node.get("href"))
        elif node.tag == "html":
            found.setdefault("language", node.get("lang") or node.get("xml:lang"))
        elif node.tag == "time" and "datetime" in node.attributes:
            content.setdefault("time", node.get("datetime"))
    for key, names in NAMES.items():
        value = next((content[name] for name in names if content.get(name)), "")
        if value and not found.get(key):
            found[key] = value
    found.setdefault("date", content.get("time", ""))
    return {key: value for key, value in found.items() if value}


def _title(dom: Dom, painted: list[Painted], tags: Mapping[str, str]) -> str:
    """The title: the heading that the head repeats, else what the head says without the site, else the heading."""
    stated = tags.get("title") or _text(dom, next((i for i, node in enumerate(dom.nodes) if node.tag == "title"), 0))
    stated = " ".join(stated.split())
    headings = [item.line.text for item in painted if item.line.heading == 1]
    repeated = [text for text in headings if len(text) > 3 and text in stated]
    if repeated:
        return max(repeated, key=len)
    if not stated:
        return headings[0] if headings else ""
    site = tags.get("publisher", "")
    return re.sub(rf"\s*[-_|—–·]\s*{re.escape(site)}$", "", stated) if site else stated


def _text(dom: Dom, number: int) -> str:
    """The text of an element, up to a thousand characters, as it is shown; empty for the page as a whole."""
    if number == 0:
        return ""
    node = dom.nodes[number]
    texts = [dom.raw[start:end] for kind, start, end in dom.events[node.first : node.last] if kind is Kind.TEXT]
    return re.sub(r"&#?\w+;", lambda match: resolve(match[0]) or "", "".join(texts)[:1000]).strip()


def _identified(dom: Dom) -> dict[str, str]:
    """The byline of a WeChat page, whose elements have names."""
    found: dict[str, str] = {}
    for number, node in enumerate(dom.nodes):
        if "id" in node.attributes and (key := IDS.get(node.get("id"))):
            found.setdefault(key, _text(dom, number))
    return {key: value for key, value in found.items() if value}


def _scripted(raw: str) -> dict[str, str]:
    """The variables in a WeChat page's scripts; ``ct`` is the time of publication in seconds."""
    if "var msg_" not in raw and "var ct" not in raw:
        return {}
    found = {key: match[1] for key, pattern in WECHAT.items() if (match := pattern.search(raw)) and match[1]}
    created = CREATED.search(raw)
    if created and re.fullmatch(r"\d{9,10}", created[1]):
        found["date"] = datetime.fromtimestamp(int(created[1]), BEIJING).date().isoformat()
    return found


def _byline(painted: list[Painted], chosen: list[Painted]) -> dict[str, str]:
    """Credits and date in the short lines between the title and the article, outside of it."""
    if not chosen:
        return {}
    found: dict[str, str] = {}
    before = [item for item in painted if item.event < chosen[0].event]
    titles = [index for index, item in enumerate(before) if item.line.heading == 1]
    for item in before[titles[-1] + 1 :][:12] if titles else ():
        if len(item.line.text) > 120:
            continue
        for word, value in CREDIT.findall(item.line.text):
            found.setdefault(CREDITS[word], value)
        date = DATE.search(item.line.text)
        if date:
            found.setdefault("date", date[0])
    return found


def _linked_data(dom: Dom) -> dict[str, str]:
    """What the first article in JSON-LD scripts says."""
    for node in dom.nodes:
        if node.tag == "script" and "ld+json" in node.attributes:
            kind, start, end = dom.events[node.first + 1]
            text = dom.raw[start:end] if kind is Kind.TEXT and end - start < 100_000 else ""
            for item in _objects(text):
                if item.get("headline") or item.get("datePublished"):
                    return _described(item)
    return {}


def _objects(text: str) -> Iterator[Mapping[str, object]]:
    try:
        loaded = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return
    items = loaded if isinstance(loaded, list) else [loaded]
    for item in items:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (inner for inner in graph if isinstance(inner, dict)) if isinstance(graph, list) else ()


def _described(item: Mapping[str, object]) -> dict[str, str]:
    found = {meta: _name(item.get(key)) for key, meta in LINKED_DATA.items()}
    return {key: value for key, value in found.items() if value}


def _name(value: object) -> str:
    """The name in a value of JSON-LD: a string, an object with a name, or a list of these."""
    values = value if isinstance(value, list) else [value]
    names = [inner.get("name") if isinstance(inner, dict) else inner for inner in values]
    return "、".join(name.strip() for name in names if isinstance(name, str) and name.strip())
