"""Tags: releases are named by the calendar, unless somebody chooses."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.hub.tags import BadTag, checked, next_tag

DAY = date(2026, 3, 7)


def test_the_first_release_of_a_day_has_the_name_of_the_day() -> None:
    """The next ones count on; other tags do not matter."""
    assert next_tag(DAY, {}) == "2026.03.07"
    assert next_tag(DAY, {"2026.03.07", "v1"}) == "2026.03.07.1"
    assert next_tag(DAY, {"2026.03.07", "2026.03.07.1"}) == "2026.03.07.2"
    assert next_tag(DAY, {"2026.03.07.1"}) == "2026.03.07"


@pytest.mark.parametrize("name", ["2026.11.22", "v1.2", "first-release", "2026.11.22.1", "a/b", "v1+zh"])
def test_names_that_git_takes_are_taken(name: str) -> None:
    """As they are."""
    assert checked(name) == name


@pytest.mark.parametrize(
    "name",
    ["", " ", "v 1", "-v", ".v", "v..1", "v.lock", "v/", "v.", "v~1", "v^", "v:1", "v?", "main", "HEAD", "a" * 101,
     "1a2b3c4d", "发布", "v@{1", "a//b", "v\n"],
)  # fmt: skip
def test_names_that_mean_something_else_are_refused(name: str) -> None:
    """What git refuses, what a shell would take apart, a branch, and what looks like a commit."""
    with pytest.raises(BadTag, match=r"write one like 2026\.11\.22"):
        checked(name)
