"""The edition: what a repository gets is made beside the release, of which not a byte changes; doubt is refused."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import releases
import tables_sample

from pipelines import release
from pipelines.build import build
from pipelines.definitions import quiet
from pipelines.hub.edition import Edition, NotShared, NotValid, edition
from pipelines.places import Places
from pipelines.tables.package import finish
from pipelines.tables.schema import TABLES

ROOT = Path(__file__).parents[1]
SAID = "一座桥上的风\n\n何青：它有多高？\n\n孟有福：四十米，见《桥与风》。\n\n何青：怕吗？\n\n孟有福：不怕。\n"
STATED = {
    "agreed": "license: https://example.org/terms\nredistribution: allowed\n",
    "open": "title: 开放的访谈\nlicense: CC0-1.0\n",
    "secret": "license: CC-BY-NC-ND-4.0\n",
    "unknown": "",
}
HIDDEN = {"secret/bridge", "unknown/bridge"}
SHARD = "train-00000-of-00001.parquet"
LOAD = """
import sys, datasets
tables = [datasets.load_dataset(sys.argv[1], name, split="train") for name in sys.argv[2:]]
print([[text is None for text in table["text"]] for table in tables])
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of an open collection, one declared open, one of unknown licence, and one that forbids sharing."""
    raw = tmp_path_factory.mktemp("edition") / "raw"
    for name, text in STATED.items():
        (raw / name).mkdir(parents=True)
        (raw / name / "source.yaml").write_text(text, encoding="utf-8")
        (raw / name / "bridge.txt").write_text(SAID.replace("桥上", f"桥上（{name}）"), encoding="utf-8")
    assert build(Places(str(raw), str(raw.with_name("built"))), quiet).problems == []
    return raw.with_name("built")


@pytest.fixture
def dataset(built: Path, tmp_path: Path) -> Path:
    """A copy of the release, for each test its own."""
    return Path(shutil.copytree(built, tmp_path / "out"))


def content(folder: Path) -> dict[str, str]:
    """Every file with the digest of its bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


@contextlib.contextmanager
def made(dataset: Path, repository: str = "some/talks", **how: bool) -> Iterator[Edition]:
    """An edition; whatever happens, the release stays as it is and nothing is left beside it."""
    before, beside = content(dataset), sorted(dataset.parent.iterdir())
    try:
        with edition(dataset, repository, **({"everything": False, "without_text": False} | how)) as found:
            yield found
    finally:
        assert content(dataset) == before
        assert sorted(dataset.parent.iterdir()) == beside


def rows(folder: Path, name: str = "articles") -> list[dict[str, Any]]:
    """A table."""
    return pq.read_table(folder / name).to_pylist()


def test_a_public_edition_refuses_what_may_not_be_shared_and_names_it(dataset: Path) -> None:
    """Each article with its reason, and all ways out: a licence, a declaration, --withhold-text, --private."""
    with pytest.raises(NotShared) as caught, made(dataset):
        pass
    said = str(caught.value)
    assert re.search(r"^2 articles may not be published .*:\n  secret/bridge: CC-BY-NC-ND-4.0 does not allow it", said)
    assert "\n  unknown/bridge: its licence is unknown\n" in said
    assert not re.search("(open|agreed)/", said)
    assert all(way in said for way in ("`license`", "`redistribution: allowed`", "--withhold-text", "--private"))


def test_without_text_the_two_are_withheld_and_the_others_are_as_they_were(dataset: Path) -> None:
    """In all three tables, and in the card."""
    with made(dataset, without_text=True) as found:
        assert {one.article_id for one in found.withheld} == HIDDEN
        card = (found.folder / "README.md").read_text(encoding="utf-8")
        for name in TABLES:
            for old, new in zip(rows(dataset, name), rows(found.folder, name), strict=True):
                assert (new["text"] is None) is (new["article_id"] in HIDDEN)
                assert new == old if new["article_id"] not in HIDDEN else new.get("status", "withheld") == "withheld"
    assert "| secret | CC-BY-NC-ND-4.0 | 1 | 0 | 1 | 0 | 4 |" in card
    assert "| unknown | unknown: all rights may be reserved | 1 | 0 | 1 | 0 | 4 |" in card


def test_a_private_edition_holds_every_article(dataset: Path) -> None:
    """Its tables are those of the release, by hard links; only the card knows where it goes."""
    with made(dataset, everything=True) as found:
        assert list(found.withheld) == []
        assert all(os.path.samefile(found.folder / name / SHARD, dataset / name / SHARD) for name in TABLES)
        assert {path for path, _ in content(found.folder).items() ^ content(dataset).items()} == {"README.md"}


def test_the_card_names_the_repository(dataset: Path) -> None:
    """Where it is loaded from, where its rights are told, where somebody is reached."""
    with made(dataset, "my-org/my.talks_2", without_text=True) as found:
        card = (found.folder / "README.md").read_text(encoding="utf-8")
    assert 'load_dataset("my-org/my.talks_2", "turns"' in card
    assert "license_link: https://huggingface.co/datasets/my-org/my.talks_2#rights-and-licence" in card
    assert "(https://huggingface.co/datasets/my-org/my.talks_2/discussions)" in card
    assert "OWNER/fangtan" not in card


def test_only_what_is_written_again_leaves_the_link(tmp_path: Path) -> None:
    """Of two shards that in which an article is withheld; no file is written in place, every digest is that of it."""
    dataset = tmp_path / "out"
    tables_sample.write(dataset, shards=2)
    finish(dataset, (ROOT / "dataset_card.md").read_text(encoding="utf-8"))
    with made(dataset, without_text=True) as found:
        assert {path: local.sha256 for path, local in found.files.items()} == content(found.folder)
        own = {path for path in found.files if not os.path.samefile(found.folder / path, dataset / path)}
    (shard,) = [path for path in own if path.endswith(".parquet")]
    assert "report" in pq.read_table(dataset / shard)["article_id"].to_pylist()


def test_an_edition_made_twice_is_the_same_bytes(dataset: Path, built: Path) -> None:
    """Also of a release that lies elsewhere."""
    with made(dataset, without_text=True) as one, made(built, without_text=True) as other:
        assert content(one.folder) == content(other.folder)


def test_what_is_no_part_of_a_release_is_not_published(dataset: Path) -> None:
    """A note, a hidden file, a Parquet file in a folder of one's own."""
    strangers = ("notes.txt", ".env", f"mine/{SHARD}", "turns/.part")
    for name in strangers:
        (dataset / name).parent.mkdir(exist_ok=True)
        (dataset / name).write_text("secret", encoding="utf-8")
    with made(dataset, everything=True) as found:
        assert set(found.files) == content(dataset).keys() - set(strangers)


def test_an_edition_vanishes_also_when_publishing_fails(dataset: Path) -> None:
    """What `made` looks at holds, and the error comes through."""
    with pytest.raises(ZeroDivisionError), made(dataset, everything=True) as found:
        assert len(found.files) / 0


def test_what_a_killed_edition_left_is_removed(dataset: Path) -> None:
    """Its folder, linked tables included; a stranger's file in it is not published."""
    with made(dataset, everything=True) as found:
        folder, files = found.folder, found.files.keys()
    (folder / "turns").mkdir(parents=True)
    os.link(dataset / "turns" / SHARD, folder / "turns" / "train-00001-of-00002.parquet")
    (folder / "LICENSE-old").write_text("old", encoding="utf-8")
    before = content(dataset)
    with edition(dataset, "some/talks", everything=True, without_text=False) as found:
        assert found.files.keys() == files
    assert content(dataset) == before
    assert list(dataset.parent.iterdir()) == [dataset]


def test_two_editions_for_one_repository_at_a_time_are_refused(dataset: Path) -> None:
    """The first goes on; another repository may have its own at the same time, but not while a build writes."""
    with made(dataset, everything=True) as first:
        with pytest.raises(release.Busy, match="some/talks; wait"), made(dataset, everything=True):
            pass
        with made(dataset, "some/others", without_text=True) as second:
            assert len(rows(second.folder)) == len(STATED)
        assert content(first.folder).keys() == first.files.keys()
    with release.lock(dataset), pytest.raises(release.Busy, match="build"), made(dataset, everything=True):
        pass


def altered(change: Callable[[pa.Table], pa.Table], name: str = "articles") -> Callable[[Path], None]:
    """A table is written again with a change."""
    return lambda folder: pq.write_table(change(pq.read_table(folder / name)), folder / name / SHARD)


BROKEN: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "no card": ("run `fangtan build`", lambda folder: (folder / "README.md").unlink()),
    "lost turns": ("build it again", altered(lambda table: table.slice(1), "turns")),
    "no licence": ("build it again", altered(lambda table: table.drop_columns(["license"]))),
    "no address": ("build it again", altered(lambda table: table.drop_columns(["source_url"]))),
    "one more column": ("build it again", altered(lambda table: table.append_column("raw", table["text"]))),
    "no table": ("build it again", lambda folder: shutil.rmtree(folder / "turns")),
    "no Parquet": ("build it again", lambda folder: (folder / "turns" / SHARD).write_bytes(b"PAR1")),
}


@pytest.mark.parametrize("how", ["everything", "without_text"])
@pytest.mark.parametrize("broken", BROKEN)
def test_a_folder_that_is_no_release_or_a_broken_one_is_refused(dataset: Path, broken: str, how: str) -> None:
    """With the way to mend it, and also where its tables are written again: it is never mended in silence."""
    remedy, change = BROKEN[broken]
    change(dataset)
    with pytest.raises(NotValid, match=remedy), made(dataset, **{how: True}):  # type: ignore[arg-type]
        pass


@pytest.fixture(params=["two", "all"])
def withheld(dataset: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The folder of an edition in which two articles are withheld, or all, as their owners forbid sharing."""
    if request.param == "all":
        package = (dataset / "datapackage.json").read_text(encoding="utf-8").replace("allowed", "forbidden")
        package = package.replace('"redistribution": null', '"redistribution": "forbidden"')
        (dataset / "datapackage.json").write_text(package, encoding="utf-8")
    with made(dataset, without_text=True) as found:
        assert len(found.withheld) == (len(STATED) if request.param == "all" else 2)
        yield found.folder


def test_load_dataset_reads_an_edition_with_withheld_articles(withheld: Path, tmp_path: Path) -> None:
    """All three tables, also where no article is left that has a text."""
    offline = os.environ | {"HF_HOME": str(tmp_path / "out" / "hf"), "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-c", LOAD, str(withheld), *TABLES]
    told = subprocess.run(command, env=offline, capture_output=True, text=True, check=False)
    shutil.rmtree(tmp_path / "out" / "hf")
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout.lower()) == [[row["text"] is None for row in rows(withheld, name)] for name in TABLES]


def test_frictionless_and_mlcroissant_accept_its_descriptors(withheld: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Types, keys and references hold, and every row comes out."""
    frictionless, croissant = pytest.importorskip("frictionless"), pytest.importorskip("mlcroissant")
    descriptor = json.loads((withheld / "datapackage.json").read_text(encoding="utf-8"))
    resources = []
    for one in frictionless.Package.from_descriptor(descriptor, basepath=str(withheld)).resources:
        data, schema = pq.read_table(withheld / one.path).to_pandas(), one.schema.to_copy()
        resources.append(frictionless.Resource(name=one.name, data=data, format="pandas", schema=schema))
    assert frictionless.Package(name="fangtan", resources=resources).validate().valid
    monkeypatch.chdir(withheld)
    described = croissant.Dataset("croissant.json")
    assert not described.metadata.issues.errors
    assert [len(list(described.records(name))) for name in TABLES] == [len(rows(withheld, name)) for name in TABLES]


@pytest.mark.parametrize("everything", [False, True])
def test_what_a_public_edition_refuses_is_not_quoted(tmp_path: Path, everything: bool) -> None:
    """A file may be held back because its article must not be shown; its path and the kind of reason stay."""
    folder = releases.build(tmp_path)
    lines = [
        {
            "file": "a.txt",
            "reason": "the title is '一个\\'修\\'钟表的人', not \"it's 钟\"",
            "remedy": "write 'x' there",
        },
        {"file": "b.txt", "reason": "is empty", "remedy": "delete it"},
    ]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / "rejects.jsonl").write_text(text, encoding="utf-8")
    with edition(folder, "org/name", everything=everything, without_text=False) as made:
        found = [json.loads(line) for line in (made.folder / "rejects.jsonl").read_text("utf-8").splitlines()]
    if everything:
        assert found == lines
    else:
        assert found[1] == lines[1]
        assert found[0] == {"file": "a.txt", "reason": "the title is '…', not \"…\"", "remedy": "write '…' there"}
