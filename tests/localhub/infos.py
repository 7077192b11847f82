"""The info of a repository at a revision: what ``dataset_info`` reads.

Listings of files with their own pages are in ``trees``; the field names differ.
"""

from __future__ import annotations

import hashlib

from localhub import cards
from localhub.exchange import Reply, Request, answer
from localhub.hub import Hub
from localhub.objects import Entry
from localhub.repository import Repository, Tree


def info(hub: Hub, request: Request) -> Reply:
    """``GET /api/datasets/{id}`` and ``.../revision/{rev}``."""
    repo = hub.readable(request)
    commit = repo.find(request.args.get("rev", "main"))
    blobs = "blobs" in request.query
    return answer(
        {
            "_id": hashlib.sha256(repo.name.encode()).hexdigest()[:24],
            "id": repo.name,
            "author": request.args["owner"],
            "sha": commit.oid,
            "lastModified": commit.date,
            "createdAt": repo.created,
            "private": repo.private,
            "gated": repo.gated,
            "disabled": False,
            "downloads": 0,
            "likes": 0,
            "tags": [],
            "siblings": [_sibling(path, entry, blobs=blobs) for path, entry in sorted(commit.tree.items())],
            "cardData": _card(repo, commit.tree),
        }
    )


def _sibling(path: str, entry: Entry, *, blobs: bool) -> dict[str, object]:
    item: dict[str, object] = {"rfilename": path}
    if blobs:
        item |= {"size": entry.size, "blobId": entry.oid}
    if blobs and entry.sha256:
        item["lfs"] = {"sha256": entry.sha256, "size": entry.size, "pointerSize": entry.pointer_size}
    return item


def _card(repo: Repository, tree: Tree) -> dict[str, object]:
    readme = tree.get("README.md")
    return cards.metadata(repo.objects.path(readme).read_text("utf-8")) if readme else {}
