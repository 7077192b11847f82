"""Patience: how long an answer of the Hub is waited for, how often, and after how long, it is asked again.

Only what may be asked twice comes here: reading, and writing that says so itself when it is done already. A commit is
not asked again but looked for (``publishing``).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from pipelines.hub.faults import Unanswered, Unreachable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """``waits`` are the seconds before each further try; ``limit`` the longest wait that the Hub may ask for.

    ``silence`` are the seconds without a byte after which a line is taken to be dead (the client itself would wait for
    ever). The Hub counts requests in windows of 300 seconds, so that a rate limit is over after its longest wait.
    """

    waits: tuple[float, ...] = (1, 2, 4, 8, 16, 32)
    limit: float = 330
    silence: float = 300
    sleep: Callable[[float], None] = time.sleep
    tell: Callable[[str], object] = lambda sentence: None

    def ask(self, question: Callable[[], T]) -> T:
        """What ``question`` returns; it is asked again after `Unanswered`. Raises `Unreachable` when patience ends."""
        for pause in self.waits:
            try:
                return question()
            except Unanswered as fault:
                self.rest(fault, pause)
        try:
            return question()
        except Unanswered as fault:
            raise self.over(fault) from fault

    def rest(self, fault: Unanswered, pause: float) -> None:
        """Wait as long as the Hub asks, else ``pause`` seconds. Raises `Unreachable` where it asks for more."""
        wait = pause if fault.wait is None else fault.wait
        if wait > self.limit:
            raise Unreachable(f"{fault} and asks to come back in {wait:.0f} s; publish again then, nothing is lost")
        self.tell(f"{fault}; trying again in {wait:.0f} s")
        self.sleep(wait)

    def over(self, fault: Unanswered) -> Unreachable:
        """The end of patience."""
        return Unreachable(
            f"{fault}, also after {len(self.waits) + 1} tries; publish again later: what was uploaded is kept, and "
            "what can be seen at the Hub is whole"
        )
