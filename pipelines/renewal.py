"""Renewal: bringing shelves to the fingerprints that are wanted, bin by bin, by making only what is stale.

Comparing fingerprints belongs here, for any stage; what a fingerprint is made of, and how rows are made, is decided in
``stages``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import pyarrow as pa

from pipelines import work
from pipelines.shelves import Made, Output, Refusal, Row, Shelf, of_articles
from pipelines.workers import FEW, Job, Workers

BATCH = 16
"""Articles that are made at once: what goes to a worker and comes back."""

Part = tuple[str, Sequence[Row] | Refusal]
"""An article with its rows, or with why it has none."""

Making = Callable[[Collection[str]], Iterator[Part]]
"""From articles to the part of each."""

Tell = Callable[[str, int, int | None], None]
"""Called with the stage, how many of its inputs are done, and of how many (None: not known)."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many articles a stage, or a part of one, had before it, and how many of them it made anew."""

    articles: int
    anew: int


def fingerprint(*parts: str) -> str:
    """SHA-256 (hexadecimal) of all that something is made from."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: what it takes its articles from, its own shelves, and the function from batches to what it makes.

    ``before`` are shelves with the columns that are needed of them; ``version`` is a digest of all else that its
    results depend on.
    """

    name: str
    before: Sequence[tuple[Shelf, Sequence[str]]]
    own: Mapping[str, Shelf]
    version: str
    make: Callable[..., Output]


@dataclass(frozen=True, slots=True)
class _Bin:
    """A bin that has to be renewed: what is wanted in it, and what of that is stale."""

    number: int
    wanted: Mapping[str, str]
    stale: Collection[str]

    @property
    def kept(self) -> Collection[str]:
        """The articles that are as they shall be."""
        return self.wanted.keys() - self.stale


def renew_all(stage: Stage, number: int, workers: Workers, tell: Tell) -> Progress:
    """Renew a stage's own shelves in ``number`` bins, whole bins by processes that see the shelves where there are."""
    total = sum(len(accepted(stage.before[0][0].made(bin, number))) for bin in range(number))
    others = filter(None, (_bin(stage, at, number) for at in range(number)))
    first = list(islice(others, FEW))
    bins = chain(first, others)
    if workers.far or len(first) < FEW:
        progress = _in_batches(stage, bins, number, workers)
    else:
        progress = (made for _, made in workers.nearby(_whole, ((None, (stage, bin, number)) for bin in bins)))
    done, anew = 0, 0
    for one in progress:
        done, anew = done + one.articles, anew + one.anew
        tell(stage.name, done, total)
    tell(stage.name, total, total)
    for shelf in stage.own.values():
        shelf.clear(number)
    return Progress(total, anew)


def _bin(stage: Stage, at: int, number: int) -> _Bin | None:
    """What has to be done to a bin; None where it is as it shall be."""
    sources = [accepted(shelf.made(at, number)) for shelf, _ in stage.before]
    wanted = {key: fingerprint(stage.version, *(one.get(key, "") for one in sources)) for key in sources[0]}
    stale = _stale(stage.own, at, number, wanted)
    return None if stale is None else _Bin(at, wanted, stale)


def _whole(stage: Stage, bin: _Bin, number: int) -> Progress:
    """Renew a bin in this process."""
    for _ in _in_batches(stage, [bin], number, Workers("1")):
        pass
    return Progress(len(bin.wanted), len(bin.stale))


def _in_batches(stage: Stage, bins: Iterable[_Bin], number: int, workers: Workers) -> Iterator[Progress]:
    """Renew bins, handing out batches of articles; how far that brings us, batch by batch."""
    made: list[Output] = []
    for (bin, size, last), output in workers.over(stage.make, _jobs(stage, bins, number)):
        made.append(output)
        if last:
            _put(stage.own, bin, number, made)
            made = []
        yield Progress(size + last * len(bin.kept), size)


def _jobs(stage: Stage, bins: Iterable[_Bin], number: int) -> Iterator[Job[tuple[_Bin, int, bool]]]:
    """The stale articles of each bin in batches; a bin in which none has to be made is brought in order at once."""
    for bin in bins:
        articles = sorted(bin.stale)
        if not articles:
            _put(stage.own, bin, number, [])
            continue
        tables = [shelf.read(bin.number, number, bin.stale, columns) for shelf, columns in stage.before]
        for start in range(0, len(articles), BATCH):
            batch = articles[start : start + BATCH]
            last = start + BATCH >= len(articles)
            yield (bin, len(batch), last), tuple(of_articles(table, batch) for table in tables)


def _stale(own: Mapping[str, Shelf], bin: int, number: int, wanted: Mapping[str, str]) -> Collection[str] | None:
    """The articles of a bin that have to be made; None where the bin is as it shall be."""
    known = [one.made(bin, number).fingerprints for one in own.values()]
    there = all(one.path(bin, number).exists() for one in own.values())
    if there and all(made == wanted for made in known):
        return None
    return {key for key, one in wanted.items() if any(made.get(key) != one for made in known)}


def _put(own: Mapping[str, Shelf], bin: _Bin, number: int, made: Sequence[Output]) -> None:
    """Replace a bin of these shelves: what is kept of it, and what was made."""
    first = next(iter(own.values())).made(bin.number, number)
    refusals = {key: one for key, one in first.refusals.items() if key in bin.kept}
    for one in made:
        refusals.update(one.refusals)
    for name, shelf in own.items():
        table = pa.concat_tables([shelf.read(bin.number, number, bin.kept), *(one.tables[name] for one in made)])
        shelf.put(bin.number, number, table, Made(bin.wanted, refusals))


def accepted(made: Made) -> dict[str, str]:
    """The fingerprints of the articles that have rows, or could have."""
    return {article: one for article, one in made.fingerprints.items() if article not in made.refusals}


def renew(shelf: Shelf, bin: int, number: int, wanted: Mapping[str, str], make: Making) -> int:
    """Bring a bin of a shelf to the wanted fingerprints in this process; how many articles were made anew."""
    own = {"": shelf}
    stale = _stale(own, bin, number, wanted)
    if stale is None:
        return 0
    rows, refusals = work.Growing(shelf.schema), dict[str, Refusal]()
    for article, made in make(stale) if stale else ():
        if isinstance(made, tuple):
            refusals[article] = made
        else:
            rows.extend(made)
    _put(own, _Bin(bin, wanted, stale), number, [Output({"": rows.table()}, refusals)])
    return len(stale)
