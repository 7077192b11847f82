"""From a folder of good and bad files to a release that the field's tools read."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from releases import content

from pipelines.build import Outcome, build
from pipelines.cli import FAILED, WRITTEN, main
from pipelines.definitions import quiet
from pipelines.places import Places
from pipelines.tables.schema import TABLES, load
from pipelines.text.article import Document, attribute

ROOT = Path(__file__).parents[1]

INTERVIEW = """一个修钟表的人

本报记者 何青 2021年3月5日

何青：您修过的最老的钟有多少年？

孟有福：大概两百年。那座钟在一个渔村的祠堂里，走得很慢，但是从不停。

何青：修好它花了多久？

孟有福：一个冬天。零件要自己做，有的只有米粒那么大。

何青：现在还有年轻人来学吗？

孟有福：有两个，一个是从邻县来的，他读过《钟表的故事》。
"""

REPORT = """河上的桥修好了

昨天下午，村口的木桥重新开放。过去三个月里，工人换掉了所有桥板，又给栏杆刷了一层桐油。

桥长四十米，宽两米，每天有两百多人走过。
"""


def write_raw(raw: Path) -> None:
    """A folder with every kind of trouble, and good articles among it."""
    (raw / "月刊").mkdir(parents=True)
    (raw / "月刊" / "source.yaml").write_text(
        "publisher: 虚构月刊\nlicense: CC0-1.0\nlanguage: zh-Hans\n", encoding="utf-8"
    )
    (raw / "月刊" / "clock.txt").write_text(INTERVIEW, encoding="utf-8")
    (raw / "gb.txt").write_bytes(INTERVIEW.encode("gb18030"))
    (raw / "report.txt").write_text(REPORT, encoding="utf-8")
    (raw / "a.txt").write_text(INTERVIEW, encoding="utf-8")
    (raw / "a.md").write_text(f"# {INTERVIEW}", encoding="utf-8")
    (raw / "two words; $(touch x) 'q' & \"r\".txt").write_text(INTERVIEW, encoding="utf-8")
    (raw / "empty.txt").touch()
    (raw / "blank.txt").write_text("\n \u3000\n\ufeff\n", encoding="utf-8")
    (raw / "binary.txt").write_bytes(bytes(range(256)) * 64)
    (raw / "photo.html").write_bytes(b"\xff\xd8\xff\xe0" + os.urandom(4096))
    (raw / "invalid.txt").write_bytes(INTERVIEW.encode()[:200] + b"\xff\xfe\x80" + INTERVIEW.encode()[200:])
    (raw / "long.txt").write_text("河水一直流到海里。" * (5 * 2**20 // 27), encoding="utf-8")
    (raw / "notes.pdf").write_bytes(b"%PDF-1.7")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome, float]:
    """The release of that folder, what came of it, and how many seconds it took."""
    folder = tmp_path_factory.mktemp("end to end")
    write_raw(folder / "raw")
    start = time.monotonic()
    outcome = build(Places(str(folder / "raw"), str(folder / "out")), quiet)
    return folder / "out", outcome, time.monotonic() - start


@pytest.fixture(scope="module")
def release(built: tuple[Path, Outcome, float]) -> Path:
    """The release alone."""
    assert built[1].problems == []
    return built[0]


def articles(release: Path) -> dict[str, dict[str, Any]]:
    """Articles by their ids."""
    return {row["article_id"]: row for row in pq.read_table(release / "articles").to_pylist()}


def turns(release: Path) -> list[dict[str, Any]]:
    """All turns."""
    return pq.read_table(release / "turns").to_pylist()


def test_good_articles_come_out_of_a_bad_folder(release: Path) -> None:
    """Whatever lies beside them."""
    ids = set(articles(release))
    assert ids >= {"月刊/clock", "gb", "report", "a", "two words; $(touch x) 'q' & \"r\"", "long"}
    assert not ids & {"empty", "blank", "binary", "photo"}


def test_every_file_that_gave_no_article_is_listed_with_reason_and_remedy(release: Path) -> None:
    """In rejects.jsonl, sorted by file."""
    lines = [json.loads(line) for line in (release / "rejects.jsonl").read_text(encoding="utf-8").splitlines()]
    files = [line["file"] for line in lines]
    assert files == sorted(files)
    assert {"empty.txt", "blank.txt", "binary.txt", "photo.html", "a.txt"} <= set(files)
    assert all(line["reason"] and line["remedy"] for line in lines)
    assert not any("fangtan failed" in line["reason"] for line in lines)


def test_an_ignored_file_is_noted(built: tuple[Path, Outcome, float]) -> None:
    """A PDF is neither an article nor a reject."""
    assert [note["file"] for note in built[1].notes] == ["notes.pdf"]


def test_a_line_of_five_megabytes_comes_to_an_end(built: tuple[Path, Outcome, float]) -> None:
    """No rule is quadratic in the length of a line."""
    assert built[2] < 300  # a square of it would take hours


def test_speakers_are_found_whatever_the_encoding(release: Path) -> None:
    """The same interview in UTF-8 and GB18030."""
    for article_id in ("月刊/clock", "gb"):
        said = [turn for turn in turns(release) if turn["article_id"] == article_id]
        assert [turn["speaker"] for turn in said] == ["何青", "孟有福"] * 3
        assert [turn["role"] for turn in said] == ["interviewer", "interviewee"] * 3


def test_a_report_has_no_turns(release: Path) -> None:
    """And says what it is."""
    assert articles(release)["report"]["turn_count"] == 0
    assert articles(release)["report"]["kind"] == "report"


def test_a_collection_gives_its_articles_licence_and_publisher(release: Path) -> None:
    """A plain file has none."""
    clock, plain = articles(release)["月刊/clock"], articles(release)["gb"]
    assert (clock["collection"], clock["publisher"], clock["license"]) == ("月刊", "虚构月刊", "CC0-1.0")
    assert (plain["collection"], plain["license"]) == (None, None)


def test_offsets_lead_to_the_stored_strings(release: Path) -> None:
    """Of every turn and mention, in code points."""
    texts = {article_id: row["text"] for article_id, row in articles(release).items()}
    mentions = pq.read_table(release / "entities").to_pylist()
    assert turns(release)
    for row in [*turns(release), *mentions]:
        assert texts[row["article_id"]][row["char_start"] : row["char_end"]] == row["text"]


def test_the_release_is_a_complete_dataset_repository(release: Path) -> None:
    """Card, pictures, tables, schemas, descriptions, rejects, and nothing else."""
    files = sorted(path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file())
    tables = [f"{name}/train-00000-of-00001.parquet" for name in TABLES]
    schemas = [f"schemas/{name}.json" for name in TABLES]
    images = ["images/lengths.svg", "images/turns.svg"]
    plain = ["README.md", "croissant.json", "datapackage.json", "rejects.jsonl"]
    assert files == sorted([*plain, *images, *tables, *schemas])
    assert sorted(path.name for path in release.parent.iterdir()) == [".out.work", "out", "raw"]


def test_no_path_of_this_machine_is_in_the_release(release: Path) -> None:
    """A build is a function of its input."""
    for path in release.rglob("*"):
        assert path.is_dir() or str(release.parent).encode() not in path.read_bytes()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("streaming", [False, True])
def test_datasets_loads_each_table(
    release: Path, table: str, streaming: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plain and streaming, with the schema's columns."""
    datasets = pytest.importorskip("datasets")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    loaded = datasets.load_dataset(str(release), table, split="train", streaming=streaming, cache_dir=str(tmp_path))
    rows = list(loaded)
    assert len(rows) == pq.read_table(release / table).num_rows
    assert list(loaded.features) == list(load(table).names)


@pytest.mark.parametrize("table", TABLES)
def test_pandas_and_duckdb_read_each_table(release: Path, table: str) -> None:
    """The same number of rows and columns."""
    frame = pd.read_parquet(release / table)
    with duckdb.connect() as base:
        found = base.execute(f"select * from '{release / table}/*.parquet'").fetchall()
    assert len(frame) == len(found)
    assert list(frame.columns) == list(load(table).names)


def test_two_builds_of_one_folder_are_the_same_bytes(release: Path, tmp_path: Path) -> None:
    """From another place, with files written in another order."""
    write_raw(tmp_path / "elsewhere" / "raw")
    photo = (release.parent / "raw" / "photo.html").read_bytes()
    (tmp_path / "elsewhere" / "raw" / "photo.html").write_bytes(photo)
    build(Places(str(tmp_path / "elsewhere" / "raw"), str(tmp_path / "again")), quiet)
    assert content(tmp_path / "again") == content(release)


def test_a_failing_check_stops_the_release_and_names_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Table, row, column and value; the exit code is 1 and the old release untouched."""
    from pipelines import making

    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    (raw / "clock.txt").write_text(INTERVIEW, encoding="utf-8")
    assert main(["build", "--raw", str(raw), "--out", str(out)]) == WRITTEN
    before = (out / "README.md").stat().st_ino

    def shifted(document: Document) -> object:
        made = attribute(document)
        made.columns["text"][3] = "别的话"
        return made

    monkeypatch.setattr(making, "attribute", shifted)
    (raw / "clock.txt").write_text(f"{INTERVIEW}\n", encoding="utf-8")  # else nothing is made again
    capsys.readouterr()
    assert main(["build", "--raw", str(raw), "--out", str(out)]) == FAILED
    said = capsys.readouterr().err
    assert "turns, row 3, column text: '别的话'" in said
    assert (out / "README.md").stat().st_ino == before


KILLED = """
    import os, signal, sys
    from pipelines import assembly, stages
    from pipelines.cli import main
    at = sys.argv[1]
    def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
    if at == "writing":
        assembly.finish = die
    elif at == "between":
        stages.recognizers.version = die
    main(["build", "--raw", sys.argv[2], "--out", sys.argv[3]])
"""


@pytest.mark.parametrize("at", ["between", "writing"])
def test_a_killed_build_leaves_the_old_release_and_the_next_one_succeeds(tmp_path: Path, at: str) -> None:
    """SIGKILL between two stages, and while the release is being put together."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    (raw / "clock.txt").write_text(INTERVIEW, encoding="utf-8")
    assert main(["build", "--raw", str(raw), "--out", str(out)]) == WRITTEN
    before = content(out)
    (raw / "report.txt").write_text(REPORT, encoding="utf-8")
    command = [sys.executable, "-c", textwrap.dedent(KILLED), at, str(raw), str(out)]
    assert subprocess.run(command, check=False, cwd=ROOT).returncode == -signal.SIGKILL
    assert content(out) == before
    assert main(["build", "--raw", str(raw), "--out", str(out)]) == WRITTEN
    assert set(articles(out)) == {"clock", "report"}
    assert sorted(path.name for path in tmp_path.iterdir()) == [".out.work", "out", "raw"]


@pytest.mark.soak
def test_memory_does_not_grow_with_the_corpus(tmp_path: Path) -> None:
    """Ten times the articles take less than half as much again."""
    peaks = []
    for number in (100, 1000):
        raw = tmp_path / str(number)
        raw.mkdir()
        for index in range(number):
            (raw / f"{index}.txt").write_text(INTERVIEW * 3, encoding="utf-8")
        code = "import sys; from benchmarks.measuring import peak; from pipelines.cli import main; "
        code += "main(sys.argv[1:]); print(peak())"
        command = [sys.executable, "-c", code, "build", "--raw", str(raw), "--out", str(tmp_path / "out")]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        printed = subprocess.run(command, check=True, cwd=ROOT, env=env, capture_output=True, text=True).stdout
        peaks.append(int(printed.split()[-1]))
    assert peaks[1] < peaks[0] * 1.5


def test_the_sample_articles_of_this_repository_build(tmp_path: Path) -> None:
    """What `make dataset` shows has no reject, no doubt about a speaker."""
    outcome = build(Places(str(ROOT / "raw"), str(tmp_path / "out")), quiet)
    assert outcome.problems == []
    assert outcome.rejects == []
    assert outcome.turns.attributed == outcome.turns.rows > 20
