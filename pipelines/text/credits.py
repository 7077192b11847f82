"""Credits: what the article prints about who made it, when and from what.

Here belongs the reading of bylines, datelines, rights lines and the page's own metadata. Who speaks is no credit.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipelines.knowledge import rows
from pipelines.knowledge.wording import wording
from pipelines.text.folding import can_open, fold
from pipelines.text.simplify import simplified

FIELDS = {word: kind for kind, word in rows("credits.tsv")}
WORD = "|".join(sorted(map(re.escape, FIELDS), key=lambda word: (-len(word), word)))
OPENING = "".join(sorted({word[0] for word in FIELDS}))  # asked first: the engine tries word after word
ENTRY = re.compile(
    rf"(?:^|(?<=[\s/／|｜丨;；,，·、]))(?=[{OPENING}])(?P<word>(?:{WORD})(?:[、/&和](?:{WORD}))*)\s*(?P<sep>[:：|｜丨∣/／])\s*",
    re.IGNORECASE,
)
BYLINES = ("撰文", "采写", "编辑", "责编", "翻译", "摄影", "记者", "文", "译者", "译")
SPACED = re.compile(
    rf"^(?P<word>{'|'.join(BYLINES)})\s+(?P<value>[\u3400-\u9fff·]{{2,4}}(?:[\s、][\u3400-\u9fff·]{{2,4}})*)$"
)
OPENS = frozenset((*OPENING, *(word[0] for word in BYLINES)))
MADE = ("报道", "编译", "出品", "原创", "综合报道", "编译报道", "编译整理", "专访", "整理")
HOUSE = re.compile(rf"^(?P<name>[^\s，。：:、]{{2,16}}?)\s*(?:{'|'.join(MADE)})$")
DATELINE = re.compile(
    r"^[【\[（(](?P<publisher>[^】\]）)\s，。]{2,12}?)(?:特约|见习|实习)?记者\s*(?P<author>[^】\]）)，。]{2,16})[】\]）)]\s*"
)
BRACKETS = frozenset("【[（(")
"""What a dateline begins with."""

DATE = re.compile(r"(?P<y>(?:19|20)\d{2})\s*[-年/.]\s*(?P<m>\d{1,2})\s*[-月/.]\s*(?P<d>\d{1,2})\s*日?")
DATE_LINE = re.compile(
    rf"^(?:[^\s，。]{{2,12}}\s+)?(?:发布于|发表于|更新于)?\s*{DATE.pattern}(?:[\sT]+\d{{1,2}}[:：]\d{{2}}(?:[:：]\d{{2}})?)?(?:\s+[^\s，。]{{2,12}})?$"
)
LEADING_DATE = re.compile(rf"^{DATE.pattern}\s+(?=\S)")
QUOTED_HOUSE = re.compile(
    r"本(?:文|刊|篇)[^「《“\"]{0,6}[「《“\"](?P<name>[^」》”\"]{2,16})[」》”\"](?:原创|独家|首发)"
)
ACCOUNT = re.compile(r"公众号\s*[:：]?\s*[“\"「『](?P<name>[^”\"」』，。]{2,24})[”\"」』]")
ACCOUNT_AUTHOR = re.compile(r"作者\s*[:：]?\s*[“\"「『]?(?P<names>[^”\"」』，。]{2,40})")
RIGHTS = wording("rights.txt")
AROUND = " *_>·-–—"
"""What is left out around a credit."""

ENDS = frozenset(AROUND).union(word[-1] for word in MADE)
TELLING = ("20", "19", "记者", "記者", *RIGHTS.words)
"""A credit that begins with another Chinese character than ``OPENS`` and ``RIGHTS`` say ends like this or has this."""

URL = re.compile(r"https?://[^\s;,)>\]）\u0080-\uffff]+")
POST = re.compile(r".{0,8}(?:记者|記者|编辑|編輯|通讯员|作者|撰稿人|实习生)")
REPORTED = re.compile(
    r"^(?P<publisher>[^\s，。：:]{2,10}?)(?:特约|见习|实习)?(?:记者|記者)\s+(?P<author>[\u3400-\u9fff·]{2,8})(?:\s+[\u3400-\u9fff]{2,6}(?:报道|報導|电|專電))?$"
)
NAMELIKE = re.compile(r"^(?:[\u3400-\u9fff·•・]{2,12}|@?[A-Za-z0-9_][\w .'’&-]{0,38})$")


@dataclass(frozen=True, slots=True)
class Credits:
    """What the imprint says; ``None`` or empty where it says nothing. ``speakers`` of the dialogue are not in here."""

    publisher: str | None = None
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    translators: tuple[str, ...] = ()
    published_at: datetime.date | None = None
    source_url: str | None = None
    source: str | None = None


@dataclass(slots=True)
class Imprint:
    """Collects entries while the lines are read; the first value that is said for a field stands, people add up."""

    fields: dict[str, list[str]] = field(default_factory=dict)

    def add(self, kind: str, values: Iterable[str]) -> None:
        """Take over values that are not empty and not known yet."""
        known = self.fields.setdefault(kind, [])
        known.extend(value for value in values if value and value not in known)

    def credits(self) -> Credits:
        """What has been collected."""
        first = {kind: values[0] for kind, values in self.fields.items() if values}
        return Credits(
            publisher=first.get("publisher") or first.get("house"),
            authors=tuple(self.fields.get("author", ())),
            editors=tuple(self.fields.get("editor", ())),
            translators=tuple(self.fields.get("translator", ())),
            published_at=next(filter(None, map(read_date, self.fields.get("date", ()))), None),
            source_url=first.get("url"),
            source=first.get("source"),
        )


def read_date(text: str) -> datetime.date | None:
    """The first full date in ``text``, or None where there is none or the calendar has no such day."""
    match = DATE.search(text)
    if not match:
        return None
    try:
        return datetime.date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None


def people(value: str) -> list[str]:
    """The names of a byline: separated by 、 , / & or, between Chinese names, white space."""
    bare = URL.sub("", value).strip(" \t[]'\"“”「」()（）*_。")
    names: list[str] = []
    for piece in re.split(r"[、，,;；/／&＆|｜]|\s+(?:和|与|and)\s+", bare):
        piece = piece.strip(" \t'\"“”[]")
        if re.fullmatch(r"[\u3400-\u9fff·]{2,12}(?:\s+[\u3400-\u9fff·]{2,12})+", piece):
            names += [name for name in piece.split() if not POST.fullmatch(name)]
        elif piece and NAMELIKE.match(piece):
            names.append(piece)
    return names


def from_meta(meta: Mapping[str, str], imprint: Imprint) -> None:
    """Take over what front matter or the HTML head states."""
    for kind in ("author", "editor", "translator"):
        if kind in meta:
            imprint.add(kind, people(meta[kind]))
    for kind in ("publisher", "date", "url"):
        imprint.add(kind, [meta.get(kind, "")])


def read_credit(text: str, imprint: Imprint, *, labels: frozenset[str]) -> bool:
    """Whether the whole line is a credit, taking over what it says.

    ``labels`` are folded strings that recur at the start of lines of this article: they may speak and credit nobody.
    """
    bare = text.strip(AROUND)
    if not bare or len(bare) > 200:
        return False
    dated = "20" in bare or "19" in bare
    if dated and _dated(bare, imprint):
        return True
    if _entries(bare, imprint, labels) or _house(bare, imprint) or _rights(bare, imprint):
        return True
    date = LEADING_DATE.match(bare) if dated else None
    if not date or not read_credit(bare[date.end() :], imprint, labels=labels):
        return False
    imprint.add("date", [date[0]])
    return True


def _dated(text: str, imprint: Imprint) -> bool:
    if not DATE_LINE.match(text):
        return False
    imprint.add("date", [text])
    return True


def _entries(text: str, imprint: Imprint, labels: frozenset[str]) -> bool:
    opened = text.lstrip("（([【〔")
    if not can_open(opened, OPENS):
        return False
    spaced = SPACED.match(text)
    if spaced:
        _take(spaced["word"], spaced["value"], imprint)
        return True
    first = ENTRY.match(opened)
    if not first or fold(first["word"]) in labels:
        return False
    found = list(ENTRY.finditer(opened))
    text = opened.rstrip("）)]】〕")
    values = [
        text[a.end() : b].strip(" /／|｜丨;；,，·、")
        for a, b in zip(found, [*(m.start() for m in found[1:]), len(text)], strict=True)
    ]
    if not all(_creditable(match["word"], value) for match, value in zip(found, values, strict=True)):
        return False
    for match, value in zip(found, values, strict=True):
        _take(match["word"], value, imprint)
    return True


def _creditable(word: str, value: str) -> bool:
    """A credit names people, houses, a date or a link; it is no sentence."""
    kind = FIELDS.get(re.split(r"[、/&和]", word)[0], "other")
    if URL.search(value):
        return len(URL.sub("", value)) <= 40
    if kind == "date":
        return bool(re.search(r"\d", value)) and len(value) <= 30
    if re.search(r"[。！？!?]", value) or len(value) > 60:
        return False
    if kind in ("source", "publisher", "other"):
        return len(value) <= 40
    return bool(people(value)) and all(len(name) <= 24 for name in people(value)) and "，" not in value


def _take(word: str, value: str, imprint: Imprint) -> None:
    for single in re.split(r"[、/&和]", word):
        kind = FIELDS.get(single, "other")
        url = URL.search(value)
        if kind == "source" and url:
            imprint.add("url", [url[0]])
        elif kind in ("author", "editor", "translator"):
            imprint.add(kind, people(value))
        elif kind != "other":
            imprint.add(kind, [value])


def _house(text: str, imprint: Imprint) -> bool:
    reported = REPORTED.match(text) if "记者" in text or "記者" in text else None
    if reported:
        imprint.add("house", [reported["publisher"]])
        imprint.add("author", people(reported["author"]))
        return True
    match = HOUSE.match(text) if text.endswith(MADE) else None
    if match:
        imprint.add("house", [match["name"]])
    return bool(match)


def _rights(text: str, imprint: Imprint) -> bool:
    if not RIGHTS.fits(simplified(text)):
        return False
    for form in (QUOTED_HOUSE, ACCOUNT):
        match = form.search(text)
        if match:
            imprint.add("publisher", [match["name"]])
    author = ACCOUNT_AUTHOR.search(text)
    if author:
        imprint.add("author", people(author["names"]))
    url = URL.search(text)
    if url and re.search(r"来源|原文|转自|via", text):
        imprint.add("url", [url[0]])
    return True


def dateline(text: str, imprint: Imprint) -> int:
    """Length of a dateline that opens a paragraph (``【某报记者 某某】``), 0 where there is none."""
    match = DATELINE.match(text)
    if not match:
        return 0
    imprint.add("publisher", [match["publisher"]])
    imprint.add("author", people(match["author"]))
    return match.end()
