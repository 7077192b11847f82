"""What holds for every test: hypothesis draws the same examples on every machine and measures no time.

Fixtures that several files share are here too; what they need is imported by those who ask for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from campaigns import Bench

settings.register_profile("fangtan", derandomize=True, deadline=None, max_examples=100)
settings.load_profile("fangtan")


@pytest.fixture
def lfs() -> Bench:
    """Publishers to hubs without Xet."""
    return _bench(xet=False)


@pytest.fixture
def xet() -> Bench:
    """Publishers to hubs with Xet."""
    return _bench(xet=True)


def _bench(*, xet: bool) -> Bench:
    from campaigns import shared_bench

    return shared_bench(xet=xet)
