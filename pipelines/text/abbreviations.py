"""Abbreviations: whom a short label stands for, by what the article declares or spells out.

Here belongs reading a single character, letters or a short form as a name in full; how much that counts for a label is
in ``evidence``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from pipelines.text.characters import spaces
from pipelines.text.labels import SHORTENED
from pipelines.text.spots import beginning, spots

LETTER = re.compile(r"[A-Za-z\u3400-\u9fff]")
EQUALS = ("代表", "表示", "为", "為", "=", "＝", "即", "是指", "指")
MEANS = re.compile(
    rf"[”」]?\s*(?:{'|'.join(EQUALS)})\s*[“「]?"
    r"(?P<name>[A-Z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*){0,3}|[^\s，。、；;,.”」（(]{2,16})"
)
MEANING = frozenset((*"”」", *spaces(), *(word[0] for word in EQUALS)))
"""With what that begins: behind most labels there is a colon."""


def owner(short: str, known: Callable[[], Iterable[str]]) -> str | None:
    """The one name of ``known`` that begins with the single Chinese character ``short``.

    For any other label nobody is asked who is known: finding whom an article introduces takes longer than the rest.
    """
    if len(short) != 1 or not "\u3400" <= short <= "\u9fff":
        return None
    names = [name for name in dict.fromkeys(known()) if name.startswith(short) and len(name) > 1]
    return names[0] if len(names) == 1 else None


def declared(short: str, text: str) -> str | None:
    """Whom the text declares a label to stand for: ``以下 G 代表某某``, ``某某（以下简称「某」）``."""
    for end, said in _shortened(text):
        if said == short:
            return full_name_before(re.sub(rf"(?<=[》」”])\s*{re.escape(short)}$", "", text[:end]))
    if not re.fullmatch(r"[A-Za-z]{1,3}|[\u3400-\u9fff]{1,2}", short):
        return None
    able = ((start, end) for start, end in spots(short, text) if text[end : end + 1] in MEANING)
    keys = (MEANS.match(text, end) for start, end in able if not LETTER.match(text[start - 1 : start]))
    return next((key["name"] for key in keys if key), None)


@lru_cache(maxsize=2)
def _shortened(text: str) -> tuple[tuple[int, str], ...]:
    """Every short form that a text declares, with where its declaration begins; asked for each label."""
    if "称" not in text and "稱" not in text:
        return ()
    return tuple((match.start(), match["short"].strip()) for match in beginning(SHORTENED, "（(", text))


def full_name_before(text: str) -> str | None:
    """The name at the end of a text: in quotation marks, Latin, or Chinese up to the word before it."""
    bare = text.rstrip(" ")
    quoted = re.search(r"[《「“]([^《》「」“”]{2,24})[》」”]$", bare)
    if quoted:
        return quoted[1]
    latin = re.search(r"[A-Z][A-Za-z]*(?: [A-Z][A-Za-z]*)*$", bare)
    if latin:
        return latin[0]
    run = re.search(r"[\u3400-\u9fff·・]{2,16}$", bare)
    if not run:
        return None
    before = (
        r"采访|採訪|专访|專訪|对话|對話|邀请|邀請|以下为|以下為|以下是|與|与|和|由|是|为|為|的|師|师|家|者|員|员|長|长"
    )
    last = re.split(before, run[0])[-1]
    return last if len(last) >= 2 else run[0]


def spelt_out(letters: str, text: str) -> str | None:
    """The Latin words in ``text`` whose initials are ``letters``: ``FP`` for ``Founder Park``."""
    pattern = r"(?<![A-Za-z])" + r"[ -]".join(rf"{letter}[a-z]+" for letter in letters) + r"(?![A-Za-z])"
    match = re.search(pattern, text)
    return match[0] if match else None
