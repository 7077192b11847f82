"""jieba's dictionary: its words, how often they were counted, and the tag of each.

Here belongs looking words up; cutting text is in ``segmenter``. The file is read once in a process and only when
somebody asks; jieba's own tables, which also hold the beginning of every word, are not built for it.
"""

from __future__ import annotations

from functools import cache

Entry = tuple[int, str]
"""How often the dictionary's makers counted the word, and its tag."""


@cache
def _entries() -> dict[str, Entry]:
    """All words; those of one count and tag share an entry, which is most of the memory."""
    import jieba

    shared: dict[bytes, Entry] = {}
    found: dict[str, Entry] = {}
    with jieba.dt.get_dict_file() as lines:
        for line in lines:
            word, _, rest = line.rstrip().partition(b" ")
            entry = shared.get(rest)
            if entry is None:
                count, tag = rest.decode().split()
                entry = shared[rest] = int(count), tag
            found[word.decode()] = entry
    return found


def known_tag(word: str) -> str | None:
    """The word's tag, None where the dictionary does not hold it."""
    entry = _entries().get(word)
    return entry[1] if entry else None


def tagged(kind: str) -> list[str]:
    """The words that have this tag."""
    return [word for word, (_, tag) in _entries().items() if tag == kind]


def frequency(word: str) -> int:
    """How often the dictionary's makers counted the word; 0 where it does not hold it."""
    entry = _entries().get(word)
    return entry[0] if entry else 0
