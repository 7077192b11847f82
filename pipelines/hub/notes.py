"""Release notes: what a release changes against the one that is there, put into CHANGELOG.md.

Comparing with the Hub belongs here, wording in ``changelog``. Only tables that differ are downloaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.hub import changelog
from pipelines.hub.faults import Absent
from pipelines.hub.plan import CHANGELOG, Local, is_release
from pipelines.hub.remote import Remote, State
from pipelines.hub.sides import Repository
from pipelines.hub.survey import Survey
from pipelines.tables.changes import Folder, compare


@contextmanager
def with_changelog(
    remote: Remote, found: Survey, state: State, version: str, day: date
) -> Iterator[tuple[Mapping[str, Local], str]]:
    """The files of the edition and a changelog that goes on with the one there, and what it says of this release."""
    with TemporaryDirectory(prefix="fangtan-") as downloads:
        old = Repository(remote, state, Path(downloads)) if is_release(state.files) else None
        changes = compare(old, Folder(found.edition.folder))
        path = Path(downloads, "new", CHANGELOG)
        path.parent.mkdir()
        before = _changelog(remote, state) if CHANGELOG in state.files else ""
        path.write_text(changelog.with_section(before, changelog.section(changes, version, day)), encoding="utf-8")
        yield {**found.edition.files, CHANGELOG: Local.of(path)}, changelog.body(changes)


def written(remote: Remote, state: State) -> str | None:
    """The version that the changelog at the head gives to the release, if it tells of any."""
    return changelog.latest(_changelog(remote, state)) if CHANGELOG in state.files else None


def _changelog(remote: Remote, state: State) -> str:
    with TemporaryDirectory(prefix="fangtan-") as folder:
        try:
            return remote.fetch(CHANGELOG, state.head, Path(folder)).read_text(encoding="utf-8", errors="replace")
        except Absent:
            return ""
