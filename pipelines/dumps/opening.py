"""Opening dumps: the one place where their bytes come from, compressed or not.

What is in the bytes belongs to the readers. Whoever puts another storage under the dumps changes `open` alone.
"""

from __future__ import annotations

import hashlib
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

from pipelines.dumps.record import CutOff

CHUNK = 64 * 1024
"""Bytes that are read, and decompressed, at a time: what any bomb costs."""

_STEP = 1024
"""Bytes asked of Arrow's decompressors at a time: what they had before a fault is lost with the call that meets it."""

_REMEDY = "fetch the dump again: it was cut off or damaged on its way; what stands before this place was read"


def open(path: Path) -> pa.NativeFile:
    """The bytes of a dump, for reading from any place. Raises OSError."""
    if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe or a device could wait for ever
        raise OSError("it is not a regular file")
    return pa.OSFile(str(path), "rb")


def digest(path: Path) -> str:
    """SHA-256 (hexadecimal) of the bytes of a dump. Raises OSError."""
    found = hashlib.sha256()
    with open(path) as file:
        while block := file.read(1 << 20):
            found.update(block)
    return found.hexdigest()


def chunks(path: Path) -> Iterator[bytes]:
    """The content of a dump, decompressed as its name says. Raises `CutOff` where it cannot be read on, OSError."""
    ending = path.suffix.lower()
    with open(path) as file:
        if ending == ".gz":
            yield from _inflated(file)
        elif ending in (".zst", ".bz2"):
            yield from _decompressed(file, "zstd" if ending == ".zst" else "bz2")
        else:
            while block := file.read(CHUNK):
                yield block


def _inflated(file: pa.NativeFile) -> Iterator[bytes]:
    """Every member of a gzip file. By zlib itself, which gives all that stands before a fault."""
    inflating: Any = None
    data = b""
    while data or (data := file.read(CHUNK)):
        inflating = inflating or zlib.decompressobj(31)
        try:
            made = inflating.decompress(data, CHUNK)
        except zlib.error as error:
            if not data.strip(b"\0"):  # tapes and some crawlers fill the last block up
                return
            raise CutOff(f"it is no valid gzip from here on ({error})", _REMEDY) from error
        if made:
            yield made
        data = inflating.unused_data if inflating.eof else inflating.unconsumed_tail
        inflating = None if inflating.eof else inflating
    while inflating is not None and (made := inflating.decompress(b"", CHUNK)):
        yield made
    if inflating is not None and not inflating.eof:
        raise CutOff("it ends in the middle of its gzip stream", _REMEDY)


def _decompressed(file: pa.NativeFile, codec: Literal["zstd", "bz2"]) -> Iterator[bytes]:
    made: list[bytes] = []
    try:
        with pa.CompressedInputStream(file, codec) as stream:
            while block := stream.read(_STEP):
                made.append(block)
                if len(made) * _STEP >= CHUNK:
                    yield b"".join(made)
                    made = []
    except (OSError, pa.ArrowException) as error:
        yield b"".join(made)
        raise CutOff(f"it is no valid {codec} from here on ({error})", _REMEDY) from error
    yield b"".join(made)
