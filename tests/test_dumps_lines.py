"""JSON Lines: what each line gives, in any compression, and what is said of lines that give nothing."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from dumps import compressed, json_lines, row, write
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dumps import lines, record
from pipelines.dumps.mapping import Columns, read_columns
from pipelines.dumps.reading import records
from pipelines.dumps.record import BadDump, CutOff, Record, Trouble

COLUMNS = Columns("body", ".txt", (("id", "id"),))


def found(path: Path, columns: Columns = COLUMNS) -> list[Record]:
    """The records of a dump that has no trouble."""
    every = list(records(path, columns))
    assert all(isinstance(one, Record) for one in every)
    return [one for one in every if isinstance(one, Record)]


def troubles(path: Path, columns: Columns = COLUMNS) -> list[Trouble]:
    """What is wrong in a dump."""
    return [one for one in records(path, columns) if isinstance(one, Trouble)]


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz", ".jsonl.zst", ".jsonl.bz2", ".JSONL.GZ"])
def test_each_line_is_a_record_in_every_compression(tmp_path: Path, ending: str) -> None:
    """Their order is that of the lines, numbers count from 1, blank lines too."""
    data = json_lines([row("a"), row("b")]) + b"\n" + json_lines([row("c")])
    path = write(tmp_path / f"x{ending}", data if ending == ".jsonl" else compressed(data, ending.lower()))
    every = found(path)
    assert [(one.number, one.stated["id"]) for one in every] == [(1, "a"), (2, "b"), (4, "c")]
    assert every[0].content.decode() == row("a")["body"]


@pytest.mark.parametrize("ending", [".jsonl.gz", ".jsonl.zst", ".jsonl.bz2"])
def test_a_file_of_several_members_is_read_to_its_end(tmp_path: Path, ending: str) -> None:
    """As `cat a.gz b.gz` makes them."""
    parts = [compressed(json_lines([row(name)]), ending) for name in "ab"]
    assert len(found(write(tmp_path / f"x{ending}", b"".join(parts)))) == 2


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b'{"id": "x", "body": ', "no JSON"),
        (b"[1, 2]", "list, no object"),
        (b'"text"', "str, no object"),
        (b'{"id": "x", "body": null}', "missing or null"),
        (b'{"id": "x"}', "missing or null"),
        (b'{"id": "x", "body": 7}', "int, not text"),
        (b'{"id": "x", "body": {"a": 1}}', "dict, not text"),
        (b'{"body": " \\n"}', "is empty"),
        (b'{"id": "x", "body": "\xff"}', "not UTF-8"),
        (b"[" * 100_000, "no JSON"),
        (b'{"n": ' + b"9" * 5000 + b"}", "no JSON"),
    ],
)
def test_a_line_that_gives_no_record_is_named_and_the_others_are_read(
    tmp_path: Path, line: bytes, complaint: str
) -> None:
    """By its number, with a reason and a remedy."""
    path = write(tmp_path / "x.jsonl", json_lines([row("a")]) + line + b"\n" + json_lines([row("b")]))
    (trouble,) = troubles(path)
    assert trouble.number == 2
    assert complaint in trouble.reason
    assert trouble.remedy
    assert len([one for one in records(path, COLUMNS) if isinstance(one, Record)]) == 2


@pytest.mark.parametrize("ending", [".jsonl.gz", ".jsonl.zst", ".jsonl.bz2"])
def test_what_stands_before_the_place_where_a_file_was_cut_off_is_kept(tmp_path: Path, ending: str) -> None:
    """The reject names the line and what to do."""
    first = compressed(json_lines([row(f"{number}") for number in range(50)]), ending)
    second = compressed(json_lines([row(f"{number}", str(number)) for number in range(50, 5000)]), ending)
    path = write(tmp_path / f"x{ending}", first + second[:-20])
    every = list(records(path, COLUMNS))
    assert len([one for one in every if isinstance(one, Record)]) >= 45
    assert isinstance(every[-1], Trouble)
    assert "fetch the dump again" in every[-1].remedy


def test_a_gzip_file_without_its_last_bytes_loses_no_line(tmp_path: Path) -> None:
    """The check sum alone is gone."""
    data = gzip.compress(json_lines([row("a"), row("b")]))[:-3]
    every = list(records(write(tmp_path / "x.jsonl.gz", data), COLUMNS))
    assert [type(one) for one in every] == [Record, Record, Trouble]


def test_what_is_no_gzip_is_said_to_be_none(tmp_path: Path) -> None:
    """Whatever its name says."""
    (trouble,) = troubles(write(tmp_path / "x.jsonl.gz", json_lines([row("a")])))
    assert "no valid gzip" in trouble.reason


def test_a_record_larger_than_an_article_can_be_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those around it are read."""
    monkeypatch.setattr(lines, "MAX_BYTES", 2000)
    path = write(tmp_path / "x.jsonl", json_lines([row("a"), {"body": "长" * 5000}, row("b")]))
    (trouble,) = troubles(path)
    assert (trouble.number, "larger than an article" in trouble.reason) == (2, True)


def test_a_line_without_end_ends_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a bomb expands to is never held, and not even waited for."""
    monkeypatch.setattr(lines, "MAX_BYTES", 2**20)
    monkeypatch.setattr(lines, "ENDLESS", 2**22)
    data = json_lines([row("a")]) + b" " * 2**26
    every = list(records(write(tmp_path / "x.jsonl.gz", gzip.compress(data)), COLUMNS))
    assert [type(one) for one in every] == [Record, Trouble]
    assert "longer than 4 MiB" in str(every[1])


def test_a_column_that_no_line_has_is_told_with_those_that_are_there(tmp_path: Path) -> None:
    """A misspelt name must not silently cost every article its licence."""
    columns = read_columns({"text": "body", "license": "meta.licence"})
    path = write(tmp_path / "x.jsonl", json_lines([row("a", meta={"license": "MIT"}), row("b")]))
    with pytest.raises(BadDump, match=r"no column 'meta.licence'.*records: license.*id, body, meta, meta.license"):
        list(records(path, columns))


def test_a_column_may_be_missing_in_some_lines(tmp_path: Path) -> None:
    """JSON leaves out what is not known."""
    columns = read_columns({"text": "body", "license": "meta.license"})
    path = write(tmp_path / "x.jsonl", json_lines([row("a"), row("b", meta={"license": "MIT"})]))
    assert [dict(one.stated) for one in found(path, columns or COLUMNS)] == [{}, {"license": "MIT"}]


def test_a_dump_without_mapping_tells_its_columns_and_lines_to_copy(tmp_path: Path) -> None:
    """Whoever reads it can go on at once."""
    path = write(tmp_path / "x.jsonl", json_lines([{"uid": 1, "meta": {"url": "u", "title": "t"}, "text": "x"}]))
    with pytest.raises(BadDump, match=r"uid, meta, meta.url, meta.title, text") as refused:
        list(records(path, None))
    assert "records: {text: text, url: meta.url, title: meta.title}" in refused.value.remedy


def test_half_a_character_becomes_the_mark_of_what_cannot_be_read(tmp_path: Path) -> None:
    """JSON can escape it, no file can hold it."""
    (one,) = found(write(tmp_path / "x.jsonl", b'{"body": "a\\ud83d b", "id": "\\ud83d"}'))
    assert one.content.decode() == "a\ufffd b"


@given(st.lists(st.binary(max_size=30).filter(lambda one: b"\n" not in one)), st.integers(1, 9))
def test_lines_are_those_of_the_whole_whatever_the_chunks(parts: list[bytes], size: int) -> None:
    """A line that two chunks share is one line."""
    data = b"\n".join(parts)
    stream = io.BytesIO(data)
    wanted = [one.strip() for one in data.removesuffix(b"\n").split(b"\n")] if data else []
    assert list(lines.cut(iter(lambda: stream.read(size), b""))) == wanted


def test_a_cut_stream_gives_its_last_line_before_it_fails() -> None:
    """It may be whole."""

    def broken() -> Iterator[bytes]:
        yield b"one\ntwo"
        raise CutOff("gone", "again")

    seen: list[bytes | None] = []
    with pytest.raises(CutOff):
        seen.extend(lines.cut(broken()))
    given_lines = lines.cut(broken())
    assert [next(given_lines), next(given_lines)] == [b"one", b"two"]


def test_only_wanted_lines_are_parsed(tmp_path: Path) -> None:
    """The others may be anything."""
    path = write(tmp_path / "x.jsonl", b"broken\n" + json_lines([row("a"), row("b")]))
    assert [one.number for one in records(path, COLUMNS, {3})] == [3]


def test_the_limit_is_that_of_files() -> None:
    """A record is an article like any other."""
    from pipelines import collection

    assert collection.MAX_BYTES == record.MAX_BYTES
