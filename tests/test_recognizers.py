"""Recognisers from outside: found by their entry points, checked, and made into the same rows as our own."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipelines import recognizers
from pipelines.cli import main
from pipelines.text.foreign import BadSpan, adopt
from pipelines.text.found import Prose

TEXT = "问：顾青禾老师，您在哪里烧窑？\n\n答：在青石镇。我和顾青禾窑的人都在那里，见 www.kiln.cn。\n"
ARTICLE: dict[str, Any] = {"speakers": [{"name": "顾青禾", "aliases": ["青禾"]}]}

FINDS_KILNS = """
def spans(text):
    at = text.find("青石镇")
    return [(at, at + 3, "GPE", 0.9), (at, at + 2, "DATE")]

def broken(text):
    return [(0, len(text) + 5, "ORG")]
"""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder for the path of Python that holds a distribution with two recognisers."""
    site = tmp_path / "site"
    info = site / "acme-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    points = "acme = acme_names:spans\nbroken = acme_names:broken\n"
    (info / "entry_points.txt").write_text(f"[{recognizers.GROUP}]\n{points}")
    (site / "acme_names.py").write_text(FINDS_KILNS, encoding="utf-8")
    return site


def built(site: Path, tmp_path: Path, name: str) -> subprocess.CompletedProcess[str]:
    """What `fangtan build --recognizer NAME` says, in a process that sees the distribution."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "kiln.txt").write_text(TEXT * 3, encoding="utf-8")
    command = [sys.executable, "-c", "from pipelines.cli import run; run()", "build", "--recognizer", name]
    where = ["--raw", str(raw), "--out", str(tmp_path / "out")]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(site), str(Path(__file__).parents[1])])}
    return subprocess.run([*command, *where], env=env, capture_output=True, text=True, check=False)


def test_an_installed_recogniser_fills_the_same_table(installed: Path, tmp_path: Path) -> None:
    """Types that are none of ours are left out."""
    done = built(installed, tmp_path, "acme")
    assert done.returncode == 0, done.stderr
    rows = pq.read_table(tmp_path / "out" / "entities").to_pylist()
    assert [(row["type"], row["text"], row["method"], row["score"]) for row in rows] == [
        ("GPE", "青石镇", "recognizer", 0.9)
    ]


def test_a_recogniser_with_wrong_spans_stops_the_build_with_its_name_and_the_article(
    installed: Path, tmp_path: Path
) -> None:
    """There is no release, and no traceback."""
    done = built(installed, tmp_path, "broken")
    assert done.returncode == 1
    assert "'broken' failed on kiln: BadSpan" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_unknown_name_is_wrong_usage_and_lists_what_there_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is read."""
    (tmp_path / "raw").mkdir()
    code = main(["build", "--raw", str(tmp_path / "raw"), "--out", str(tmp_path / "out"), "--recognizer", "nobody"])
    assert code == 2
    assert "installed: knowledge" in capsys.readouterr().err


def test_a_speaker_found_by_an_alias_has_the_speakers_name() -> None:
    """One name for each thing, whoever found it."""
    found = adopt(lambda text: [(0, 2, "PER"), (4, 6, "GPE")], Prose("青禾说，北京很远。"), ARTICLE)
    assert [(one.type, one.name) for one in found] == [("PERSON", "顾青禾"), ("GPE", "北京")]


def test_a_span_outside_the_text_is_refused() -> None:
    """It would point at nothing."""
    with pytest.raises(BadSpan, match="3 code points"):
        adopt(lambda text: [(2, 9, "ORG")], Prose("顾青禾"), ARTICLE)


class _Pipeline:
    """A spaCy pipeline reduced to what is asked of one: a call that gives ``ents``."""

    def __call__(self, text: str) -> SimpleNamespace:
        at = text.find("青石镇")
        ents = [SimpleNamespace(start_char=at, end_char=at + 3, label_="GPE")] if at >= 0 else []
        return SimpleNamespace(ents=ents)


def test_a_spacy_pipeline_counts_offsets_from_the_start_of_the_article(monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads paragraph by paragraph."""
    point = EntryPoint("zh_small", "zh_small", recognizers.SPACY)
    monkeypatch.setattr(recognizers, "known", lambda name: point)
    monkeypatch.setitem(sys.modules, "spacy", SimpleNamespace(load=lambda name: _Pipeline()))
    text = "第一段。\n第二段在青石镇。"
    rows = recognizers.load("zh_small")({"article_id": "kiln", "text": text, "speakers": [], "publisher": None}, [])
    assert [(row["text"], row["char_start"]) for row in rows] == [("青石镇", text.index("青石镇"))]


def test_without_spacy_its_pipelines_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra has a name."""
    monkeypatch.setattr(recognizers, "known", lambda name: EntryPoint("zh_small", "zh_small", recognizers.SPACY))
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(recognizers.UnknownRecognizer, match=r"fangtan\[spacy\]"):
        recognizers.load("zh_small")
