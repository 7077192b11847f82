"""What a call costs in time of the processor, as a ratio of two runs on one machine: growth does not differ by it."""

from __future__ import annotations

import time
from collections.abc import Callable

LEAST = 0.05
"""Seconds below which a figure says nothing."""

MOST = 3.5
"""Times as long for twice as much: below the four of a square, above the two of a line."""


STEPS = 3
"""Doublings that all have to cost too much."""


def least_of_three(run: Callable[[], object]) -> float:
    """How many seconds of the processor it takes: what else runs on the machine does not count."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return min(taken)


def grows_with_length_alone(run: Callable[[int], Callable[[], object]], size: int, most: int) -> bool:
    """Whether twice the size costs less than `MOST` times the time; also where ``most`` costs next to nothing.

    ``run`` makes the call for a size, so that making its input is not measured. A step that costs too much may be a
    cache that was outgrown: only a square costs too much at the next steps as well.
    """
    once, steps = least_of_three(run(size)), 0
    while once >= LEAST or size < most:
        size *= 2
        twice = least_of_three(run(size))
        if once >= LEAST and twice < MOST * once:
            return True
        steps += once >= LEAST
        if steps == STEPS:
            return False
        once = twice
    return True
