"""Shards: which file a row goes to, and what the files are called.

An article's shard is the SHA-256 of its identifier modulo the number of shards, which is a power of two: a new article
changes one file of each table, and when the corpus outgrows its shards each file splits into two.  The three tables
have the same number of shards, so that file ``k`` of each holds the same articles in the same order.
"""

from __future__ import annotations

from hashlib import sha256

ARTICLES_PER_SHARD = 1024
"""Mean number of articles in a shard, at most: of 10,000 characters each, 30 MB of articles, 100 MB of their turns:
what writes one holds as much."""

FEW = 128
"""Mean number of articles for which a shard of its own pays."""

PARTS = 8
"""Into how many parts a corpus is divided before its parts grow: what one changed article makes us do again is one."""


def shard_count(articles: int) -> int:
    """Number of shards for a corpus of that many articles."""
    return parts(articles, FEW, ARTICLES_PER_SHARD)


def parts(articles: int, few: int, many: int) -> int:
    """A power of two: up to `PARTS` as many as have ``few`` articles each, then more when they would have ``many``."""
    most, count = min(many, max(few, -(-articles // PARTS))), 1
    while articles > count * most:
        count *= 2
    return count


def shard_of(article_id: str, shards: int) -> int:
    """Shard of an article, from 0; the same on every machine and in every run."""
    return int.from_bytes(sha256(article_id.encode()).digest()[:8], "big") % shards


def file_name(shard: int, shards: int) -> str:
    """Name of a shard's file as the Hub expects it."""
    return f"train-{shard:05d}-of-{shards:05d}.parquet"
