"""What a file states about itself before its text: YAML or TOML front matter, reference lines of LCTT.

Here belongs the finding of that block and the normalising of its keys; the keys themselves are data
(``frontmatter_keys.tsv``). Bylines inside of the text are not read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import yaml

from pipelines import knowledge

FENCE = re.compile(r"\s*(---|\+\+\+)[ \t]*\n")
LONGEST = 20_000  # code points of a front matter block; what is longer is text between two rules
ENTRY = re.compile(r"^[ \t]*([\w][\w -]{0,30}?)[\"']?[ \t]*[:=：][ \t]*(.*)$", re.MULTILINE)
REFERENCE = re.compile(r"[ \t]*\[#\]:?[ \t]*(?:#[ \t]*)?\(?([\w ]+?)[ \t]*[:：][ \t]*(.*)\n?")
ADDRESS = re.compile(r"https?://[^\s\"'<>()\uff08\uff09]+")
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # strings only: values as they are printed


def split(raw: str) -> tuple[dict[str, str], int]:
    """The meta data stated at the head of ``raw``, and the offset (code points) where the text begins."""
    fence = FENCE.match(raw)
    if fence:
        return _fenced(raw, fence)
    if raw.lstrip().startswith("[#]:"):
        return _references(raw)
    return {}, 0


def _fenced(raw: str, fence: re.Match[str]) -> tuple[dict[str, str], int]:
    close = re.compile(rf"^(?:{re.escape(fence[1])}|\.\.\.)[ \t]*$", re.MULTILINE)
    end = close.search(raw, fence.end(), fence.end() + LONGEST)
    if end is None:
        return {}, 0
    entries = _entries(raw[fence.end() : end.start()])
    if not any(key in _keys() for key in entries):
        return {}, 0
    return normalise(entries), end.end()


def _entries(block: str) -> dict[str, str]:
    """The keys (lower case) and values of a block; YAML where it parses, its lines where it does not."""
    try:
        loaded = yaml.load(block, Loader=LOADER)
    except (yaml.YAMLError, RecursionError, ValueError):
        loaded = None
    if isinstance(loaded, Mapping):
        return {str(key).strip().lower(): _printed(value) for key, value in loaded.items()}
    return {key.strip().lower(): _unquoted(value) for key, value in ENTRY.findall(block)}


def _printed(value: object) -> str:
    """A value as one string: a list is joined, of a mapping its name is taken; what nests deeper says nothing."""
    if isinstance(value, list):
        return "、".join(filter(None, map(_named, value)))
    return _named(value)


def _named(value: object) -> str:
    if isinstance(value, Mapping):
        value = value.get("name")
    return value.strip() if isinstance(value, str) else ""


def _unquoted(value: str) -> str:
    value = value.strip()
    listed = re.fullmatch(r"\[(.*)\]", value)
    if listed:
        return "、".join(_unquoted(item) for item in listed[1].split(",") if item.strip())
    return value[1:-1].strip() if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _references(raw: str) -> tuple[dict[str, str], int]:
    """``[#]: author: "…"`` lines, as the LCTT project writes them (older: ``[#]: author: (…)``)."""
    position = len(raw) - len(raw.lstrip())
    entries: dict[str, str] = {}
    while match := REFERENCE.match(raw, position):
        entries[match[1].strip().lower()] = re.sub(r"^\((.*)\)$", r"\1", _unquoted(match[2]))
        position = match.end()
    entries.pop("publisher", None)  # there it is the account of the person who uploaded it
    return normalise(entries), position


def normalise(entries: Mapping[str, str]) -> dict[str, str]:
    """Entries with lower-case keys of any usage as ``meta`` of `Page`."""
    meta: dict[str, str] = {}
    for key, value in _ordered(entries):
        address = ADDRESS.search(value)
        if key == "origin":
            key = "url" if address else "publisher"
        if key == "url":
            value = address[0] if address else value
        elif key in ("author", "editor", "translator") and address:
            value = ADDRESS.sub("", value).strip(" <>()\uff08\uff09")
        value = " ".join(value.split())
        if value and value.lower() not in ("null", "none", "~"):
            meta.setdefault(key, value)
    return meta


def _ordered(entries: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    return [(meta, entries[name]) for meta, name in knowledge.rows("frontmatter_keys.tsv") if name in entries]


def _keys() -> frozenset[str]:
    return frozenset(name for _, name in knowledge.rows("frontmatter_keys.tsv"))
