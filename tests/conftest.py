"""What holds for every test: hypothesis draws the same examples on every machine and measures no time."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("fangtan", derandomize=True, deadline=None, max_examples=100)
settings.load_profile("fangtan")
