"""A finished release folder is a dataset repository that the tools of others accept, and two of them are identical."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import pytest
import tables_sample

from pipelines.tables.package import finish
from pipelines.tables.schema import TABLES, load

TEMPLATE = (Path(__file__).parents[1] / "dataset_card.md").read_text(encoding="utf-8")
LOAD = """
import sys
from datasets import load_dataset
for name in ("articles", "turns", "entities"):
    table = load_dataset(sys.argv[1], name, split="train")
    stream = load_dataset(sys.argv[1], name, split="train", streaming=True)
    assert list(stream) == list(table), name
    print(name, len(table), len(table.column_names), len(stream.features))
print("default", len(load_dataset(sys.argv[1], split="train").column_names))
"""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as a finished release folder."""
    folder = tmp_path_factory.mktemp("release")
    tables_sample.write(folder)
    finish(folder, TEMPLATE)
    return folder


def contents(folder: Path) -> dict[str, str]:
    """Path and digest of every file."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_folder_is_complete_and_the_same_every_time(release: Path, tmp_path: Path) -> None:
    """The files of the contract, byte for byte, wherever the folder stands and however often it is finished."""
    tables_sample.write(tmp_path)
    finish(tmp_path, TEMPLATE)
    finish(tmp_path, TEMPLATE)
    assert contents(tmp_path) == contents(release)
    assert list(contents(release)) == [
        "README.md",
        "articles/train-00000-of-00001.parquet",
        "croissant.json",
        "datapackage.json",
        "entities/train-00000-of-00001.parquet",
        "images/lengths.svg",
        "images/turns.svg",
        "schemas/articles.json",
        "schemas/entities.json",
        "schemas/turns.json",
        "turns/train-00000-of-00001.parquet",
    ]


def test_the_schemas_are_copied_as_they_are(release: Path) -> None:
    """The one definition of every column travels with the data."""
    assert all((release / "schemas" / f"{name}.json").read_text(encoding="utf-8") == load(name).raw for name in TABLES)


def test_the_card_shows_the_pictures_of_the_folder(release: Path) -> None:
    """Every relative image leads to a file, every picture is shown, and each counts the rows of the tables."""
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (release / "README.md").read_text(encoding="utf-8"))
    assert sorted(shown) == sorted(path.relative_to(release).as_posix() for path in release.glob("images/*"))
    pictures = [ElementTree.parse(release / path) for path in shown]
    told = [str(picture.findtext("{http://www.w3.org/2000/svg}desc")) for picture in pictures]
    assert "talks: 5 (2 interviewer, 3 interviewee)" in told[0]
    assert "under 1,000: 3 (2 interview, 1 report)" in told[1]


def test_load_dataset_reads_the_folder_as_it_would_the_hub(release: Path, tmp_path: Path) -> None:
    """All three tables, plain and streaming, and articles by default, offline."""
    pytest.importorskip("datasets")
    offline = {"HF_HOME": str(tmp_path), "HF_DATASETS_CACHE": str(tmp_path / "cache"), "HF_HUB_OFFLINE": "1"}
    # A process of its own: `datasets` reads its cache folder from the environment when it is imported.
    ran = subprocess.run(
        [sys.executable, "-c", LOAD, str(release)],
        env=os.environ | offline,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == ["articles 3 25 25", "turns 5 21 21", "entities 2 10 10", "default 25"]


def test_frictionless_accepts_the_package_and_its_data(release: Path) -> None:
    """Types, keys and references hold for the sample's rows; they are handed over as pandas reads the files."""
    frictionless = pytest.importorskip("frictionless")
    pandas = pytest.importorskip("pandas")
    descriptor = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    package = frictionless.Package.from_descriptor(descriptor, basepath=str(release))
    assert package.resource_names == list(TABLES)
    resources = []
    for one in package.resources:
        frame = pandas.read_parquet(release / str(one.path))
        schema = one.schema.to_copy()
        resources.append(frictionless.Resource(name=one.name, data=frame, format="pandas", schema=schema))
    report = frictionless.Package(name="fangtan", resources=resources).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])


def test_the_package_states_no_size_and_no_digest(release: Path) -> None:
    """Frictionless reports any stated size of a Parquet file as wrong and never checks a digest."""
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    assert all({"bytes", "hash"}.isdisjoint(resource) for resource in package["resources"])
    assert package["version"] == load("articles").version


def test_mlcroissant_accepts_the_description_and_reads_the_rows(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No error in the validation; every column of every table comes out, nested members by name."""
    croissant = pytest.importorskip("mlcroissant")
    monkeypatch.chdir(release)
    dataset = croissant.Dataset(str(release / "croissant.json"))
    assert not dataset.metadata.issues.errors
    records = {name: list(dataset.records(name)) for name in TABLES}
    for name in TABLES:
        assert len(records[name]) == len(tables_sample.rows()[name])
        assert {key.split("/")[1] for key in records[name][0]} == set(load(name).names)
    speakers = next(one for one in records["articles"] if one["articles/turn_count"] == 4)["articles/speakers"]
    assert speakers[1]["articles/speakers/name"] == "林汐".encode()


def test_croissant_states_the_digest_of_every_file(release: Path) -> None:
    """The digests are those of the files as they lie there."""
    croissant = json.loads((release / "croissant.json").read_text(encoding="utf-8"))
    stated = {one["@id"]: one["sha256"] for one in croissant["distribution"] if "sha256" in one}
    assert stated == {path: digest for path, digest in contents(release).items() if path.endswith(".parquet")}


def test_a_corpus_of_several_shards_lists_all_files(tmp_path: Path) -> None:
    """Both descriptions name every shard; the front matter covers them by a pattern."""
    tables_sample.write(tmp_path, shards=2)
    finish(tmp_path, TEMPLATE)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    names = ["turns/train-00000-of-00002.parquet", "turns/train-00001-of-00002.parquet"]
    assert package["resources"][1]["path"] == names
    assert package["licenses"][0]["name"] == "other"


def test_one_licence_for_all_is_stated_everywhere(tmp_path: Path) -> None:
    """The SPDX identifier in the package, its address in Croissant."""
    rows = tables_sample.rows()
    for article in rows["articles"]:
        article["license"] = "CC-BY-4.0"
    tables_sample.write(tmp_path, rows)
    finish(tmp_path, TEMPLATE)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    croissant = json.loads((tmp_path / "croissant.json").read_text(encoding="utf-8"))
    assert package["licenses"] == [{"name": "CC-BY-4.0"}]
    assert croissant["license"] == "https://spdx.org/licenses/CC-BY-4.0.html"
