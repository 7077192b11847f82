"""Listings: the files and folders of a revision, all of them or those that are asked for.

Folders exist only through the files in them, as in git.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from urllib.parse import parse_qs

from localhub.exchange import Refused, Reply, Request, answer
from localhub.hub import Hub
from localhub.objects import Entry
from localhub.repository import Commit, Repository, Tree

Item = dict[str, object]


def tree(hub: Hub, request: Request) -> Reply:
    """``GET .../tree/{rev}[/{path}]``, in pages."""
    repo = hub.readable(request)
    commit, folder = repo.find(request.args["rev"]), request.args.get("path", "").strip("/")
    paths = list(_below(commit.tree, folder, recursive=request.asks("recursive")))
    if folder and not paths:
        message = f'{folder} does not exist on "{request.args["rev"]}"'
        raise Refused(404, message, "EntryNotFound", headers={"x-repo-commit": commit.oid})
    return hub.page([_item(repo, commit, path, expand=request.asks("expand")) for path in paths], request)


def paths_info(hub: Hub, request: Request) -> Reply:
    """``POST .../paths-info/{rev}``; paths that do not exist are left out without a word."""
    repo = hub.readable(request)
    commit = repo.find(request.args["rev"])
    form = parse_qs(request.body.decode())
    expand = form.get("expand", ["false"])[0].lower() in {"true", "1"}
    paths = [path.strip("/") for path in form.get("paths", [])]
    known = set(_below(commit.tree, "", recursive=True))
    return answer([_item(repo, commit, path, expand=expand) for path in paths if path in known])


def _below(tree: Tree, folder: str, *, recursive: bool) -> Iterator[str]:
    """Paths of the files and folders in ``folder``, each folder before what is in it."""
    start, seen = f"{folder}/" if folder else "", set()
    for path in sorted(tree):
        steps = path[len(start) :].split("/") if path.startswith(start) else []
        for end in range(1, len(steps) + 1 if recursive else min(len(steps), 1) + 1):
            step = start + "/".join(steps[:end])
            if step not in seen:
                seen.add(step)
                yield step


def _item(repo: Repository, commit: Commit, path: str, *, expand: bool) -> Item:
    entry = commit.tree.get(path)
    if entry is None:
        made_up = hashlib.sha1(path.encode(), usedforsecurity=False).hexdigest()
        return {"type": "directory", "oid": made_up, "size": 0, "path": path}
    item: Item = {"type": "file", "oid": entry.oid, "size": entry.size, "path": path}
    if entry.sha256:
        item["lfs"] = {"oid": entry.sha256, "size": entry.size, "pointerSize": entry.pointer_size}
    if entry.xet:
        item["xetHash"] = entry.xet
    return item | (_expanded(repo, commit, path, entry) if expand else {})


def _expanded(repo: Repository, commit: Commit, path: str, entry: Entry) -> Item:
    last = commit
    for earlier in repo.history(commit):
        if earlier.tree.get(path) != entry:
            break
        last = earlier
    return {
        "lastCommit": {"id": last.oid, "title": last.title, "date": last.date},
        "securityFileStatus": {"status": "safe", "avScan": None, "pickleImportScan": None},
    }
