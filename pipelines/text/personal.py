"""Personal data in running text: e-mail addresses, identity cards, mobile numbers, WeChat accounts.

Here belongs finding such stretches and overwriting them. Names of people are none (they are what the dataset is about),
nor is a medium's public account. Positions are code points, half-open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from operator import attrgetter, mul
from string import ascii_letters, digits

from pipelines.knowledge import alternation, column
from pipelines.text.characters import Classes, crowded
from pipelines.text.folding import FULL_WIDTH, narrowed
from pipelines.text.masks import HIDDEN, MASK, Mask, mask, without_urls
from pipelines.text.spots import beginning

words = partial(alternation, "personal.tsv")
listed = partial(column, "personal.tsv")

LOCAL = f"{ascii_letters}{digits}._%+-"
SIGNS = r"@(（\[【{"
AT = re.compile(r"[(（\[【{] ?[Aa][Tt] ?[)）\]】}]")
SIGN = re.compile(r"@(?<=[A-Za-z0-9_%+-]@)(?=[A-Za-z0-9])")
DECOY = re.compile("[#$&☆★△]")
POINT = r"(?:\.| ?[(（\[](?i:dot)[)）\]] ?)"
DOMAIN = re.compile(
    rf"(?:(?<=[^@]) )?(?:[A-Za-z0-9-]{{1,63}}{POINT}){{1,6}}"
    rf"(?i:(?!(?:{words('file')})(?![a-z]))[a-z]{{2}}|{words('top')})"
    rf"(?![A-Za-z0-9_@-]|{HIDDEN}|{POINT}(?:[a-z0-9]|{HIDDEN}))"  # a capital behind the point begins a sentence
)
SAID = rf"[^\w\n]{{0,3}}\w{{0,4}}?(?:{words('swap')})了?[^\w\n]{{0,3}}"
SWAP = re.compile(rf"{DECOY.pattern}{SAID}@|@{SAID}{DECOY.pattern}")
NEAR, LOOK = 200, 40  # how far around it words tell what a sign or a cue is for

SPACE, HYPHEN, DOT = r"[ \u00a0\u2002-\u200a\u3000]{1,2}", r" ?[-\u2010-\u2015\u2212\ufe63] ?", "[.·•]"
# Anything as long as the shortest number: only there the dearer search for a number is made.
FIGURES = re.compile(r"[0-9][-0-9 \u00a0\u2002-\u2015\u2212\u3000\ufe63.·•()（）\[\]]{7,}")
END = r"(?![0-9A-Za-z_@]|[-.][0-9]| ?[=×÷^] ?[0-9])"
WHOLE = r"(?:(?<![A-Za-z])|(?![A-Za-z]))"  # behind a word: if it is a Latin one, it ends here


def grouped(*shapes: str) -> str:
    """A pattern of digits in groups (``3-4-4``) with one kind of separator; a single dot is a decimal point."""
    groups = [[f"[0-9]{{{size}}}" for size in shape.split("-")] for shape in shapes]
    return f"(?:{'|'.join(sep.join(sizes) for sizes in groups for sep in (SPACE, HYPHEN, DOT)[: len(sizes)])}){END}"


def abroad(code: str) -> str:
    """A pattern of an international prefix: ``+86``, ``0086-``, ``(+86)``; a bracket only where it ends there."""
    plain = rf"(?:\+ ?|(?<![0-9A-Za-z])00){code} ?"
    return rf"(?:[(（\[]{plain}[)）\]]|{plain})(?:{SPACE}|{HYPHEN})?"


# Mainland China: 11 digits from 13 to 19 (numbering plan of the MIIT). Taiwan: 09 and eight digits. Hong Kong: eight
# digits from 4 to 9, too few to be told without the prefix.
MOBILE = re.compile(
    rf"(?:{abroad('86')}|[(（\[]86[)）\]] ?|(?<![0-9A-Za-z])86(?:{SPACE}|{HYPHEN}))?"
    rf"(?=1[3-9]){grouped('11', '3-4-4', '3-3-5', '4-3-4', '4-4-3', '3-8', '7-4', '5-3-3')}"
    rf"|{abroad('886')}(?:\(0\) ?|0)?(?=9){grouped('9', '3-3-3', '3-6')}|(?=09){grouped('10', '4-3-3', '4-6')}"
    rf"|(?:{abroad('852')}|[(（\[]852[)）\]] ?)(?=[4-9]){grouped('8', '4-4')}"
)
# Before a number that is only a part: of a longer or a serial one, of a path or query. A slash also joins two numbers.
PART = re.compile(
    rf"(?<=[A-Za-z0-9_@])|(?<=[A-Za-z0-9_][-.=?&%+])|(?<={HIDDEN}[-.=?&%+/])"
    r"|(?<=[A-Za-z0-9_.]/)(?<![0-9]{7}/)|(?<=[=≈×÷^] )|(?<=[≈×÷^])"
)
CALL = re.compile(rf"(?<![A-Za-z0-9_@.-])(?:{words('call')})[-./]?\Z")
SERIAL = re.compile(rf"(?:(?<![A-Za-z0-9@._-])|(?![A-Za-z]))(?:{words('serial')})[\s:：是为為#(（]{{0,4}}\Z")
AMOUNT = re.compile(rf" ?(?!{words('uncounted')})(?:{words('unit')}){WHOLE}")
DAY = r"(?:19[0-9]{2}|20[0-4][0-9])(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
CARD = re.compile(rf"([1-8][0-9](?<={words('province')})[0-9]{{4}})([ -]?)({DAY})\2([0-9]{{3}})([0-9Xx]){END}")
WEIGHTS, CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"  # GB 11643-1999, from ISO 7064

CUE = re.compile(
    rf"(?P<cue>{'|'.join(map(words, ('add', 'app', 'slang')))})(?:(?<![A-Za-z])|(?![A-Za-z0-9_]))(?!信)"
    rf"(?P<sure> ?(?:{words('number')}){WHOLE})?(?: ?[/／、&和] ?(?:{words('also')})){{0,2}}"
)
CUES = re.escape("".join(sorted({cue[0] for kind in ("add", "app", "slang") for cue in listed(kind)})))
# Six to twenty letters, digits, hyphens and underscores, the first a letter: the messenger's own rule.
NAME = r"[A-Za-z][A-Za-z0-9_-]{4,18}[A-Za-z0-9_](?![A-Za-z0-9_]|-[A-Za-z0-9])"
ACCOUNT = re.compile(
    r"(?P<link>[ \t\n\u00a0\u3000*_`@：:是为為（(【\[“\"'‘「『<）)】\]”’」』>]{0,8})"
    rf"(?:(?P<name>{NAME}(?!@|\0|\.(?:[A-Za-z0-9]|{HIDDEN})))"
    rf"|(?P<number>[1-9][0-9]{{4,10}})(?![A-Za-z0-9_@+]|{HIDDEN}|[-.,](?:[0-9]|{HIDDEN})))"
)
TOKEN = re.compile(rf"(?<![A-Za-z0-9_-]){NAME}")
OWNER = re.compile(rf"(?:{words('owner')})(?<!{words('unowned')})[的 ：:]{{0,2}}\Z")
PUBLIC, FOLLOW = re.compile(words("public")), re.compile(words("follow"))
ABOVE = re.compile(rf"(?:{words('public')})\w{{0,2}}\W*\n\W*\Z")  # a heading over the account
EDITION = re.compile(rf"[\s*_]{{0,4}}(?:{words('edition')})")
PHRASE = re.compile(rf" (?:[A-Za-z]{{1,20}}+(?![:：])|{HIDDEN})|['’][a-z]")


def find(text: str) -> list[Mask]:
    """The personal data in ``text``, in its order, not overlapping; what one rule found is hidden from the next."""
    masks: list[Mask] = []
    rest, (wide, *places) = text, CLASSES.of(text)
    if len(wide):
        rest = narrowed(text)
        _, *places = CLASSES.of(rest)
    for number, (rule, _, count, width) in enumerate(RULES):
        found = list(rule(rest)) if crowded(places[number], count, width) else []
        if found:
            rest = mask(rest, found)
            _, *places = CLASSES.of(rest)
            masks += found
    return sorted(masks, key=attrgetter("start"))


def addresses(text: str) -> Iterator[Mask]:
    """E-mail addresses."""
    end = 0
    for sign in sorted(signs(text), key=re.Match.start):
        domain = DOMAIN.match(text, sign.end())
        found = around(text, end, sign, domain.end()) if domain else None
        if found:
            yield found
            end = found.end


def signs(text: str) -> Iterator[re.Match[str]]:
    """Where an address may have its sign: ``@``, ``[at]``, or another one that the text nearby says to replace."""
    yield from beginning(AT, SIGNS, text)
    if "@" in text:
        yield from SIGN.finditer(text)
        last = 0
        for said in SWAP.finditer(text):
            yield from DECOY.finditer(text, max(last, said.start() - NEAR), said.end() + NEAR)
            last = said.end() + NEAR


def around(text: str, least: int, sign: re.Match[str], end: int) -> Mask | None:
    """The address around a sign, not before ``least``, up to ``end``, unless it is a mention, a login or a server."""
    before = text[max(least, sign.start() - 80) : sign.start()]
    bare = before.removesuffix(" ") if len(sign[0]) > 1 else before
    local = bare[len(bare.rstrip(LOCAL)) :].lstrip("._%+-")
    outer = bare.removesuffix(local).rstrip(LOCAL)
    fits = 0 < len(local) <= 64 and local[-1] != "." and local not in listed("login")
    if not fits or outer.endswith(("@", MASK * 4)) or re.search(r"//[^\s/@]*\Z", outer):
        return None
    return Mask("email", sign.start() - len(before) + len(bare.removesuffix(local)), end)


def alone(text: str, start: int) -> bool:
    """Whether a number that begins at ``start`` is not just a part of something longer, nor a thing's."""
    before = text[max(0, start - 20) : start]
    return not (PART.match(text, start) and not CALL.search(before)) and not SERIAL.search(before)


def cards(text: str) -> Iterator[Mask]:
    """Numbers of identity cards: 18 characters with a known province, a day of birth and the right check character."""
    bare = without_urls(text)
    for card in CARD.finditer(bare):
        area, _, birth, order, check = card.groups()
        total = sum(map(mul, map(int, area + birth + order), WEIGHTS))
        if CHECKS[total % 11] == check.upper() and alone(bare, card.start()):
            yield Mask("id_card", *card.span())


def mobiles(text: str) -> Iterator[Mask]:
    """Mobile numbers, with their prefix; neither amounts nor round figures."""
    bare = without_urls(text)
    for figures in beginning(FIGURES, "0-9", bare):
        for number in MOBILE.finditer(bare, max(0, figures.start() - 4), figures.end() + 4):
            whole = number[0][0] in "+(（[" or alone(bare, number.start())
            if whole and not AMOUNT.match(bare, number.end()) and not re.fullmatch("[0-9]+0{6}", number[0]):
                yield Mask("mobile", *number.span())


def accounts(text: str) -> Iterator[Mask]:
    """WeChat accounts behind a cue, and wherever else they stand if their form is not that of a mere word."""
    bare = without_urls(text)
    found = ((cue, ACCOUNT.match(bare, cue.end())) for cue in beginning(CUE, CUES, bare))
    spans = {account.end("link"): account.end() for cue, account in found if account and is_account(bare, cue, account)}
    names = {text[start:end].lower() for start, end in spans.items()}
    if not all(name.isalpha() or name.isdigit() for name in names):
        again = (token for token in TOKEN.finditer(text) if token[0].lower() in names and not token[0].isalpha())
        spans |= {token.start(): token.end() for token in again}
    return (Mask("wechat", *span) for span in sorted(spans.items()))


def is_account(text: str, cue: re.Match[str], account: re.Match[str]) -> bool:
    """Whether what follows the cue is somebody's account rather than a word, a figure or a medium's handle."""
    head, app, link = text[max(0, cue.start() - LOOK) : cue.start()], cue["cue"], account["link"]
    owned = app[0] == "+" or bool(OWNER.search(head + app[: app[0] == "加"]))
    if MASK * 4 in link or (app[0] in ascii_letters and re.search(r"[A-Za-z0-9_@.#-]\Z", head)):
        return False
    if not owned and (app in listed("add") or is_public(head, app)):
        return False
    sure, after = bool(cue["sure"]), text[account.end() : account.end() + 24]
    colon = bool(re.search("[:：]" if owned or sure or app in listed("app") else "：", link))
    if account["name"]:
        return not is_word(account["name"], after, sure) and is_told(account, after, sure, owned, colon)
    figure = AMOUNT.match(after) or re.fullmatch(DAY, account["number"]) or "\n" in link
    return not figure and (colon or bool(sure and link))


def is_public(head: str, app: str) -> bool:
    """Whether the sentence so far, or a heading above, speaks of a medium's account."""
    sentence = re.split(r"[。！？；!?;\n]", head)[-1] + app
    clause = re.split("[，,、]", sentence)[-1]
    return bool(PUBLIC.search(sentence) or FOLLOW.search(clause) or ABOVE.search(head))


def is_word(name: str, after: str, sure: bool) -> bool:
    """Whether it is an ordinary Latin word, a product with its version, or the first word of a phrase."""
    stem = re.split("[^a-z]", low := name.lower())[0]
    if low in listed("ordinary") | listed("versioned") or (name.isalpha() and PHRASE.match(after)):
        return True
    return bool(EDITION.match(after)) or (not sure and stem in listed("versioned"))


def is_told(account: re.Match[str], after: str, sure: bool, owned: bool, colon: bool) -> bool:
    """Whether form and surroundings tell an account behind a cue that words may follow as well."""
    name, link = account["name"], account["link"]
    telling = bool(re.search("[0-9_]", name))  # a hyphen also joins ordinary words
    if sure or "\n" in link:
        return sure and (telling or "\n" not in link)
    if owned:
        return telling or name.islower() or bool(link.strip())
    if colon:
        return name.islower() or not re.match(r" ?[\u3400-\u9fff]", after)
    hint = re.search("[（(【\\[“‘「『`]", link) or re.search("[0-9].*[0-9]", name)
    return telling and name.islower() and bool(hint)


RULES = (
    (addresses, SIGNS, 1, 1),
    (cards, "0-9", 17, 19),
    (mobiles, "0-9", 8, 14),
    (accounts, "A-Za-z0-9_-", 5, 5),
)
"""The rules in the order in which they are tried, each with the class of characters of which it needs so many within so
many: where they do not stand together, as in most articles, there is nothing to find. The shortest number has eight
digits, the first eight of any stand within fourteen characters, the shortest account has five.
"""
CLASSES = Classes(FULL_WIDTH.pattern[1:-1], *(needed for _, needed, _, _ in RULES))
