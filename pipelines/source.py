"""What a collection says of itself in ``source.yaml``: publisher, licence, language, where it came from.

Reading and judging that one file belongs here; finding it does not (``collection``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from pipelines.dumps.mapping import Columns, Unmappable, read_columns
from pipelines.tables.origins import ALLOWED, FORBIDDEN, Origin

FILE_NAME = "source.yaml"
LOOKALIKES = frozenset(("source.yaml", "source.yml", "sources.yaml", "sources.yml"))
"""In lower case: names that somebody gives the file who means it."""

MAX_BYTES = 64 * 1024
KNOWN = frozenset(
    (
        *("title", "name", "description", "publisher", "license", "redistribution", "language"),
        *("url", "homepage", "contact", "attribution", "retrieved", "notes"),
        "records",
    )
)
"""Keys with a meaning. ``publisher``, ``license`` and ``language`` reach the tables, ``description`` and ``notes`` are
for whoever reads the file, ``records`` says where dumps have what, the others reach the card and the Data Package."""

_SPDX = re.compile(r"\(?[A-Za-z0-9][A-Za-z0-9.+-]*( (AND|OR|WITH) \(?[A-Za-z0-9][A-Za-z0-9.+-]*\)?)*\)?")
_URL = re.compile(r"https?://[^\s/]+\S*")
_LANGUAGES = {  # BCP 47 tags that sites print, as the schema writes them; plain "zh" leaves the script to the text
    "zh-hans": "zh-Hans",
    "zh-cn": "zh-Hans",
    "zh-sg": "zh-Hans",
    "zh-hant": "zh-Hant",
    "zh-tw": "zh-Hant",
    "zh-hk": "zh-Hant",
    "zh": None,
    "en": "en",
}


T = TypeVar("T")


class BadSource(ValueError):
    """A ``source.yaml`` or ``overrides.yaml`` that cannot be used: ``reason`` says why, ``remedy`` how to mend it."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}; {remedy}")
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Source:
    """The defaults that a collection gives to its articles, and its origin; None where it does not say.

    ``redistribution``, `allowed` or `forbidden`, is what its owner declares over what is known of the licence.
    """

    publisher: str | None = None
    license: str | None = None
    language: str | None = None
    redistribution: str | None = None
    title: str | None = None
    url: str | None = None
    retrieved: str | None = None
    attribution: str | None = None
    contact: str | None = None
    unknown_keys: tuple[str, ...] = ()
    records: Columns | None = None

    def origin(self, collection: str | None) -> Origin:
        """What a release says of the collection of that name."""
        shared = {field.name: getattr(self, field.name) for field in fields(Origin) if field.name != "collection"}
        return Origin(collection, **{**shared, "title": None if self.title == collection else self.title})


def read_source(path: Path) -> Source:
    """Read a ``source.yaml``; raises `BadSource` when it is not what it should be."""
    return parse_source(_mapping(text_of(path, MAX_BYTES, "keep the few lines that describe the collection")))


def parse_source(stated: Mapping[Any, Any]) -> Source:
    """Judge the mapping of a ``source.yaml``; raises `BadSource`."""
    for key in (KNOWN - {"records"}) & stated.keys():
        if stated[key] is not None and isinstance(stated[key], list | dict):
            raise BadSource(f"{key} holds a list or mapping", f"write one line of text after {key}:")
    return Source(
        publisher=_line(stated, "publisher"),
        license=read_license(_line(stated, "license")),
        language=read_language(_line(stated, "language")),
        redistribution=_redistribution(stated.get("redistribution")),
        title=_line(stated, "title") or _line(stated, "name"),
        url=_line(stated, "url") or _line(stated, "homepage"),
        retrieved=_line(stated, "retrieved"),
        attribution=_line(stated, "attribution"),
        contact=_line(stated, "contact"),
        unknown_keys=tuple(sorted(str(key) for key in stated.keys() - KNOWN)),
        records=_records(stated.get("records")),
    )


def text_of(path: Path, limit: int, advice: str) -> str:
    """The text of a YAML file of at most ``limit`` bytes (``advice`` is for a larger one); raises `BadSource`."""
    try:
        if not path.is_file():
            raise BadSource("is not a regular file", "replace it by a file")
        if path.stat().st_size > limit:
            raise BadSource(f"larger than {limit // 1024} KiB", advice)
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadSource(f"not UTF-8 (byte {error.start})", "save it as UTF-8") from error
    except OSError as error:
        raise BadSource(f"cannot be read: {error.strerror}", "make it a readable file") from error


def parsed(read: Callable[[], T], advice: str) -> T:
    """What ``read`` reads with PyYAML, whose errors become `BadSource` with line, column and ``advice``."""
    import yaml

    try:
        return read()
    except BadSource:
        raise
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        problem = getattr(error, "problem", None) or "the file is not valid YAML"
        raise BadSource(f"{where}{problem}", advice) from error


def _mapping(text: str) -> Mapping[Any, Any]:
    import yaml

    def read() -> Any:
        node = yaml.compose(text, yaml.SafeLoader)
        keys = [key.value for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise BadSource(f"the key {str(twice)!r} stands twice", "leave one of the two")
        return yaml.safe_load(text)

    stated = parsed(read, "write lines of the form `key: value`")
    if stated is None:
        return {}
    if not isinstance(stated, dict):
        raise BadSource("holds no keys", "write lines of the form `key: value`, for example `publisher: ...`")
    return stated


def _line(stated: Mapping[Any, Any], key: str) -> str | None:
    value = stated.get(key)
    if value is None or isinstance(value, bool):
        return None if value is None else _refuse_bool(key)
    text = str(value).encode("utf-8", "replace").decode()  # YAML can escape half a character, which no file can hold
    return " ".join(text.split()) or None


def _refuse_bool(key: str) -> str:
    raise BadSource(f"{key} is true or false", f"put the words after {key}: in quotes")


def _records(stated: object) -> Columns | None:
    try:
        return read_columns(stated)
    except Unmappable as bad:
        raise BadSource(bad.reason, bad.remedy) from bad


def read_license(value: str | None) -> str | None:
    """An SPDX expression or an address; None for a licence that is said to be unknown. Raises `BadSource`."""
    if value is None or value.lower() in {"unknown", "none", "null", "noassertion"}:
        return None
    if _SPDX.fullmatch(value) or _URL.fullmatch(value):
        return value
    hint = value.replace(" ", "-") if _SPDX.fullmatch(value.replace(" ", "-")) else "CC-BY-4.0"
    raise BadSource(
        f"license {value!r} is neither an SPDX identifier nor a URL",
        f"write an identifier of https://spdx.org/licenses such as {hint}, the address of the terms, or unknown",
    )


def _redistribution(value: object) -> str | None:
    if value is None or value in (ALLOWED, FORBIDDEN):
        return None if value is None else str(value)
    raise BadSource(
        f"redistribution is {str(value)!r}",
        f"write `redistribution: {ALLOWED}` if the terms let everybody share the texts, else `{FORBIDDEN}`",
    )


def read_language(value: str | None) -> str | None:
    """A language as the schema writes it; None where the script is left to the text. Raises `BadSource`."""
    if value is None:
        return None
    if value.lower() not in _LANGUAGES:
        raise BadSource(f"language {value!r} is not one of the dataset's", "write zh-Hans, zh-Hant or en")
    return _LANGUAGES[value.lower()]
