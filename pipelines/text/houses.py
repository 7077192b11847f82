"""Houses: media and publishers, told by their names alone.

Here belongs the form of such a name. Which house an article comes from is read in ``credits``.
"""

from __future__ import annotations

import re

from pipelines.knowledge import alternation, words

SUFFIX = re.compile(rf"(?:{alternation('house_suffixes.txt')})$")


def is_medium(name: str) -> bool:
    """Whether the list of media has the name."""
    return name in words("media.txt")


def is_house(name: str) -> bool:
    """Whether the name is a listed medium's or ends as those of magazines, stations and houses do."""
    return is_medium(name) or bool(SUFFIX.search(name))
