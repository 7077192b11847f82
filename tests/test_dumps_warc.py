"""WARC: which records are pages, how their content is found, and what is said of those that cannot be read."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pyarrow as pa
import pytest
from dumps import page, served, warc, write

from pipelines.collection import text_of
from pipelines.dumps import warc as reader
from pipelines.dumps.reading import records
from pipelines.dumps.record import Record, Trouble

PAGE = page("一个放风筝的人")
URL = "https://example.org/kite"


def found(path: Path) -> list[Record | Trouble]:
    """What a dump gives."""
    return list(records(path, None))


def content(tmp_path: Path, record: bytes) -> bytes:
    """The content of the one page of a dump."""
    (one,) = found(write(tmp_path / "x.warc", record))
    assert isinstance(one, Record), one
    return one.content


def test_pages_are_records_and_everything_else_is_passed_over(tmp_path: Path) -> None:
    """Requests, redirects, pictures and what is not there are no articles."""
    data = b"".join(
        [
            warc("warcinfo", "", b"software: x\r\n", "application/warc-fields"),
            warc("request", URL, b"GET / HTTP/1.1\r\n\r\n", "application/http; msgtype=request"),
            served(URL, PAGE, "Content-Type: text/html; charset=utf-8"),
            served(f"{URL}.png", b"\x89PNG", "Content-Type: image/png"),
            served(f"{URL}/gone", b"<p>gone</p>", status="404 Not Found"),
            warc("resource", f"{URL}.txt", "问：好吗？".encode(), "text/plain"),
        ]
    )
    for path in (write(tmp_path / "x.warc", data), write(tmp_path / "x.warc.gz", gzip.compress(data))):
        every = [one for one in found(path) if isinstance(one, Record)]
        assert [(one.number, one.suffix, one.stated["url"]) for one in every] == [
            (3, ".html", URL),
            (6, ".txt", f"{URL}.txt"),
        ]
        assert every[0].content == PAGE


def test_a_file_with_a_gzip_member_for_each_record_is_read(tmp_path: Path) -> None:
    """As the standard wants it."""
    data = b"".join(gzip.compress(served(f"{URL}/{number}", PAGE)) for number in range(5))
    assert len(found(write(tmp_path / "x.warc.gz", data))) == 5


@pytest.mark.parametrize(
    ("encoding", "encoded"),
    [
        ("gzip", gzip.compress(PAGE)),
        ("x-gzip", gzip.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE, wbits=-15)),
        ("br", pa.Codec("brotli").compress(PAGE, asbytes=True)),
        ("zstd", pa.Codec("zstd").compress(PAGE, asbytes=True)),
        ("gzip", PAGE),
        ("br", PAGE),
        ("identity", PAGE),
        ("gzip, br", pa.Codec("brotli").compress(gzip.compress(PAGE), asbytes=True)),
    ],
)
def test_content_is_read_as_it_was_shown(tmp_path: Path, encoding: str, encoded: bytes) -> None:
    """Also where a crawler has decompressed it and kept the header."""
    headers = f"Content-Type: text/html\r\nContent-Encoding: {encoding}"
    assert content(tmp_path, served(URL, encoded, headers)) == PAGE


def test_chunks_are_put_together(tmp_path: Path) -> None:
    """Also compressed ones, and where a crawler has joined them and kept the header."""
    packed = gzip.compress(PAGE)
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in (packed[:50], packed[50:]))
    headers = "Content-Type: text/html\r\nTransfer-Encoding: chunked"
    both = f"{headers}\r\nContent-Encoding: gzip"
    assert content(tmp_path, served(URL, chunked + b"0\r\n\r\n", both)) == PAGE
    assert content(tmp_path, served(URL, PAGE, headers)) == PAGE


@pytest.mark.parametrize(("charset", "codec"), [("gbk", "gb18030"), ("Big5", "big5hkscs"), ("utf-8", "gb18030")])
def test_the_charset_of_the_header_is_a_hint(tmp_path: Path, charset: str, codec: str) -> None:
    """And no more: servers say what is not so."""
    text = (
        "記者：你好嗎？我很好，你呢？今天天氣不錯，我們出去走走。"
        if codec == "big5hkscs"
        else "记者：你好吗？我很好，我们走。"
    )
    (one,) = found(
        write(tmp_path / "x.warc", served(URL, text.encode(codec), f'Content-Type: text/plain; charset="{charset}"'))
    )
    assert isinstance(one, Record)
    assert text_of(one, "x") == text


def test_a_record_larger_than_an_article_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it stands, or once decompressed, whatever compressed it."""
    monkeypatch.setattr(reader, "MAX_BYTES", 2**16)
    zeros = b"<" + b"\0" * 2**22
    bombs = {
        "identity": zeros,
        "gzip": gzip.compress(zeros),
        "deflate": zlib.compress(zeros),
        "br": pa.Codec("brotli").compress(zeros, asbytes=True),
    }
    data = b"".join(
        served(f"{URL}/{name}", bomb, f"Content-Type: text/html\r\nContent-Encoding: {name}")
        for name, bomb in bombs.items()
    )
    every = found(write(tmp_path / "x.warc", data + served(URL, PAGE)))
    assert [type(one) for one in every] == [*[Trouble] * len(bombs), Record]
    assert all("larger than an article" in one.reason for one in every if isinstance(one, Trouble))


def test_headers_without_end_are_not_read_to_it(tmp_path: Path) -> None:
    """What follows is read."""
    bomb = b"WARC/1.0\r\nWARC-Type: response\r\nX: " + b"a" * 2**22 + b"\r\n\r\n"
    data = gzip.compress(bomb + served(URL, PAGE))
    every = found(write(tmp_path / "x.warc.gz", data))
    assert [type(one) for one in every] == [Trouble, Record]
    assert "headers are longer" in str(every[0])


def test_a_broken_record_costs_no_other(tmp_path: Path) -> None:
    """Reading goes on where the next begins."""
    good = served(URL, PAGE)
    broken = {
        "no length": good.replace(b"Content-Length", b"Content-Size"),
        "wrong length": good.replace(f"Content-Length: {len(good)}".encode(), b"Content-Length: x"),
        "too short": good.replace(b"Content-Length: ", b"Content-Length: -"),
        "junk": b"junk\r\n" * 9,
    }
    for name, one in broken.items():
        every = found(write(tmp_path / "x.warc", good + one + good))
        numbers = [each.number for each in every if isinstance(each, Record)]
        assert len(numbers) == (3 if name == "wrong length" else 2), name
        assert name == "wrong length" or any(isinstance(each, Trouble) for each in every), name


def test_a_file_that_ends_in_a_record_says_so(tmp_path: Path) -> None:
    """Half a page would be published as if it were whole."""
    data = served(f"{URL}/a", PAGE) + served(URL, PAGE)[:-100]
    every = found(write(tmp_path / "x.warc", data))
    assert [type(one) for one in every] == [Record, Trouble]
    assert "shorter than it says" in str(every[1])
    packed = gzip.compress(served(URL, PAGE)) + gzip.compress(served(URL, PAGE))[:-50]
    every = found(write(tmp_path / "x.warc.gz", packed))
    assert next(type(one) for one in every) is Record
    assert all(isinstance(one, Trouble) for one in every[1:])
    assert "in the middle of its gzip" in str(every[-1])


def test_only_wanted_records_are_decoded(tmp_path: Path) -> None:
    """The others cost nothing but their way."""
    path = write(tmp_path / "x.warc", b"".join(served(f"{URL}/{n}", PAGE) for n in range(4)))
    assert [one.number for one in records(path, None, {2, 4})] == [2, 4]
