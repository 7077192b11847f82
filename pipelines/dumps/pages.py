"""Pages of a Parquet column: how large they are once decompressed, before any of it is.

Arrow decompresses a page as a whole and does not tell its size before: the header of each (a Thrift struct in the
compact protocol) is read here, and nothing else. See the Parquet format, ``parquet.thrift``: PageHeader.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from pipelines.dumps.record import MAX_BYTES

_HEADER = 64 * 1024
"""Bytes in which a header fits; statistics in it may be long."""

_TYPE, _UNCOMPRESSED, _COMPRESSED = 1, 2, 3
_DICTIONARY = 2


def sizes(source: pa.NativeFile, chunk: Any) -> tuple[int, int]:
    """Bytes, decompressed, of a column chunk's dictionary and of its largest page (of all where no page can be large).

    Raises ValueError, IndexError and RecursionError for what is no header.
    """
    whole = int(chunk.total_uncompressed_size)
    at = chunk.dictionary_page_offset if chunk.has_dictionary_page else chunk.data_page_offset
    end, largest, dictionary = at + chunk.total_compressed_size, 0, 0
    while at < end:
        source.seek(at)
        fields, length = _struct(source.read(_HEADER), 0)
        largest = max(largest, fields.get(_UNCOMPRESSED, 0))
        if fields.get(_TYPE) == _DICTIONARY:
            dictionary = max(dictionary, fields.get(_UNCOMPRESSED, 0))
        if whole <= MAX_BYTES:
            return dictionary, max(largest, whole)
        at += length + max(0, fields.get(_COMPRESSED, 0))
    return dictionary, largest


def _struct(data: bytes, at: int) -> tuple[dict[int, int], int]:
    """The whole numbers of a struct by their field, and where it ends."""
    fields, field = dict[int, int](), 0
    while True:
        head, at = data[at], at + 1
        if not head:
            return fields, at
        if head >> 4:
            field += head >> 4
        else:
            field, at = _number(data, at)
        value, at = _value(data, at, head & 15)
        if value is not None:
            fields[field] = value


def _value(data: bytes, at: int, kind: int) -> tuple[int | None, int]:
    """A value, None where it is no whole number, and where it ends."""
    if kind in (1, 2):
        return None, at
    if kind == 3:
        return None, at + 1
    if kind in (4, 5, 6):
        return _number(data, at)
    if kind == 7:
        return None, at + 8
    if kind == 8:
        length, at = _varint(data, at)
        return None, at + length
    if kind in (9, 10):
        return None, _list(data, at)
    if kind == 12:
        return None, _struct(data, at)[1]
    raise ValueError(f"no page header: a value of the kind {kind}")


def _list(data: bytes, at: int) -> int:
    head, at = data[at], at + 1
    count = head >> 4
    if count == 15:
        count, at = _varint(data, at)
    if count > len(data):
        raise ValueError("no page header: a list longer than any")
    for _ in range(count):
        # In a list, unlike in a struct, a truth value has a byte.
        at = at + 1 if head & 15 in (1, 2) else _value(data, at, head & 15)[1]
    return at


def _number(data: bytes, at: int) -> tuple[int, int]:
    value, at = _varint(data, at)
    return (value >> 1) ^ -(value & 1), at


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte, at = data[at], at + 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
