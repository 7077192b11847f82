"""Xet over HTTP: the tokens that the Hub gives out, and the few requests that hf_xet 1.8 makes of the storage.

What it tries beyond these (``v2``, global deduplication, telemetry) may be missing: it goes on without.  Storage takes
Xet's own tokens, never one of the Hub.
"""

from __future__ import annotations

import time

from localhub.cas import Cas
from localhub.exchange import Refused, Reply, Request, answer
from localhub.files import send
from localhub.hub import Hub, refuse_token
from localhub.xorbs import Segment

_READ, _WRITE = "xet-read", "xet-write"
_LIFETIME = 3600


def read_token(hub: Hub, request: Request) -> Reply:
    """``GET .../xet-read-token/{rev}``."""
    hub.readable(request)
    return _token(hub, _READ)


def write_token(hub: Hub, request: Request) -> Reply:
    """``GET .../xet-write-token/{rev}``."""
    hub.writable(request, proposal=request.asks("create_pr"))
    return _token(hub, _WRITE)


def put_xorb(hub: Hub, request: Request) -> Reply:
    """``POST /v1/xorbs/default/{hash}``."""
    return answer({"was_inserted": _cas(hub, request, _WRITE).add_xorb(request.args["xorb"], request.body)})


def put_shard(hub: Hub, request: Request) -> Reply:
    """``POST /v1/shards``."""
    _cas(hub, request, _WRITE).add_shard(request.body)
    return answer({"result": 1})


def reconstruction(hub: Hub, request: Request) -> Reply:
    """``GET /v1/reconstructions/{hash}``: of which chunks a file is made and which bytes of which address they are."""
    cas = _cas(hub, request, _READ, _WRITE)
    segments = cas.file(request.args["file"]).segments
    fetch: dict[str, list[object]] = {}
    for segment in segments:
        fetch.setdefault(segment.xorb, []).append(_fetch(hub, cas, segment))
    terms = [
        {"hash": segment.xorb, "unpacked_length": segment.size, "range": _range(segment.start, segment.end)}
        for segment in segments
    ]
    return answer({"offset_into_first_range": 0, "terms": terms, "fetch_info": fetch})


def get_xorb(hub: Hub, request: Request) -> Reply:
    """``GET`` of a part of a xorb, at an address that is its own permission."""
    refuse_token(request)
    xorb = request.args["xorb"]
    return send(request, hub.cas.path(xorb) if hub.cas else None, xorb, {})


def _token(hub: Hub, token: str) -> Reply:
    if hub.cas is None:
        raise Refused(404, "Xet is not enabled on this server")
    expires = int(time.time()) + _LIFETIME
    headers = {
        "x-xet-cas-url": hub.cdn,
        "x-xet-access-token": token,
        "x-xet-token-expiration": str(expires),
    }
    return answer({"casUrl": hub.cdn, "exp": expires, "accessToken": token}, headers=headers)


def _cas(hub: Hub, request: Request, *tokens: str) -> Cas:
    if hub.cas is None:
        raise Refused(404, "Not found")
    if request.headers.get("authorization", "").removeprefix("Bearer ") not in tokens:
        raise Refused(401, "not a token of Xet for this")
    return hub.cas


def _fetch(hub: Hub, cas: Cas, segment: Segment) -> object:
    chunks = cas.chunks(segment.xorb)[segment.start : segment.end]
    return {
        "range": _range(segment.start, segment.end),
        "url": f"{hub.cdn}/_xorb/{segment.xorb}",
        "url_range": _range(chunks[0].start, chunks[-1].end - 1),  # the only range that holds its end
    }


def _range(start: int, end: int) -> dict[str, int]:
    return {"start": start, "end": end}
