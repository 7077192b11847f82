"""Raw files, work and release on a real S3 server: the same dataset as on this machine's disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import buckets
import fsspec
import pyarrow.parquet as pq
import pytest
import releases
from releases import TALKS, content, quiet, talk

from pipelines.build import Outcome, build
from pipelines.cli import FAILED, WRITTEN, main
from pipelines.places import Places, release_folder
from pipelines.storage import LATEST, Prefix, StorageError, fetch

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """The address of a bucket."""
    with buckets.bucket() as address:
        yield address


@pytest.fixture
def place(bucket: str, request: pytest.FixtureRequest) -> str:
    """An address of the test's own."""
    return f"{bucket}/{request.node.name}"  # with the brackets of a parameter, which are no pattern


def write(address: str, files: Mapping[str, str]) -> None:
    """Put raw files; what was there before goes away."""
    there = fsspec.filesystem("s3")
    Prefix(f"{address}/raw").remove(list(Prefix(f"{address}/raw").listing()))
    for name, text in files.items():
        there.pipe_file(f"{address}/raw/{name}", text.encode())


def built(address: str, machine: Path) -> Outcome:
    """Build there, on a machine with this folder for copies."""
    return build(Places(f"{address}/raw", f"{address}/dataset", scratch=str(machine)), quiet)


def released(address: str) -> dict[str, bytes]:
    """The files of the release that a reader finds."""
    there = Prefix(f"{address}/dataset")
    version, files = there.read(LATEST), fsspec.filesystem("s3")
    root = f"{there.address}/{version}"
    return {path: files.cat_file(f"{root}/{path}") for path in there.below(version).listing()}


def on_disk(folder: Path, files: Mapping[str, str]) -> dict[str, bytes]:
    """The files of a release that was built from nothing on this machine."""
    releases.write(folder / "raw", files)
    assert build(Places(str(folder / "raw"), str(folder / "dataset")), quiet).problems == []
    return content(folder / "dataset")


def test_a_release_there_has_the_bytes_of_one_here(place: str, tmp_path: Path) -> None:
    """Built, built again unchanged, and with one article changed on a machine that has never seen it."""
    write(place, TALKS)
    first = built(place, tmp_path / "one")
    assert (first.problems, first.anew, first.articles.rows) == ([], 4, 4)
    assert released(place) == on_disk(tmp_path / "here", TALKS)
    objects = fsspec.filesystem("s3").find(place, detail=True)
    assert built(place, tmp_path / "one").anew == 0
    fsspec.filesystem("s3").invalidate_cache()
    again = fsspec.filesystem("s3").find(place, detail=True)
    changed = {path for path in again if again[path]["LastModified"] != objects[path]["LastModified"]}
    assert {Path(path).name for path in changed} <= {"documents.rejects.jsonl", "documents.notes.jsonl"}
    files = {**TALKS, "crafts/kite.txt": talk("放风筝的人", "罗小满", "二十一")}
    write(place, files)
    assert built(place, tmp_path / "two").anew == 1
    assert released(place) == on_disk(tmp_path / "there", files)


def test_the_command_takes_addresses_and_says_where_it_wrote(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Copies lie in the user's cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    write(place, TALKS)
    assert main(["build", "--raw", f"{place}/raw", "--out", f"{place}/dataset"]) == WRITTEN
    assert f"wrote {place}/dataset\n" in capsys.readouterr().out
    assert sorted(path.name.rpartition("-")[0] for path in (tmp_path / "fangtan").iterdir() if path.is_dir()) == [
        "dataset",
        "raw",
        "work",
    ]


def test_a_release_there_can_be_compared_and_is_found_for_publishing(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its latest state, also after another machine has built."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    write(place, TALKS)
    built(place, tmp_path / "one")
    on_disk(tmp_path / "here", TALKS)
    assert main(["diff", f"{place}/dataset", str(tmp_path / "here" / "dataset")]) == WRITTEN
    assert capsys.readouterr().out == "no row differs\n"
    write(place, {**TALKS, "crafts/new.txt": talk("补锅的人", "赵大同")})
    built(place, tmp_path / "one")
    assert set(pq.read_table(release_folder(f"{place}/dataset") / "articles")["article_id"].to_pylist()) >= {
        "crafts/new"
    }
    assert main(["diff", str(tmp_path / "here" / "dataset"), f"{place}/dataset"]) == WRITTEN
    assert "crafts/new" in capsys.readouterr().out


def test_objects_that_cannot_be_files_are_rejected_by_name(place: str, tmp_path: Path) -> None:
    """The others make a dataset."""
    write(place, {**TALKS, "crafts/kite.txt/below.txt": "x", "crafts//double.txt": "y"})
    outcome = built(place, tmp_path)
    assert outcome.problems == []
    names = {one["file"] for one in outcome.rejects if one["reason"] == "its name is not one that a file can have"}
    assert names == {"crafts/kite.txt/below.txt", "crafts//double.txt"}
    assert outcome.articles.rows == 4


def test_a_bucket_that_is_not_there_is_said_in_a_sentence(
    bucket: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what to do."""
    assert main(["build", "--raw", "s3://none/raw", "--out", str(tmp_path / "out")]) == FAILED
    said = capsys.readouterr().err
    assert "s3://none/raw: FileNotFoundError: " in said
    assert "create the bucket, or mend the address" in said


def test_wrong_keys_and_a_server_that_is_away_are_said_in_a_sentence(tmp_path: Path) -> None:
    """No keys and nobody at home."""
    code = "import sys; from pipelines.storage import *; from pathlib import Path; fetch(Prefix('s3://x/y'), Path('z'))"
    lone = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    off = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "1", "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    for environment, said in ((off, "give the credentials"), ({**off, **KEYS}, "look whether it can be reached")):
        done = subprocess.run(
            [sys.executable, "-c", code], env={**lone, **environment}, cwd=tmp_path, capture_output=True, text=True
        )
        assert "StorageError: s3://x/y: " in done.stderr
        assert said in done.stderr


KEYS = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y"}


BUILDING = """import sys, json
from pipelines.build import build
from pipelines.places import Places, release_folder
build(Places(**json.loads(sys.argv[1])), lambda *_: None)
"""


@pytest.mark.parametrize("kills", [3, pytest.param(25, marks=pytest.mark.soak)])
def test_a_build_killed_at_any_moment_leaves_a_whole_release(kills: int, place: str, tmp_path: Path) -> None:
    """Readers find the old release or the new one; the next build completes it, as one that nothing disturbed."""
    texts = {**TALKS}, {**TALKS, "crafts/new.txt": talk("补锅的人", "赵大同")}
    known = [on_disk(tmp_path / str(number), files) for number, files in enumerate(texts)]
    write(place, texts[0])
    built(place, tmp_path / "machine")
    places = {"raw": f"{place}/raw", "out": f"{place}/dataset", "scratch": str(tmp_path / "machine")}
    for number in range(kills):
        write(place, texts[(number + 1) % 2])
        process = subprocess.Popen([sys.executable, "-c", BUILDING, json.dumps(places)], cwd=ROOT)
        try:
            process.wait(1.5 + 4 * number / kills)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert released(place) in known
    assert built(place, tmp_path / "machine").problems == []
    assert released(place) == known[kills % 2]


def test_what_is_half_fetched_is_fetched_again(place: str, tmp_path: Path) -> None:
    """A copy that a kill cut short is not taken for the file."""
    write(place, TALKS)
    there, here = Prefix(f"{place}/raw"), tmp_path / "here"
    fetch(there, here)
    whole = (here / "crafts/kite.txt").read_bytes()
    (here / "crafts/kite.txt").write_bytes(whole[:10])
    fetch(there, here)
    assert (here / "crafts/kite.txt").read_bytes() == whole


def test_the_storage_failing_in_a_stage_fails_the_build_with_its_sentence(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the release stays as it was."""
    write(place, TALKS)
    built(place, tmp_path)
    before = released(place)
    write(place, {"crafts/kite.txt": TALKS["crafts/kite.txt"]})

    def failing(folder: Path, prefix: Prefix) -> str:
        raise StorageError("s3://x: it is full; make room")

    monkeypatch.setattr("pipelines.storage.send_release", failing)
    assert built(place, tmp_path).problems == ["s3://x: it is full; make room"]
    assert released(place) == before
