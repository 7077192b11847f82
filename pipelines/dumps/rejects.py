"""Rejects of dumps, folded: so many are listed one by one, the others are counted.

A dump of another kind than it was taken for would fill ``rejects.jsonl`` with millions of lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from pipelines.dumps.names import dump_of

LISTED = 1000
"""Rejects of a dump that are listed."""


def folded(rejects: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rejects (file, reason, remedy), and of each dump with more of them one that says how many more by ``count``.

    One without reason speaks for ``count`` places that nobody listed.
    """
    listed, more = Counter[str](), Counter[str]()
    for one in rejects:
        dump = dump_of(one["file"])
        if dump is None or (listed[dump] < LISTED and one["reason"]):
            listed[dump or ""] += 1
            yield one
        else:
            more[dump] += one.get("count", 1)
    for dump, count in more.items():
        reason = f"{count:,} more of its records are rejected and not listed"
        yield {"file": dump, "reason": reason, "remedy": "mend those that are listed and build again", "count": count}
