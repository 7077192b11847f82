"""The history of releases: a line of figures for each that was written, kept in the work folder.

Remembering and comparing the figures belong here, counting them does not (``figures``). A line says nothing of when:
dates belong to publishing.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from pipelines import figures, work

_FILE = "release.history.jsonl"


@dataclass(frozen=True, slots=True)
class Line:
    """A release in figures; ``share_attributed``: of the characters of speech, those whose speaker was decided on."""

    articles: int
    turns: int
    entities: int
    speech_characters: int
    share_attributed: float


@dataclass(frozen=True, slots=True)
class Course:
    """The release now, and the one before where there is one."""

    now: Line
    before: Line | None

    @property
    def fall(self) -> float:
        """By how much the share of attributed speech fell since the release before; 0 where it did not."""
        return max(0.0, self.before.share_attributed - self.now.share_attributed) if self.before else 0.0


def record(folder: Path) -> Course:
    """Add the release that was just written from a work folder to its history."""
    lines = work.read_lines(folder / _FILE)
    turns = figures.of_turns(folder)
    now = Line(
        figures.of_articles(folder).rows,
        turns.rows,
        figures.of_entities(folder).rows,
        turns.characters,
        figures.share(turns.attributed_characters, turns.characters),
    )
    work.write_lines(folder / _FILE, [*lines, asdict(now)])
    return Course(now, Line(**lines[-1]) if lines else None)
