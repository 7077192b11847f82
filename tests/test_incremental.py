"""Building again: only what changed is made anew, and the bytes are those of a build from nothing."""

from __future__ import annotations

import gc
import random
import shutil
import time
from pathlib import Path

import pytest
import releases
from releases import ALONE, SOURCE, TALKS, content, quiet, talk

from pipelines import assembly, checking, likeness, making, shelves, stages, versions
from pipelines.tables import shards
from pipelines.tables.schema import TABLES
from pipelines.work import rows as rows_of

STAGES = ("documents", "articles", "turns", "entities", "likeness")
CORRECTION = "- {article: kite, correct: role, speaker: 罗小满, expect: interviewee, role: audience, reason: a test}\n"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bins and shards of few articles, so that small corpora have several."""
    monkeypatch.setattr(shelves, "ARTICLES_PER_BIN", 2)
    monkeypatch.setattr(shards, "ARTICLES_PER_SHARD", 4)


def build(folder: Path, files: dict[str, str]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Build what these raw files make, on what is there: how many articles each stage made anew, files written."""
    raw = folder / "raw"
    for old in [path for path in raw.rglob("*") if path.is_file() and str(path.relative_to(raw)) not in files]:
        old.unlink()
    releases.write(raw, files)
    return renewed(folder)


def renewed(folder: Path) -> tuple[dict[str, int], tuple[str, ...]]:
    """Build again what lies there."""
    raw, work = folder / "raw", folder / "work"
    anew = {"documents": stages.documents(raw, work, quiet).anew}
    for stage in (stages.articles, stages.turns, stages.entities, likeness.likeness):
        anew[stage.__name__] = stage(work, quiet, ALONE).anew
    for table in TABLES:
        assert checking.check(work, table, ALONE) == []
    return anew, assembly.release(work, folder / "dataset", quiet, ALONE).written


def from_nothing(folder: Path, files: dict[str, str]) -> dict[str, bytes]:
    """The files of a release that was built from nothing."""
    build(folder, files)
    return content(folder / "dataset")


def made(number: int) -> dict[str, int]:
    """So many articles made anew by every stage."""
    return dict.fromkeys(STAGES, number)


def test_nothing_changed_means_nothing_made_and_nothing_written(tmp_path: Path) -> None:
    """The release is not even replaced by the same."""
    files = dict(TALKS)
    assert build(tmp_path, files)[0] == made(4)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")}
    inode = (tmp_path / "dataset").stat().st_ino
    assert build(tmp_path, files) == (made(0), ())
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")} == before
    assert (tmp_path / "dataset").stat().st_ino == inode


CHANGES = {
    "a changed text": ({"crafts/kite.txt": talk("放风筝的人", "罗小满", "五十")}, made(1)),
    "a new article": ({"crafts/new.txt": talk("补锅的人", "赵大同")}, made(1)),
    "a correction": ({"crafts/overrides.yaml": CORRECTION}, made(1)),
    "another publisher": ({"crafts/source.yaml": SOURCE.replace("虚构", "想象")}, made(4)),
    "another way to ask": ({"crafts/source.yaml": f"{SOURCE}contact: a@example.org\n"}, made(4)),
    "a file that is no article": ({"crafts/empty.txt": ""}, {**made(0), "documents": 1}),
    "a file that is ignored": ({"crafts/notes.pdf": "x"}, made(0)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_what_changed_is_made_anew_and_the_bytes_are_those_of_a_build_from_nothing(
    tmp_path: Path, change: str
) -> None:
    """And back again."""
    added, anew = CHANGES[change]
    files = {**TALKS, **added}
    before = from_nothing(tmp_path / "one", dict(TALKS))
    assert build(tmp_path / "one", files)[0] == anew
    assert content(tmp_path / "one" / "dataset") == from_nothing(tmp_path / "two", files)
    build(tmp_path / "one", dict(TALKS))
    assert content(tmp_path / "one" / "dataset") == before


def test_what_is_removed_leaves_the_release(tmp_path: Path) -> None:
    """Nothing is made anew for it."""
    build(tmp_path / "one", dict(TALKS))
    less = {name: text for name, text in TALKS.items() if "kite" not in name}
    assert build(tmp_path / "one", less)[0] == made(0)
    assert content(tmp_path / "one" / "dataset") == from_nothing(tmp_path / "two", less)


def test_one_changed_article_writes_one_shard_of_each_table(tmp_path: Path) -> None:
    """The others are taken over from the release before."""
    many = {f"crafts/{number}.txt": talk(f"第{number}个人", "孟有福") for number in range(30)} | {
        "crafts/source.yaml": SOURCE
    }
    build(tmp_path, many)
    _, written = build(tmp_path, {**many, "crafts/7.txt": talk("第七个人", "罗小满")})
    assert sorted(path.partition("/")[0] for path in written) == sorted(TABLES)
    assert len({path.partition("/")[2] for path in written}) == 1


def test_what_was_refused_is_remembered_and_told_again(tmp_path: Path) -> None:
    """A reject is not forgotten because nothing changed, and goes when its file is mended."""
    files = {**TALKS, "crafts/empty.txt": "", "crafts/menu.html": "<nav><a href='/'>home</a></nav>"}
    build(tmp_path, files)
    rejects = stages.rejects(tmp_path / "work")
    assert {one["file"] for one in rejects} == {"crafts/empty.txt", "crafts/menu.html"}
    assert build(tmp_path, files)[0] == made(0)
    assert stages.rejects(tmp_path / "work") == rejects
    build(tmp_path, {**files, "crafts/empty.txt": talk("补锅的人", "赵大同")})
    assert [one["file"] for one in stages.rejects(tmp_path / "work")] == ["crafts/menu.html"]


def test_changed_code_makes_its_stage_and_those_after_it_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those before it stay."""
    build(tmp_path, dict(TALKS))
    code = versions.code
    monkeypatch.setattr(versions, "code", lambda *roots: code(*roots) + "new" * ("text.words" in roots))
    assert build(tmp_path, dict(TALKS))[0] == made(0) | {"turns": 4, "entities": 4}


def test_a_release_that_somebody_changed_is_mended(tmp_path: Path) -> None:
    """A file of another content is written again, one that is gone as well."""
    expected = from_nothing(tmp_path, dict(TALKS))
    out = tmp_path / "dataset"
    (out / "README.md").write_text("changed", encoding="utf-8")
    next(iter(sorted((out / "turns").iterdir()))).unlink()
    _, written = build(tmp_path, dict(TALKS))
    assert [path.partition("/")[0] for path in written] == ["turns"]
    assert content(tmp_path / "dataset") == expected


def test_a_work_folder_that_is_gone_costs_only_time(tmp_path: Path) -> None:
    """It is a memory, not a source."""
    expected = from_nothing(tmp_path, dict(TALKS))
    shutil.rmtree(tmp_path / "work")
    assert build(tmp_path, dict(TALKS))[0] == made(4)
    assert content(tmp_path / "dataset") == expected


def test_what_is_on_its_shelf_is_not_held_any_more(tmp_path: Path) -> None:
    """Memory does not grow with the number of bins, also where one process makes them all."""
    raw, work = tmp_path / "raw", tmp_path / "work"
    releases.write(raw, {f"crafts/{number}.txt": talk(f"第{number}个人", "孟有福") for number in range(150)})
    stages.documents(raw, work, quiet)
    held = list[int]()

    def tell(stage: str, done: int, total: int | None) -> None:
        held.append(sum(isinstance(one, shelves.Output) for one in gc.get_objects()))

    stages.articles(work, tell, ALONE)
    assert stages.bins(work) >= 8
    assert max(held) <= 2


def test_a_broken_row_is_found_in_its_bin_and_named_by_its_place_in_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bins that passed before are not read again; the row counts from the first bin on."""
    build(tmp_path, dict(TALKS))
    monkeypatch.setattr(making, "annotated", releases.moderated)
    raw, work = tmp_path / "raw", tmp_path / "work"
    releases.write(raw, {"crafts/kite.txt": talk("放风筝的人", "罗小满", "五十")})
    stages.documents(raw, work, quiet)
    stages.articles(work, quiet, ALONE)
    stages.turns(work, quiet, ALONE)
    (failure,) = checking.check(work, "turns", ALONE)
    assert (failure.rule, failure.column, failure.count) == ("enum", "role", 4)
    rows = rows_of(stages.shelf(work, "turns").files(stages.bins(work)), ["turn_id"])
    found = [row["turn_id"].startswith("crafts/kite#") for row in rows]
    assert failure.row == found.index(True)


def test_any_way_to_a_corpus_gives_its_bytes(tmp_path: Path) -> None:
    """Articles come, change and go at random, the number of bins and shards grows and shrinks with them."""
    dice = random.Random(20261122)
    files = {"crafts/source.yaml": SOURCE}
    for number in range(6):
        for _ in range(dice.randint(1, 9)):
            name = f"crafts/{dice.randint(0, 12)}.txt"
            files[name] = talk(f"第{dice.randint(1, 99)}个人", dice.choice(("孟有福", "罗小满", "程水生")))
        for name in dice.sample(sorted(files), dice.randint(0, 4)):
            if name != "crafts/source.yaml" and len(files) > 3:
                del files[name]
        build(tmp_path / "one", files)
        assert content(tmp_path / "one" / "dataset") == from_nothing(tmp_path / f"two{number}", files)


@pytest.mark.soak
def test_a_thousand_articles_are_looked_at_in_a_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a change 2 % of the time of the whole at most, with one changed article 5 %, beside what a run costs
    that has next to nothing to look at; on warm libraries.
    """
    monkeypatch.undo()
    golden = Path(__file__).parent / "golden"
    texts = [
        path for path in sorted(golden.iterdir()) if path.suffix in (".md", ".txt", ".html") and path.stem != "README"
    ]
    files = {f"k/{number}{texts[number % len(texts)].suffix}": texts[number % len(texts)] for number in range(1000)}
    raw = {name: path.read_text(encoding="utf-8") for name, path in files.items()}

    def seconds(folder: Path) -> float:
        start = time.process_time()
        renewed(folder)
        return time.process_time() - start

    build(tmp_path / "few", dict(TALKS))
    releases.write(tmp_path / "k" / "raw", raw)
    least = min(seconds(tmp_path / "few") for _ in range(3))
    whole = seconds(tmp_path / "k")
    unchanged = min(seconds(tmp_path / "k") for _ in range(3))
    releases.write(tmp_path / "k" / "raw", {"k/500.txt": talk("补锅的人", "赵大同")})
    changed = seconds(tmp_path / "k")
    print(f"whole {whole:.2f} s, unchanged {unchanged:.2f}, one changed {changed:.2f}, next to nothing {least:.2f}")
    assert unchanged - least <= 0.02 * whole
    assert changed - least <= 0.05 * whole
