"""Masks: the stretches of a text that are personal data, and the text with them overwritten.

Here belong the shape and the overwriting, and what the rules that find such stretches have in common; the rules are in
``personal``. Positions are code points, half-open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MASK = "*"
# A stretch that is masked already. Rules that look at neighbours treat it as what it hides, so that masking what was
# found makes nothing else look like a find; three asterisks at most are emphasis.
HIDDEN = re.escape(MASK * 4)

# Addresses on the web, from :// or www. on, with whatever numbers.
URL = re.compile(r"(?:://|www\.(?<![A-Za-z0-9.@]www\.))[^\s\"'<>`\u0080-\U0010ffff]*")


@dataclass(frozen=True, slots=True)
class Mask:
    """A stretch of personal data; ``kind`` is ``mobile``, ``email``, ``id_card`` or ``wechat``."""

    kind: str
    start: int
    end: int


def mask(text: str, masks: Sequence[Mask]) -> str:
    """The text with every code point of ``masks`` (sorted, not overlapping) overwritten; as long as before."""
    parts, last = [], 0
    for found in masks:
        parts += [text[last : found.start], MASK * (found.end - found.start)]
        last = found.end
    return "".join([*parts, text[last:]]) if masks else text


def without_urls(text: str) -> str:
    """The text, as long as before, with its addresses on the web blotted out."""
    return URL.sub(lambda url: "\0" * len(url[0]), text) if "://" in text or "www." in text else text
