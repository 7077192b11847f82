"""Dumps in a build: records become articles beside plain files, and only those that changed are made anew."""

from __future__ import annotations

import json
import os
import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
import releases
from dumps import SOURCE, compressed, json_lines, page, parquet, row, served, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from releases import content, quiet, talk
from test_incremental import build, made

from pipelines import build as building
from pipelines import documents, shelves, stages, work
from pipelines.cli import WRITTEN, main
from pipelines.dumps import index, spool
from pipelines.explain import explain
from pipelines.places import Places
from pipelines.report import summary
from pipelines.tables import shards


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bins and shards of few articles, and a spool that soon goes to disk."""
    monkeypatch.setattr(shelves, "ARTICLES_PER_BIN", 2)
    monkeypatch.setattr(shards, "ARTICLES_PER_SHARD", 4)
    monkeypatch.setattr(spool, "MOST", 500)


def articles(folder: Path) -> dict[str, dict[str, Any]]:
    """The articles of a work folder by their id."""
    rows = work.rows(stages.shelf(folder / "work", "articles").files(stages.bins(folder / "work")))
    return {one["article_id"]: one for one in rows}


def lines(*rows: object) -> str:
    """A dump of JSON Lines, as text."""
    return json_lines(rows).decode()


def rejects(folder: Path) -> list[tuple[str, str]]:
    """File and reason of each reject."""
    return [(one["file"], one["reason"]) for one in stages.rejects(folder / "work")]


def test_all_formats_beside_plain_files_make_a_release(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Which passes every check, and can be explained turn by turn."""
    raw = tmp_path / "raw"
    write(raw / "crawl/source.yaml", SOURCE)
    write(raw / "crawl/plain.txt", talk("一个修钟表的人", "孟有福"))
    write(raw / "crawl/day.jsonl.gz", compressed(json_lines([row("one"), row("two")]), ".gz"))
    parquet(raw / "crawl/deep/month.parquet", [row("one"), row("a/b")])
    write(raw / "crawl/web.warc", served("https://example.org/kite", page("一个放风筝的人")))
    assert main(["build", "--raw", str(raw), "--out", str(tmp_path / "out")]) == WRITTEN
    assert "rejected         0" in capsys.readouterr().out
    rows = [json.loads(one) for one in (tmp_path / "out/rejects.jsonl").read_text().splitlines()]
    assert rows == []
    import pyarrow.parquet as pq

    table = pq.read_table(tmp_path / "out/articles").to_pylist()
    found = {one["article_id"]: one for one in table}
    assert len(found) == 6
    assert found["crawl/day/one"]["raw_path"] == "crawl/day.jsonl.gz#one"
    kite = next(one for one in table if one["source_url"] == "https://example.org/kite")
    assert (kite["title"], kite["license"], kite["collection"]) == ("一个放风筝的人", "CC-BY-4.0", "crawl")
    for one in table:
        told = explain(f"{one['article_id']}#t0001", tmp_path / "out", raw)
        assert "在苏州三十年了" in told.partition("\nraw ")[2], told
        assert "changed since" not in told
    assert f"{raw}/crawl/day.jsonl.gz, line 2" in explain("crawl/day/two#t0001", tmp_path / "out", raw)


def test_a_record_that_is_gone_is_told_by_explain(tmp_path: Path) -> None:
    """And one that changed, too."""
    raw = tmp_path / "raw"
    write(raw / "source.yaml", SOURCE)
    dump = write(raw / "d.jsonl", lines(row("one"), row("two")))
    main(["build", "--raw", str(raw), "--out", str(tmp_path / "out")])
    dump.write_text(lines(row("one", "五十")), encoding="utf-8")
    assert "no such record any more" in explain("d/two#t0001", tmp_path / "out", raw)
    assert "changed since" in explain("d/one#t0001", tmp_path / "out", raw)


def test_what_a_record_states_goes_before_what_its_collection_states(tmp_path: Path) -> None:
    """As front matter does; the title that the first line repeats is no text."""
    columns = "text: body, id: id, title: t, url: u, published_at: d, publisher: p, license: l"
    source = f"publisher: 甲刊\nlicense: CC0-1.0\nrecords: {{{columns}}}\n"
    full = {"t": "访问one", "u": "https://example.org/1", "d": "2024-05-01T08:00:00Z", "p": "乙刊", "l": "CC-BY-4.0"}
    build(
        tmp_path,
        {
            "c/source.yaml": source,
            "c/d.jsonl": lines(
                row("one", **full), row("two"), row("bad", t="一个别的题目", l="see the site"), row("open", l="unknown")
            ),
        },
    )
    found = articles(tmp_path)
    one, two, bad = found["c/d/one"], found["c/d/two"], found["c/d/bad"]
    assert (one["title"], one["publisher"], one["license"]) == ("访问one", "乙刊", "CC-BY-4.0")
    assert (one["source_url"], str(one["published_at"])) == ("https://example.org/1", "2024-05-01")
    assert one["text"].startswith("记者：")
    assert (two["title"], two["publisher"], two["license"]) == ("访问two", "甲刊", "CC0-1.0")
    assert (bad["title"], bad["license"]) == ("一个别的题目", None)
    assert "访问bad" in bad["text"] or "访问bad" not in bad["title"]
    assert [one for one in bad["warnings"] if one.startswith("bad_license")]
    assert found["c/d/open"]["license"] is None


def test_a_correction_names_a_record(tmp_path: Path) -> None:
    """In full, or from the folder of the file on; a withdrawal holds it back."""
    correction = "correct: role, speaker: 孟有福, expect: interviewee, role: audience, reason: a test"
    build(
        tmp_path,
        {
            "c/source.yaml": SOURCE,
            "c/d.jsonl": lines(row("one"), row("two"), row("three")),
            "c/overrides.yaml": f"- {{article: d/one, {correction}}}\n"
            "- {article: c/d/two, correct: withdraw, expect: 访问two, reason: asked for}\n"
            "- {article: d/four, correct: withdraw, reason: asked for}\n",
        },
    )
    found = articles(tmp_path)
    assert {one["role"] for one in found["c/d/one"]["speakers"]} >= {"audience"}
    assert (found["c/d/two"]["status"], found["c/d/two"]["text"]) == ("withdrawn", None)
    assert found["c/d/three"]["status"] == "published"
    assert [(file, "d/four" in reason) for file, reason in rejects(tmp_path)] == [("c/overrides.yaml", True)]


def test_a_withdrawn_record_keeps_its_row_when_its_text_is_deleted(tmp_path: Path) -> None:
    """As a file that was emptied does; where nobody withdrew it, it is rejected."""
    withdrawal = "- {article: d/one, correct: withdraw, expect: null, reason: asked for}\n"
    gone = [{"id": "one", "body": ""}, {"id": "two", "body": " \n"}, row("three")]
    build(tmp_path, {"c/source.yaml": SOURCE, "c/d.jsonl": lines(*gone), "c/overrides.yaml": withdrawal})
    assert {name: one["status"] for name, one in articles(tmp_path).items()} == {
        "c/d/one": "withdrawn",
        "c/d/three": "published",
    }
    assert rejects(tmp_path) == [("c/d.jsonl#two", "c/d.jsonl#two holds white space only")]


def test_one_changed_record_alone_is_made_anew(tmp_path: Path) -> None:
    """Also when lines before it come and go; the bytes are those of a build from nothing."""
    rows = [row(f"{number}") for number in range(9)]
    files = {"c/source.yaml": SOURCE, "c/d.jsonl": lines(*rows), "c/plain.txt": talk("放风筝的人", "罗小满")}
    assert build(tmp_path / "one", files)[0] == made(10)
    assert build(tmp_path / "one", files) == (made(0), ())
    changed = {**files, "c/d.jsonl": lines(row("new"), *rows[1:4], row("4", "六十"), *rows[5:])}
    assert build(tmp_path / "one", changed)[0] == made(2)
    build(tmp_path / "two", changed)
    assert content(tmp_path / "one/dataset") == content(tmp_path / "two/dataset")
    assert not (tmp_path / "one/work/spool").exists()


def test_a_dump_that_did_not_change_is_not_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its bytes are hashed and its index is believed; what is not read cannot be fetched either."""
    files = {"c/source.yaml": SOURCE, "c/d.jsonl": lines(row("a"), "broken", row("b"))}
    build(tmp_path, files)
    before = rejects(tmp_path)

    def refused(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(index, "records", refused)
    monkeypatch.setattr(documents, "records", refused)
    assert build(tmp_path, files)[0] == made(0)
    assert rejects(tmp_path) == before
    assert before[0][1].startswith("line 2: it is a str")


def test_another_mapping_reads_the_dump_again(tmp_path: Path) -> None:
    """Its bytes are the same."""
    files = {"c/source.yaml": SOURCE, "c/d.jsonl": lines(row("alpha", title="另一个题目"))}
    build(tmp_path, files)
    assert articles(tmp_path)["c/d/alpha"]["title"] == "访问alpha"
    files["c/source.yaml"] = SOURCE.replace("id: id", "id: id, title: title")
    build(tmp_path, files)
    assert articles(tmp_path)["c/d/alpha"]["title"] == "另一个题目"


def test_the_index_of_a_dump_that_is_gone_goes(tmp_path: Path) -> None:
    """With its articles."""
    files = {"c/source.yaml": SOURCE, "c/d.jsonl": lines(row("a")), "c/plain.txt": talk("放风筝的人", "罗小满")}
    build(tmp_path, files)
    del files["c/d.jsonl"]
    build(tmp_path, files)
    assert list((tmp_path / "work/dumps").iterdir()) == []
    assert list(articles(tmp_path)) == ["c/plain"]


def test_a_damaged_index_is_built_again(tmp_path: Path) -> None:
    """It is a memory, not a source."""
    files = {"c/source.yaml": SOURCE, "c/d.jsonl": lines(row("a"))}
    build(tmp_path, files)
    (kept,) = (tmp_path / "work/dumps").iterdir()
    kept.write_bytes(b"junk")
    assert build(tmp_path, files)[0] == made(0)


def test_of_two_records_with_one_id_the_second_is_rejected(tmp_path: Path) -> None:
    """Naming both places, in one dump and over several, and where a file has the id."""
    build(
        tmp_path,
        {
            "c/source.yaml": SOURCE,
            "c/d.jsonl": lines(row("a"), row("b"), row("a", "五十")),
            "c/d.jsonl.md": "x",
            "c/d/b.txt": talk("放风筝的人", "罗小满"),
        },
    )
    told = dict(rejects(tmp_path))
    assert "line 3 of c/d.jsonl has the same id 'c/d/a' as line 1 of c/d.jsonl" in told["c/d.jsonl#a"]
    assert "has the same id 'c/d/b' as line 2 of c/d.jsonl" in told["c/d/b.txt"]
    assert "三十" in articles(tmp_path)["c/d/a"]["text"]


def test_a_dump_that_nobody_mapped_is_rejected_with_lines_to_copy(tmp_path: Path) -> None:
    """Other files go on; the outcome names it."""
    build(tmp_path, {"c/d.jsonl": lines({"content": "x", "meta": {"url": "u"}}), "a.txt": talk("放风筝的人", "罗小满")})
    ((file, reason),) = rejects(tmp_path)
    assert (file, "content, meta, meta.url" in reason) == ("c/d.jsonl", True)
    assert "records: {text: COLUMN, url: meta.url}" in stages.rejects(tmp_path / "work")[0]["remedy"]
    assert [one["file"] for one in stages.notes(tmp_path / "work")] == ["c"]


def test_many_rejects_are_counted_and_few_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Truthfully, in rejects.jsonl and in the summary."""
    monkeypatch.setattr(index, "LISTED", 3)
    monkeypatch.setattr("pipelines.dumps.rejects.LISTED", 5)
    raw = tmp_path / "raw"
    write(raw / "source.yaml", SOURCE)
    same = [row("same")] * 6
    write(raw / "d.jsonl", lines(*same, *[{"id": "x"}] * 10))
    outcome = building.build(Places(str(raw), str(tmp_path / "out")), quiet)
    assert sum(one.get("count", 1) for one in outcome.rejects) == 15
    assert len(outcome.rejects) == 6
    assert "rejected        15" in "\n".join(summary(outcome, str(tmp_path / "out")))
    rows = [json.loads(one) for one in (tmp_path / "out/rejects.jsonl").read_text(encoding="utf-8").splitlines()]
    assert next(one for one in rows if "count" in one)["count"] == 10


def test_a_dump_that_cannot_be_opened_is_rejected(tmp_path: Path) -> None:
    """A pipe would be waited for without end."""
    write(tmp_path / "raw/source.yaml", SOURCE)
    os.mkfifo(tmp_path / "raw/d.jsonl")
    build(tmp_path, {"source.yaml": SOURCE, "a.txt": talk("放风筝的人", "罗小满")})
    assert rejects(tmp_path) == [("d.jsonl", "cannot be read: it is not a regular file")]


def test_a_dump_that_changes_while_it_is_read_gives_rejects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next build reads it as it is then."""
    files = {"c/source.yaml": SOURCE, "c/d.jsonl": lines(row("a"), row("b"))}
    releases.write(tmp_path / "raw", files)
    with monkeypatch.context() as patch:
        patch.setattr(documents, "records", lambda *_: iter(()))
        patch.setattr(stages, "Empty", ())
        with pytest.raises(documents.Empty):
            stages.documents(tmp_path / "raw", tmp_path / "work", quiet)
    assert all("changed while it was read" in reason for _, reason in rejects(tmp_path))


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.integers())
def test_any_way_to_a_corpus_of_dumps_gives_its_bytes(seed: int) -> None:
    """Records come, change, move between dumps and go; whatever the order, as from nothing."""
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files: dict[str, str] = {}
        for _ in range(3):
            count = dice.randint(1, 9)
            rows = [row(f"{dice.randint(0, 12)}", dice.choice(("十", "二十", "三十"))) for _ in range(count)]
            cut = dice.randint(0, len(rows))
            files = {"c/a.jsonl": lines(*rows[:cut], "broken"), "c/b.jsonl": lines(*rows[cut:])}
            files["c/source.yaml"] = SOURCE
            if dice.random() < 0.5:
                files["c/plain.txt"] = talk("放风筝的人", "罗小满")
            build(folder / "one", files)
        build(folder / "two", files)
        assert content(folder / "one/dataset") == content(folder / "two/dataset")
