"""Names of people: what looks like one, and which ones the running text introduces.

Here belong the forms of names (Chinese with a surname, transliterated with a middle dot, Latin) and the words around
them that make them people. Which label belongs to which person is decided in ``speakers``.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from pipelines.knowledge import alternation, words

DOT = "·・•‧．"
HAN = r"[\u3400-\u9fff]"
TRANSLITERATED = re.compile(rf"{HAN}{{1,7}}(?:\s?[{DOT}]\s?(?:{HAN}{{1,8}}|[A-Z]\.?))+")
LATIN_WORD = r"(?:[A-Z][a-zà-öø-ÿ'’]+(?:[A-Z][a-z]+)?(?:-[A-Z]?[a-z]+)*|[A-Z]\.)"
LATIN_NAME = re.compile(
    rf"(?<![A-Za-z0-9]){LATIN_WORD}(?:\s(?:(?:van|von|de|der|da|del|la|le|bin|al|el)\s)?{LATIN_WORD}){{0,3}}(?![A-Za-z0-9])"
)
OPENS = (
    "是|在|做|开|住|当|写|画|种|养|教|从|每|有|花|用|把|收|和|原本|曾|今年|出生|毕业|研究|经营|创办|负责|一直|已经|喜欢"
)
STOP_THIRD = set(
    "的了是在和与與及对對说說也就都还還把被让讓从從到为為以或而所则則曾将將已正又再更最等着过過向于於给給认認表指提谈談聊称稱告回问問答先女教博老同来來去主做开住当寫写畫画种種养養每有花用收原今出畢毕研經经創创負负直喜"
)


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
    if not re.fullmatch(rf"{HAN}{{2,4}}", text) or text in words("common_not_names.txt"):
        return False
    first = text[0] in single or (weak and text[0] in everyday)
    return (text[:2] in double and len(text) in (3, 4)) or (first and len(text) in (2, 3))


def is_nickname(text: str) -> bool:
    """``阿明``, ``小树``, ``老周``: a familiar syllable and one or two characters."""
    return bool(re.fullmatch(rf"[阿小老大]{HAN}{{1,2}}", text)) and text not in words("common_not_names.txt")


def is_transliterated(text: str) -> bool:
    """``萨姆·奥尔特曼``: Chinese characters joined by a middle dot."""
    return bool(TRANSLITERATED.fullmatch(text))


def is_latin_name(text: str) -> bool:
    """One to four capitalised Latin words."""
    return bool(LATIN_NAME.fullmatch(text))


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
    title = re.fullmatch(rf"({HAN}{{1,2}})(?:{alternation('titles.txt')})", text)
    return 1.0 if title and (title[1] in frozenset().union(*surnames()) or is_han_name(title[1], weak=True)) else 0.0


def name_at_end(text: str) -> str | None:
    """The person at the end of a label that begins with house, team or post: after a hyphen or a space, or glued."""
    split = re.split(r"[-－—/／|｜\s]+", text)
    if len(split) > 1 and (is_han_name(split[-1], weak=True) or is_transliterated(split[-1])):
        return split[-1]
    post = re.match(
        rf"^.*(?:{alternation('titles.txt')}|{alternation('org_suffixes.txt')}|资本|科技|传媒|集团|团队)({HAN}{{2,4}})$",
        text,
    )
    if post and is_han_name(post[1], weak=True):
        return post[1]
    return None


@cache
def _around() -> tuple[str, str]:
    titles = alternation("titles.txt")
    return (
        rf"(?:{titles}|{alternation('acts.tsv', 'before')}|{HAN}[师師家者員员長长官])",
        rf"(?:{alternation('acts.tsv', 'after')})",
    )


def acts(name: str, text: str) -> int:
    """How often ``text`` shows ``name`` as somebody who takes part: after a title, before a verb of saying."""
    before, after = _around()
    bare = re.escape(name)
    edge = r"(?<![A-Za-z])" if name[0].isascii() else ""
    stop = r"(?![A-Za-z])" if name[-1].isascii() else ""
    shown = re.compile(
        rf"{before}\s*[“\"「]?{edge}{bare}{stop}|{edge}{bare}{stop}[”\"」]?\s*(?:[（(][^（()）]{{1,40}}[）)]\s*)?(?:也|还|则|就|又|曾|进一步|随后)?{after}"
    )
    return len(shown.findall(text))


def introduced(text: str) -> Counter[str]:
    """People whom running text introduces by words around their names, with the number of such introductions."""
    found: Counter[str] = Counter()
    before, _ = _around()
    shows = alternation("acts.tsv", "shows")
    for match in re.finditer(rf"{before}\s*[“\"「]?(?P<name>{HAN}{{2,5}})", text):
        _count_han(match["name"], text, found, weak=True)
    for match in re.finditer(rf"(?P<name>{HAN}{{2,3}}?)(?:[（(][^（()）]{{1,40}}[）)])?(?:{shows})", text):
        _count_han(match["name"], text, found)
    for match in re.finditer(rf"(?:^|[。！？”\n])(?P<name>{HAN}{{2,3}}?)(?:{OPENS})", text, re.MULTILINE):
        _count_han(match["name"], text, found)
    for form in (TRANSLITERATED, LATIN_NAME):
        for name in {match[0] for match in form.finditer(text)}:
            count = acts(name, text)
            if count and (form is TRANSLITERATED or " " in name or name in words("given_latin.txt")):
                found[name] += count
    return found


def _count_han(run: str, text: str, found: Counter[str], *, weak: bool = False) -> None:
    """Of a run of Chinese characters that begins with a surname, count the reading that the text supports best.

    A name ends where the run ends or where a word follows that can follow a name.
    """
    for length in (4, 3, 2):
        name = run[:length]
        if len(name) != length or not is_han_name(name, weak=weak) or (length == 3 and name[2] in STOP_THIRD):
            continue
        ends = len(run) == length or run[length] in STOP_THIRD or text.count(name) >= 3
        if ends and (length == 2 or text.count(name) >= 0.6 * text.count(name[:2]) or run == name):
            found[name] += 1
            return
