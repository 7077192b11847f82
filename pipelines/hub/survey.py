"""The survey: what shall be published, what is there, what has to change, and every reason to stop before it starts.

Looking and refusing belong here; nothing at the Hub is changed by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipelines.hub.edition import Edition, edition
from pipelines.hub.faults import Final
from pipelines.hub.plan import Local, Plan, clashes, plan
from pipelines.hub.remote import MAIN, Refs, Remote, State
from pipelines.hub.tags import checked


@dataclass(frozen=True, slots=True)
class Order:
    """What shall be published how: see ``fangtan publish --help`` for what each choice means."""

    dataset: Path
    tag: str | None = None
    private: bool = False
    withhold_text: bool = False
    propose: bool = False


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found before anything was done; ``state`` is None where there is no repository yet."""

    edition: Edition
    state: State | None
    refs: Refs
    plan: Plan

    @property
    def there(self) -> State:
        """The state of a repository that exists."""
        assert self.state is not None, "nothing is done with a repository before it is there"
        return self.state


@contextmanager
def prepared(order: Order, remote: Remote) -> Iterator[Edition]:
    """The edition that the order asks for, as long as the block lives.

    Raises `edition.NotShared`, `edition.NotValid` and `tags.BadTag`.
    """
    if order.tag:
        checked(order.tag)
    how = {"everything": order.private, "without_text": order.withhold_text}
    with edition(order.dataset, remote.repository, **how) as made:
        yield made


def survey(order: Order, remote: Remote, made: Edition) -> Survey:
    """Look at the repository and compare it with the edition, by digests. Raises the `faults`."""
    state = remote.look()
    stored = state.files if state else {}
    if order.private and state and not state.private:
        raise Final(f"{remote.address} is public; make it private in its settings, or publish without --private")
    foreign = clashes(made.files, stored)
    if foreign:
        raise Final(
            f"{remote.address} holds {foreign[0]}, but no release of fangtan, and that file would be lost; publish to "
            "a repository of its own"
        )
    refs = remote.refs() if state else Refs()
    planned = plan(made.files, stored)
    if order.tag in refs.tags:
        _refuse_taken(remote, str(order.tag), made.files, planned)
    return Survey(made, state, refs, planned)


def _refuse_taken(remote: Remote, tag: str, files: Mapping[str, Local], planned: Plan) -> None:
    """A tag is for ever: one that exists must hold these very files, and so must `main`."""
    if not holds(remote, tag, files):
        raise Final(f"the tag {tag} exists at {remote.address} with other content; choose another --tag")
    if not planned.empty:
        raise Final(
            f"the tag {tag} holds this release already, but {MAIN} another; to bring it back choose another --tag"
        )


def holds(remote: Remote, revision: str, files: Mapping[str, Local]) -> bool:
    """Whether a revision holds these files and no other tables or pictures of ours."""
    there = remote.look(revision)
    return there is not None and plan(files, there.files).empty
