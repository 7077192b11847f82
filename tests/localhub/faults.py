"""Faults: what goes wrong on the way, put by a test into ``hub.faults``.

Which request is struck and what then happens is said here, done in ``gateway``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from localhub.exchange import Reply, answer

Mode = Literal["reply", "drop", "after", "drop_after", "truncate", "late"]


@dataclass
class Fault:
    """A fault that strikes the next ``times`` requests (-1: all) that match, after letting ``skip`` of them pass.

    reply       answer ``status`` without doing the work
    drop        cut the connection without doing the work
    after       do the work, then answer ``status``: the reply of a proxy that lost patience
    drop_after  do the work, then cut the connection
    truncate    send half of the body, then cut the connection
    late        only ``delay`` and ``meanwhile``, then the true answer
    """

    path: str
    """Regular expression, searched in the decoded path."""
    method: str = "*"
    status: int = 503
    times: int = 1
    skip: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, object] | bytes | None = None
    """Bytes are sent as the HTML page of a proxy."""
    delay: float = 0.0
    """Seconds to wait before anything else."""
    mode: Mode = "reply"
    meanwhile: Callable[[], object] | None = None
    """Called before the work is done: what somebody else does just then."""

    def strikes(self, method: str, path: str) -> bool:
        """Whether this request is struck; counts it."""
        if self.times == 0 or self.method not in {"*", method} or not re.search(self.path, path):
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.times -= self.times > 0
        return True

    def reply(self) -> Reply:
        """Make the answer of the modes ``reply`` and ``after``."""
        message = "injected fault after the work" if self.mode == "after" else "injected fault"
        if isinstance(self.body, bytes):
            return Reply(self.status, {"content-type": "text/html", **self.headers}, self.body)
        headers = {"x-error-message": message, **self.headers}
        return answer(self.body if self.body is not None else {"error": message}, self.status, headers)
