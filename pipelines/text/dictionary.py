"""jieba's dictionary: its words, how often they were counted, and the tag of each.

Here belongs getting jieba ready, silent and without a cache file, and looking words up; cutting text is in ``words``.
"""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def segmenter() -> Any:
    """jieba, silent, its dictionary built in memory: no cache file in a folder that others can write."""
    import logging

    import jieba

    jieba.setLogLevel(logging.ERROR)
    jieba.dt.FREQ, jieba.dt.total = jieba.dt.gen_pfdict(jieba.dt.get_dict_file())
    jieba.dt.initialized = True
    return jieba


@cache
def _entries() -> dict[str, tuple[int, str]]:
    with segmenter().dt.get_dict_file() as lines:
        fields = (line.decode("utf-8").split() for line in lines)
        return {word: (int(count), tag) for word, count, tag in fields}


@cache
def tags() -> dict[str, str]:
    """The tag of every word in jieba's dictionary."""
    return {word: tag for word, (_, tag) in _entries().items()}


def frequency(word: str) -> int:
    """How often the dictionary's makers counted the word; 0 where it does not hold it."""
    return _entries().get(word, (0, ""))[0]
