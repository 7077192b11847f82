"""Versions of code: a digest of all that a stage's result depends on beside its input.

Following imports belongs here, by reading source files, not by importing them. A stage's result is made anew when a
module that it reaches, the knowledge, a schema or one of the libraries changes, and kept when anything else does.
"""

from __future__ import annotations

import ast
import hashlib
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

HERE = Path(__file__).resolve().parent
LIBRARIES = ("ahocorasick-rs", "jieba", "opencc", "pyarrow", "rjieba", "warcio")
"""Libraries whose version shows in what is made."""


@cache
def code(*roots: str) -> str:
    """SHA-256 (hexadecimal) of the modules ``roots`` (as ``text.article``) with all of ours that they import.

    The knowledge, the schemas, the libraries' versions and Python's are always part of it.
    """
    modules = set[str]()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in modules:
            modules.add(name)
            waiting += _imported(name)
    digest = hashlib.sha256(_surroundings().encode())
    for name in sorted(modules):
        digest.update(f"\0{name}\0".encode() + _file(name).read_bytes())
    return digest.hexdigest()


@cache
def _surroundings() -> str:
    files = [*(HERE / "knowledge").rglob("*"), *_schemas().glob("*.json")]
    found = [f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in sorted(files) if _counts(path)]
    python = f"python {sys.version_info.major}.{sys.version_info.minor}"
    return "\n".join((python, *(f"{name} {_version(name)}" for name in LIBRARIES), *found))


def _counts(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts


def _schemas() -> Path:
    """Beside the package in a checkout, inside it in a wheel, as `tables.schema` looks for them."""
    beside = HERE.parent / "schemas"
    return beside if beside.is_dir() else HERE / "schemas"


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"


def _file(name: str) -> Path:
    path = HERE.joinpath(*name.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@cache
def _imported(name: str) -> tuple[str, ...]:
    """Modules of ours that a module imports anywhere in it, also inside functions."""
    found = set[str]()
    for node in ast.walk(ast.parse(_file(name).read_bytes())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    ours = {one.removeprefix("pipelines.") for one in found if one.startswith("pipelines.")}
    return tuple(sorted(one for one in ours if _file(one).is_file()))
