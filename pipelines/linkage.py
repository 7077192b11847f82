"""Linkage: which articles are near duplicates of which, from their signatures and shingles, in numbers alone.

Finding pairs worth a look, and choosing originals among pairs that were counted, belong here; where signatures and
shingles lie does not (``likeness``). Articles are numbered in the order in which they are preferred as originals.
What is done grows with the number of articles, also where thousands have the same text or the same page furniture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.text.shingles import SIGNATURE, Hashes

ENOUGH = 0.6
"""Share of its shingles from which on an article is a near duplicate of another that has them too. Lower, and a report
that quotes half of an interview would be one; higher, and a version that a site edited throughout would be none."""

LEAST = 100
"""Shingles below which an article is not compared: in a text of a few sentences, greetings, the questions that a series
puts to everybody, or a notice of rights can be most of it."""

COMPARED = 8
"""With how many an article is compared, at most, of those of one band: the first, for among them are the originals."""

_PLAUSIBLE = 0.2
"""Estimated share of the shorter article that makes a pair worth counting: `ENOUGH`, less what estimates are off."""

_BLOCK = 1 << 13

Pairs = NDArray[np.int64]
"""Rows of two articles, the preferred one first."""


@dataclass(frozen=True, slots=True)
class Links:
    """For each article its original (-1: it is none's duplicate) and the share of its shingles that this one has."""

    original: NDArray[np.int64]
    share: NDArray[np.float64]


def candidates(signatures: Hashes, sizes: NDArray[np.int64]) -> Pairs:
    """Pairs that may be near duplicates, sorted; ``signatures`` has a row for each article, ``sizes`` its shingles.

    Two articles meet where two neighbouring values of their signatures are equal: for a part that is a fourth of the
    whole with 99 % probability, for a tenth with 70 %.
    """
    found = np.empty(0, np.int64)
    for band in range(SIGNATURE):
        key = signatures[:, band].astype(np.uint64) << np.uint64(32) | signatures[:, (band + 1) % SIGNATURE]
        pairs = np.setdiff1d(_equal(key), found, assume_unique=True)
        found = np.union1d(found, pairs[_plausible(pairs, signatures, sizes)])
    return np.stack(np.divmod(found, max(len(sizes), 1)), axis=1)


def _equal(key: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Pairs of articles with one key, as one number each: every article with the first `COMPARED` that have it."""
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    new = np.concatenate([[True], ordered[1:] != ordered[:-1]]) if len(key) else np.empty(0, bool)
    place = np.arange(len(key))
    start = np.maximum.accumulate(np.where(new, place, 0))
    made = [np.empty(0, np.int64)]
    for nth in range(COMPARED):
        later = place[place - start > nth]
        if not len(later):
            break
        made.append(order[start[later] + nth] * len(key) + order[later])
    return np.concatenate(made)


def _plausible(pairs: NDArray[np.int64], signatures: Hashes, sizes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which pairs are worth counting, by the Jaccard index that their signatures tell."""
    plausible = np.empty(len(pairs), bool)
    for at in range(0, len(pairs), _BLOCK):
        one, other = np.divmod(pairs[at : at + _BLOCK], len(sizes))
        index = np.mean(signatures[one] == signatures[other], axis=1)
        both = (sizes[one] + sizes[other]) * index / (1 + index)
        plausible[at : at + _BLOCK] = both >= _PLAUSIBLE * np.minimum(sizes[one], sizes[other])
    return plausible


def linked(pairs: Pairs, shared: NDArray[np.int64], sizes: NDArray[np.int64]) -> Links:
    """The original of each duplicate, given how many shingles each pair has in common.

    An article is linked to the first original that has `ENOUGH` of it, and to nothing else: what is similar to a
    duplicate, but not to its original, is an original of its own. Wholes come before their parts, else as numbered.
    """
    part, whole = pairs.ravel(order="F"), pairs[:, ::-1].ravel(order="F")
    share = np.tile(shared, 2) / sizes[part]
    enough = share >= ENOUGH
    back = np.roll(enough, len(pairs))  # the same pair the other way round
    number = np.arange(len(sizes))
    place = np.empty_like(number)
    place[np.lexsort((number, _depths(part[enough & ~back], whole[enough & ~back], sizes)))] = number
    edges = np.flatnonzero(enough & (place[whole] < place[part]))
    edges = edges[np.lexsort((place[whole[edges]], place[part[edges]]))]
    found = Links(np.full(len(sizes), -1), np.zeros(len(sizes)))
    for edge in edges.tolist():
        if found.original[part[edge]] < 0 and found.original[whole[edge]] < 0:
            found.original[part[edge]], found.share[part[edge]] = whole[edge], share[edge]
    return found


def _depths(part: NDArray[np.int64], whole: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """0 for an article that is no part of a longer one, else one more than the deepest of which it is a part."""
    depth = np.zeros(len(sizes), np.int64)
    for edge in np.argsort(-sizes[whole], kind="stable").tolist():  # a part is shorter: its wholes are done before it
        depth[part[edge]] = max(depth[part[edge]], depth[whole[edge]] + 1)
    return depth
