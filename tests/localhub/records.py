"""The log: one record for each request, in the order in which the answers were ready.

What a test wants to know of the traffic belongs here; what the hub holds afterwards is asked of the hub.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from localhub.exchange import Reply, Request


@dataclass(frozen=True)
class Record:
    """A request and how it ended."""

    method: str
    path: str
    """Decoded."""
    raw_path: str
    query: str
    """As sent."""
    status: int
    """0 where the connection was cut without an answer."""
    headers: Mapping[str, str]
    """All headers of the request; names in lower case."""
    received: int
    """Size of the request's body."""
    port: int

    @property
    def authorization(self) -> str | None:
        """The header of that name, None where none was sent."""
        return self.headers.get("authorization")

    @property
    def token(self) -> bool:
        """Whether a token of any kind came along."""
        return self.authorization is not None


def record(request: Request, reply: Reply | None) -> Record:
    """Note a request and its reply; None for a connection that was cut."""
    return Record(
        method=request.method,
        path=request.path,
        raw_path=request.raw_path,
        query=request.raw_query,
        status=reply.status if reply else 0,
        headers=request.headers,
        received=len(request.body),
        port=request.port,
    )
