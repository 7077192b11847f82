"""Teasers: turns that an article prints ahead of the talk and prints again in their place."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

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
    openings = list(map(_opening, script))
    alike = Counter(openings)
    shared = [opening is not None and alike[opening] > 1 for opening in openings]
    heads = [_head(one) if one_of_many else None for one, one_of_many in zip(script, shared, strict=True)]
    often = Counter(filter(None, heads))
    if len(often) == often.total():
        return list(script)  # most: nothing is printed twice
    later: defaultdict[Head, set[str]] = defaultdict(set)
    kept: list[Stretch] = []
    for stretch, head in zip(reversed(script), reversed(heads), strict=True):
        if head and often[head] > 1:
            sign = signature(stretch.speech.text)
            if any(words.startswith(sign) for words in later[head]):
                kept.append(Stretch(stretch.part.become(Kind.CHROME)))
                continue
            later[head].add(sign)
        kept.append(stretch)
    return kept[::-1]


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
