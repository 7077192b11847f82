"""Affiliations: the house or post of somebody who speaks.

Here belongs reading it from the printed label, its bracket, or the words directly before the name. Names are settled in
``speakers``.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.knowledge import alternation, by_last, words
from pipelines.text.guests import Background
from pipelines.text.names import HAN
from pipelines.text.scene import Group
from pipelines.text.spots import spots


def affiliation(group: Group, name: str | None, background: Background) -> str | None:
    """House or post printed with the label, or directly before the name in the text."""
    hints = [c.hint for c in group.candidates if c.hint and not re.search(r"主持|音|笑|以下简称", c.hint)]
    if hints:
        return hints[0]
    if name and group.name != name and group.name.endswith(name) and len(group.name) - len(name) >= 2:
        return group.name[: -len(name)].strip(" -－—") or None
    if not name or group.role_word:
        return None
    return _post_before(name, background.text)


@cache
def _post() -> re.Pattern[str]:
    """House and title at the end of a clause so far; lazy, as its words may hold titles themselves."""
    edge = r"(?:^|[，。、；（(与和及是：:\s])"
    return re.compile(rf"{edge}((?P<house>(?:{HAN}|[A-Za-z0-9]){{2,16}}?)(?:{alternation('titles.txt')}))\Z")


@cache
def _longest() -> int:
    return max(map(len, words("titles.txt")))


def _post_before(name: str, text: str) -> str | None:
    """The first house and title, ``某某大学教授``, that stand directly before the name, the house kept short."""
    titles = by_last(words("titles.txt"))
    before = ((start, text[start - 1 : start]) for start, _ in spots(name, text))
    behind = [start for start, last in before if last in titles and text.endswith(titles[last], 0, start)]
    found = (_post().search(text, max(0, start - 17 - _longest()), start) for start in behind)
    posts = [match for match in found if match]
    first = min(
        posts, key=lambda match: (match.start(), match.start(1), match.end("house"), -match.end()), default=None
    )
    return first[1] if first else None
