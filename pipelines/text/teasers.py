"""Teasers: turns that an article prints ahead of the talk and prints again in their place."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.text.cleaning import signature
from pipelines.text.parts import Kind
from pipelines.text.script import Stretch

SHORTEST = 9


def drop_teasers(script: Sequence[Stretch]) -> list[Stretch]:
    """Mark a labelled stretch as chrome where its words stand again behind the same label later on."""
    signs = [(stretch.label.key, signature(stretch.speech.text)) if stretch.label else None for stretch in script]
    later: set[tuple[str, str]] = set()
    kept: list[Stretch] = []
    for stretch, sign in zip(reversed(script), reversed(signs), strict=True):
        repeated = (
            sign is not None
            and len(sign[1]) >= SHORTEST
            and any(key == sign[0] and words.startswith(sign[1]) for key, words in later)
        )
        if sign is not None and not repeated:
            later.add(sign)
        kept.append(Stretch(stretch.part.become(Kind.CHROME)) if repeated else stretch)
    return kept[::-1]
