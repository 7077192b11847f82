"""WARC: the pages that a crawler kept as they were served.

Which records are pages, and what their headers say, belong here; the parts of a page are found in ``text``.
"""

from __future__ import annotations

import zlib
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

# warcio, not fastwarc: kept by Webrecorder, pure Python (every platform and Python that we run on, where fastwarc's
# wheels want a recent Linux), and its loader reads any stream, so that what a bomb may cost is bounded by us.
from warcio.bufferedreaders import BufferedReader, ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException

from pipelines.dumps.opening import CHUNK, chunks
from pipelines.dumps.record import MAX_BYTES, TEXT, CutOff, Record, Trouble, shortly, too_large

SUFFIXES = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt"}
TYPES = ("response", "resource")
HEADERS = 1024 * 1024
"""Bytes that the headers of a record may have."""

_LINE = 64 * 1024
_MALFORMED = (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError, AttributeError, OverflowError)
_REMEDY = "crawl the page again, or leave the record out; the records around it were read"


class _Oversized(Exception):
    """More was read than headers can have, or an article."""


class _Stream:
    """The content of a dump as a file, of which only so much may be read as was allowed."""

    def __init__(self, path: Path) -> None:
        self._chunks = chunks(path)
        self._held = b""
        self.allowed: int | None = None
        self.end: CutOff | None = None

    def read(self, size: int) -> bytes:
        if not self._held:
            try:
                self._held = next(self._chunks, b"")
            except CutOff as end:
                self.end = end
        given, self._held = self._held[:size], self._held[size:]
        if self.allowed is not None:
            self.allowed -= len(given)
            if self.allowed < 0:
                raise _Oversized
        return given


def read(path: Path, wanted: Container[int] | None = None) -> Iterator[Record | Trouble]:
    """The pages of a dump, or those among the records ``wanted``. Raises OSError."""
    stream, number = _Stream(path), 0
    reader, loader = BufferedReader(stream), ArcWarcRecordLoader(verify_http=False, arc2warc=False)
    stray = False
    while line := reader.readline(_LINE):
        if not line.startswith(b"WARC/"):
            if line.strip() and not stray:
                yield Trouble(number + 1, "no WARC record begins where one should", _REMEDY)
                stray = True
            continue
        number, stray = number + 1, False
        found, stray = _one(number, line, reader, loader, stream, wanted)
        if found is not None:
            yield found
    if stream.end:
        yield Trouble(number + 1, stream.end.reason, stream.end.remedy)


def _one(
    number: int, line: bytes, reader: Any, loader: Any, stream: _Stream, wanted: Container[int] | None
) -> tuple[Record | Trouble | None, bool]:
    """What a record gives, and whether what follows it is expected to be no record."""
    stream.allowed = HEADERS
    try:
        record = loader.parse_record_stream(reader, line, "warc")
    except _Oversized:
        return Trouble(number, f"its headers are longer than {HEADERS // 2**10} KiB", _REMEDY), True
    except _MALFORMED as error:
        return Trouble(number, f"its headers cannot be read ({shortly(error)})", _REMEDY), True
    finally:
        stream.allowed = None
    if record.length is None or record.rec_headers.get_header("Content-Length") != str(record.length):
        return Trouble(number, "it does not say how long it is", _REMEDY), True
    page = (wanted is None or number in wanted) and _is_page(record)
    try:
        found = _page(number, record) if page else None
    except _Oversized:
        found = Trouble(number, *too_large("its page"))
    while record.raw_stream.read(CHUNK):
        pass
    if record.raw_stream.limit > 0:
        return Trouble(number, "it is shorter than it says: the file ends in it", _REMEDY), False
    return found, False


def _is_page(record: Any) -> bool:
    served = record.http_headers
    if record.rec_type not in TYPES or (served and served.get_statuscode() != "200"):
        return False
    return _type(record)[0] in SUFFIXES


def _type(record: Any) -> tuple[str, str]:
    """The media type of a record's content, and the charset that its server stated."""
    stated = record.http_headers.get_header("Content-Type") if record.http_headers else record.content_type
    kind, _, rest = (stated or "").partition(";")
    charset = next((one.partition("=")[2] for one in rest.split(";") if one.strip().lower().startswith("charset=")), "")
    return kind.strip().lower(), charset.strip("\"' ").lower()


def _page(number: int, record: Any) -> Record | Trouble | None:
    served = record.http_headers
    source = record.raw_stream
    if served and (served.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
        source = ChunkedDataReader(source)
    content = _bounded(source)
    encodings = (served.get_header("Content-Encoding") or "") if served else ""
    for encoding in reversed([one.strip().lower() for one in encodings.split(",") if one.strip()]):
        try:
            content = _decoded(content, encoding)
        except (zlib.error, pa.ArrowException, OSError, ValueError) as error:
            return Trouble(number, f"its page is no {encoding} that can be read ({shortly(error)})", _REMEDY)
    if not content.strip():
        return Trouble(number, "its page is empty", _REMEDY)
    kind, charset = _type(record)
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    url = url[1:-1] if url.startswith("<") and url.endswith(">") else url
    hint = charset if charset != TEXT else None  # who says so may be wrong, and where it is right the bytes prove it
    return Record(number, SUFFIXES[kind], content, {"url": url} if url else {}, hint or None)


def _bounded(source: Any) -> bytes:
    found = bytearray()
    while block := source.read(CHUNK):
        found += block
        if len(found) > MAX_BYTES:
            raise _Oversized
    return bytes(found)


def _decoded(content: bytes, encoding: str) -> bytes:
    """What was compressed for its way; many crawlers keep the header of what they have decompressed."""
    if encoding in ("identity", "utf-8") or content.lstrip()[:1] == b"<":
        return content
    if encoding in ("gzip", "x-gzip"):
        return _inflated(content, 31) if content.startswith(b"\x1f\x8b") else content
    if encoding == "deflate":
        try:
            return _inflated(content, 15)
        except zlib.error:
            return _inflated(content, -15)
    if encoding not in ("br", "zstd"):
        raise ValueError("it is not known")
    with pa.CompressedInputStream(pa.BufferReader(content), "zstd" if encoding == "zstd" else "brotli") as stream:
        return _bounded(stream)


def _inflated(content: bytes, bits: int) -> bytes:
    inflating = zlib.decompressobj(bits)
    found = inflating.decompress(content, MAX_BYTES + 1)
    if len(found) > MAX_BYTES:
        raise _Oversized
    return found
