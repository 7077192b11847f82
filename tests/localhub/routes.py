"""The routes: which handler answers which path.

A path is split before it is decoded, since ``refs%2Fpr%2F1`` and ``a%2Fb.parquet`` are single segments.  In a pattern
``{x}`` stands for (part of) a segment and ``{x*}`` for all that are left.  ``GET`` answers ``HEAD`` too; the gateway
leaves the body out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import unquote

from localhub import cards, commits, discussions, files, infos, purges, refs, repos, trees, uploads, xet
from localhub.exchange import Refused, Reply, Request
from localhub.hub import Hub

Handler = Callable[[Hub, Request], Reply]


@dataclass(frozen=True)
class Route:
    """A kind of request and the function that answers it."""

    method: str
    pattern: str
    handler: Handler

    @cached_property
    def segments(self) -> list[re.Pattern[str]]:
        """The pattern, segment by segment."""
        escaped = (re.escape(segment) for segment in self.pattern.split("/"))
        return [re.compile(re.sub(r"\\{(\w+)(?:\\\*)?\\}", r"(?P<\1>.+)", segment), re.DOTALL) for segment in escaped]

    def match(self, method: str, segments: Sequence[str]) -> dict[str, str] | None:
        """What the pattern's names stand for in this path; None if it is another kind of request."""
        if method != self.method:
            return None
        if self.pattern.endswith("*}"):
            end = len(self.segments) - 1
            segments = [*segments[:end], "/".join(segments[end:])]
        if len(segments) != len(self.segments):
            return None
        found = [pattern.fullmatch(segment) for pattern, segment in zip(self.segments, segments, strict=True)]
        return {name: text for hit in found if hit for name, text in hit.groupdict().items()} if all(found) else None


API = "api/datasets/{owner}/{name}"
ROUTES = (
    Route("GET", "api/whoami-v2", repos.whoami),
    Route("POST", "api/validate-yaml", cards.validate),
    Route("POST", "api/repos/create", repos.create),
    Route("DELETE", "api/repos/delete", repos.delete),
    Route("PUT", f"{API}/settings", repos.settings),
    Route("GET", API, infos.info),
    Route("GET", f"{API}/revision/{{rev}}", infos.info),
    Route("GET", f"{API}/tree/{{rev}}", trees.tree),
    Route("GET", f"{API}/tree/{{rev}}/{{path*}}", trees.tree),
    Route("POST", f"{API}/paths-info/{{rev}}", trees.paths_info),
    Route("GET", f"{API}/refs", refs.refs),
    Route("POST", f"{API}/tag/{{rev}}", refs.create_tag),
    Route("DELETE", f"{API}/tag/{{rev}}", refs.delete_tag),
    Route("GET", f"{API}/commits/{{rev}}", commits.history),
    Route("POST", f"{API}/preupload/{{rev}}", commits.preupload),
    Route("POST", f"{API}/commit/{{rev}}", commits.commit),
    Route("POST", f"{API}/super-squash/{{rev}}", commits.squash),
    Route("GET", f"{API}/discussions", discussions.listing),
    Route("POST", f"{API}/discussions", discussions.create),
    Route("GET", f"{API}/discussions/{{num}}", discussions.details),
    Route("POST", f"{API}/discussions/{{num}}/merge", discussions.merge),
    Route("POST", f"{API}/discussions/{{num}}/status", discussions.change_status),
    Route("GET", f"{API}/lfs-files", purges.lfs_files),
    Route("POST", f"{API}/lfs-files/batch", purges.delete_lfs_files),
    Route("GET", f"{API}/xet-read-token/{{rev}}", xet.read_token),
    Route("GET", f"{API}/xet-write-token/{{rev}}", xet.write_token),
    Route("POST", "datasets/{owner}/{name}.git/info/lfs/objects/batch", uploads.batch),
    Route("POST", "_lfs/{owner}/{name}/{oid}/complete", uploads.complete),
    Route("POST", "_lfs/{owner}/{name}/{oid}/verify", uploads.verify),
    Route("GET", "datasets/{owner}/{name}/resolve/refs/pr/{num}/{path*}", files.resolve),  # unquoted: HfFileSystem
    Route("GET", "datasets/{owner}/{name}/resolve/{rev}/{path*}", files.resolve),
)
"""Routes of the Hub itself."""

STORAGE_ROUTES = (
    Route("PUT", "_lfs/{owner}/{name}/{oid}", uploads.put),
    Route("PUT", "_lfs/{owner}/{name}/{oid}/part/{number}", uploads.put_part),
    Route("GET", "_cdn/{owner}/{name}/{oid}", files.cdn),
    Route("POST", "v1/xorbs/default/{xorb}", xet.put_xorb),
    Route("POST", "v1/shards", xet.put_shard),
    Route("GET", "v1/reconstructions/{file}", xet.reconstruction),
    Route("GET", "_xorb/{xorb}", xet.get_xorb),
)
"""Routes of the second port: bucket, CDN and Xet's storage, which have other names than the Hub on the real one."""


def handle(hub: Hub, request: Request) -> Reply:
    """Have the right handler answer."""
    table = STORAGE_ROUTES if hub.cdn.endswith(f":{request.port}") else ROUTES
    method = "GET" if request.method == "HEAD" else request.method
    segments = [unquote(segment) for segment in request.raw_path.strip("/").split("/")]
    for route in table:
        args = route.match(method, segments)
        if args is not None:
            return route.handler(hub, replace(request, args=args))
    raise Refused(404, "Not found")
