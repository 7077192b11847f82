"""LFS files listed and deleted for good, to free space.

A deletion drops the bytes, and by default takes the files out of every commit as well.  Without that the commits stay
as they are and point to nothing.
"""

from __future__ import annotations

from localhub.exchange import Reply, Request, answer
from localhub.hub import Hub
from localhub.repository import Repository


def lfs_files(hub: Hub, request: Request) -> Reply:
    """``GET .../lfs-files``: all that are stored, also those in no commit, in pages."""
    repo = hub.writable(request)
    return hub.page([_item(repo, sha256) for sha256 in sorted(repo.objects.lfs())], request)


def delete_lfs_files(hub: Hub, request: Request) -> Reply:
    """``POST .../lfs-files/batch``."""
    repo, deletions = hub.writable(request), request.json()["deletions"]
    dropped = set(deletions["sha"])
    for sha256 in dropped:
        repo.objects.drop_lfs(sha256)
    if deletions["rewriteHistory"]:
        repo.rewrite(keep=lambda entry: entry.sha256 not in dropped)
    return answer({})


def _item(repo: Repository, sha256: str) -> dict[str, object]:
    """One path is named, and the first commit that has it; there may be more."""
    found = (
        (path, commit.date)
        for commit in repo.commits.values()
        for path, entry in commit.tree.items()
        if entry.sha256 == sha256
    )
    path, date = next(found, ("", repo.created))
    size = (repo.objects.folder / "lfs" / sha256).stat().st_size
    return {"fileOid": sha256, "filename": path, "oid": sha256, "pushedAt": date, "ref": None, "size": size}
