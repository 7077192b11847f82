"""Requests and replies: what passes between the network and the handlers.

Nothing here knows what a repository is, and nothing knows of uvicorn.  A handler says no by raising `Refused`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

_PIECE = 1 << 20
_JSON = "application/json; charset=utf-8"


@dataclass(frozen=True)
class Request:
    """A request, read to its end."""

    method: str
    raw_path: str
    raw_query: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    port: int
    args: Mapping[str, str] = field(default_factory=dict)
    """What the pattern of the route found in the path."""

    @property
    def path(self) -> str:
        """The path as people read it; routes are found by the raw one."""
        return unquote(self.raw_path)

    @property
    def query(self) -> dict[str, list[str]]:
        """The parameters behind the question mark."""
        return parse_qs(self.raw_query, keep_blank_values=True)

    def asks(self, flag: str) -> bool:
        """Whether a parameter such as ``recursive`` is set."""
        return self.query.get(flag, ["false"])[0].lower() in {"true", "1"}

    def json(self) -> Any:
        """The body, read as JSON; clients send none instead of an empty object."""
        return json.loads(self.body or b"{}")


@dataclass(frozen=True)
class Part:
    """A slice of a file, sent without being held in memory."""

    path: Path
    start: int
    length: int


@dataclass(frozen=True)
class Reply:
    """An answer; its body is bytes or a part of a file."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Part = b""

    @property
    def length(self) -> int:
        """Size of the body."""
        return self.body.length if isinstance(self.body, Part) else len(self.body)

    def pieces(self, end: int) -> Iterator[bytes]:
        """The first ``end`` bytes of the body."""
        if isinstance(self.body, bytes):
            yield self.body[:end]
            return
        with self.body.path.open("rb") as file:
            file.seek(self.body.start)
            while end > 0 and (piece := file.read(min(end, _PIECE))):
                end -= len(piece)
                yield piece


def answer(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """Make a reply in JSON."""
    body = json.dumps(content, ensure_ascii=False).encode()
    return Reply(status, {"content-type": _JSON, **(headers or {})}, body)


class Refused(Exception):
    """The Hub says no. Clients switch on the headers ``X-Error-Code`` and ``X-Error-Message``, hardly on the body."""

    def __init__(
        self,
        status: int,
        message: str,
        code: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.code = status, message, code
        self.headers, self.body = headers or {}, body

    def reply(self) -> Reply:
        """Make the answer that says so."""
        code = {"x-error-code": self.code} if self.code else {}
        headers = {"x-error-message": self.message, **code, **self.headers}
        return answer({"error": self.message, **(self.body or {})}, self.status, headers)
