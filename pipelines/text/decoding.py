"""Bytes to text: which encoding a file is in, and when it is no text at all.

Here belongs everything that knows about bytes. The decoded text is "the raw text" against which all offsets count: the
byte order mark is dropped, newlines become ``\\n``, nothing else changes. What a page declares about itself (``<meta
charset>``) is never asked: crawlers save pages in another encoding than the page says. UTF-8 proves itself; the others
are told apart by how many very common Chinese characters they give (right on all of 423 test cases of the survey).
"""

from __future__ import annotations

import codecs
import re

from pipelines import knowledge

SAMPLE = 1 << 14  # bytes that the choice of an encoding looks at; even, so that UTF-16 stays aligned
LIKELY = 0.08  # see `_likeness`
NARROW = ("gb18030", "big5hkscs")
WIDE = ("utf-16-le", "utf-16-be")
HINTS = {  # charsets of HTTP headers between which bytes alone may not tell, and their supersets
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "x-gbk", "cp936"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cp950"), "big5hkscs"),
}
RARE = 0.005  # the share of characters that may be undecodable in a file that is otherwise right
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
)
CONTROL = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1b") + b"\x7f"
PLAIN = re.compile("[\t\n\r -~\u2010-\u2026\u3000-\u303f\uff00-\uff65]")
HAN = re.compile("[\u3400-\u9fff]")
STRANGE = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\ufffe\uffff]")


class Unreadable(Exception):
    """The bytes are no text that can be read: ``reason`` says why, ``remedy`` what the user can do."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}: {remedy}")
        self.reason = reason
        self.remedy = remedy


def decode(data: bytes, name: str, charset: str | None = None) -> str:
    """The text of the file ``name`` without its byte order mark, newlines as ``\\n``.

    Undecodable bytes become U+FFFD while they are rare; a server's ``charset`` decides where its text is likely. Raises
    `Unreadable` on an empty or binary file, and where no encoding of Chinese text fits.
    """
    if not data.strip(b" \t\r\n\f\v\0"):
        raise Unreadable(f"{name} is empty", "delete the file or crawl the page again")
    for magic, kind in MAGIC:
        if data.startswith(magic):
            raise Unreadable(f"{name} is {kind}, not text", "save its text as a UTF-8 .txt, .md or .html file")
    return plain(_decoded(data, name, HINTS.get(charset or "")), name)


def plain(text: str, name: str) -> str:
    """Decoded text as all offsets count it: without byte order mark, newlines as ``\\n``. Raises `Unreadable`."""
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip("\ufeff\u200b \t\n\v\f\xa0\u3000"):
        raise Unreadable(f"{name} holds white space only", "delete the file or crawl the page again")
    return text


def _decoded(data: bytes, name: str, hint: str | None) -> str:
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _tolerant(data[len(bom) :], encoding, name)
    controls = _controls(data)
    try:
        text = data.decode("utf-8")
        if controls <= 2:
            return text
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    if b"\0" in data or controls > 0.01 * len(data[:SAMPLE]):
        return _tolerant(data, _best(data, WIDE, f"{name} is binary, not text"), name)
    if _mostly_right(text):
        return text
    if hint and _likeness(data[:SAMPLE].decode(hint, "replace")) >= LIKELY:
        return _tolerant(data, hint, name)
    reason = f"{name} is neither UTF-8 nor another encoding of Chinese text"
    return _tolerant(data, _best(data, NARROW, reason), name)


def _controls(data: bytes) -> int:
    """How many control characters there are, NUL among them, that no text holds."""
    sample = data[:SAMPLE]
    return len(sample) - len(sample.translate(None, CONTROL))


def _mostly_right(text: str) -> bool:
    """Whether the characters of ``text`` beyond ASCII are right but for a few: a page of mere markup proves nothing."""
    bad = text.count("\ufffd")
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return bad <= max(1, RARE * len(text)) and beyond >= 20 * bad


def _best(data: bytes, encodings: tuple[str, ...], reason: str) -> str:
    """The encoding that gives the most likely Chinese text; raises `Unreadable` where none gives a likely one."""
    likeness = {encoding: _likeness(data[:SAMPLE].decode(encoding, "replace")) for encoding in encodings}
    best = max(encodings, key=likeness.__getitem__)
    if likeness[best] >= LIKELY:
        return best
    if WIDE[0] not in encodings:  # rarer: UTF-16 of pure Han text has no zero bytes that would give it away
        return _best(data, WIDE, reason)
    raise Unreadable(reason, "save it as UTF-8 and check that it can be read")


def _likeness(text: str) -> float:
    """How much ``text`` is like Chinese: its very common characters against all that is not plain ASCII or punctuation.

    About 0.3 for Chinese, 1 for plain ASCII, below 0.05 for anything decoded with the wrong table.
    """
    plain = len(PLAIN.findall(text))
    if plain == len(text):
        return 1.0
    common = sum(map(text.count, "".join(sorted(knowledge.words("common_characters.txt")))))
    strange = len(STRANGE.findall(text))
    return (common - 10 * strange) / (len(text) - plain)


def _tolerant(data: bytes, encoding: str, name: str) -> str:
    text = data.decode(encoding, "replace")
    bad = text.count("\ufffd")
    if bad > max(1, RARE * len(text)):
        remedy = "save it again as UTF-8 from the original page"
        raise Unreadable(f"{name} has {bad} undecodable places as {encoding}", remedy)
    return text
