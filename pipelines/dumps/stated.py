"""What a record states of its article, judged as front matter and ``source.yaml`` are.

What is stated of one article goes before what its collection states of all; a licence that cannot be understood leaves
it without any, and never with the collection's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.source import BadSource, Source, read_language, read_license
from pipelines.text.credits import read_date

QUOTED = 60
"""Code points of a value that a doubt repeats: a column named by mistake may hold the article itself."""

LONGEST = 1000
"""Code points of a value that is stated; what is longer is no title and no name."""

_META = {"title": "title", "url": "url", "published_at": "date", "publisher": "publisher"}


@dataclass(frozen=True, slots=True)
class Judged:
    """``meta`` and ``doubts`` are JSON, as `Document` has them: what the page states, and what was not understood."""

    license: str | None
    language: str | None
    meta: str | None = None
    doubts: str | None = None


def judge(stated: Mapping[str, str], source: Source) -> Judged:
    """What is known of an article of that collection, of which that is stated."""
    doubts = [f"long_{key}: it has {len(value)} characters" for key, value in stated.items() if len(value) > LONGEST]
    license, language = source.license, source.language
    if "license" in stated:
        try:
            license = read_license(" ".join(stated["license"].split())[: LONGEST + 1])
        except BadSource as bad:
            license = None
            doubts.append(f"bad_license: {_short(bad.reason)}")
    if "language" in stated:
        try:
            language = read_language(stated["language"])
        except BadSource as bad:
            doubts.append(f"bad_language: {_short(bad.reason)}")
    short = {key: value for key, value in stated.items() if len(value) <= LONGEST}
    if "published_at" in short and read_date(short["published_at"]) is None:
        doubts.append(f"unread_date: {_short(short['published_at'])} is no day such as 2024-05-31")
    meta = {name: short[key] for key, name in _META.items() if key in short}
    return Judged(license, language, _json(meta), _json(doubts))


def _short(text: str) -> str:
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"


def _json(value: object) -> str | None:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else None
