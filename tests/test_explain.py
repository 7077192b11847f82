"""`fangtan explain`: a turn's story is told from release and raw file; an unknown id leads to a known one."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines import explain as story
from pipelines.build import build
from pipelines.cli import FAILED, MISUSED, WRITTEN, main
from pipelines.definitions import quiet
from pipelines.explain import Unknown, explain, methods
from pipelines.places import Places
from pipelines.tables.schema import load

ARTICLE = """云上的茶园

记者：您在这里种了多少年茶？

周小满：三十一年了。

我父亲也种茶，
他比我起得早。

记者：明年有什么打算？

周小满：再种一片新的。
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with raw/ and a release of it, dataset/."""
    folder = tmp_path_factory.mktemp("explain")
    (folder / "raw").mkdir()
    (folder / "raw" / "tea garden.txt").write_text(ARTICLE, encoding="utf-8-sig")
    outcome = build(Places(str(folder / "raw"), str(folder / "dataset")), quiet)
    assert outcome.problems == []
    return folder


def told(built: Path, turn_id: str) -> list[str]:
    """The lines of a story."""
    return explain(turn_id, built / "dataset", built / "raw").splitlines()


def test_the_turn_its_speaker_and_its_rule_are_told(built: Path) -> None:
    """The rule in the words of the schema, with its score."""
    text = "\n".join(told(built, "tea garden#t0001"))
    assert "turn     tea garden#t0001" in text
    assert "article  云上的茶园" in text
    assert "speaker  周小满 (interviewee)" in text
    assert "label    周小满" in text
    assert "rule     printed_label: a label names the speaker" in text
    assert "score    " in text
    assert "replies  to tea garden#t0000" in text


def test_the_raw_lines_are_printed_with_their_numbers(built: Path) -> None:
    """From the label on, blank lines left out, numbers from 1 as editors count."""
    lines = told(built, "tea garden#t0001")
    assert [line.strip() for line in lines[-4:]] == [
        f"raw      {built / 'raw' / 'tea garden.txt'}".strip(),
        "5 | 周小满：三十一年了。",
        "7 | 我父亲也种茶，",
        "8 | 他比我起得早。",
    ]


def test_a_changed_raw_file_is_noticed(built: Path, tmp_path: Path) -> None:
    """The lines shown may be others than those of the build."""
    (tmp_path / "tea garden.txt").write_text(f"又：{ARTICLE}", encoding="utf-8")
    assert "has changed since" in explain("tea garden#t0001", built / "dataset", tmp_path)


def test_a_missing_raw_file_leaves_the_rest_of_the_story(built: Path, tmp_path: Path) -> None:
    """The release alone tells who and why."""
    text = explain("tea garden#t0001", built / "dataset", tmp_path / "nowhere")
    assert "speaker  周小满" in text
    assert "cannot be read" in text


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("tea garden#t0099", "are tea garden#t0000 to tea garden#t0003"),
        ("tea garden", "are tea garden#t0000 to tea garden#t0003"),
        ("te garden#t0001", "nearest are tea garden#t0001"),
    ],
)
def test_an_unknown_id_names_the_nearest(built: Path, asked: str, hint: str) -> None:
    """A slip in the number, the number left out, a slip in the name."""
    with pytest.raises(Unknown, match=hint):
        told(built, asked)


def test_the_command_tells_by_its_exit_code(built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0 explained, 1 no such turn, 2 no release."""
    where = ["--dataset", str(built / "dataset"), "--raw", str(built / "raw")]
    assert main(["explain", "tea garden#t0002", *where]) == WRITTEN
    assert "明年有什么打算" in capsys.readouterr().out
    assert main(["explain", "nothing#t0000", *where]) == FAILED
    assert main(["explain", "tea garden#t0002", "--dataset", str(tmp_path)]) == MISUSED


def test_every_method_of_the_schema_is_described() -> None:
    """`explain` has words for each rule that a turn can name."""
    assert set(methods()) == set(load("turns").field("method").enum)
    assert all(len(words) > 10 for words in methods().values())


def test_of_a_very_long_line_only_the_surroundings_are_shown() -> None:
    """A page may be a single line."""
    raw = f"{'一' * 5000}二{'三' * 5000}\n四"
    ((number, line),) = story._excerpts(raw, [(5000, 5001)])
    assert number == 1
    assert "二" in line
    assert len(line) <= story.SHOWN_CHARS + 2


def test_a_line_that_several_stretches_touch_is_shown_once() -> None:
    """Markup inside a line cuts it into stretches."""
    assert list(story._excerpts("a*b*c\n\nd", [(0, 1), (2, 3), (4, 5), (7, 8)])) == [(1, "a*b*c"), (3, "d")]
