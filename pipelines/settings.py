"""The settings of an installation: one small file, `fangtan.toml`, in which nothing has to stand.

Reading and judging that file belongs here, and the default of each setting; what a setting does is said in the file
itself (a copy with every default lies at the top of the repository). Secrets never stand in it: tokens and keys come
from the environment, and an address that is one is written as the name of a variable (``$NAME``).
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, get_type_hints
from zoneinfo import ZoneInfo

FILE_NAME = "fangtan.toml"
VARIABLE = "FANGTAN_SETTINGS"
"""Names another file in place of the one in the working directory."""

T = TypeVar("T")


def is_address(place: str) -> bool:
    """Whether a place is an address of object storage and not a folder."""
    return "://" in place


class BadSettings(ValueError):
    """The file of settings cannot be followed; the message says where, why and what to do."""


@dataclass(frozen=True, slots=True)
class Paths:
    """Folders, relative to the file's own, or addresses of object storage (``s3://bucket/prefix``)."""

    raw: str = "raw"
    out: str = "build/dataset"
    work: str = ""
    scratch: str = ""
    raw_url: str = ""


@dataclass(frozen=True, slots=True)
class Build:
    """Who does the work, what finds the names, when it is built, when the sensor looks, when a release is overdue."""

    workers: str = ""
    recognizer: str = "knowledge"
    schedule: str = "0 4 * * *"
    look_every_seconds: int = 60
    fresh_hours: int = 36


@dataclass(frozen=True, slots=True)
class Publish:
    """Where releases go (nowhere without a repository), when, and how: the options of ``fangtan publish``."""

    repository: str = ""
    schedule: str = "0 6 * * 1"
    private: bool = False
    withhold_text: bool = False
    pull_request: bool = False


@dataclass(frozen=True, slots=True)
class Alerts:
    """Who is called when a person should look, and by how much the share of attributed speech may fall."""

    command: str = ""
    webhook: str = ""
    fall: float = 0.02


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; each has a default that works."""

    timezone: str = "UTC"
    paths: Paths = field(default_factory=Paths)
    build: Build = field(default_factory=Build)
    publish: Publish = field(default_factory=Publish)
    alerts: Alerts = field(default_factory=Alerts)


def settings() -> Settings:
    """The settings of where this process works; raises `BadSettings`."""
    named = os.environ.get(VARIABLE)
    path = Path(named or FILE_NAME).absolute()
    if not named and not path.exists():
        return Settings()
    return load(path)


def load(path: Path) -> Settings:
    """The settings that a file states, its folders made absolute; raises `BadSettings`."""
    try:
        stated = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        made = _made(Settings, stated, "")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path} cannot be read ({error}); mend it, or unset {VARIABLE}") from None
    except (tomllib.TOMLDecodeError, BadSettings) as error:
        quoted = "; text stands in quotes" * isinstance(error, tomllib.TOMLDecodeError)
        raise BadSettings(f"{path}: {error}{quoted}") from None
    return _placed(made, path.parent)


def _made(kind: type[T], stated: Mapping[str, Any], where: str) -> T:
    """The settings of a section, every key known and of the type of its default."""
    hints, known = get_type_hints(kind), {one.name for one in fields(kind)}  # type: ignore[arg-type]  # kinds are ours
    unknown = sorted(stated.keys() - known)
    if unknown:
        raise BadSettings(f"there is no setting {where}{unknown[0]}; there are {', '.join(sorted(known))}")
    return kind(**{key: _value(hints[key], value, f"{where}{key}") for key, value in stated.items()})


def _value(kind: type[Any], value: Any, where: str) -> Any:
    if is_dataclass(kind):
        if not isinstance(value, dict):
            raise BadSettings(f"{where} is a section: write [{where}] and its settings below")
        return _made(kind, value, f"{where}.")
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise BadSettings(f"{where} is {value!r}, and should be of the kind {_KINDS[kind]}")
    return _judged(where, value)


_KINDS = {str: '"text"', int: "1", float: "0.5", bool: "true or false"}


def _judged(where: str, value: Any) -> Any:
    if where in ("build.look_every_seconds", "build.fresh_hours") and value < 1:
        raise BadSettings(f"{where} is {value}, and should be at least 1")
    if where == "alerts.fall" and not 0 <= value <= 1:
        raise BadSettings(f"{where} is {value}, and should be a share from 0 to 1")
    if where == "timezone" and not _is_timezone(value):
        raise BadSettings(f"timezone {value!r} is not known; write one like Asia/Shanghai or UTC")
    return value


def _is_timezone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


def _placed(made: Settings, folder: Path) -> Settings:
    """The same with folders below ``folder`` where they are relative."""

    def absolute(place: str) -> str:
        return place if not place or is_address(place) else str(folder / Path(place).expanduser())

    paths = replace(
        made.paths, **{key: absolute(getattr(made.paths, key)) for key in ("raw", "out", "work", "scratch")}
    )
    return replace(made, paths=paths)
