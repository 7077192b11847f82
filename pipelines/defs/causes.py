"""Why a run failed, in a sentence: Dagster wraps the error that says it into others."""

from __future__ import annotations

from typing import NamedTuple

from dagster._utils.error import SerializableErrorInfo  # type: ignore[attr-defined]  # the public module hides it

EXPECTED = (
    "Empty",
    "Invalid",
    "Busy",
    "NotOurs",
    "NoWorkers",
    "OSError",
    "PermissionError",
    "FileNotFoundError",
    "StorageError",
    "UnknownRecognizer",
    "RecognizerFailed",
    "Failure",
)
"""Errors whose message says all that a user needs; others are ours to mend."""


class Cause(NamedTuple):
    """The name of the error at the root, its message, and whether the message is for the user."""

    name: str
    message: str
    expected: bool


def cause_of(error: SerializableErrorInfo) -> Cause:
    """The first error on the way to the root that is expected, else the root."""
    while error.cause and error.cls_name not in EXPECTED:
        error = error.cause
    name = error.cls_name or "error"
    message = error.message.partition(":")[2].strip() if error.cls_name else error.message.strip()
    return Cause(name, message, name in EXPECTED)
