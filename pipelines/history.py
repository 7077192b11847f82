"""The history of releases: the share of attributed speech of each that was written, kept in the work folder.

Remembering and comparing belong here, counting does not (``figures``). A line says nothing of when: dates belong to
publishing.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from pipelines import figures, work

_FILE = "release.history.jsonl"


@dataclass(frozen=True, slots=True)
class Line:
    """A release; ``share_attributed``: of the characters of speech, those whose speaker was decided on."""

    share_attributed: float


@dataclass(frozen=True, slots=True)
class Course:
    """The release now, and the one before; the first of all is also the one before."""

    now: Line
    before: Line

    @property
    def fall(self) -> float:
        """By how much the share of attributed speech fell since the release before; 0 where it did not."""
        return max(0.0, self.before.share_attributed - self.now.share_attributed)


def record(folder: Path) -> Course:
    """Add the release that was just written from a work folder to its history."""
    lines = [Line(one["share_attributed"]) for one in work.read_lines(folder / _FILE)]
    turns = figures.of_turns(folder)
    now = Line(figures.share(turns.attributed_characters, turns.characters))
    work.write_lines(folder / _FILE, map(asdict, [*lines, now]))
    return Course(now, lines[-1] if lines else now)
