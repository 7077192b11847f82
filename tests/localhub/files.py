"""Files as readers get them: ``resolve`` on the Hub, LFS content from the CDN on the second port.

A reader reads the metadata from the headers of the redirect, then follows it without its token; that the CDN refuses
a token shows a client that does not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from localhub.exchange import Part, Refused, Reply, Request
from localhub.hub import Hub
from localhub.repository import Commit, Repository


def resolve(hub: Hub, request: Request) -> Reply:
    """``GET /datasets/{id}/resolve/{rev}/{path}``: a regular file at once, an LFS file by redirect."""
    repo, path = hub.readable(request), request.args["path"]
    commit = repo.find(request.args["rev"] if "rev" in request.args else f"refs/pr/{request.args['num']}")
    _check_gate(hub, request, repo)
    entry = commit.tree.get(path)
    headers = {"x-repo-commit": commit.oid, "accept-ranges": "bytes"}
    if entry is None:  # with the commit, a client may remember that there is no such file
        raise Refused(404, f"Entry not found: {path}", "EntryNotFound", headers=headers)
    if entry.sha256 is None:
        return send(request, repo.objects.path(entry), entry.oid, headers)
    headers |= {"x-linked-etag": f'"{entry.sha256}"', "x-linked-size": str(entry.size)}
    headers["location"] = f"{hub.cdn}/_cdn/{repo.name}/{entry.sha256}?filename={quote(PurePosixPath(path).name)}"
    if entry.xet:
        headers |= _xet_headers(hub, repo, commit, entry.xet)
    return Reply(302, headers, b"Found. Redirecting")


def cdn(hub: Hub, request: Request) -> Reply:
    """``GET`` of an LFS object."""
    oid = request.args["oid"]
    return send(request, hub.storage(request).lfs_path(oid), oid, {})


def send(request: Request, path: Path | None, etag: str, headers: Mapping[str, str]) -> Reply:
    """Send a file, or the part of it that is asked for."""
    if path is None:
        raise Refused(404, "object is gone", "EntryNotFound")
    size = path.stat().st_size
    head = {"etag": f'"{etag}"', "accept-ranges": "bytes", "content-type": "application/octet-stream", **headers}
    if request.headers.get("if-none-match", "").strip('"W/') == etag:
        return Reply(304, head)
    span = _span(request.headers.get("range", ""), size)
    if span is None:
        return Reply(200, head, Part(path, 0, size))
    start, end = span
    if start >= end:
        return Reply(416, head | {"content-range": f"bytes */{size}"})
    return Reply(206, head | {"content-range": f"bytes {start}-{end - 1}/{size}"}, Part(path, start, end - start))


def _span(asked: str, size: int) -> tuple[int, int] | None:
    """First byte and the one behind the last, of a header ``Range``; None where all is asked for."""
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", asked.strip())
    if not found or not (found[1] or found[2]):
        return None
    if not found[1]:
        return max(size - int(found[2]), 0), size
    return int(found[1]), min(int(found[2]) + 1, size) if found[2] else size


def _check_gate(hub: Hub, request: Request, repo: Repository) -> None:
    account = hub.account(request)
    if not repo.gated or (account and (account.name in repo.granted or account.sees(repo.name))):
        return
    raise Refused(403 if account else 401, f"Access to dataset {repo.name} is restricted.", "GatedRepo")


def _xet_headers(hub: Hub, repo: Repository, commit: Commit, file: str) -> dict[str, str]:
    token = f"{hub.endpoint}/api/datasets/{repo.name}/xet-read-token/{commit.oid}"
    return {"x-xet-hash": file, "link": f'<{token}>; rel="xet-auth"'}
