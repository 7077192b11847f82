"""Wrecks of crawl dumps: hostile records, headers and mappings, damaged bytes. The same for the same number."""

from __future__ import annotations

import gzip
import json
import random
import tempfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import dumps
import mutants
import pyarrow as pa
import pyarrow.parquet as pq

BOMB = 200 * 2**20
DEEP, LONG = 900, 10_000
ENDINGS = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".jsonl.bz2", ".parquet", ".warc", ".warc.gz")
RECORDS = "records: {text: body, id: id, url: url, title: title, published_at: date, license: license}\n"
MAPPINGS = (
    "records: {text: ../../etc/passwd, id: '#'}\n",
    "records: {html: body, id: [a, b]}\n",
    "records: {text: body, markdown: body}\n",
    "records: [text, body]\n",
    f"records: {{text: body, id: {'a.' * LONG}b}}\n",
    "records: {text: body, id: body, url: body, title: body, published_at: body, license: body, language: body}\n",
    'records: {text: "\\uD800", id: "\\0"}\n',
    "records: {text: body, id: deep.deep.deep, title: ''}\n",
    "records: {text: id, id: body}\n",
    "records: &a {text: *a}\n",
    "records: {text: .}\n",
    "records: {text: body, id: id}\nrecords: {text: id}\n",
    "records: {text: 1e999, id: 2024-01-01}\n",
    "publisher: x\n",
)
IDS: tuple[Any, ...] = (
    "../../x", "a/b", "#", "..", ".", ".x", "\x00\x1b[2J", "a\nb", "x" * LONG, "\u202e", "\ud800", "a#t0001",
    "%2e%2e",
    "e\u0301", "é", "E\u0301", "~", "a~0123456789abcdef", " ", "\ufeff", "\U000e0041", 1, -0.0, 1e308, True, [],
    ["a", 1],
    {}, {"name": "x"}, "1", "1.0", "CON", "a\\b", "\u2028", "x" * 100 + "1", "x" * 100 + "2", "한", "\uffff", 10**4000,
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    *IDS, "javascript:alert(1)", "http://[::1", "file:///etc/passwd", "http://a:b@c/\n\nx", "//", "data:,x",
    "0000-00-00",
    "9999-99-99", "99999999999-01-01", "-1", 10**30, 1e300, "CC-BY-4.0", "../LICENSE", "(" * 3000, "A AND " * 3000,
    "zh-Hans", "</script><script>", "| a | b |\n|---|", "{{x}}", "---\npublisher: x", "=1+1", "\u202e" * 900,
)  # fmt: skip
LINES = (
    b'{"body": ' + b"[" * 100_000, b'{"a": ' * DEEP + b"1" + b"}" * DEEP, b"[" * DEEP + b"]" * DEEP,
    (b'{"' + b"k" * LONG + b'": ') * DEEP + b"1" + b"}" * DEEP, b'{"body": 1' + b"0" * 5000 + b"}",
    b'{"id": 1e999, "body": NaN}', b'{"body": "x", "body": "y", "id": "a", "id": "b"}',
    b'{"id": "\\ud800", "body": "\\udfff"}', b'{"\\ud800": 1, "body": "x"}', b'{"body": "\xff\xfe"}',
    b"null", b"1", b'"x"', b"[]", b"{}", b"}", b"\x00" * 1000, b"\xef\xbb\xbf{}", b"{" * 3000, b" " * 100_000,
    b'{"body": "' + b"\\u0000" * 3000 + b'", "id": "n"}', b'{"id": -1E-999999999, "body": ""}', b"\x0b\x0c",
    b"{" + b",".join(b'"k%d": 1' % n for n in range(20_000)) + b"}",
    b'{"":{"":{"":""}}, "body": "x", ".": 1, "..": 2}', b'{"body": "' + b"x" * 300_000 + b'"}',
    b'{"id": "' + b"\\\\" * 9999 + b'", "body": "x"}',
)  # fmt: skip
HEADERS = (
    "Content-Type: text/html; charset=" + "x" * LONG, "Content-Type: TEXT/HTML ; charset=\"utf-7\"",
    "Content-Type: text/plain; charset=../../x", "Content-Type: text/html\r\nContent-Encoding: gzip, gzip, br",
    "Content-Type: text/html\r\nTransfer-Encoding: chunked", "Content-Type: text/html\r\nContent-Encoding: ../x",
    "Content-Type: text/html\r\nContent-Encoding: deflate", "Content-Type: text/html\r\nContent-Length: -1",
    "Content-Type:\r\n text/html", "Content-Type: text/html\r\n" + "X: y\r\n" * 20_000, "\x00\xff", ":",
    "Content-Type",
    "Content-Type: text/html\r\n" + "X" * 2_000_000, "Content-Type: text/html\r\nContent-Encoding: " + "gzip," * 2000,
)  # fmt: skip


def plant(raw: Path, numbers: range) -> dict[str, int | None]:
    """Write wrecks, each into a folder of its own: by their path how many places they have, where that can be told."""
    planted = dict[str, int | None]()
    for number in numbers:
        chosen, (ending, data, source) = random.Random(-number), wreck(number)
        name = chosen.choice(mutants.NAMES) if chosen.random() < 0.2 else "dump"
        path = f"d{number}/{name}{number}{ending}"
        dumps.write(raw / path, data)
        dumps.write(raw / f"d{number}" / "source.yaml", source)
        planted[path] = sum(bool(line.strip()) for line in data.split(b"\n")) if ending == ".jsonl" else None
    return planted


def wreck(number: int) -> tuple[str, bytes, str]:
    """The ending and the content of a dump, and the source.yaml beside it."""
    chosen = random.Random(f"wreck {number}")
    ending = ENDINGS[number % len(ENDINGS)]
    make: Callable[[random.Random], bytes] = {".j": lines, ".p": parquet, ".w": warc}[ending[:2]]
    data = make(chosen)
    if ending.endswith(".gz") and chosen.random() < 0.3:
        data = gzip.compress(data, mtime=0) + chosen.choice((b"", b"\0" * 100, b"x"))
    if ending.endswith((".gz", ".zst", ".bz2")):
        data = dumps.compressed(data, ending)
    for _ in range(chosen.choice((0, 0, 1, 2))):
        data = chosen.choice((mutants.truncated, mutants.flipped, mutants.repeated))(data or b"x", chosen)
    return ending, data, chosen.choice(MAPPINGS) if chosen.random() < 0.3 else RECORDS


def row(chosen: random.Random, name: int) -> dumps.Row:
    """A record with hostile values."""
    content = mutants.mutant(chosen.randrange(10**6), 3000)[1].decode("utf-8", "replace")
    body: Any = chosen.choice((*[dumps.row(str(name))["body"]] * 3, content, None, 7, [], "", "\ud800", "x"))
    keys = chosen.sample(("url", "title", "date", "license"), chosen.randrange(5))
    stated = {key: chosen.choice(VALUES) for key in ("url", "title", "date", "license")}
    return {"id": chosen.choice((*IDS, name)), "body": body, **{key: stated[key] for key in keys}}


def lines(chosen: random.Random) -> bytes:
    """JSON Lines of good, hostile and broken objects."""
    made = [json.dumps(row(chosen, name), ensure_ascii=chosen.random() < 0.5) for name in range(12)]
    every = [line.encode("utf-8", "surrogatepass") for line in made] + chosen.sample(LINES, 4)
    chosen.shuffle(every)
    return chosen.choice((b"\n", b"\r\n", b"\n\n")).join(every) + chosen.choice((b"", b"\n"))


def parquet(chosen: random.Random) -> bytes:
    """A Parquet file whose columns are of any type and name."""
    rows = [
        {"id": str(n), "body": dumps.row(str(n))["body"], "url": "u", "title": "t", "date": "d", "license": "x"}
        for n in range(9)
    ]
    table = pa.Table.from_pylist(rows)
    at = chosen.randrange(table.num_columns)
    name = table.column_names[at]
    table = table.set_column(at, name, chosen.choice(COLUMNS)(table[name]))
    if chosen.random() < 0.3:
        table = table.rename_columns(chosen.choice((["id"] * 6, ["", "body", "a.b", "\x00", "#", "x" * LONG])))
    table = table.slice(0, chosen.choice((9, 9, 9, 1, 0)))
    with tempfile.NamedTemporaryFile() as file:
        options = {"compression": chosen.choice(("none", "zstd", "gzip", "snappy", "brotli", "lz4"))}
        pq.write_table(table, file.name, row_group_size=chosen.choice((1, 4, 100)), **options)  # type: ignore[arg-type]  # a name is enough
        return Path(file.name).read_bytes()


Column = Any
COLUMNS: tuple[Callable[[Column], Any], ...] = (
    lambda one: one,
    lambda one: one.combine_chunks().dictionary_encode(),
    lambda one: one.cast(pa.binary()),
    lambda one: pa.array([b"\xff\xfe\x00" * n for n in range(9)]),
    lambda one: pa.Array.from_buffers(pa.string(), 9, pa.array([b"\xff" * 3] * 9).buffers()),
    lambda one: pa.array([2**62 - n for n in range(9)], pa.timestamp("us")),
    lambda one: pa.array([-(2**62)] * 9, pa.timestamp("ns", "Asia/Shanghai")),
    lambda one: pa.array([2**30] * 9, pa.date32()),
    lambda one: pa.array([[["x"] * n] for n in range(9)]),
    lambda one: pa.array([{"name": {"name": n}} for n in range(9)]),
    lambda one: pa.array([[("a", n)] for n in range(9)], pa.map_(pa.string(), pa.int64())),
    lambda one: pa.array([None] * 9),
    lambda one: pa.array([float("nan")] * 9, pa.float16()),
    lambda one: pa.array(["x" * 100_000] * 8 + [str(one[8])]),
    lambda one: pa.array([nested(60)] * 9),
)


def nested(depth: int) -> Any:
    """An object in an object, so deep."""
    return {"deep": nested(depth - 1)} if depth else 1


def warc(chosen: random.Random) -> bytes:
    """WARC records of good, hostile and broken pages."""
    every = [chosen.choice((good, served, stated, broken))(chosen, f"https://example.org/{n}") for n in range(10)]
    return b"".join(every)


def good(chosen: random.Random, url: str) -> bytes:
    """A page as it should be."""
    return dumps.served(url, dumps.page(url))


def served(chosen: random.Random, url: str) -> bytes:
    """A page under hostile HTTP headers, packed otherwise than they say."""
    page = dumps.page(url)
    packed = gzip.compress(page, mtime=0)
    bodies = (
        page, packed, packed[:-9], gzip.compress(packed, mtime=0), zlib.compress(page)[2:-4], b"\x1f\x8b", b"", bomb(),
        b"5\r\nabcde\r\n" * 5000, b"ffffffffffffffff\r\nx", b"-1\r\nx", b"0" * LONG,
        b"1;" + b"x" * LONG + b"\r\na\r\n0\r\n\r\n",
    )  # fmt: skip
    status = chosen.choice(("200 OK", "200", "", "200" * 999, "2OO OK"))
    return dumps.served(url, chosen.choice(bodies), chosen.choice(HEADERS), status)


@cache
def bomb() -> bytes:
    """Some kB of gzip that are many MB."""
    packing = zlib.compressobj(1, wbits=31)
    return b"".join(packing.compress(b"a" * 2**20) for _ in range(BOMB // 2**20)) + packing.flush()


def stated(chosen: random.Random, url: str) -> bytes:
    """A page of which the WARC headers state something else."""
    record = dumps.served(url, dumps.page(url))
    length = str(int(record.split(b"Content-Length: ")[1].split(b"\r\n")[0])).encode()
    other = chosen.choice(
        (b"-1", b"0", b"99999999999999999999", b"x", b"", b"1e3", length + b"9", b"+" + length, b" 7")
    )
    kind = chosen.choice((b"response", b"resource", b"", b"conversion", b"\xff"))
    said = str(chosen.choice(VALUES)).encode("utf-8", "replace")
    changes = (
        (b"Content-Length: " + length, b"Content-Length: " + other),
        (b"WARC-Type: response", b"WARC-Type: " + kind),
        (url.encode(), said),
        (b"WARC/1.0", b"WARC/" + other),
        (b"\r\n\r\n", b"\r\n" + b"X: y\r\n" * 300_000),
    )
    return record.replace(*chosen.choice(changes), 1)


def broken(chosen: random.Random, url: str) -> bytes:
    """What is no record."""
    return chosen.choice(
        (b"WARC/1.0\r\n", b"\r\n" * 9000, b"WARC/1.0" * 9000, b"\x00" * 9000, gzip.compress(b"WARC/1.0", mtime=0))
    )
