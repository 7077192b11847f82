"""What stands in front of the text becomes meta data under one set of keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.frontmatter import split


def rest(raw: str) -> str:
    """The text behind the front matter."""
    return raw[split(raw)[1] :].strip()


def test_yaml_front_matter_is_read_and_left_out() -> None:
    """Keys are normalised, values stay as printed."""
    raw = "---\ntitle: 海边对谈\nauthor: ['林一', 周二]\ndate: 2024-01-02\ntags: [a]\n---\n\n正文"
    assert split(raw)[0] == {"title": "海边对谈", "author": "林一、周二", "date": "2024-01-02"}
    assert rest(raw) == "正文"


def test_chinese_keys_and_blank_lines_are_understood() -> None:
    """As archives of web pages write them."""
    raw = '---\ntitle: "海边"\n\n来源: "https://example.org/a?b=1"\n发布日期: "2025-02-06"\n译者: 陈三\n---\n正文'
    assert split(raw)[0] == {
        "title": "海边",
        "url": "https://example.org/a?b=1",
        "date": "2025-02-06",
        "translator": "陈三",
    }


def test_a_source_is_a_publisher_unless_it_is_an_address() -> None:
    """``source`` names the account in some archives, the page in others."""
    assert split("---\nsource: 海边周刊\nurl: https://example.org\n---\n")[0] == {
        "publisher": "海边周刊",
        "url": "https://example.org",
    }


def test_front_matter_that_is_no_yaml_is_read_by_lines() -> None:
    """Titles with a colon break YAML."""
    raw = "---\ntitle: 对谈: 海与风: 一\ndate: 2024-01-02\nauthor: [林一, '周二']\n---\n正文"
    assert split(raw)[0] == {"title": "对谈: 海与风: 一", "date": "2024-01-02", "author": "林一、周二"}


def test_reference_lines_are_read_and_left_out() -> None:
    """The project LCTT keeps its data in link definitions; the uploader there is no publisher."""
    raw = (
        '[#]: subject: "A talk"\n[#]: author: "Ann Lee https://example.org/u/ann"\n[#]: translator: "chen"\n'
        '[#]: publisher: "wu"\n[#]: url: "https://example.cn/a.html"\n\n海边对谈\n======\n'
    )
    assert split(raw)[0] == {
        "title": "A talk",
        "author": "Ann Lee",
        "translator": "chen",
        "url": "https://example.cn/a.html",
    }
    assert rest(raw).startswith("海边对谈")


def test_old_reference_lines_in_brackets_are_read_too() -> None:
    """``[#]: author: (…)`` is the older form."""
    assert split("[#]: author: (Ann Lee)\n[#]: translator: ( )\n正文")[0] == {"author": "Ann Lee"}


@pytest.mark.parametrize(
    "raw",
    [
        "正文",
        "---\n张三：你好。\n李四：你好。\n---\n正文",
        "---\ntitle: 没有结尾\n正文",
        "---\n\n正文\n\n---\n",
        "",
    ],
)
def test_text_between_rules_is_no_front_matter(raw: str) -> None:
    """Without a known key, or without an end, everything is text."""
    assert split(raw) == ({}, 0)


def test_references_of_yaml_to_itself_do_no_harm() -> None:
    """Anchors that hold themselves end quickly and quietly."""
    raw = "---\ntitle: 题\nauthor: &a {name: *a}\n" + "b: &b [*b, *b]\n---\n正文"
    assert rest(raw) == "正文"
    deep = "---\ntitle: 题\nx: " + "[" * 5000 + "\n---\n正文"
    assert split(deep)[0]["title"] == "题"


@given(st.text(alphabet="-+[]#:：\n \"'{}&*title作者", max_size=80))
def test_no_head_breaks_the_reader(head: str) -> None:
    """Whatever stands there, the rest is inside of the text."""
    meta, start = split("---\n" + head)
    assert 0 <= start <= len(head) + 4
    assert all(value == value.strip() and value for value in meta.values())
