"""Proposals: a release as a pull request, opened once however often one asks.

Finding the pull request that proposes the same files belongs here; merging it is for people at the Hub. Its tag comes
with the first `publish` after the merge, which finds `main` as it should be and only the tag missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipelines.hub.faults import Unanswered
from pipelines.hub.plan import Local, plan
from pipelines.hub.remote import Commit, Remote


def proposed(remote: Remote, files: Mapping[str, Local], commit: Callable[[], Commit]) -> Commit:
    """The pull request that holds ``files``: an open one, else the one that ``commit`` opens.

    A lost answer is looked up before anybody asks again, so that no second one is opened.
    """
    for pause in (*remote.patience.waits, None):
        known = _known(remote, files)
        if known:
            return known
        try:
            return commit()
        except Unanswered as fault:
            if pause is None:
                known = _known(remote, files)
                if known:
                    return known
                raise remote.patience.over(fault) from None
            remote.patience.rest(fault, pause)
    raise AssertionError("the last try returns or raises")


def _known(remote: Remote, files: Mapping[str, Local]) -> Commit | None:
    """The first open pull request whose files are these."""
    for number in remote.open_proposals():
        there = remote.look(f"refs/pr/{number}")
        if there is not None and plan(files, there.files).empty:
            return Commit(there.head, f"{remote.address}/discussions/{number}")
    return None
