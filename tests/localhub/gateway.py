"""The gateway: from uvicorn to the handlers and back, with the log and the faults on the way.

What is asked and answered is of no interest here.  Handlers run in threads, one at a time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from localhub import routes
from localhub.exchange import Refused, Reply, Request
from localhub.faults import Fault
from localhub.hub import Hub
from localhub.records import Record, record

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
_BODILESS = {204, 304}


class Line(H11Protocol):
    """A connection that can be cut. Without this an application of uvicorn cannot hang up before its answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn's own
        """Give the application the means, in ``scope["state"]``."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "cut": transport.abort}


@dataclass
class Gateway:
    """The ASGI application."""

    hub: Hub
    faults: list[Fault] = field(default_factory=list)
    log: list[Record] = field(default_factory=list)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = await _read(scope, receive)
        if request is None:
            return
        struck = (fault for fault in list(self.faults) if fault.strikes(request.method, request.path))
        fault = next(struck, None)
        if fault:
            await asyncio.sleep(fault.delay)
        reply = await asyncio.to_thread(self._answer, request, fault)
        self.log.append(record(request, reply))
        if reply is None:
            scope["state"]["cut"]()
            await asyncio.sleep(0)  # uvicorn is told that the connection is gone
        else:
            await _send(send, request.method, reply, whole=not (fault and fault.mode == "truncate"))

    def _answer(self, request: Request, fault: Fault | None) -> Reply | None:
        """The reply; None if the connection is to be cut."""
        if fault is None:
            return self._work(request)
        if fault.meanwhile:
            fault.meanwhile()
        if fault.mode in {"reply", "drop"}:
            return fault.reply() if fault.mode == "reply" else None
        reply = self._work(request)
        if fault.mode in {"after", "drop_after"}:
            return fault.reply() if fault.mode == "after" else None
        return reply

    def _work(self, request: Request) -> Reply:
        try:
            with self.hub.lock:
                return routes.handle(self.hub, request)
        except Refused as refused:
            return refused.reply()
        except Exception as error:
            logging.getLogger("localhub").exception("%s %s", request.method, request.path)
            return Refused(500, f"Internal Error: {type(error).__name__}: {error}").reply()


async def _read(scope: Message, receive: Receive) -> Request | None:
    """The request, read to its end; None if the client has gone."""
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return Request(
        method=scope["method"],
        raw_path=scope["raw_path"].decode("ascii"),
        raw_query=scope["query_string"].decode("ascii"),
        headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]},
        body=bytes(body),
        port=scope["server"][1],
    )


async def _send(send: Send, method: str, reply: Reply, *, whole: bool) -> None:
    """Send the reply. If not all is sent, uvicorn closes the connection: the client waits for more than it gets."""
    headers = [(name.encode(), value.encode("latin-1", "replace")) for name, value in reply.headers.items()]
    if reply.status not in _BODILESS:
        headers.append((b"content-length", str(reply.length).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    if method != "HEAD" and reply.status not in _BODILESS:
        for piece in reply.pieces(reply.length if whole else reply.length // 2):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    if whole:
        await send({"type": "http.response.body", "body": b""})
