"""Knowledge as data: every file says what it is, and is well formed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import knowledge
from pipelines.knowledge.wording import BEGINS, glimpse, wording
from pipelines.text.folding import can_open, fold

FILES = sorted(path for path in knowledge.HERE.rglob("*") if path.suffix in (".txt", ".tsv"))
NAMES = [str(path.relative_to(knowledge.HERE)) for path in FILES]


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_file_opens_with_what_it_covers_and_where_it_comes_from(path: Path) -> None:
    """In comment lines; UTF-8, no tab or space at the end of an entry."""
    lines = path.read_text("utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert len(lines[0]) > 20
    entries = [line for line in lines if line.strip() and not line.startswith("#")]
    assert entries
    assert [line for line in entries if line != line.strip()] == []


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".txt")])
def test_a_list_holds_no_empty_entry(name: str) -> None:
    """It would match everywhere."""
    assert "" not in knowledge.words(name)


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".tsv")])
def test_the_rows_of_a_table_have_at_least_two_columns(name: str) -> None:
    """None is empty, and no row stands twice."""
    rows = knowledge.rows(name)
    assert min(map(len, rows)) >= 2
    assert all(all(row) for row in rows)
    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize("name", ["chrome.tsv", "rights.txt"])
def test_phrases_are_regular_expressions_that_do_not_match_nothing(name: str) -> None:
    """Nor an ordinary sentence."""
    for row in knowledge.rows(name):
        phrase = re.compile(row[0] if name.endswith(".txt") else row[1])
        assert not phrase.fullmatch("")
        assert not phrase.fullmatch("我们在第三座窑里放了松枝，你闻闻看。"), row


def whole(name: str, *keys: str) -> list[tuple[str, ...]]:
    """The rows of a file of wordings: an expression, and what all that it matches begins with or has."""
    return [row[1:] if keys else row for row in knowledge.rows(name) if not keys or row[0] in keys]


WORDINGS = [("rights.txt",), *[("chrome.tsv", key) for key in ("line", "aside", "advert", "tail", "summary", "body")]]
STATED = [row for file in WORDINGS for row in whole(*file)]
CHARACTERS = st.characters(codec="utf-8")


@pytest.mark.parametrize("row", STATED, ids=[row[-1] for row in STATED])
@given(data=st.data())
@settings(max_examples=20)
def test_a_line_that_an_expression_matches_has_what_is_stated_of_it(row: tuple[str, str], data: st.DataObject) -> None:
    """Or it would be no wording any more because its quick test says so: its first character, or a word in it."""
    text = data.draw(st.from_regex(row[0], fullmatch=True, alphabet=CHARACTERS))
    assert can_open(text, row[1][1:]) if row[1].startswith(BEGINS) else any(word in text for word in row[1].split())


@pytest.mark.parametrize("file", WORDINGS, ids=" ".join)
@given(data=st.data())
@settings(max_examples=60)
def test_a_wording_is_what_one_of_its_expressions_matches(file: tuple[str, ...], data: st.DataObject) -> None:
    """No more and no less, also beside other characters."""
    matched = st.sampled_from(whole(*file)).flatmap(lambda row: st.from_regex(row[0], alphabet=CHARACTERS))
    text = data.draw(st.sampled_from(["返回顶部", "相关阅读：", "本文由某报授权发布", "", "甲\n乙"]) | matched)
    assert wording(*file).fits(text) == bool(knowledge.pattern(*file).fullmatch(text))


WORDS = st.text("甲乙丙丁-]^|", min_size=1, max_size=4)


@given(words=st.lists(WORDS, min_size=1), data=st.data(), before=st.text("甲乙戊"), after=st.text("丙丁戊"))
def test_a_glimpse_is_caught_of_every_word(words: list[str], data: st.DataObject, before: str, after: str) -> None:
    """Wherever it stands, however long it is; none of a text that has no character of any."""
    assert glimpse(words).search(before + data.draw(st.sampled_from(words)) + after)
    assert not glimpse(words).search("戊己")


def test_a_file_without_such_rows_has_wordings_too() -> None:
    """And what begins with anything is found where its word stands."""
    assert wording("chrome.tsv", "body").fits("正文")
    assert not wording("chrome.tsv", "body").fits("正文里")
    assert wording("chrome.tsv", "line").fits("仅供学习")


def test_role_words_have_one_part_to_play() -> None:
    """``asker``, ``answerer``, ``audience`` or another, but never two of them."""
    rows = knowledge.rows("role_labels.tsv")
    assert {row[0] for row in rows} >= {"asker", "answerer", "audience"}
    parts: dict[str, set[str]] = {}
    for kind, word, *_ in rows:
        parts.setdefault(fold(word), set()).add(kind)
    assert {word: kinds for word, kinds in parts.items() if len(kinds) > 1} == {}


def test_no_role_word_is_ruled_out_as_a_label() -> None:
    """What speaks cannot be in the list of what never does."""
    never = {fold(word) for word in knowledge.words("not_labels.txt")}
    assert sorted(row[1] for row in knowledge.rows("role_labels.tsv") if fold(row[1]) in never) == []


def test_a_column_is_chosen_by_its_key_and_a_file_loaded_once() -> None:
    """The same object each time."""
    assert "问" in knowledge.column("role_labels.tsv", "asker")
    assert "问" not in knowledge.column("role_labels.tsv", "answerer")
    assert knowledge.column("role_labels.tsv", "nothing") == frozenset()
    assert knowledge.rows("role_labels.tsv") is knowledge.rows("role_labels.tsv")
    assert knowledge.words("not_labels.txt") >= {"项目地址", "作者"}


def test_words_are_joined_the_longest_first() -> None:
    """So that ``现场观众`` is not read as ``现场`` or ``观众``."""
    found = re.match(knowledge.alternation("role_labels.tsv", "audience"), "观众提问：")
    assert found is not None
    assert found[0] == "观众提问"
    assert knowledge.pattern("chrome.tsv", "line").fullmatch("返回顶部")
    assert knowledge.pattern("rights.txt").fullmatch("未经许可，不得转载。")


def test_an_unknown_file_is_an_error() -> None:
    """Not an empty list."""
    with pytest.raises(FileNotFoundError):
        knowledge.rows("nothing.txt")
