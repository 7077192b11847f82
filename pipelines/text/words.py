"""Words: jieba's segmentation of a turn, with the tag that its dictionary gives each word.

Here belongs what the columns ``words``, ``pos`` and ``sentences`` hold. ``jieba.posseg`` is not used: it takes 5 to 80
times as long and its hidden Markov model disagrees with ``jieba.cut`` on words (see the project's measurements).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from pipelines.text.sentences import split_sentences

NUMBER = re.compile(r"[\d.,%％]+")
LATIN = re.compile(r"[A-Za-z][\w.+#&'’-]*")
UNKNOWN, LATIN_TAG, NUMBER_TAG = "x", "eng", "m"


@cache
def _jieba() -> Any:
    """jieba, silent, its dictionary built in memory: no cache file in a folder that others can write."""
    import logging

    import jieba

    jieba.setLogLevel(logging.ERROR)
    jieba.dt.FREQ, jieba.dt.total = jieba.dt.gen_pfdict(jieba.dt.get_dict_file())
    jieba.dt.initialized = True
    return jieba


def cut(text: str) -> list[str]:
    """jieba's words, its hidden Markov model on; joined they give ``text``."""
    return list(_jieba().cut(text))


@cache
def tags() -> dict[str, str]:
    """The tag of every word in jieba's dictionary."""
    with _jieba().dt.get_dict_file() as lines:
        fields = (line.decode("utf-8").split() for line in lines)
        return {word: tag for word, _, tag in fields}


def tag(word: str) -> str:
    """The dictionary's tag; ``eng`` for Latin, ``m`` for numbers, ``x`` for everything it does not hold."""
    known = tags().get(word)
    if known:
        return known
    if NUMBER.fullmatch(word):
        return NUMBER_TAG
    return LATIN_TAG if LATIN.fullmatch(word) else UNKNOWN


def annotate(turn: dict[str, Any]) -> dict[str, Any]:
    """The row of a turn with its sentences (offsets into the article), words and tags."""
    words = cut(turn["text"])
    at = turn["char_start"]
    spans = [{"char_start": at + start, "char_end": at + end} for start, end in split_sentences(turn["text"])]
    return {**turn, "sentences": spans, "words": words, "pos": [tag(word) for word in words]}
