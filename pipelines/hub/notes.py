"""Release notes: what a release changes against the one that is there, put into CHANGELOG.md.

Comparing with the Hub, and the name of the release, belong here; wording is in ``changelog``. Only tables that differ
are downloaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.hub import changelog
from pipelines.hub.plan import CHANGELOG, Local, is_release
from pipelines.hub.remote import Remote, State
from pipelines.hub.sides import Repository
from pipelines.hub.survey import Order, Survey
from pipelines.hub.tags import next_tag
from pipelines.tables.changes import Folder, compare


@dataclass(frozen=True, slots=True)
class Notes:
    """The name of a release, all its files with the changelog, and what that says of it."""

    version: str
    files: Mapping[str, Local]
    text: str


@contextmanager
def noted(order: Order, remote: Remote, found: Survey, day: date) -> Iterator[Notes]:
    """The files of the edition with a changelog that goes on with the one there, as long as the block lives.

    A name that the changelog tells of already is not given again, though it may have got no tag.
    """
    with TemporaryDirectory(prefix="fangtan-") as downloads:
        state = found.there
        before = _changelog(remote, state)
        version = order.tag or next_tag(day, {*found.refs.tags, *changelog.versions(before)})
        old = Repository(remote, state, Path(downloads)) if is_release(state.files) else None
        changes = compare(old, Folder(found.edition.folder))
        path = Path(downloads, "new", CHANGELOG)
        path.parent.mkdir()
        section = changelog.section(changes, version, day)
        path.write_text(changelog.with_section(before, section), encoding="utf-8", newline="\n")
        yield Notes(version, {**found.edition.files, CHANGELOG: Local.of(path)}, changelog.body(changes))


def written(remote: Remote, state: State) -> str | None:
    """The version that the changelog at the head gives to the release, if it tells of any."""
    return next(iter(changelog.versions(_changelog(remote, state))), None)


def _changelog(remote: Remote, state: State) -> str:
    if CHANGELOG not in state.files:
        return ""
    with TemporaryDirectory(prefix="fangtan-") as folder:
        return remote.fetch(CHANGELOG, state.head, Path(folder)).read_text(encoding="utf-8", errors="replace")
