"""What a build came to, in lines for a terminal: numbers, rejects, notes, warnings.

Wording belongs here, counting does not (``figures``).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipelines.settings import is_address

if TYPE_CHECKING:
    from pipelines.build import Outcome

SHOWN = 20
"""How many rejects, notes and warnings are printed; rejects.jsonl and the column warnings hold them all."""


def shown(text: str) -> str:
    """Text for a terminal: what is not printable (control characters in file names) is written as an escape."""
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)


def say(sentence: str, code: int = 0) -> int:
    """A message on the error stream, for the standard output holds results alone; the exit code ``code``."""
    print(f"fangtan: {shown(sentence)}", file=sys.stderr)
    return code


def summary(outcome: Outcome, out: str) -> Iterator[str]:
    """The lines that end a build; its problems, which are errors, are not among them."""
    if not outcome.problems:
        yield f"wrote {out}"
        yield ""
        yield from _numbers(outcome)
        yield ""
    yield from _remarks(outcome)
    if outcome.problems:
        yield f"no release was written; {out} is as it was"
    else:
        where = f"{out}/VERSION" if is_address(out) else out
        yield f'load it: from datasets import load_dataset; load_dataset({where!r}, "turns")'
        if is_address(out):
            yield f"VERSION is the line that {out}/LATEST holds"


def _numbers(outcome: Outcome) -> Iterator[str]:
    from pipelines.figures import share
    from pipelines.stages import rejected

    articles, turns, entities, links = outcome.articles, outcome.turns, outcome.entities, outcome.links
    attributed = f"{share(turns.attributed, turns.rows):.1%} attributed, {share(turns.named, turns.rows):.1%} by name"
    yield f"  articles {articles.rows:9,}   {_ranked(articles.kinds)}".rstrip()
    if outcome.anew < articles.rows:
        yield f"  anew     {outcome.anew:9,}   the others are as they were"
    yield f"  turns    {turns.rows:9,}   {attributed}"
    yield f"  entities {entities.rows:9,}   {_ranked(entities.types)}".rstrip()
    originals = f"of {links.originals:,} others" if links.duplicates else ""
    yield f"  duplicates {links.duplicates:7,}   {originals}".rstrip()
    told = "see below and rejects.jsonl" if outcome.rejects else ""
    yield f"  rejected {rejected(outcome.rejects):9,}   {told}".rstrip()
    yield f"  warnings {articles.warnings.total():9,}"


def _remarks(outcome: Outcome) -> Iterator[str]:
    rejects = [
        f"  {one['file'] or '.'}\n    why: {one['reason']}\n    do:  {one['remedy']}" for one in outcome.rejects[:SHOWN]
    ]
    notes = [f"  {one['file']}: {one['text']}" for one in outcome.notes[:SHOWN]]
    ranked = _sorted(outcome.articles.warnings)
    warnings = [f"  {count:,} × {kind}" for kind, count in ranked[:SHOWN]]
    yield from _titled("look at this", [f"  {one}" for one in outcome.remarks], len(outcome.remarks))
    yield from _titled("rejected files", rejects, len(outcome.rejects))
    yield from _titled("notes", notes, len(outcome.notes))
    yield from _titled("warnings (column warnings of the table articles)", warnings, len(ranked))


def _titled(title: str, lines: list[str], total: int) -> Iterator[str]:
    if lines:
        yield f"{title}:"
        yield from lines
        if total > SHOWN:
            yield f"  and {total - SHOWN:,} more"
        yield ""


def _ranked(counter: Counter[str]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in _sorted(counter))


def _sorted(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))
