"""Rates made of counts: shares of letters and turns, precision, recall and F1.

What is counted is decided in ``attribution`` and ``mentions``; the rounding of figures for people in ``report``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from pipelines.evaluation.attribution import Counts


@dataclass(frozen=True, slots=True)
class Rates:
    """How well speech is attributed; shares of 1, or more than 1 for errors where much is invented.

    ``aer`` (attribution error rate): speech missed, falsely published or of the wrong speaker, per speech; ``naer``:
    the same with the right name required; ``wrong``: its part with a wrong name (the rest has none). ``turn_f1``: exact
    starts of turns; ``exact`` and ``role``: gold turns with the right start, end and name, with the right role.
    ``junk``: page chrome that was published; ``loss``: narration and speech that was not.
    """

    aer: float
    naer: float
    wrong: float
    turn_f1: float
    exact: float
    role: float
    junk: float
    loss: float


def rates(counts: Counts) -> Rates:
    """The rates of an article, or of several whose counts were added (micro average)."""
    errors, found = counts.missed + counts.false, counts.gold + counts.published
    spoken = counts.speech > 0
    return Rates(
        aer=(errors + counts.confused) / counts.speech if spoken else float(counts.false > 0),
        naer=(errors + counts.misnamed) / counts.speech if spoken else float(counts.false > 0),
        wrong=share(counts.misnamed - counts.unnamed, counts.speech),
        turn_f1=share(2 * counts.started, found, nothing=1.0),
        exact=share(counts.exact, counts.gold, nothing=1.0),
        role=share(counts.roles, counts.gold, nothing=1.0),
        junk=share(counts.leaked, counts.chrome),
        loss=share(counts.lost, counts.wanted),
    )


def mean(all_rates: Sequence[Rates]) -> Rates:
    """The mean over articles (macro average); all zero where there are none."""
    if not all_rates:
        return Rates(*(0.0,) * 8)
    return Rates(*(sum(values) / len(all_rates) for values in zip(*map(astuple, all_rates), strict=True)))


def share(part: float, whole: float, nothing: float = 0.0) -> float:
    """``part / whole``, or ``nothing`` where there is no whole."""
    return part / whole if whole else nothing


def f1(precision: float, recall: float) -> float:
    """The harmonic mean, 0 where both are."""
    return share(2 * precision * recall, precision + recall)
