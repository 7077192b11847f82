"""Dumps for tests: JSON Lines, Parquet and WARC files of invented interviews."""

from __future__ import annotations

import bz2
import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from releases import talk

SOURCE = "publisher: 虚构月刊\nlicense: CC-BY-4.0\nrecords: {text: body, id: id}\n"

Row = dict[str, Any]


def row(name: str, years: str = "三十", **stated: object) -> Row:
    """A record: its id, a short interview, and what else it states."""
    return {"id": name, "body": talk(f"访问{name}", "孟有福", years), **stated}


def json_lines(rows: Iterable[object]) -> bytes:
    """An object in each line."""
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows).encode()


def compressed(data: bytes, ending: str) -> bytes:
    """The bytes as a file of that ending holds them."""
    if ending.endswith(".zst"):
        return bytes(pa.Codec("zstd").compress(data, asbytes=True))
    return gzip.compress(data, mtime=0) if ending.endswith(".gz") else bz2.compress(data)


def parquet(path: Path, rows: Sequence[Mapping[str, Any]], **options: Any) -> None:
    """A Parquet file of these rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist([dict(one) for one in rows]), path, **options)


def served(url: str, content: bytes, headers: str = "Content-Type: text/html", status: str = "200 OK") -> bytes:
    """A WARC record of a page as it was served."""
    http = f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + content
    return warc("response", url, http, "application/http; msgtype=response")


def warc(kind: str, url: str, block: bytes, content_type: str) -> bytes:
    """A WARC record."""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def page(title: str, years: str = "三十") -> bytes:
    """An HTML page with an interview."""
    text = talk(title, "罗小满", years).split("\n\n")
    body = "".join(f"<p>{one}</p>" for one in text[1:])
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>".encode()


def write(path: Path, data: bytes | str) -> Path:
    """Write a file, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path
