"""What holds for every page, whatever the format: shared by the tests of the readers."""

from __future__ import annotations

from pipelines.text.lines import INVISIBLE
from pipelines.text.page import Page


def check(page: Page, *, resolved: bool) -> None:
    """Runs are exact, in order, and cover each line; only with ``resolved`` may single characters be uncovered."""
    previous = -1
    for line in page.lines:
        assert line.text == line.text.strip() != ""
        assert len(line.text.splitlines()) == 1
        assert INVISIBLE.search(line.text) is None
        position = 0
        for start, raw_start, length in line.runs:
            assert length > 0
            assert start >= position
            assert resolved or start == position
            assert raw_start > previous
            assert line.text[start : start + length] == page.raw[raw_start : raw_start + length]
            position, previous = start + length, raw_start + length - 1
        assert resolved or position == len(line.text)
        assert all(0 <= start < end <= len(line.text) for start, end in line.bold)
        assert 0 <= line.linked <= len(line.text)
    numbers = [line.number for line in page.lines]
    assert numbers == sorted(numbers)
