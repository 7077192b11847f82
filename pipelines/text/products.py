"""Products and other things with Latin names: versions, brands before products, names that their context explains.

Here belongs what a Latin string and the words beside it say. Famous products come from the gazetteer.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipelines.knowledge import alternation, words
from pipelines.text.coordination import Lists
from pipelines.text.found import Found, cued
from pipelines.text.latin import capitals, named, worded

EDITIONS = alternation("editions.txt")
VERSION = re.compile(
    rf"(?:(?:\.\d+)|(?:[- ]?(?:v|V)?\d+(?:\.\d+)*[a-zA-Z]{{0,2}}(?![A-Za-z0-9%])))(?:[ -](?:{EDITIONS})(?![A-Za-z]))*"
)
SUBMODEL = re.compile(rf"(?:[ -](?:{EDITIONS}))+(?![A-Za-z0-9])")
TOKEN = re.compile(
    r"[A-Z](?<![A-Za-z0-9@/._-].)[A-Za-z0-9]{0,40}+(?:[-.][A-Za-z0-9]{1,40}+){0,6}"
    r"(?:\s[A-Z][A-Za-z0-9]+){0,2}(?![A-Za-z0-9])"
)
MODEL = re.compile(
    r"[A-Za-z](?<![A-Za-z0-9@/._+-].)(?:(?<=[a-z])\d{1,2}|(?<=[A-Z])[A-Z]{0,3}-?\d{2,4}[A-Za-z]?)(?![A-Za-z0-9%/-]|\.\d)"
)
YEARS = re.compile(r"^[ ]?(?:19|20)\d{2}$")
UNIT = re.compile(r"\s?(?:年|月|日|号|个|名|位|人|万|亿|千|百|天|次|篇|款|岁|元|美元|%|倍|小时|分钟|家|种|层|点)")


def versions(text: str, known: Sequence[Found]) -> Iterator[Found]:
    """A product or brand with a version behind it: one product."""
    for mention in known:
        if mention.type not in ("PRODUCT", "ORG") or not text[mention.end - 1].isascii():
            continue
        match = VERSION.match(text, mention.end) or (
            SUBMODEL.match(text, mention.end) if mention.type == "PRODUCT" else None
        )
        if match and not YEARS.match(match[0]) and not UNIT.match(text, match.end()):
            if mention.type == "ORG" and not re.search(r"[A-Za-z.]", match[0]):
                continue
            name = f"{mention.name}{match[0]}" if match[0][0] in "-0123456789" else f"{mention.name} {match[0].strip()}"
            yield Found(mention.start, match.end(), "PRODUCT", name, "pattern", 0.85)


def acting(found: Sequence[Found], text: str) -> list[Found]:
    """A Latin name known only as a product that the article lets act like a company again and again is one."""
    places: dict[str, list[Found]] = defaultdict(list)
    for mention in found:
        if mention.type == "PRODUCT" and mention.method == "gazetteer":
            surface = text[mention.start : mention.end]
            if surface.isascii():
                places[surface].append(mention)
    lists = Lists(text, found)
    houses = {surface for surface, spans in places.items() if _acts_like_a_house(spans, lists)}
    return [m._replace(type="ORG") if m.type == "PRODUCT" and text[m.start : m.end] in houses else m for m in found]


def _acts_like_a_house(spans: Sequence[Found], lists: Lists) -> bool:
    at = [(m.start, m.end) for m in spans]
    house, product = (
        sum(cued(lists.text, start, end, kind) for start, end in at) + lists.votes(at, kind)
        for kind in ("ORG", "PRODUCT")
    )
    return house >= 3 and house > 2 * product


def models(text: str) -> Iterator[Found]:
    """A letter or two with a number, ``o1`` or ``H800``, that an article keeps using: a model."""
    models = (m for m in worded(MODEL, text) if m[0] not in words("techniques.txt"))
    found = [m for m in models if not UNIT.match(text, m.end())]
    often = {name for name, count in Counter(m[0] for m in found).items() if count >= 3} if found else ()
    yield from (Found(*m.span(), "PRODUCT", m[0], "pattern", 0.7) for m in found if m[0] in often)


def branded(text: str, known: Sequence[Found]) -> Iterator[Found]:
    """A brand directly before its product is one product, unless a team or a post follows."""
    for brand, product in pairwise(known):
        if brand.type != "ORG" or product.type != "PRODUCT" or text[brand.end : product.start] not in ("", " "):
            continue
        if (
            re.match(r"\s?(?:团队|成员|的|、|和|与|CEO)", text[product.end : product.end + 5])
            and len(text[product.start : product.end]) > 5
        ):
            continue
        yield Found(brand.start, product.end, "PRODUCT", _joined(brand, product, text), "pattern", 0.84)


def _joined(brand: Found, product: Found, text: str) -> str:
    return product.name if product.name.startswith(brand.name) else f"{brand.name} {product.name}"


def explained(text: str, taken: Sequence[Found]) -> list[Found]:
    """Latin names that nothing else explains, typed by the words beside any of their occurrences."""
    if not capitals(text):
        return []
    covered = bytearray(len(text) + 1)
    for mention in taken:
        covered[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for match in named(TOKEN, text):
        surface = _bare(match[0])
        if surface and not any(covered[match.start() : match.start() + len(surface)]):
            spans[surface].append((match.start(), match.start() + len(surface)))
    lists = Lists(text, taken)
    return [
        Found(start, end, kind, surface, "pattern", 0.7)
        for surface, places in spans.items()
        for kind in [_kind(surface, places, lists)]
        if kind
        for start, end in places
    ]


def _bare(surface: str) -> str:
    """The string without trailing techniques; empty where it is one itself or no name."""
    parts = surface.split()
    while parts and parts[-1] in words("techniques.txt"):
        parts.pop()
    if not parts or parts[0] in words("techniques.txt") or len(parts[0]) < 2:
        return ""
    return " ".join(parts)


def _kind(surface: str, places: Sequence[tuple[int, int]], lists: Lists) -> str | None:
    """The type that most cues speak for; a word with a capital inside is a product if no cue speaks."""
    votes = {
        kind: sum(cued(lists.text, start, end, kind) for start, end in places) + lists.votes(places, kind)
        for kind in ("ORG", "PRODUCT")
    }
    best = max(votes, key=lambda kind: votes[kind])
    if votes[best]:
        return best
    camel = re.search(r"[a-z][A-Z]|[A-Z]{2,}[a-z]{2,}|[A-Za-z]\d", surface) and not re.fullmatch(
        r"[A-Z]?[a-z]*\d+[A-Za-z]?", surface
    )
    return "PRODUCT" if camel or (len(places) >= 3 and surface[1:].islower() and len(surface) >= 5) else None
