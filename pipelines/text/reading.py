"""The shapes between reading an article and making its rows: what comes in, and what was decided about it.

Here belong the two data classes that reading, correcting and row making share; what decides stands in ``article``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pipelines.text.casting import Cast
from pipelines.text.cleaning import Cleaned
from pipelines.text.script import Stretch
from pipelines.text.speakers import Person
from pipelines.text.turns import Turn

OVERRIDE = "override"
"""The method of a turn that a person corrected."""


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded raw file or record; ``license``, ``publisher`` and ``language`` are what its collection states of it.

    ``overrides`` holds the corrections by hand that name the article, as JSON (``overrides.entries`` reads it),
    ``stated`` what its record states as front matter does, a JSON object, ``doubts`` what of that was not understood, a
    JSON list.
    """

    article_id: str
    collection: str | None
    raw_path: str
    raw_sha256: str
    text: str
    suffix: str
    license: str | None = None
    publisher: str | None = None
    language: str | None = None
    overrides: str | None = None
    stated: str | None = None
    doubts: str | None = None


@dataclass(frozen=True)
class Reading:
    """An article read: its stretches, its turns, the people who speak them and their roles.

    ``remarks`` says which corrections by hand are in it: ``kind: reason``.
    """

    cleaned: Cleaned
    script: tuple[Stretch, ...]
    cast: Cast
    turns: tuple[Turn, ...]
    people: tuple[Person, ...]
    roles: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    @cached_property
    def speakers(self) -> dict[str, int]:
        """By the keys of turns the index in ``people`` of whoever speaks them."""
        backwards = reversed(list(enumerate(self.people)))  # the first who has a key counts
        return {key: index for index, person in backwards for key in person.keys}
