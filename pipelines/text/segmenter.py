"""jieba's segmentation, by the quickest implementation that gives exactly the same words.

Here belongs cutting text into words: by ``rjieba`` (jieba-rs, thirty times as fast) where it can be imported, by jieba
itself where not. Both have the same dictionary and probabilities and differ in three rules, all mended here and held by
tests that compare token by token: which characters are text and not separators, runs of Latin letters and digits with
signs in them (``GPT-4``, which jieba takes apart), and what counts as white space.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import accumulate, pairwise
from typing import Any

Cut = Callable[[str], list[str]]

SIGNS = r"+#&._%\-"
RUNNING = rf"\u4e00-\u9fd5a-zA-Z0-9{SIGNS}"
"""The class of characters that words are made of; every other stands alone, what is between two is cut by itself."""

SEPARATOR = re.compile(rf"[^{RUNNING}\r\n]")
"""What jieba gives as a word of its own wherever it stands; line ends are left out, as a pair of them is one word."""

STRANGE = re.compile(r"[\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\x1c-\x1f]")
"""Separators that jieba-rs takes for text or for no white space: rarer Chinese characters and control characters."""

ODD = re.compile(rf"[{SIGNS}{STRANGE.pattern[1:-1]}]")
"""What any text has that jieba-rs cuts otherwise."""

SIGNED = re.compile(rf"[{SIGNS}](?:(?<=[a-zA-Z0-9{SIGNS}]{{2}})|(?=[a-zA-Z0-9{SIGNS}]))")
"""A sign in a run of Latin letters, digits and signs."""

RUN = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
"""jieba's own pattern for Latin words and numbers outside its dictionary."""


@cache
def cutter() -> Cut:
    """The way of cutting that is at hand: text in, jieba's words out, its hidden Markov model on."""
    try:
        return by_rjieba()
    except ImportError:
        return by_jieba()


def by_rjieba() -> Cut:
    """Cutting by jieba-rs, with a dictionary that nobody else adds words to; raises ``ImportError``."""
    import rjieba

    machine = rjieba.Jieba()

    def cut(text: str) -> list[str]:
        words: list[str] = machine.cut(text)
        if not SIGNED.search(text):
            return words
        signed = [at for at, word in enumerate(words) if not word.isalnum() and len(word) > 1]
        return _replaced(words, {at: _pieces(words[at], machine) for at in signed}) if signed else words

    def exact(text: str) -> list[str]:
        if not ODD.search(text):  # most texts
            words: list[str] = machine.cut(text)
            return words
        return _apart(text, cut) if STRANGE.search(text) else cut(text)

    return exact


def by_jieba() -> Cut:
    """Cutting by jieba, silent, its dictionary built in memory: no cache file in a folder that others can write."""
    import logging

    import jieba

    jieba.setLogLevel(logging.ERROR)
    machine = jieba.Tokenizer()
    machine.FREQ, machine.total = machine.gen_pfdict(machine.get_dict_file())
    machine.initialized = True
    return lambda text: list(machine.cut(text))


def _pieces(word: str, machine: Any) -> list[str]:
    """A word with signs in it as jieba prints it: whole only if the dictionary holds it."""
    return [word] if word == "\r\n" or machine.has_word(word) else list(filter(None, RUN.split(word)))


def _replaced(words: list[str], instead: dict[int, list[str]]) -> list[str]:
    """The words with those at some indexes, which ascend, replaced."""
    whole: list[str] = []
    done = 0
    for at, pieces in instead.items():
        whole += words[done:at]
        whole += pieces
        done = at + 1
    return whole + words[done:]


def _apart(text: str, cut: Cut) -> list[str]:
    """Cut with a comma in the place of every separator; the words are those of ``text`` at the same offsets."""
    ends = accumulate(map(len, cut(SEPARATOR.sub("，", text))), initial=0)
    return [text[start:end] for start, end in pairwise(ends)]
