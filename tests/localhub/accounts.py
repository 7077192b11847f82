"""Who has which token and may do what in which namespace.

The three accounts that every hub has stand here; a test may add to ``hub.tokens``.  What a repository adds to these
rights (private, gated) is in ``hub`` and ``files``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Account:
    """A user, as seen through one token: a token of role ``read`` writes nowhere."""

    name: str
    orgs: tuple[str, ...] = ()
    role: Literal["read", "write"] = "write"

    def sees(self, repo: str) -> bool:
        """Whether private repositories in the namespace of ``repo`` are shown."""
        return repo.split("/")[0] in {self.name, *self.orgs}

    def writes(self, repo: str) -> bool:
        """Whether repositories in the namespace of ``repo`` may be made and changed."""
        return self.role == "write" and self.sees(repo)


def tokens() -> dict[str, Account]:
    """Tokens of a new hub: alice writes in her own namespace and in ``org``, bob in his own, reader reads ``org``."""
    return {
        "hf_alice": Account("alice", ("org",)),
        "hf_bob": Account("bob"),
        "hf_reader": Account("reader", ("org",), "read"),
    }
