"""Discussions and pull requests: opened, listed, merged, closed.

Comments and diffs are left out.  A merge takes over the paths that the request changed since it left ``main``; a path
that ``main`` changed too is a conflict.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from localhub.exchange import Refused, Reply, Request, answer
from localhub.hub import Hub
from localhub.repository import MAIN, Commit, Discussion, Repository, Tree, now

_STATUS = {"open": {"open", "draft"}, "closed": {"closed", "merged"}}
"""What the filter of the listing means."""


def listing(hub: Hub, request: Request) -> Reply:
    """``GET .../discussions``, newest first, on one page."""
    repo = hub.readable(request)
    found = [item for item in repo.discussions.values() if _wanted(item, request)]
    items = [_content(repo, item) for item in reversed(found)]
    return answer({"discussions": items, "count": len(items), "start": 0})


def create(hub: Hub, request: Request) -> Reply:
    """``POST .../discussions``: a pull request made this way is a draft."""
    repo, wanted = hub.readable(request), request.json()
    base = repo.find("main") if wanted.get("pullRequest") else None
    status = "draft" if base else "open"
    opened = repo.open(wanted["title"], wanted.get("description", ""), hub.known(request).name, status, base)
    return answer({"num": opened.num})


def details(hub: Hub, request: Request) -> Reply:
    """``GET .../discussions/{num}``."""
    repo = hub.readable(request)
    discussion = _find(repo, request)
    conflicts = _conflicts(repo, discussion) if discussion.pull_request else []
    more = {"filesWithConflicts": conflicts, "events": [], "diff": ""}
    return answer(_content(repo, discussion) | more)


def merge(hub: Hub, request: Request) -> Reply:
    """``POST .../discussions/{num}/merge``; a draft must be opened first."""
    repo = hub.writable(request)
    discussion, user = _find(repo, request), hub.known(request).name
    if not discussion.pull_request or discussion.status != "open":
        raise Refused(409, f"This pull request is not open (it is {discussion.status}) and cannot be merged")
    if conflicts := _conflicts(repo, discussion):
        raise Refused(409, f"Conflicts with main: {', '.join(conflicts)}")
    main = repo.find("main")
    title = f"{discussion.title} (#{discussion.num})"
    made = repo.add(MAIN, Commit(main.oid, _merged(repo, discussion), title, discussion.description, user))
    repo.discussions[discussion.num] = replace(discussion, status="merged", merged=made.oid)
    return answer({})


def change_status(hub: Hub, request: Request) -> Reply:
    """``POST .../discussions/{num}/status``: open or closed."""
    repo = hub.writable(request)
    discussion, status = _find(repo, request), request.json()["status"]
    repo.discussions[discussion.num] = replace(discussion, status=status)
    event = {
        "id": "1",
        "author": {"name": hub.known(request).name},
        "createdAt": now(),
        "type": "status-change",
        "data": {"status": status},
    }
    return answer({"newStatus": event})


def _find(repo: Repository, request: Request) -> Discussion:
    number = request.args["num"]
    if not number.isdecimal() or int(number) not in repo.discussions:
        raise Refused(404, "Discussion not found")
    return repo.discussions[int(number)]


def _wanted(discussion: Discussion, request: Request) -> bool:
    asked = {name: values[0] for name, values in request.query.items()}
    kind = "pull_request" if discussion.pull_request else "discussion"
    return (
        asked.get("type", "all") in {kind, "all"}
        and discussion.status in _STATUS.get(asked.get("status", "all"), {discussion.status})
        and asked.get("author", discussion.author) == discussion.author
    )


def _content(repo: Repository, discussion: Discussion) -> dict[str, object]:
    return {
        "num": discussion.num,
        "title": discussion.title,
        "author": {"name": discussion.author},
        "status": discussion.status,
        "createdAt": discussion.created,
        "isPullRequest": discussion.pull_request,
        "repo": {"name": repo.name, "type": "dataset"},
        "changes": {"base": MAIN, "mergeCommitId": discussion.merged},
    }


def _merged(repo: Repository, discussion: Discussion) -> Tree:
    """What ``main`` holds after a merge."""
    main, head = repo.find("main").tree, repo.find(discussion.ref).tree
    changed = _changed(_base(repo, discussion), head)
    kept = {path: entry for path, entry in main.items() if path not in changed}
    return kept | {path: head[path] for path in changed if path in head}


def _conflicts(repo: Repository, discussion: Discussion) -> list[str]:
    """Paths that both sides changed, and not to the same."""
    base, main, head = _base(repo, discussion), repo.find("main").tree, repo.find(discussion.ref).tree
    both = _changed(base, head) & _changed(base, main)
    return sorted(path for path in both if head.get(path) != main.get(path))


def _base(repo: Repository, discussion: Discussion) -> Tree:
    """What the pull request left ``main`` with; nothing where they share no history any more, after a squash."""
    main = {commit.oid for commit in repo.history(repo.find("main"))}
    shared = (commit.tree for commit in repo.history(repo.find(discussion.ref)) if commit.oid in main)
    return next(shared, {})


def _changed(base: Tree, head: Tree) -> Set[str]:
    return {path for path in {*base, *head} if base.get(path) != head.get(path)}
