"""The few figures of an evaluation that are committed for the dataset card: totals, no article by name.

Writing files belongs here, the words around the figures to ``card``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FIGURES = Path(__file__).with_name("figures")
"""The folder of the committed summaries, which are part of the installed package."""

GOLDEN, DEV = FIGURES / "golden.json", FIGURES / "dev.json"
"""Measured on the articles written for this repository, and on real ones."""


def summary(told: Mapping[str, Any], date: str | None) -> dict[str, Any]:
    """The totals of ``report.figures``; ``date`` (ISO 8601) is when they were measured, None where tests hold them."""
    entities = told["entities"] and {**told["entities"], "articles": len(told["entities"]["articles"])}
    return {
        "date": date,
        "articles": len(told["attribution"]["articles"]),
        "attribution": told["attribution"]["micro"],
        "calibration": told["calibration"],
        "entities": entities,
    }


def write(path: Path, told: Mapping[str, Any], digits: int) -> None:
    """Write figures as JSON for people to read in a diff, with so many digits."""
    text = json.dumps(_rounded(told, digits), ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _rounded(value: Any, digits: int) -> Any:
    if isinstance(value, Mapping):
        return {key: _rounded(one, digits) for key, one in value.items()}
    return round(value, digits) if isinstance(value, float) else value
