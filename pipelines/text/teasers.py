"""Teasers: turns that an article prints ahead of the talk and prints again in their place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from pipelines.text.folding import PUNCTUATION, signature
from pipelines.text.parts import Kind
from pipelines.text.script import Stretch

SHORTEST = 9
HAN = re.compile(rf"(?:{PUNCTUATION.pattern})?([一-龥])" * SHORTEST)
"""As many first letters as are asked for, where all are such as folding leaves alone."""

TWO = re.compile("[一-龥]{2}")


Head = tuple[str, str]
"""Whose label stands before a stretch, and the first letters behind it."""


def drop_teasers(script: Sequence[Stretch]) -> list[Stretch]:
    """Mark a labelled stretch as chrome where its words stand again behind the same label later on."""
    labelled = [index for index, stretch in enumerate(script) if stretch.label]
    kept = list(script)
    for alike in _alike(labelled, script, _opening):
        for same in _alike(alike, script, _head):
            for index in _repeated(same, script):
                kept[index] = Stretch(script[index].part.become(Kind.CHROME))
    return kept


def _alike(
    places: Iterable[int], script: Sequence[Stretch], look: Callable[[Stretch], Head | None]
) -> list[Sequence[int]]:
    """Those of the stretches at these places that look like others of them, together."""
    found: dict[Head | None, list[int]] = {}
    for index in places:
        found.setdefault(look(script[index]), []).append(index)
    found.pop(None, None)
    return [same for same in found.values() if len(same) > 1]


def _repeated(places: Sequence[int], script: Sequence[Stretch]) -> Iterator[int]:
    """Those of the stretches at these places whose words stand again at a later one."""
    later: set[str] = set()
    for index in reversed(places):
        sign = signature(script[index].speech.text)
        if any(words.startswith(sign) for words in later):
            yield index
        else:
            later.add(sign)


def _opening(stretch: Stretch) -> Head | None:
    """The same with the first two letters alone: read at a glance, and few stretches share them."""
    label = stretch.label
    if not label:
        return None
    plain = TWO.match(stretch.part.line.text, label.speech)
    if plain:
        return label.key, plain[0]
    head = _head(stretch)
    return head and (head[0], head[1][:2])


def _head(stretch: Stretch) -> Head | None:
    """What stretches have in common that begin with the same words; None for one that is too short to be a teaser."""
    label = stretch.label
    if not label:
        return None
    plain = HAN.match(stretch.part.line.text, label.speech, stretch.part.end)
    if plain:
        return label.key, "".join(plain.groups())
    text = stretch.speech.text
    letters = signature(text[: 4 * SHORTEST])
    if len(letters) <= SHORTEST and len(text) > 4 * SHORTEST:
        letters = signature(text)
    return (label.key, letters[:SHORTEST]) if len(letters) >= SHORTEST else None
