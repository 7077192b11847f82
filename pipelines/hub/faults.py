"""Faults: what an error of the Hub's client means for us, in one sentence that says what to do.

Judging an exception belongs here; waiting is in ``patience``, looking again in ``publishing``. Statuses and messages as
measured against huggingface_hub 2.4 and hf_xet 1.8: the status decides, the Hub's own words are quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import JSONDecodeError
from typing import Any

TRANSIENT = frozenset((408, 425, 429, 500, 502, 503, 504))
_TOKEN = re.compile(r"hf_[A-Za-z0-9_]{4,}|(?<=Bearer )\S+")
_SHORT = 6
"""Characters: a shorter part of a token is a word."""

_XET_STATUS = re.compile(r"(?:client|server) error \((\d{3})\b|\b(?:status|code)\D{0,10}([45]\d\d)\b", re.IGNORECASE)
_XET = re.compile(r"^hf_xet|\bCAS\b|reconstruction|[Xx]et\b")
"""How hf_xet, whose errors are RuntimeErrors when it downloads, is told from an error of our own."""

_NEVER = "a token with write access comes from https://huggingface.co/settings/tokens"


class HubError(RuntimeError):
    """Something that the Hub, or the way to it, refused; the message is a sentence for a person."""


class Final(HubError):
    """Trying again would not help. ``status`` is the HTTP status, None where there was no answer."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class Unreachable(Final):
    """The end of patience: the Hub did not answer, often enough. Another day it may."""


class Unanswered(HubError):
    """No answer, or one that says to come back; the work may have been done. ``wait``: seconds that it asks for."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class Moved(HubError):
    """Somebody else committed since we looked (412)."""


class Absent(Final):
    """There is no such repository, revision or file, or this token may not see it."""


def judged(error: BaseException, repository: str) -> HubError | None:
    """What an exception of the client means; None for one that is not of the Hub (ours to mend)."""
    if isinstance(error, HubError):
        return error
    from huggingface_hub.errors import HFValidationError, LocalTokenNotFoundError
    from huggingface_hub.utils import httpx  # type: ignore[attr-defined]  # the one name that holds for 1.x and 2.x

    card = next((one for one in _chain(error) if isinstance(one, ValueError) and "README" in str(one)), None)
    if card is not None:
        return _bad_card(scrubbed(str(card)))
    answers = (getattr(one, "response", None) for one in _chain(error))
    response = next((answer for answer in answers if answer is not None), None)
    if response is not None:
        return _of_status(response.status_code, response.headers, said(error, response), repository)
    for one in _chain(error):
        if isinstance(one, LocalTokenNotFoundError):
            return no_token()
        if isinstance(one, httpx.TransportError | JSONDecodeError | TimeoutError):
            return Unanswered(f"no answer from the Hub ({scrubbed(str(one)) or type(one).__name__})")
        if isinstance(one, HFValidationError):
            return Final(scrubbed(str(one)))
        if isinstance(one, ConnectionError) or _XET.search(f"{type(one).__module__} {one}"):
            return _of_storage(str(one), repository)
    return None


def no_token() -> Final:
    """Nobody is logged in."""
    return Final(f"no token for the Hub: {_NEVER}; set HF_TOKEN to it or run `hf auth login`")


def scrubbed(text: str) -> str:
    """Text on one line without the token that is in use, any part of it, and all that looks like one."""
    from huggingface_hub import get_token

    token = get_token() or ""
    for secret in (token, *token.split(".")):
        if len(secret) >= _SHORT:
            text = text.replace(secret, "hf_***")
    return " ".join(_TOKEN.sub("hf_***", text).split())


def said(error: BaseException, response: Any) -> str:
    """The Hub's own words: the header that it sends with every error, else the body, else the status line."""
    header = response.headers.get("x-error-message")
    server = getattr(error, "server_message", None)
    return scrubbed(str(header or server or f"{response.status_code} {response.reason_phrase}"))[:300]


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what caused it: a failed download hides the answer in its cause."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def _of_status(status: int, headers: Any, words: str, repository: str) -> HubError:
    if status in TRANSIENT or status > 500:
        return Unanswered(f"the Hub answered {status} ({words})", _wait(headers))
    if status == 412:
        return Moved(f"somebody else committed to {repository} meanwhile; look at it, then publish again")
    if status == 401 and "Invalid credentials" in words:
        return Final(f"the Hub does not know this token; {_NEVER}: set HF_TOKEN or run `hf auth login` again", status)
    code = headers.get("x-error-code", "")
    if code in ("RepoNotFound", "RevisionNotFound", "EntryNotFound"):
        what = {"RepoNotFound": "repository", "RevisionNotFound": "revision", "EntryNotFound": "file"}[code]
        return Absent(f"there is no such {what} at {repository}, or this token may not see it ({words})", status)
    if status in (401, 403):
        owner = repository.partition("/")[0]
        return Final(
            f"the Hub refuses to let this token do that at {repository} ({words}); check that {owner} exists and that "
            "the token has write access to it",
            status,
        )
    return Final(f"the Hub refused it with {status} ({words})", status)


def _bad_card(words: str) -> Final:
    return Final(
        f"the Hub does not accept the card ({words}); mend dataset_card.md or source.yaml and build again", 400
    )


def _of_storage(words: str, repository: str) -> HubError:
    """hf_xet tells the status of its storage in words alone, in a builtin ConnectionError."""
    found = _XET_STATUS.search(words)
    status = int(found[1] or found[2]) if found else None
    if status is not None and status < 500 and status not in TRANSIENT:
        return Final(f"the Hub's storage refused the files for {repository} ({scrubbed(words)[:300]})", status)
    return Unanswered(f"no answer from the Hub's storage ({scrubbed(words)[:300]})")


def _wait(headers: Any) -> float | None:
    """Seconds that a rate limit or `Retry-After` asks for."""
    from huggingface_hub.utils._http import parse_ratelimit_headers

    limit = parse_ratelimit_headers(headers)
    if limit is not None and limit.remaining == 0:
        return float(limit.reset_in_seconds) + 1
    stated = headers.get("retry-after", "")
    return float(stated) if re.fullmatch(r"\d+(\.\d+)?", stated) else None
