"""Renewal: bringing shelves to the fingerprints that are wanted, bin by bin, by making only what is stale.

Comparing fingerprints belongs here, for any stage; what a fingerprint is made of, and how rows are made, is decided in
``stages``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from pipelines import work
from pipelines.shelves import Made, Refusal, Row, Shelf

Part = tuple[str, Mapping[str, Sequence[Row]] | Refusal]
"""An article with its rows by the name of their shelf, or with why it has none."""

Making = Callable[[Collection[str]], Iterator[Part]]
"""From articles to the part of each."""

Tell = Callable[[str, int, int | None], None]
"""Called with the stage, how many of its inputs are done, and of how many (None: not known)."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many articles a stage had before it, and how many of them it made anew."""

    articles: int
    anew: int


def fingerprint(*parts: str) -> str:
    """SHA-256 (hexadecimal) of all that something is made from."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def renew_all(
    name: str,
    number: int,
    before: Sequence[Shelf],
    own: Mapping[str, Shelf],
    version: str,
    make: Callable[[int, Collection[str]], Iterator[Part]],
    tell: Tell,
) -> Progress:
    """Renew a stage's own shelves in ``number`` bins; ``before`` are the shelves that it takes its articles from."""
    done, anew = 0, 0
    total = sum(len(accepted(before[0].made(bin, number))) for bin in range(number))
    for bin in range(number):
        sources = [accepted(one.made(bin, number)) for one in before]
        wanted = {article: fingerprint(version, *(one.get(article, "") for one in sources)) for article in sources[0]}

        def counted(stale: Collection[str], bin: int = bin, done: int = done) -> Iterator[Part]:
            for part in make(bin, stale):
                yield part
                done += 1
                tell(name, done, total)

        anew += renew(own, bin, number, wanted, counted)
        done += len(wanted)
        tell(name, done, total)
    for one in own.values():
        one.clear(number)
    return Progress(total, anew)


def accepted(made: Made) -> dict[str, str]:
    """The fingerprints of the articles that have rows, or could have."""
    return {article: one for article, one in made.fingerprints.items() if article not in made.refusals}


def renew(shelves: Mapping[str, Shelf], bin: int, number: int, wanted: Mapping[str, str], make: Making) -> int:
    """Bring a bin of these shelves to the wanted fingerprints; how many articles were made anew."""
    known = {name: one.made(bin, number) for name, one in shelves.items()}
    stale = {key for key, one in wanted.items() if any(made.fingerprints.get(key) != one for made in known.values())}
    there = all(one.path(bin, number).exists() for one in shelves.values())
    if there and not stale and all(made.fingerprints.keys() == wanted.keys() for made in known.values()):
        return 0
    first = next(iter(known.values()))
    refusals = {key: one for key, one in first.refusals.items() if key in wanted and key not in stale}
    rows = {name: work.Growing(one.schema) for name, one in shelves.items()}
    for article, made in make(stale) if stale else ():
        if isinstance(made, tuple):
            refusals[article] = made
        else:
            for name, found in made.items():
                rows[name].extend(found)
    kept = wanted.keys() - stale
    for name, one in shelves.items():
        table = pa.concat_tables([one.read(bin, number, kept), rows[name].table()])
        one.put(bin, number, table, Made(wanted, refusals))
    return len(stale)
