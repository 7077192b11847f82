"""Names of people: what looks like one, and which ones the running text introduces.

Here belong the forms of names (Chinese with a surname, transliterated with a middle dot, Latin) and the words around
them that make them people. Which label belongs to which person is decided in ``speakers``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from pipelines.knowledge import alternation, words
from pipelines.text.characters import where
from pipelines.text.dictionary import known_tag
from pipelines.text.latin import named
from pipelines.text.spots import anchored

DOT = "·・•‧．"
HAN = r"[\u3400-\u9fff]"
TRANSLITERATED = re.compile(rf"{HAN}{{1,7}}(?:\s?[{DOT}]\s?(?:{HAN}{{1,8}}|[A-Z]\.?))+")
HAN_NAME = re.compile(rf"{HAN}{{2,4}}")
LATIN_REST = r"(?:[a-zà-öø-ÿ'’]+(?:[A-Z][a-z]+)?(?:-[A-Z]?[a-z]+)*|\.)"
LATIN_WORD = rf"[A-Z]{LATIN_REST}"
LATIN_NAME = re.compile(
    rf"[A-Z](?<![A-Za-z0-9].){LATIN_REST}(?:\s(?:(?:van|von|de|der|da|del|la|le|bin|al|el)\s)?{LATIN_WORD}){{0,3}}(?![A-Za-z0-9])"
)


def latin_names(text: str) -> Iterator[re.Match[str]]:
    """``LATIN_NAME`` in a text."""
    return named(LATIN_NAME, text)


@cache
def surnames() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Chinese surnames: of one character, of two, and everyday characters (``?``) that also are surnames."""
    known = words("surnames.txt")
    weak = frozenset(name[1:] for name in known if name.startswith("?"))
    strong = known - {f"?{name}" for name in weak}
    return frozenset(n for n in strong if len(n) == 1), frozenset(n for n in strong if len(n) == 2), weak


def is_han_name(text: str, *, weak: bool = False) -> bool:
    """A surname and one or two further characters that together are no ordinary word.

    ``weak`` accepts everyday characters as surnames, for places where other evidence says that a person stands there.
    """
    single, double, everyday = surnames()
    first = text[:1] in single or (weak and text[:1] in everyday)
    if not (first and len(text) in (2, 3)) and not (text[:2] in double and len(text) in (3, 4)):
        return False
    if not HAN_NAME.fullmatch(text) or text in words("common_not_names.txt"):
        return False
    return len(text) == 2 or text[1:] not in words("titles.txt")


def is_nickname(text: str) -> bool:
    """``阿明``, ``小树``, ``老周``: a familiar syllable and one or two characters."""
    familiar = bool(re.fullmatch(rf"[阿小老大]{HAN}{{1,2}}", text)) and text not in words("common_not_names.txt")
    return familiar and (known_tag(text) or "nr").startswith("nr")


def is_transliterated(text: str) -> bool:
    """``萨姆·奥尔特曼``: Chinese characters that transliterate, joined by a middle dot."""
    sounds = next(iter(words("transliteration.txt")))
    return bool(TRANSLITERATED.fullmatch(text)) and all(ch in sounds or not re.match(HAN, ch) for ch in text)


def transliterated(text: str) -> Iterator[re.Match[str]]:
    """``TRANSLITERATED`` in a text: around a middle dot, with at most seven characters and a space before it."""
    dots = where(DOT, text) if any(map(text.__contains__, DOT)) else ()  # most texts have none
    return anchored(TRANSLITERATED, dots, 8, text)


def is_latin_name(text: str) -> bool:
    """One to four capitalised Latin words."""
    return bool(LATIN_NAME.fullmatch(text))


@lru_cache(maxsize=4096)
def person_likeness(text: str) -> float:
    """How much the form of ``text`` alone is that of a person's name, 0 to 1.5."""
    if is_han_name(text) or is_transliterated(text):
        return 1.5
    if is_latin_name(text):
        return 1.2 if " " in text else 0.8
    if is_han_name(text, weak=True) or name_at_end(text):
        return 1.2
    if is_nickname(text):
        return 0.8
    mixed = re.fullmatch(rf"({HAN}{{2,4}})\s*[A-Za-z][\w .]*", text)
    if mixed and is_han_name(mixed[1], weak=True):
        return 1.2
    if re.fullmatch(r"[A-Z]{2,4}|[A-Za-z][\w.]{1,14}", text):
        return 0.5
    title = surname_and_title().fullmatch(text)
    return 1.0 if title and (title[1] in frozenset().union(*surnames()) or is_han_name(title[1], weak=True)) else 0.0


@lru_cache(maxsize=4096)
def name_at_end(text: str) -> str | None:
    """The person at the end of a label that begins with house, team or post: after a hyphen or a space, or glued."""
    split = re.split(r"[-－—/／|｜\s]+", text)
    if len(split) > 1 and (is_han_name(split[-1], weak=True) or is_transliterated(split[-1])):
        return split[-1]
    post = _post_and_name().match(text)
    if post and is_han_name(post[1], weak=True):
        return post[1]
    return None


@cache
def _post_and_name() -> re.Pattern[str]:
    houses = f"{alternation('org_suffixes.txt')}|资本|科技|传媒|集团|团队"
    return re.compile(rf"^.*(?:{alternation('titles.txt')}|{houses})({HAN}{{2,4}})$")


@cache
def surname_and_title() -> re.Pattern[str]:
    """``张总``: one or two characters and a title."""
    return re.compile(rf"({HAN}{{1,2}})(?:{alternation('titles.txt')})")


def transliterated_within(run: str) -> tuple[int, int]:
    """Where the transliterated name stands in a run of characters that ordinary words flow into on both sides.

    The run holds a middle dot; on both sides of it only characters that transliterate belong to the name.
    """
    sounds = next(iter(words("transliteration.txt")))
    first = min(run.find(mark) for mark in DOT if mark in run)
    last = max(run.rfind(mark) for mark in DOT)
    start = first
    while start > 0 and first - start < 5 and (run[start - 1] in sounds or run[start - 1].isspace()):
        start -= 1
    end = last + 1
    while end < len(run) and end - last <= 7 and (run[end] in sounds or not re.match(HAN, run[end])):
        end += 1
    return min(start, first - 1), max(end, last + 2)
