"""Names for commits: the list of refs, tags made and deleted.

There are no branches beside ``main``, and pull requests are opened in ``discussions`` and ``commits``.
"""

from __future__ import annotations

from localhub.exchange import Refused, Reply, Request, answer
from localhub.hub import Hub


def refs(hub: Hub, request: Request) -> Reply:
    """``GET .../refs``."""
    repo = hub.readable(request)

    def below(prefix: str) -> list[dict[str, str]]:
        found = ((ref, oid) for ref, oid in repo.refs.items() if ref.startswith(prefix))
        return [{"name": ref.removeprefix(prefix), "ref": ref, "targetCommit": oid} for ref, oid in found]

    content = {"branches": below("refs/heads/"), "converts": [], "tags": below("refs/tags/")}
    return answer(content | ({"pullRequests": below("refs/pr/")} if "include_prs" in request.query else {}))


def create_tag(hub: Hub, request: Request) -> Reply:
    """``POST .../tag/{rev}``: a tag never moves."""
    repo, tag = hub.writable(request), request.json()["tag"]
    commit = repo.find(request.args["rev"])
    if f"refs/tags/{tag}" in repo.refs:
        raise Refused(409, f"Tag {tag} already exists")
    repo.refs[f"refs/tags/{tag}"] = commit.oid
    return answer({})


def delete_tag(hub: Hub, request: Request) -> Reply:
    """``DELETE .../tag/{tag}``."""
    repo, tag = hub.writable(request), request.args["rev"]
    if repo.refs.pop(f"refs/tags/{tag}", None) is None:
        raise Refused(404, f"Tag {tag} does not exist", "RevisionNotFound")
    return answer({})
