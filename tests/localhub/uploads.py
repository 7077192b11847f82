"""Uploads by Git LFS: the batch of addresses, the bytes in one piece or in parts, the verification.

The bytes go to the second port, as they go to a bucket on the real Hub: the address itself is the permission, and a
token that comes along is refused.  The client sends none either to say that all parts are there, but verifies with one.
"""

from __future__ import annotations

import hashlib
from typing import Any

from localhub.exchange import Refused, Reply, Request, answer
from localhub.hub import Hub
from localhub.repository import Repository


def batch(hub: Hub, request: Request) -> Reply:
    """``POST ....git/info/lfs/objects/batch``; an object without actions is there already."""
    content = request.json()
    repo = hub.writable(request, proposal="ref" not in content)  # the client names no ref for a pull request
    objects = [_offer(hub, repo, wanted) for wanted in content["objects"]]
    return answer({"transfer": "basic", "objects": objects}, headers={"content-type": "application/vnd.git-lfs+json"})


def put(hub: Hub, request: Request) -> Reply:
    """``PUT`` of a whole object."""
    hub.storage(request).add_lfs(request.args["oid"], request.body)
    return Reply(headers=_etag(request.body))


def put_part(hub: Hub, request: Request) -> Reply:
    """``PUT`` of a part; the client collects the ETags."""
    hub.storage(request).add_part(request.args["oid"], int(request.args["number"]), request.body)
    return Reply(headers=_etag(request.body))


def complete(hub: Hub, request: Request) -> Reply:
    """``POST`` after the last part."""
    numbers = [part["partNumber"] for part in request.json()["parts"]]
    hub.storage(request).join(request.args["oid"], numbers)
    return answer({"success": True})


def verify(hub: Hub, request: Request) -> Reply:
    """``POST`` after an upload: is it all there?"""
    path = hub.readable(request).objects.lfs_path(request.args["oid"])
    if path is None or path.stat().st_size != request.json()["size"]:
        raise Refused(404, "object not found")
    return answer({})


def _offer(hub: Hub, repo: Repository, wanted: dict[str, Any]) -> dict[str, object]:
    oid, size = wanted["oid"], wanted["size"]
    offer = {"oid": oid, "size": size, "authenticated": True}
    if repo.objects.lfs_path(oid):
        return offer
    here, there = (f"{origin}/_lfs/{repo.name}/{oid}" for origin in (hub.endpoint, hub.cdn))
    upload: dict[str, object] = {"href": there, "header": {}}
    if hub.multipart_size and size > hub.multipart_size:
        count = -(-size // hub.multipart_size)
        parts = {str(number): f"{there}/part/{number}" for number in range(1, count + 1)}
        upload = {"href": f"{here}/complete", "header": {"chunk_size": str(hub.multipart_size), **parts}}
    return offer | {"actions": {"upload": upload, "verify": {"href": f"{here}/verify", "header": {}}}}


def _etag(data: bytes) -> dict[str, str]:
    return {"etag": f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'}
