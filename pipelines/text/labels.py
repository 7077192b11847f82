"""Labels: the strings in an article that may say who speaks.

Here belongs which of the readings of a line's start (``forms``) can be a label, and the labels inside of lines. They
are only proposed; whether a string is a speaker is decided for the article as a whole in ``casting``. Offsets are code
points into the line that the part belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from pipelines.knowledge import rows, words
from pipelines.text.folding import fold
from pipelines.text.forms import ROLE_WORDS, readings
from pipelines.text.parts import Part


class Candidate(NamedTuple):
    """A string that may be a printed label: ``line.text[start:speech]`` with colon and spaces.

    ``label`` is the string as printed without colon and markup, ``name`` the label without numbering and bracket,
    ``hint`` what stood in the bracket, ``form`` how it is printed, ``rest`` the speech on the same line, ``key`` the
    folded name, by which candidates are grouped.
    """

    part: int
    start: int
    speech: int
    label: str
    name: str
    hint: str
    form: str
    bold: bool
    rest: str
    key: str


_candidate: Callable[[tuple[int, int, int, str, str, str, str, bool, str, str]], Candidate] = partial(
    tuple.__new__, Candidate
)
"""The same of all fields at once: what is made for most lines is made without a call."""

CLOSERS = "）)】\\]〕」"
ENCLOSED = re.compile(rf"[【\[〔「（(](.+?)[{CLOSERS}]")
TITLE = re.compile(r"^《(.+)》$")
BRACKET = re.compile(rf"^(?P<name>.*?)\s*[（(【\[〔](?P<hint>[^（(【\[〔{CLOSERS}]{{1,30}})[{CLOSERS}]$")
ENUMERATED = re.compile(r"^(?:\d{1,2}|[a-zA-Z])\s*[)）.、．]|^[（(]\d{1,2}[)）]|^[①-⑳]")
UNLIKELY = frozenset('，。？！；,!?;…“”"〈〉<>=#@|｜丨\\\n%$^~`')
ADDRESSES = ("..", "http", "www.")
HAN = re.compile(r"[㐀-鿿]")
FUNCTION_WORDS = re.compile(
    r"[了吗呢吧啊我你您他她它们這这那哪個个些什么麼怎如就都也很不没沒再又还還已]|是(?!$)|可以|因为|所以|但是|而且"
)
PREPOSITIONS = re.compile(r"[在把被让讓给給对對从從到为為以及或而所与與和要会會能向于於]")
SHORTENED = re.compile(
    r"[（(](?:[^（()）]{0,30}?[，,、；]\s*)?(?:以下|下文|下)?(?:均|皆)?(?:简称为|簡稱為|简称|簡稱|称为|稱為|称|稱)\s*[:：]?\s*[“「『\"]?(?P<short>[^”」』\"（()）]{1,12})[”」』\"]?[）)]"
)
BARRED = re.compile(r"(?P<name>[^|｜丨]{1,16}?)\s*[|｜丨]\s*(?P<hint>[^|｜丨]{2,24})")
PRONOUN = re.compile(r"[我你您他她它](?:们|們)?\s*(?:[问問答说說道想喊讲講叫笑]|回答|反问|追问)+")
EDGE = re.compile(r"^[\s\W_]+|[\s*_#]+$")
SPEAKING = "问問答复覆言"  # what those verbs end in
SPOKEN = re.compile(
    r"^(?P<name>.{2,}?)[\s_]*(?P<verb>提问|提問|追问|追問|回复|回覆|回答|答复|答覆|发言|發言)$|^(?P<who>.{2,}?)\s*(?P<short>问|問|答)$"
)
BEFORE_SPEECH = re.compile(r"[^:：]{1,16}+[:：](?<!\d.)(?=[^\s/\d])")  # no clock, ratio or address
REPORTING = ("说", "說", "道", "想", "喊", "讲", "講", "表示", "认为", "認為", "指出", "建议", "强调")
NUMERALS = "0123456789０１２３４５６７８９一二三四五六七八九十"
NUMBERED = re.compile(
    rf"^(?P<name>{ROLE_WORDS})\s*(?P<number>[0-9０-９]{{1,3}}|[一二三四五六七八九十]{{1,3}})$", re.IGNORECASE
)


@lru_cache(maxsize=1024)
def plausible(label: str) -> bool:
    """Whether a string before a separator can be a label at all: short, no sentence, no field of an imprint."""
    if not 0 < len(label) <= 40 or not UNLIKELY.isdisjoint(label) or any(map(label.__contains__, ADDRESSES)):
        return False
    if label.count("、") > 1 or ENUMERATED.match(label) or fold(label) in NOT_LABELS:
        return False
    han = len(HAN.findall(label))
    if PRONOUN.fullmatch(label) or (label[1:].endswith(REPORTING) and not is_known_role(label)):
        return False
    if han > 16 or label.isdigit() or not any(map(str.isalpha, label)) or (han > 5 and "的" in label):
        return False
    return not (han > 3 and FUNCTION_WORDS.search(label)) and not (han > 6 and PREPOSITIONS.search(label))


ROLES = frozenset(fold(row[1]) for row in rows("role_labels.tsv"))


def is_known_role(label: str) -> bool:
    """Whether the string is one of the words that are printed instead of a name."""
    return fold(label) in ROLES


NOT_LABELS = frozenset(fold(word) for word in words("not_labels.txt"))


@lru_cache(maxsize=1024)
def name_and_hint(label: str) -> tuple[str, str]:
    """``谭某（主持人）`` is the name 谭某 with the hint 主持人; ``Q3`` is Q; a bracket around all of it is dropped."""
    bare = label.strip()
    if not bare.isalnum() or "丨" in bare:  # most have no mark at all
        short = SHORTENED.search(bare)
        if short:
            return short["short"], bare[: short.start()].strip(" 《》「」")
        barred = BARRED.fullmatch(bare)
        if barred:
            return barred["name"], barred["hint"]
        outer = ENCLOSED.fullmatch(bare)
        if outer:
            bare = outer[1].strip()
        split = BRACKET.match(bare)
        if split and split["name"]:
            return _without_verb(split["name"], split["hint"])
    numbered = NUMBERED.match(bare) if bare[-1:] in NUMERALS else None
    return (numbered["name"], "") if numbered else _without_verb(bare, "")


def _without_verb(name: str, hint: str) -> tuple[str, str]:
    """``谭某回答`` is 谭某 with the hint 回答; marks around a name are none of its own."""
    spoken = SPOKEN.match(name) if name[-1:] in SPEAKING else None
    if spoken and not is_known_role(name):
        name, hint = (spoken["name"] or spoken["who"]).strip(), hint or spoken["verb"] or spoken["short"]
    if not name.isalnum():
        name = TITLE.sub(r"\1", name)
        name = EDGE.sub("", name) or name
    return name, hint.strip()


Found = tuple[str, str, int]
"""A form, the label that it found, and the length of the label with its separator."""


@lru_cache(maxsize=1024)
def find_label(text: str) -> Found | None:
    """The plausible label at the start of ``text``, see ``plausible_reading``."""
    opening = BEFORE_SPEECH.match(text)
    return (opening and _recurring(opening[0])) or plausible_reading(text)


@lru_cache(maxsize=1024)
def _recurring(opening: str) -> Found | None:
    """The label of a line that begins so, if that does not depend on what follows: it comes back line after line.

    Forms that a bar or bracket closes may find it behind the colon, and a digit may be the first half of a ratio.
    """
    found = plausible_reading(opening)
    return found if found and found[0] in ("colon", "decorated") and not found[1][-1:].isdigit() else None


def plausible_reading(text: str) -> Found | None:
    """What the first form says that finds a plausible label."""
    for form, label, length in readings(text):
        if plausible(name_and_hint(label)[0]) and not _ratio(text, label, length):
            return form, label, length
    return None


def _ratio(text: str, label: str, length: int) -> bool:
    """``3:1`` and ``Level 2:30``: digits on both sides of the colon."""
    return label[-1:].isdigit() and text[length : length + 1].isdigit() and ":" in text[:length]


def find_labels(parts: Sequence[Part]) -> list[Candidate]:
    """The candidates of all kept parts in reading order: at most one at a part's start, any number inside it."""
    return list(_candidates(parts))


def _candidates(parts: Sequence[Part]) -> Iterator[Candidate]:
    for index, part in enumerate(parts):
        if not part.kind.kept:
            continue
        text = part.text
        found = find_label(text)
        if found:
            form, label, length = found
            form = "split" if form == "alone" and _colon_follows(parts, index) else form
            name, hint = name_and_hint(label)
            bold = bool(part.line.bold) and part.bold_until(part.start + len(label))
            speech = part.start + length
            rest = text[length:]
            yield _candidate((index, part.start, speech, label, name, hint, form, bold, rest, fold(name)))
            if ":" in rest or "：" in rest:
                yield from find_run_on(part, index, speech)
        elif ":" in text or "：" in text:
            yield from find_run_on(part, index, part.start)


QA = frozenset(("Q", "A"))


def rest_opens_quote(text: str, at: int) -> bool:
    """Whether a quotation begins behind the colon: somebody is quoted, not heard."""
    return text[at : at + 1] in ("“", "「", "『", '"')


def _colon_follows(parts: Sequence[Part], index: int) -> bool:
    """A label whose colon a crawler moved to the next line."""
    return index + 1 < len(parts) and parts[index + 1].text.startswith((":", "："))


RUN_ON_REST = 2000
"""Code points of speech that a candidate inside a paragraph shows to the evidence."""

RUN_ON = re.compile(
    r"(?:\[\d{1,2}:\d{2}\]\s*)?(?:(?<=[。？！?!…”」』）)\]】\s])(?P<label>[^\s，,。：:；;！!？?“”「」（）()、]{1,12}"
    r"(?: [A-Z][A-Za-z]+){0,2}"
    r"(?:[（(][^（()）]{1,12}[）)])?)|(?<![A-Za-z0-9])(?P<letter>[QA][0-9]{0,2}))\s*[:：](?!//)\s*"
)


def find_run_on(part: Part, index: int, after: int) -> Iterator[Candidate]:
    """Labels inside a paragraph, behind ``after``: after the end of a sentence or white space; Q and A anywhere."""
    text = part.line.text
    for match in RUN_ON.finditer(text, after, part.end):
        before = text[max(0, match.start() - 8) : match.start("label" if match["label"] else "letter")]
        group = "label" if match["label"] else "letter"
        label = match[group]
        name, hint = name_and_hint(label)
        listed = bool(re.search(r"(?:^|[\s；;。：:])(?:\d{1,2}|[a-z])[)）.、．]\s*$", before))
        inside = listed or (label[0].isascii() and bool(re.search(r"[A-Za-z]\s$", before)))
        if (
            plausible(name)
            and not inside
            and not (rest_opens_quote(text, match.end()) and name not in QA)
            and not (label[-1].isdigit() and text[match.end() : match.end() + 1].isdigit())
        ):
            rest = text[match.end() : min(part.end, match.end() + RUN_ON_REST)]
            start, speech = match.start(group), match.end()
            yield Candidate(index, start, speech, label, name, hint, "run_on", False, rest, fold(name))
