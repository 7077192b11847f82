"""Repositories made, changed and deleted, and whose token it is.

What is in a repository is not looked at here.
"""

from __future__ import annotations

from localhub.exchange import Refused, Reply, Request, answer
from localhub.hub import Hub


def whoami(hub: Hub, request: Request) -> Reply:
    """``GET /api/whoami-v2``."""
    account = hub.known(request)
    return answer(
        {
            "type": "user",
            "id": account.name,
            "name": account.name,
            "fullname": account.name,
            "orgs": [{"type": "org", "name": org} for org in account.orgs],
            "auth": {"type": "access_token", "accessToken": {"displayName": "test", "role": account.role}},
        }
    )


def create(hub: Hub, request: Request) -> Reply:
    """``POST /api/repos/create``. The 409 carries the address too: with ``exist_ok`` the client reads it there."""
    name, account = _target(hub, request), hub.known(request)
    url = hub.url(name)
    if name in hub.repositories:
        raise Refused(409, f"You already created this dataset repo: {name}", body={"url": url})
    content = request.json()
    private = content.get("visibility") == "private" or bool(content.get("private"))
    hub.create(name, account.name, private=private)
    return answer({"url": url, "name": name, "id": name, "private": private})


def delete(hub: Hub, request: Request) -> Reply:
    """``DELETE /api/repos/delete``."""
    name = _target(hub, request)
    repo = hub.repositories.pop(name, None)
    if repo is None:
        raise Refused(404, "Repository not found", "RepoNotFound")
    repo.objects.remove()
    return answer({})


def settings(hub: Hub, request: Request) -> Reply:
    """``PUT .../settings``: who may see the repository, who may read its files."""
    repo, wanted = hub.writable(request), request.json()
    repo.gated = wanted.get("gated", repo.gated)
    repo.private = {"private": True, "public": False}.get(wanted.get("visibility"), repo.private)
    return answer({"private": repo.private, "gated": repo.gated})


def _target(hub: Hub, request: Request) -> str:
    """Name of the repository that the body speaks of, if the account may make and delete repositories there."""
    account, content = hub.known(request), request.json()
    if content.get("type") != "dataset":
        raise Refused(400, "this local Hub has datasets only")
    namespace = content.get("organization") or account.name
    name = f"{namespace}/{content['name']}"
    if not account.writes(name):
        raise Refused(403, f'You don\'t have the rights to create a dataset under the namespace "{namespace}"')
    return name
