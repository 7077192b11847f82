"""The state of a hub, and the question that every handler asks first: may this one read or write that repository?

Handlers are functions of a `Hub` and a request.  The lock is held by whoever calls them (``gateway``, ``server``):
they run one at a time, and only the sending of bytes is concurrent.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from localhub import accounts
from localhub.accounts import Account
from localhub.cas import Cas
from localhub.exchange import Refused, Reply, Request, answer
from localhub.objects import Objects
from localhub.repository import Repository


@dataclass
class Hub:
    """Repositories, accounts and what was chosen for this hub."""

    root: Path
    endpoint: str
    cdn: str
    page_size: int
    multipart_size: int | None
    lfs_threshold: int
    cas: Cas | None
    """None where the hub does not offer Xet."""
    tokens: dict[str, Account] = field(default_factory=accounts.tokens)
    repositories: dict[str, Repository] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def account(self, request: Request) -> Account | None:
        """Whose token came along; None for an anonymous request."""
        header = request.headers.get("authorization")
        if header is None:
            return None
        account = self.tokens.get(header.removeprefix("Bearer ").strip())
        if account is None:  # the client knows this very text
            raise Refused(401, "Invalid credentials in Authorization header")
        return account

    def known(self, request: Request) -> Account:
        """Whose token came along; an anonymous request is refused."""
        account = self.account(request)
        if account is None:
            raise Refused(401, "Invalid username or password.")
        return account

    def readable(self, request: Request) -> Repository:
        """The repository that the path names. A private one is not told from a missing one."""
        account = self.account(request)
        repo = self.repositories.get(_name(request))
        if repo and (not repo.private or (account and account.sees(repo.name))):
            return repo
        if account is None:
            raise Refused(401, "Invalid username or password.", "RepoNotFound")
        raise Refused(404, "Repository not found", "RepoNotFound")

    def writable(self, request: Request, *, proposal: bool = False) -> Repository:
        """The same, if the account may write to it; a proposal (pull request) may come from anyone."""
        repo = self.readable(request)
        account = self.known(request)
        if account.writes(repo.name) or (proposal and account.role == "write"):
            return repo
        raise Refused(403, "Forbidden: pass `create_pr=1` as a query parameter to create a Pull Request")

    def storage(self, request: Request) -> Objects:
        """The objects of the repository that a pre-signed address names."""
        refuse_token(request)
        repo = self.repositories.get(_name(request))
        if repo is None:
            raise Refused(404, "Not found")
        return repo.objects

    def create(self, name: str, creator: str, *, private: bool = False) -> Repository:
        """Make a repository."""
        objects = Objects(self.root / "repositories" / name, self.lfs_threshold)
        self.repositories[name] = Repository(name, objects, creator, private=private)
        return self.repositories[name]

    def url(self, name: str) -> str:
        """Address of a repository."""
        return f"{self.endpoint}/datasets/{name}"

    def page(self, items: list[dict[str, object]], request: Request) -> Reply:
        """One page of a list; where there is more, the header ``Link`` leads to it."""
        start = int(request.query.get("cursor", ["0"])[0])
        end = start + self.page_size
        if end >= len(items):
            return answer(items[start:end])
        others = [f"{key}={quote(value)}" for key, values in request.query.items() for value in values]
        kept = "&".join([other for other in others if not other.startswith("cursor=")] + [f"cursor={end}"])
        return answer(items[start:end], headers={"link": f'<{self.endpoint}{request.raw_path}?{kept}>; rel="next"'})


def refuse_token(request: Request) -> None:
    """Refuse a request to a pre-signed address that carries a token, as S3 does."""
    if "authorization" in request.headers:
        raise Refused(400, "Only one auth mechanism allowed: no token may be sent to storage")


def _name(request: Request) -> str:
    return f"{request.args['owner']}/{request.args['name']}"
