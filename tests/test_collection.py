"""The walk over a raw folder: which files become documents, under which ids, and what is said of the others."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest

from pipelines import collection
from pipelines.collection import Note, Reject, walk
from pipelines.source import BadSource, Source, parse_source, read_source
from pipelines.tables.origins import Origin
from pipelines.text.article import Document

TEXT = "问：今天天气怎么样？\n答：很好，适合出门走一走。\n"


def write(folder: Path, *names: str, text: str = TEXT) -> None:
    """Put the same text under several names."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def documents(folder: Path) -> list[Document]:
    """The documents of a walk."""
    return [found for found in walk(folder) if isinstance(found, Document)]


def rejects(folder: Path) -> list[Reject]:
    """The rejects of a walk."""
    return [found for found in walk(folder) if isinstance(found, Reject)]


def notes(folder: Path) -> list[Note]:
    """The notes of a walk."""
    return [found for found in walk(folder) if isinstance(found, Note)]


def test_an_id_is_the_path_below_the_folder_without_its_ending(tmp_path: Path) -> None:
    """Plain files give `name`, files of a collection `collection/name`, deeper ones their whole path."""
    write(tmp_path, "plain.txt", "news/one.md", "news/deep/two.HTML", "v1.2 final.htm")
    assert [one.article_id for one in documents(tmp_path)] == ["news/deep/two", "news/one", "plain", "v1.2 final"]
    assert [one.suffix for one in documents(tmp_path)] == [".html", ".md", ".txt", ".htm"]


def test_a_document_knows_its_bytes_and_where_they_lie(tmp_path: Path) -> None:
    """The hash is of the raw bytes, the path below the raw folder with slashes."""
    write(tmp_path, "news/one.txt")
    (found,) = documents(tmp_path)
    assert found.raw_path == "news/one.txt"
    assert found.raw_sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert found.text == TEXT


def test_documents_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    """Not in the order of the file system, nor of the file names with their endings."""
    write(tmp_path, "b.txt", "a b.txt", "a/z.txt", "a.md", "a-b.txt", "中文.txt")
    ids = [one.article_id for one in documents(tmp_path)]
    assert ids == sorted(ids)
    assert len(ids) == 6


@pytest.mark.parametrize(
    "name", ["a b", "a;rm -rf x", "$(id)", 'it\'s "q"', "a&b|c>d", "-n", "*?[x]", "#t0000", "百 分%"]
)
def test_names_with_spaces_and_shell_characters_are_kept(tmp_path: Path, name: str) -> None:
    """An id is the name, nothing in it is replaced."""
    write(tmp_path, f"{name}.txt")
    assert [one.article_id for one in documents(tmp_path)] == [name]


def test_of_two_files_with_one_id_the_second_is_rejected(tmp_path: Path) -> None:
    """The message names both, the first in sorted order is taken."""
    write(tmp_path, "a.txt", "a.md", "a.html")
    assert [one.raw_path for one in documents(tmp_path)] == ["a.html"]
    assert [one.file for one in rejects(tmp_path)] == ["a.md", "a.txt"]
    assert all("a.html" in one.reason and "rename" in one.remedy for one in rejects(tmp_path))


def test_hidden_files_are_skipped_and_others_noted(tmp_path: Path) -> None:
    """A hidden file is nobody's article; a picture may be a mistake and is named."""
    write(tmp_path, "a.txt", ".hidden.txt", ".git/x.txt", "picture.png")
    assert [one.article_id for one in documents(tmp_path)] == ["a"]
    assert [one.file for one in notes(tmp_path)] == ["picture.png"]
    assert not rejects(tmp_path)


def test_what_cannot_be_decoded_is_rejected_and_the_others_go_on(tmp_path: Path) -> None:
    """An empty file and a binary give reasons and remedies."""
    write(tmp_path, "good.txt", "empty.txt")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    assert [one.article_id for one in documents(tmp_path)] == ["good"]
    assert {one.file for one in rejects(tmp_path)} == {"empty.txt", "photo.txt"}
    assert all(one.reason and one.remedy for one in rejects(tmp_path))


def test_a_file_larger_than_the_limit_is_not_opened(tmp_path: Path) -> None:
    """A sparse file of 51 MiB is refused by its size alone."""
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(collection.MAX_BYTES + 2**20)
    (found,) = rejects(tmp_path)
    assert "51 MiB" in found.reason


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """Opening it would block for ever."""
    os.mkfifo(tmp_path / "pipe.txt")
    (found,) = rejects(tmp_path)
    assert "regular file" in found.reason


def test_a_file_without_the_right_to_read_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason is the system's own word; ``chmod`` would not stop root, so reading itself is refused."""

    def refused(path: str, mode: str) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)

    write(tmp_path, "a.txt")
    monkeypatch.setattr(collection, "open", refused, raising=False)
    (found,) = rejects(tmp_path)
    assert "denied" in found.reason.lower()


def test_a_file_that_vanishes_while_we_look_is_rejected(tmp_path: Path) -> None:
    """Between the listing and the reading anything may happen."""
    write(tmp_path, "a.txt", "b.txt")
    found = (one for one in walk(tmp_path) if not isinstance(one, Origin))
    assert isinstance(next(found), Document)
    (tmp_path / "b.txt").unlink()
    assert isinstance(next(found), Reject)


def test_links_out_of_the_folder_are_rejected(tmp_path: Path) -> None:
    """Neither a file nor a folder elsewhere becomes part of the dataset by a link, and a broken link is named."""
    write(tmp_path, "outside/secret.txt", "raw/inside.txt")
    raw = tmp_path / "raw"
    (raw / "link.txt").symlink_to(tmp_path / "outside/secret.txt")
    (raw / "folder").symlink_to(tmp_path / "outside")
    (raw / "broken.txt").symlink_to(raw / "nothing.txt")
    (raw / "self").symlink_to(raw)
    (raw / "again.txt").symlink_to(raw / "inside.txt")
    assert [one.article_id for one in documents(raw)] == ["again", "inside"]
    assert [one.file for one in rejects(raw)] == ["broken.txt", "folder", "link.txt"]
    assert [one.file for one in notes(raw)] == ["self"]


def test_a_name_that_is_not_utf8_is_rejected(tmp_path: Path) -> None:
    """It could be written to no table; the message can still be printed."""
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xd6\xd0.txt")).write_text(TEXT, encoding="utf-8")
    (found,) = rejects(tmp_path)
    assert found.file.encode("utf-8")
    assert "UTF-8" in found.reason


@pytest.mark.parametrize("name", ["two\nlines.txt", "\x1b[2J.md", "\u2028.html", "\x85.txt", "\x7f.jsonl"])
def test_a_name_with_a_control_character_is_rejected(tmp_path: Path, name: str) -> None:
    """No id can be made of it that tables and addresses could hold."""
    write(tmp_path, name, "fine.txt")
    found = rejects(tmp_path)
    assert {one.file for one in found} == {name}
    assert "control character" in found[0].reason


def test_a_folder_without_articles_gives_nothing(tmp_path: Path) -> None:
    """No document, no reject."""
    assert list(walk(tmp_path)) == []


def test_a_folder_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    """Unlike anything inside the folder."""
    with pytest.raises(FileNotFoundError):
        list(walk(tmp_path / "nothing"))


def test_articles_take_licence_publisher_and_language_from_their_collection(tmp_path: Path) -> None:
    """The nearest source.yaml above counts; a folder without one is a collection that says nothing, and is noted."""
    write(tmp_path, "plain.txt", "radio/a.txt", "radio/2024/b.txt", "blog/c.txt")
    write(tmp_path, "radio/source.yaml", text="publisher: 山音电台\nlicense: CC-BY-4.0\nlanguage: zh-CN\n")
    found = {one.article_id: one for one in documents(tmp_path)}
    assert (found["radio/a"].collection, found["radio/a"].license) == ("radio", "CC-BY-4.0")
    assert (found["radio/2024/b"].collection, found["radio/2024/b"].publisher) == ("radio", "山音电台")
    assert found["radio/a"].language == "zh-Hans"
    assert (found["blog/c"].collection, found["blog/c"].license) == ("blog", None)
    assert found["plain"].collection is None
    assert [one.file for one in notes(tmp_path)] == ["blog"]


def test_a_bad_source_is_rejected_and_its_files_go_on_without_licence(tmp_path: Path) -> None:
    """The reject names the file, the line, and what to write."""
    write(tmp_path, "radio/a.txt")
    write(tmp_path, "radio/source.yaml", text="publisher: x\nlicense: [broken\n")
    (reject,) = rejects(tmp_path)
    assert reject.file == "radio/source.yaml"
    assert "line" in reject.reason
    (found,) = documents(tmp_path)
    assert (found.collection, found.license, found.publisher) == ("radio", None, None)


@pytest.mark.parametrize(
    ("stated", "complaint"),
    [
        ({"license": "CC BY 4.0"}, "CC-BY-4.0"),
        ({"license": "仅供学习"}, "SPDX"),
        ({"license": ["MIT"]}, "list"),
        ({"language": "fr"}, "zh-Hans"),
        ({"publisher": True}, "quotes"),
    ],
)
def test_a_source_that_cannot_be_meant_is_explained(stated: dict[str, object], complaint: str) -> None:
    """The message says what to write instead."""
    with pytest.raises(BadSource, match=complaint):
        parse_source(stated)


@pytest.mark.parametrize(
    "license", ["CC0-1.0", "MIT OR Apache-2.0", "https://example.org/terms", "LicenseRef-own", "GPL-2.0-or-later"]
)
def test_licences_are_spdx_expressions_or_addresses(license: str) -> None:
    """They reach the tables as written."""
    assert parse_source({"license": license}).license == license


def test_an_unknown_licence_is_no_licence() -> None:
    """The word and the missing key mean the same."""
    assert parse_source({"license": "unknown"}) == parse_source({}) == Source()
    assert parse_source({"license": "NOASSERTION"}) == Source()


def test_a_source_under_nearly_the_right_name_is_not_overlooked(tmp_path: Path) -> None:
    """It may forbid what the source of the folder above allows: until it is renamed nothing is known of its files."""
    write(tmp_path, "source.yaml", text="license: CC0-1.0\n")
    write(tmp_path, "shut/source.yml", text="redistribution: forbidden\n")
    write(tmp_path, "shut/a.txt", "open/b.txt")
    (reject,) = rejects(tmp_path)
    assert (reject.file, reject.remedy[:24]) == ("shut/source.yml", "rename it to source.yaml")
    assert {one.article_id: one.license for one in documents(tmp_path)} == {"open/b": "CC0-1.0", "shut/a": None}


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """Which of two licences is meant nobody can tell."""
    (tmp_path / "source.yaml").write_text("license: CC-BY-ND-4.0\nlicense: CC0-1.0\n", encoding="utf-8")
    with pytest.raises(BadSource, match="the key 'license' stands twice"):
        read_source(tmp_path / "source.yaml")


def test_unknown_keys_are_noted_not_refused(tmp_path: Path) -> None:
    """A spelling that we do not know must not cost the collection its licence."""
    write(tmp_path, "radio/a.txt")
    write(tmp_path, "radio/source.yaml", text="licence: MIT\nlicense: CC0-1.0\n")
    assert [one.text for one in notes(tmp_path)] == ["unknown keys are not used: licence"]
    assert documents(tmp_path)[0].license == "CC0-1.0"


@pytest.mark.parametrize(
    "data", [b"- a\n- b\n", b"just words", b"\xff\xfe\x00", b"a: b: c", b"!!python/object:os.x {}"]
)
def test_a_source_file_that_is_no_mapping_is_refused(tmp_path: Path, data: bytes) -> None:
    """Whatever is in it, the answer is a sentence."""
    (tmp_path / "source.yaml").write_bytes(data)
    with pytest.raises(BadSource):
        read_source(tmp_path / "source.yaml")
