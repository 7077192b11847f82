"""Commits: asked for in advance, made, listed, squashed.

The order is that of a publisher: ``preupload`` says what is there, the bytes go another way (``uploads``, ``xet``), and
``commit`` names them.  A commit is made whole or not at all.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from localhub.exchange import Refused, Reply, Request, answer
from localhub.hub import Hub
from localhub.objects import Entry
from localhub.repository import Commit, Discussion, Repository


@dataclass(frozen=True)
class _Wish:
    """What a client wants to be committed."""

    title: str
    message: str
    parent: str | None
    operations: list[dict[str, Any]]


def history(hub: Hub, request: Request) -> Reply:
    """``GET .../commits/{rev}``, newest first, in pages."""
    repo = hub.readable(request)
    items: list[dict[str, object]] = [
        {
            "id": commit.oid,
            "title": commit.title,
            "message": commit.message,
            "date": commit.date,
            "authors": [{"user": commit.user}],
        }
        for commit in repo.history(repo.find(request.args["rev"]))
    ]
    return hub.page(items, request)


def preupload(hub: Hub, request: Request) -> Reply:
    """``POST .../preupload/{rev}``: which files are for LFS, and what is there now, by which a client skips a file."""
    repo = hub.writable(request, proposal=request.asks("create_pr"))
    head = repo.find(request.args["rev"])
    files = [_plan(repo, head, file) for file in request.json()["files"]]
    return answer({"files": files, "commitOid": head.oid})


def commit(hub: Hub, request: Request) -> Reply:
    """``POST .../commit/{rev}``, to a branch or, with ``create_pr``, to a pull request that is opened for it."""
    proposal, revision = request.asks("create_pr"), request.args["rev"]
    repo, user = hub.writable(request, proposal=proposal), hub.known(request).name
    wish = _wish(request.body)
    base = _start(repo, revision, wish.parent) if proposal else _tip(repo, revision, wish.parent)
    tree = dict(base.tree)
    for operation in wish.operations:
        _OPERATIONS[operation["key"]](hub, repo, tree, operation["value"])
    opened = repo.open(wish.title, wish.message, user, "open", base) if proposal else None
    ref = opened.ref if opened else _branch(repo, revision)
    made = repo.add(ref, Commit(base.oid, tree, wish.title, wish.message, user))
    return _receipt(hub.url(repo.name), made, opened)


def squash(hub: Hub, request: Request) -> Reply:
    """``POST .../super-squash/{rev}``: the branch becomes one commit; what only it led to is forgotten."""
    repo, branch = hub.writable(request), request.args["rev"]
    tip = repo.find(branch)
    if repo.ref(branch) != f"refs/heads/{branch}":
        raise Refused(400, f"{branch} is no branch: only branches can be squashed")
    title = request.json().get("message") or f"Super-squash branch '{branch}'"
    repo.add(f"refs/heads/{branch}", Commit(None, tip.tree, title, "", hub.known(request).name))
    repo.prune()
    return answer({})


def _plan(repo: Repository, head: Commit, file: dict[str, Any]) -> dict[str, object]:
    lfs = repo.objects.is_lfs(file["path"], file["size"], base64.b64decode(file.get("sample", "")))
    plan = {"path": file["path"], "uploadMode": "lfs" if lfs else "regular", "shouldIgnore": False}
    there = head.tree.get(file["path"])
    return plan | ({"oid": there.content} if there else {})


def _wish(body: bytes) -> _Wish:
    """One line of JSON for the header, then one for each operation."""
    header, *operations = [json.loads(line) for line in body.splitlines() if line.strip()]
    value = header["value"]
    if header["key"] != "header" or not value.get("summary"):
        raise Refused(400, "The first line must be the header, with a summary")
    return _Wish(value["summary"], value.get("description", ""), value.get("parentCommit"), operations)


def _start(repo: Repository, revision: str, parent: str | None) -> Commit:
    """The commit that a pull request starts from; ``parent`` may be an older one."""
    head = repo.find(revision)
    return repo.find(parent) if parent else head


def _tip(repo: Repository, revision: str, parent: str | None) -> Commit:
    """The commit that the new one follows; refused if that is not what the client believes."""
    head = repo.find(_branch(repo, revision))
    if parent and not head.oid.startswith(parent):
        raise Refused(412, "A commit has happened since. Please refresh and try again.")
    return head


def _branch(repo: Repository, revision: str) -> str:
    """The ref of a branch or of a pull request, which alone can be committed to."""
    ref = repo.ref(revision)
    if ref is None or ref.startswith("refs/tags/"):
        raise Refused(404, f"Invalid rev id: {revision} (not a branch)", "RevisionNotFound")
    return ref


def _receipt(url: str, made: Commit, opened: Discussion | None) -> Reply:
    content = {"success": True, "commitOid": made.oid, "commitUrl": f"{url}/commit/{made.oid}", "hookOutput": ""}
    return answer(content | ({"pullRequestUrl": f"{url}/discussions/{opened.num}"} if opened else {}))


Files = dict[str, Entry]


def _add_regular(hub: Hub, repo: Repository, tree: Files, value: dict[str, str]) -> None:
    tree[value["path"]] = repo.objects.add_blob(base64.b64decode(value["content"]))


def _add_lfs(hub: Hub, repo: Repository, tree: Files, value: dict[str, str]) -> None:
    """A copy within the repository comes as the same line, with an object that is there already."""
    sha256 = value["oid"]
    if hub.cas and not repo.objects.lfs_path(sha256) and hub.cas.knows(sha256):
        repo.objects.add_lfs(sha256, hub.cas.assemble(sha256))
    if not repo.objects.lfs_path(sha256):
        raise Refused(400, f"LFS pointer pointed to a file that does not exist: {value['path']} ({sha256})")
    tree[value["path"]] = repo.objects.pointer(sha256, hub.cas.file_of(sha256) if hub.cas else None)


def _delete_file(hub: Hub, repo: Repository, tree: Files, value: dict[str, str]) -> None:
    _delete([value["path"]] if value["path"] in tree else [], tree, value["path"])


def _delete_folder(hub: Hub, repo: Repository, tree: Files, value: dict[str, str]) -> None:
    start = value["path"].rstrip("/") + "/"
    _delete([path for path in tree if path.startswith(start)], tree, value["path"])


def _delete(hits: list[str], tree: Files, asked: str) -> None:
    if not hits:
        raise Refused(404, f"A file with this name doesn't exist: {asked}", "EntryNotFound")
    for path in hits:
        del tree[path]


_OPERATIONS: dict[str, Callable[[Hub, Repository, Files, dict[str, str]], None]] = {
    "file": _add_regular,
    "lfsFile": _add_lfs,
    "deletedFile": _delete_file,
    "deletedFolder": _delete_folder,
}
