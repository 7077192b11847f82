"""The two binary formats of Xet: xorbs, which hold chunks, and shards, which say of which chunks a file is made.

Bytes to Python and no more; who keeps them is ``cas``.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import lz4.frame

from localhub.exchange import Refused

_BLOCK = 48  # every record of a shard has this size
_VERIFIED, _WITH_SHA256 = 1 << 31, 1 << 30  # flags of a file in a shard
_END = b"\xff" * 32
_HEAD = 8  # of a chunk: version u8, stored size u24, scheme u8, size u24
_LZ4, _GROUPED_LZ4 = 1, 2


@dataclass(frozen=True)
class Segment:
    """Chunks ``start`` to ``end`` (not with it) of a xorb."""

    xorb: str
    size: int
    start: int
    end: int


@dataclass(frozen=True)
class File:
    """A file of which a shard speaks."""

    xet: str
    sha256: str | None
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Chunk:
    """A chunk: where it lies in its xorb, and its content as stored."""

    start: int
    end: int
    scheme: int
    size: int
    stored: bytes

    def data(self) -> bytes:
        """The content, unpacked."""
        data = lz4.frame.decompress(self.stored) if self.scheme in {_LZ4, _GROUPED_LZ4} else self.stored
        data = _ungrouped(data) if self.scheme == _GROUPED_LZ4 else data
        if len(data) != self.size:
            raise Refused(400, "corrupt xorb")
        return data


def chunks(xorb: bytes) -> list[Chunk]:
    """The chunks of a xorb; a footer that begins with ``XETBLOB`` follows them."""
    found, at = [], 0
    while at + _HEAD <= len(xorb) and xorb[at] == 0:
        stored, size = (int.from_bytes(xorb[at + start : at + start + 3], "little") for start in (1, 5))
        end = at + _HEAD + stored
        found.append(Chunk(at, end, xorb[at + 4], size, xorb[at + _HEAD : end]))
        at = end
    return found


def files(shard: bytes) -> Iterator[File]:
    """The files of a shard.

    A header; then for each file its hash, flags and number of segments, its segments, as many verification records and
    its SHA-256 where the flags say so; at the end a hash of ones alone.
    """
    at = _BLOCK
    while (head := shard[at : at + 32]) != _END:
        flags, count = struct.unpack_from("<II", shard, at + 32)
        first = at + _BLOCK
        segments = tuple(_segment(shard, first + _BLOCK * number) for number in range(count))
        at = first + _BLOCK * count * (2 if flags & _VERIFIED else 1)
        sha256 = _hash(shard[at : at + 32]) if flags & _WITH_SHA256 else None
        at += _BLOCK if sha256 else 0
        yield File(_hash(head), sha256, segments)


def _segment(shard: bytes, at: int) -> Segment:
    return Segment(_hash(shard[at : at + 32]), *struct.unpack_from("<III", shard, at + 36))


def _hash(raw: bytes) -> str:
    """A hash as Xet prints it: four little-endian numbers."""
    return "".join(f"{number:016x}" for number in struct.unpack("<4Q", raw))


def _ungrouped(data: bytes) -> bytes:
    """Undo the grouping by four: first every fourth byte from the first, then every fourth from the second ..."""
    plain, at = bytearray(len(data)), 0
    for offset in range(4):
        count = len(plain[offset::4])
        plain[offset::4] = data[at : at + count]
        at += count
    return bytes(plain)
