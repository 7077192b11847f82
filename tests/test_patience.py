"""Patience: how often and after how long the Hub is asked again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.hub.faults import Final, Unanswered, Unreachable
from pipelines.hub.patience import Patience


def answers(*outcomes: str | HubAnswer) -> Callable[[], str]:
    """A question that has these outcomes, one after the other: an error is raised, a word is the answer."""
    left = list(outcomes)

    def question() -> str:
        outcome = left.pop(0)
        if isinstance(outcome, str):
            return outcome
        raise outcome

    return question


HubAnswer = Unanswered | Final


def patience(slept: list[float], *waits: float) -> Patience:
    """Patience that writes down how long it would have waited."""
    return Patience(waits, sleep=slept.append)


def test_what_was_not_answered_is_asked_again_later_and_later() -> None:
    """Until there is an answer."""
    slept: list[float] = []
    found = patience(slept, 1, 2, 4).ask(answers(Unanswered("cut"), Unanswered("cut"), "here"))
    assert (found, slept) == ("here", [1, 2])


def test_the_hub_says_itself_how_long_to_wait() -> None:
    """A rate limit or `Retry-After` goes before our own back-off, zero seconds as well."""
    slept: list[float] = []
    patience(slept, 1, 2, 4).ask(answers(Unanswered("429", 42.0), Unanswered("503", 0.0), "here"))
    assert slept == [42, 0]


def test_patience_ends_with_what_to_do() -> None:
    """After the last wait there is one more try; the sentence says what is safe."""
    slept: list[float] = []
    with pytest.raises(Unreachable, match=r"502.*also after 3 tries; publish again later"):
        patience(slept, 1, 2).ask(answers(*[Unanswered("the Hub answered 502")] * 3))
    assert slept == [1, 2]


def test_a_wait_longer_than_a_window_of_the_hub_is_no_wait() -> None:
    """Nobody sits through an hour; nothing is slept for it."""
    slept: list[float] = []
    with pytest.raises(Unreachable):
        patience(slept, 1, 2).ask(answers(Unanswered("429", 3600.0)))
    assert slept == []


def test_a_refusal_is_final_at_once() -> None:
    """Asking again would not help."""
    slept: list[float] = []
    with pytest.raises(Final, match="forbidden"):
        patience(slept, 1, 2).ask(answers(Final("forbidden", 403)))
    assert slept == []


def test_each_wait_is_told() -> None:
    """Whoever watches knows why nothing happens."""
    told: list[str] = []
    Patience((7,), sleep=lambda seconds: None, tell=told.append).ask(
        answers(Unanswered("the Hub answered 503"), "here")
    )
    assert told == ["the Hub answered 503; trying again in 7 s"]
