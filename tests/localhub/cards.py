"""The dataset card: its YAML, read for the info of a repository and checked before a commit.

The check is far milder than the Hub's own.
"""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from localhub.exchange import Reply, Request, answer
from localhub.hub import Hub

_FRONT = re.compile(r"\A---\r?\n(.*?)\r?\n---", re.DOTALL)


def validate(hub: Hub, request: Request) -> Reply:
    """``POST /api/validate-yaml``, which the client calls before every commit with a ``README.md``."""
    front = _FRONT.match(request.json()["content"])
    if not front:
        return _verdict([], ["empty or missing yaml metadata in repo card"])
    try:
        return _verdict(_mistakes(yaml.safe_load(front[1])), [])
    except yaml.YAMLError as error:
        return _verdict([f"YAML: {error}"], [])


def metadata(text: str) -> dict[str, Any]:
    """The YAML on top of a card, made fit for JSON; empty where it is missing or broken."""
    front = _FRONT.match(text)
    try:
        found = yaml.safe_load(front[1]) if front else None
    except yaml.YAMLError:
        found = None
    return dict(json.loads(json.dumps(found, default=str))) if isinstance(found, dict) else {}


def _mistakes(card: Any) -> list[str]:
    if card is None:
        return []
    if not isinstance(card, dict):
        return ["metadata must be a mapping"]
    configs = card.get("configs") or []
    mistakes = ['"configs[].config_name" is required' for config in configs if "config_name" not in config]
    if not isinstance(card.get("license", ""), str | list):
        mistakes.append('"license" must be a string')
    return mistakes


def _verdict(errors: list[str], warnings: list[str]) -> Reply:
    content: dict[str, object] = {
        "errors": [{"message": error} for error in errors],
        "warnings": [{"message": warning} for warning in warnings],
    }
    return answer(content | ({"error": "Invalid metadata in README.md"} if errors else {}), 400 if errors else 200)
