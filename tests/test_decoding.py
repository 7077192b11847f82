"""Bytes become text in whatever encoding a crawler left them, or are refused with a remedy."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.decoding import Unreadable, decode

SIMPLIFIED = (
    "记者：你们为什么会想到在海边的小城里做这个实验？\n"
    "答：因为这里的人不多，我们说的话大家都听得到，也没有什么要急着去做的。\n"
)
TRADITIONAL = (
    "記者：你們為什麼會想到在海邊的小城裡做這個實驗？\n"
    "答：因為這裡的人不多，我們說的話大家都聽得到，也沒有什麼要急著去做的。\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
def test_simplified_text_is_read_in_every_encoding_it_is_written_in(encoding: str) -> None:
    """No encoding has to be named, and the byte order mark is gone."""
    assert decode(SIMPLIFIED.encode(encoding), "a.txt") == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5"])
def test_traditional_text_is_read_in_every_encoding_it_is_written_in(encoding: str) -> None:
    """Big5 and GB18030 share their bytes; the commonest characters tell them apart."""
    assert decode(TRADITIONAL.encode(encoding), "a.txt") == TRADITIONAL


@pytest.mark.parametrize(
    "bom", [codecs.BOM_UTF16_LE + "x好".encode("utf-16-le"), codecs.BOM_UTF16_BE + "x好".encode("utf-16-be")]
)
def test_a_byte_order_mark_decides_even_for_two_characters(bom: bytes) -> None:
    """Where a mark stands nothing is guessed."""
    assert decode(bom, "a.txt") == "x好"


def test_a_wrong_declaration_in_the_page_is_not_believed() -> None:
    """Crawlers save pages as UTF-8 that still say gb2312."""
    page = f'<meta charset="gb2312"><p>{SIMPLIFIED}</p>'
    assert decode(page.encode(), "a.html") == page
    page = f'<meta charset="utf-8"><p>{SIMPLIFIED}</p>'
    assert decode(page.encode("gb18030"), "a.html") == page


def test_a_page_of_much_markup_and_few_characters_in_gbk_is_not_taken_for_damaged_utf8() -> None:
    """Its bytes beyond ASCII are few, but all of them are wrong as UTF-8."""
    page = "<div class='x'></div>\n" * 2000 + "我们说的是这个。"
    assert decode(page.encode("gbk"), "a.html") == page


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_few_broken_bytes_become_replacement_characters(encoding: str) -> None:
    """A page cut off in the middle of a character is still a page."""
    data = (SIMPLIFIED * 20).encode(encoding)
    text = decode(data[:-2] + b"\xff\n", "a.txt")
    assert text.startswith(SIMPLIFIED)
    assert "\ufffd" in text


def test_many_broken_bytes_are_refused() -> None:
    """Text that nobody can read is better missing than published."""
    data = SIMPLIFIED.encode().replace("，".encode(), b"\xff\xfe\xfd")
    with pytest.raises(Unreadable) as caught:
        decode(data, "a.txt")
    assert "a.txt" in caught.value.reason
    assert caught.value.remedy


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \r\n\t ",
        "\u3000\n\ufeff".encode(),
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"%PDF-1.7\n",
        b"PK\x03\x04abc",
        bytes(range(256)) * 20,
        b"ID3\x04" + bytes(200),
        codecs.BOM_UTF8,
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    """Empty files, white space, pictures, archives and other binaries."""
    with pytest.raises(Unreadable):
        decode(data, "a.txt")


def test_newlines_of_every_system_become_line_feeds() -> None:
    """Offsets count in the text with ``\\n``."""
    assert decode("一\r\n二\r三\n四".encode(), "a.txt") == "一\n二\n三\n四"


def test_nothing_else_is_changed() -> None:
    """Zero-width characters, odd spaces and the form of characters belong to the raw text."""
    text = "一\u200b二\u3000ﬁ\xa0①\t\x0c…"
    assert decode(text.encode(), "a.txt") == text


@given(st.text(min_size=1))
def test_utf8_is_read_back_whatever_it_says(text: str) -> None:
    """Any text with a visible character survives, newlines aside."""
    text = "我" + text.replace("\r", "").replace("\x00", "").translate(dict.fromkeys(range(32)))
    assert decode(text.encode(), "a.txt") == text


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Nothing but `Unreadable` is raised."""
    try:
        text = decode(data, "a.txt")
    except Unreadable:
        return
    assert "\r" not in text
    assert not text.startswith("\ufeff")
