"""Publishing: look → plan → one commit → tag → verify, so that a stop at any point leaves nothing half done.

The steps and what follows from each answer belong here; the requests are in ``remote``. People see `main` before and
after one commit, never between. Whether a commit was made whose answer was lost is not guessed but looked up: the
digests of what is there tell. Publishing again after any failure therefore completes what is missing, be it the commit,
the tag or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pipelines.hub.faults import Final, HubError, Moved, Unanswered
from pipelines.hub.notes import noted, written
from pipelines.hub.plan import Local, Plan, plan
from pipelines.hub.proposals import proposed
from pipelines.hub.remote import Commit, Remote, State
from pipelines.hub.survey import Order, Survey, holds, prepared, survey
from pipelines.hub.tags import next_tag

Tell = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing came to, or would come to: ``version`` is the tag, ``commit`` None where none was needed.

    ``files`` are those that the repository holds in the end, ``changes`` says in Markdown what the release changes.
    """

    address: str
    plan: Plan
    files: Mapping[str, Local]
    withheld: int
    version: str | None = None
    commit: str | None = None
    proposal: str | None = None
    changes: str = ""


def _seen(found: Survey, remote: Remote) -> Publication:
    return Publication(remote.address, found.plan, found.edition.files, len(found.edition.withheld))


def preview(order: Order, remote: Remote, day: date) -> Publication:
    """What `publish` would do; the Hub is only read, by digests, and nothing is downloaded."""
    with prepared(order, remote) as made:
        found = survey(order, remote, made)
        seen = _seen(found, remote)
        return seen if found.plan.empty else replace(seen, version=order.tag or next_tag(day, found.refs.tags))


def publish(order: Order, remote: Remote, day: date, tell: Tell) -> Publication:
    """Publish a release folder to a repository; the same release twice makes one commit.

    ``day`` names the release where the order does not. Raises the `faults`, `edition.NotShared`, `edition.NotValid` and
    `tags.BadTag`, all with a sentence that says what to do.
    """
    remote.need_token()
    with prepared(order, remote) as made:
        found = survey(order, remote, made)
        if found.state is None:
            found = _created(order, remote, found, tell)
        if found.plan.empty:
            return _completed(order, remote, found, day)
        make = _proposed if order.propose else _released
        return make(order, remote, found, day, tell)


def _completed(order: Order, remote: Remote, found: Survey, day: date) -> Publication:
    """`main` holds the release already; what may be missing is its tag."""
    state, tags, seen = found.there, found.refs.tags, _seen(found, remote)
    if order.propose:
        return seen
    known = sorted(name for name, oid in tags.items() if oid == state.head)
    if known and order.tag in (None, *known):
        return replace(seen, version=order.tag or known[-1])
    version = order.tag or written(remote, state)
    if version is None or (version in tags and not holds(remote, version, found.edition.files)):
        version = next_tag(day, tags)
    if version not in tags:
        _tag(remote, version, state.head, found.edition.files)
    return replace(seen, version=version)


def _released(order: Order, remote: Remote, found: Survey, day: date, tell: Tell) -> Publication:
    with noted(order, remote, found, day) as notes:
        files = notes.files
        seen = replace(_seen(found, remote), plan=plan(files, found.there.files), files=files, changes=notes.text)
        tell(f"uploading {len(seen.plan.add)} files to {remote.address}")
        oid = _committed(remote, found.there, files, f"Release {notes.version}", notes.text)
        _tag(remote, notes.version, oid, files)
    return replace(seen, version=notes.version, commit=oid)


def _created(order: Order, remote: Remote, found: Survey, tell: Tell) -> Survey:
    """Create the repository and look again: it may have been there, or somebody else may have been faster."""
    if order.propose:
        raise Final(f"there is no dataset at {remote.address} that a pull request could go to; publish without --pr")
    tell(f"creating {remote.address}")
    try:
        remote.create(private=order.private)
    except Final as fault:
        if fault.status is None:
            raise
        raise Final(f"{fault}{_whose(remote)}", fault.status) from None
    again = survey(order, remote, found.edition)
    if again.state is None:
        raise Final(f"{remote.address} was created but cannot be seen; look at the token's rights, then publish again")
    return again


def _whose(remote: Remote) -> str:
    """Where the token could write instead; only told when something was refused, as the Hub seldom answers this."""
    try:
        return f"; it may write to: {', '.join(remote.namespaces())}"
    except HubError:
        return ""


def _committed(remote: Remote, state: State, files: Mapping[str, Local], title: str, text: str) -> str:
    """The commit that holds the files. Raises `Moved` where somebody else committed, `Final` when patience ends."""
    planned = plan(files, state.files)
    for pause in (*remote.patience.waits, None):
        try:
            add = {path: files[path] for path in planned.add}
            return remote.commit(add, planned.delete, state.head, title, text, propose=False).oid
        except (Unanswered, Moved) as fault:
            now = remote.look()
            if now is not None and plan(files, now.files).empty:
                return now.head  # it was done, only its answer was lost
            if isinstance(fault, Moved) or now is None or now.head != state.head:
                raise Moved(f"somebody else committed to {remote.address} meanwhile; publish again") from None
            if pause is None:
                raise remote.patience.over(fault) from None
            remote.patience.rest(fault, pause)
    raise AssertionError("the last try returns or raises")


def _tag(remote: Remote, version: str, oid: str, files: Mapping[str, Local]) -> None:
    """Tag the commit and read what the tag shows: only then is the release published."""
    try:
        remote.tag(version, oid)
    except Final as fault:
        if fault.status != 409:  # else there is such a tag: perhaps ours, whose answer was lost
            raise
    if not holds(remote, version, files):
        raise Final(f"{remote.address} shows other files at the tag {version} than were published; publish again")


def _proposed(order: Order, remote: Remote, found: Survey, day: date, tell: Tell) -> Publication:
    with noted(order, remote, found, day) as notes:
        planned = plan(notes.files, found.there.files)
        tell(f"proposing {len(planned.add)} files to {remote.address}")

        def commit() -> Commit:
            add = {path: notes.files[path] for path in planned.add}
            title = f"Release {notes.version}"
            return remote.commit(add, planned.delete, found.there.head, title, notes.text, propose=True)

        made = proposed(remote, found.edition.files, commit)
    seen = replace(_seen(found, remote), plan=planned, files=notes.files, changes=notes.text)
    return replace(seen, version=notes.version, commit=made.oid, proposal=made.proposal)
