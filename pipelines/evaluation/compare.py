"""Two sets of figures: what got worse, what got better.

The figures that are held are those with a good and a bad direction; sizes and single precisions move with their F1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

TOLERANCE = 1e-9
"""Less is rounding: the means of another Python differ in the last digit."""

LOWER_IS_BETTER = frozenset(("aer", "naer", "wrong", "junk", "loss"))
HIGHER_IS_BETTER = frozenset(("turn_f1", "exact", "role", "f1", "confident_share", "right_share"))


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that is not what it was; None where one side does not have it."""

    figure: str
    before: float | None
    after: float | None

    @property
    def worse(self) -> bool:
        """Whether this is a loss; so is a figure that one side lacks: it is no longer, or not yet, held."""
        if self.before is None or self.after is None:
            return True
        lower = self.figure.rpartition(" ")[2] in LOWER_IS_BETTER
        return self.after > self.before if lower else self.after < self.before

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.figure}: {self.after:.4f}, not committed yet"
        if self.after is None:
            return f"{self.figure}: was {self.before:.4f}, no longer measured"
        return f"{self.figure}: {self.before:.4f} -> {self.after:.4f}, {'worse' if self.worse else 'better'}"


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What differs between two results of ``report.figures``, by more than `TOLERANCE`."""
    old, new = dict(_held(before)), dict(_held(after))
    found = [Change(name, old.get(name), new.get(name)) for name in {**old, **new}]
    return [one for one in found if one.before is None or one.after is None or abs(one.after - one.before) > TOLERANCE]


def _held(told: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, float]]:
    """Each figure with a direction, named by the keys that lead to it: `attribution articles NAME aer`."""
    for key, value in told.items():
        if isinstance(value, Mapping):
            yield from _held(value, f"{path}{key} ")
        elif key in LOWER_IS_BETTER | HIGHER_IS_BETTER:
            yield f"{path}{key}", float(value)
