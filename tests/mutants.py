"""Mutated inputs: what a crawler, an editor or an enemy makes of good files. The same for the same number."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SUFFIXES = (".txt", ".md", ".html")
FOLDERS = 7
SECRET = "外面的话不该读它"
"""Stands outside the raw folder, where links point."""

ENCODINGS = ("gb18030", "gbk", "big5", "utf-16", "utf-16-le", "utf-32", "utf-7", "shift_jis", "euc-kr", "latin-1")
CONTROLS = "\x00\x01\x07\x08\x0b\x0c\x0d\x1b\x7f\x85\u00ad\u200b\u200e\u2028\u2029\u202e\u2066\ufeff\ufffd\U000e0041"
LABELS = ("问：", "答：", "记者：", "A:", "**Q：**", "——", "【主持人】", "1.", "#", ">", "<b>甲</b>：", "：", "「", "|")
HTML = (
    "<div>",
    "</p>",
    "<table><tr><td>",
    "<!--",
    "<script>",
    "&#x110000;",
    "&nbsp;",
    "<p class='",
    "<![CDATA[",
    "<a href=",
)
YAML = (
    "a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\npublisher: *c\n",
    "publisher: !!python/object/apply:os.system ['touch hacked']\n",
    "publisher: " + "[" * 5000,
    "publisher: x\npublisher: y\n",
    "license: ../../etc/passwd\n",
    "language: [zh]\nretrieved: 99999-99-99\n",
    "? {a: b}\n: c\n",
    "%YAML 9.9\n---\n- x\n",
    'publisher: "\\uD800\\x00"\n',
    "\x00\x01",
    "records: {text: ../../x, id: [1]}\n",
    "- article: ../../etc\n  correct: role\n",
    "- {article: '*', withdraw: true, reason: x}\n" * 50,
    "{" * 3000,
    "key: " + "'" * 9999,
)
NAMES = (
    "..", "...x", "-rf", "a b", "a\nb", "a\tb", "＃#t0001", "x" * 200, "\u202etxt.exe", "e\u0301", "é", "CON",
    "a%2F..%2Fb",
    "a\\b", "\x7f", "\x1b[2J", "a\r", "a\u2028b", "\ufeff", "\ud7ff\ufdd0", "#", "%00", " ", "名字", "😀", ".hidden",
    "a:b", "a'b\"c", "$(x)", "a*?[1]", "~",
)  # fmt: skip

Mutate = Callable[[bytes, random.Random], bytes]


def truncated(data: bytes, chosen: random.Random) -> bytes:
    """Cut off anywhere, also within a character."""
    return data[: chosen.randrange(len(data) + 1)]


def spliced(data: bytes, chosen: random.Random) -> bytes:
    """The head of one file and the tail of another."""
    other = chosen.choice(originals())[1]
    return data[: chosen.randrange(len(data))] + other[chosen.randrange(len(other)) :]


def recoded(data: bytes, chosen: random.Random) -> bytes:
    """In another encoding than it says, or in two."""
    text, encoding = data.decode("utf-8", "replace"), chosen.choice(ENCODINGS)
    cut = chosen.randrange(len(text)) if chosen.random() < 0.3 else 0
    return text[:cut].encode() + text[cut:].encode(encoding, "ignore")


def flipped(data: bytes, chosen: random.Random) -> bytes:
    """Bytes that a bad disk changed."""
    found = bytearray(data)
    for _ in range(chosen.choice((1, 10, len(data) // 10 + 1))):
        found[chosen.randrange(len(found))] = chosen.randrange(256)
    return bytes(found)


def sprinkled(data: bytes, chosen: random.Random) -> bytes:
    """Control characters, marks and tags anywhere."""
    text, signs = data.decode("utf-8", "replace"), chosen.choice(((*CONTROLS,), LABELS, HTML))
    for _ in range(chosen.choice((3, 30, 300))):
        at = chosen.randrange(len(text) + 1)
        text = text[:at] + chosen.choice(signs) + text[at:]
    return text.encode("utf-8", "replace")


def one_line(data: bytes, chosen: random.Random) -> bytes:
    """A page without a newline, up to two megabytes long."""
    line = data.replace(b"\n", chosen.choice((b"", b" ", b"\xe3\x80\x80")))
    return line * chosen.choice((1, 10, 2_000_000 // (len(line) + 1) + 1))


def repeated(data: bytes, chosen: random.Random) -> bytes:
    """One of its lines thousands of times."""
    lines = data.splitlines(keepends=True)
    at = chosen.randrange(len(lines))
    times = min(chosen.choice((100, 3000)), 2_000_000 // (len(lines[at]) + 1) + 1)
    return b"".join((*lines[:at], lines[at] * times, *lines[at:]))


def shuffled(data: bytes, chosen: random.Random) -> bytes:
    """Its lines in any order, with others' line ends."""
    lines = data.splitlines()
    chosen.shuffle(lines)
    return chosen.choice((b"\n", b"\r\n", b"\r", b"\n\n\n\n", b"\xe2\x80\xa8", b"\x0b")).join(lines)


def nested(data: bytes, chosen: random.Random) -> bytes:
    """Inside elements, quotations or lists of any depth, closed or not."""
    opening = chosen.choice((b"<div>", b"<table><tr><td>", b"> ", b"- ", b"<b><i>", b"**", b"[", b"(", "「".encode()))
    return opening * chosen.choice((10, 1000, 50_000)) + data


def labelled(data: bytes, chosen: random.Random) -> bytes:
    """Every line under a label of its own, or all under one."""
    text, own = data.decode("utf-8", "replace"), chosen.random() < 0.5
    signs = [chr(chosen.randrange(0x4E00, 0x9FA5)) for _ in range(400)]
    lines = (
        f"{''.join(chosen.choices(signs, k=3)) if own else chosen.choice(LABELS)}：{line}" for line in text.split("\n")
    )
    return "\n".join(lines).encode()


def nothing_but(data: bytes, chosen: random.Random) -> bytes:
    """Nothing, or noise."""
    size = chosen.choice((0, 1, 1000, 300_000))
    return chosen.choice((b"", b"\n" * size, b"\x00" * size, chosen.randbytes(size), "：".encode() * size, b" " * size))


MUTATIONS: tuple[Mutate, ...] = (
    truncated, spliced, recoded, flipped, sprinkled, one_line, repeated, shuffled, nested, labelled, nothing_but,
)  # fmt: skip

_KEPT: list[tuple[str, bytes]] = []


def originals() -> list[tuple[str, bytes]]:
    """Endings and contents of the articles of this repository."""
    if not _KEPT:
        folders = ROOT / "raw" / "samples", ROOT / "tests" / "golden"
        paths = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in SUFFIXES)
        _KEPT.extend((path.suffix, path.read_bytes()) for path in paths if path.name != "README.md")
    return _KEPT


def mutant(number: int, most: int) -> tuple[str, bytes]:
    """The ending and the content of a mutated article of at most so many bytes."""
    chosen = random.Random(number)
    suffix, data = chosen.choice(originals())
    for _ in range(chosen.choice((1, 1, 2))):
        data = chosen.choice(MUTATIONS)(data or b"x", chosen)
    return (chosen.choice(SUFFIXES) if chosen.random() < 0.2 else suffix), data[:most]


@dataclass(slots=True)
class Planted:
    """What was written, by paths below the raw folder: ``articles`` by name, whether anything can be read of them."""

    articles: set[str] = field(default_factory=set)
    strangers: set[str] = field(default_factory=set)
    """What has the name of an article and is none: each is a reject."""


def plant(raw: Path, numbers: range, most: int) -> Planted:
    """Write mutated articles of ``most`` bytes into a raw folder, under hostile names and beside hostile files."""
    planted = Planted()
    outside = raw.with_name("outside.txt")
    outside.write_text(f"问：这是外面的文件吗？\n答：是的，{SECRET}。\n", encoding="utf-8")
    for number in numbers:
        chosen, (suffix, data) = random.Random(-number), mutant(number, most)
        folder = f"c{number % FOLDERS}/" + "deep/" * chosen.choice((0, 0, 30))
        name = chosen.choice(NAMES) if chosen.random() < 0.2 else "article"
        _write(raw, f"{folder}{name}{number}{suffix}", data, planted)
        if chosen.random() < 0.05:
            _write(raw, f"{folder}{name}{number}{'.md' if suffix == '.txt' else '.txt'}", data, planted)
    for number in range(FOLDERS):
        _surround(raw, f"c{number}", random.Random(numbers.start + number), outside, planted)
    return planted


def is_hidden(path: str) -> bool:
    """Whether a name in a path says that nobody shall look at it."""
    return any(name.startswith(".") for name in path.split("/"))


def _write(raw: Path, path: str, data: bytes, planted: Planted) -> None:
    (raw / path).parent.mkdir(parents=True, exist_ok=True)
    (raw / path).write_bytes(data)
    planted.articles.add(path)


def _surround(raw: Path, folder: str, chosen: random.Random, outside: Path, planted: Planted) -> None:
    """What lies about beside articles."""
    for name in ("source.yaml", "overrides.yaml"):
        if chosen.random() < 0.7:
            (raw / folder / name).write_bytes(chosen.choice(YAML).encode("utf-8", "surrogatepass"))
    target = chosen.choice((outside, "/etc/passwd", "link.txt", "nowhere.txt", "/dev/zero", "../../outside.txt"))
    (raw / folder / "link.txt").symlink_to(target)
    (raw / folder / "up").symlink_to("..")
    (raw / folder / "folder.txt").mkdir()
    os.mkfifo(raw / folder / "pipe.txt")
    (Path(os.fsdecode(os.fsencode(raw / folder) + b"/\xff\xfe.txt"))).write_bytes(b"x")
    planted.strangers |= {f"{folder}/{name}" for name in ("link.txt", "pipe.txt", "\\udcff\\udcfe.txt")}
    own = sorted(one for one in planted.articles if one.startswith(f"{folder}/"))
    (raw / folder / "again.txt").symlink_to(raw / chosen.choice(own))
    planted.articles.add(f"{folder}/again.txt")
