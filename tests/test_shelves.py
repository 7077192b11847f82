"""Shelves: what stages made, by bins of articles, with what each article's part was made from."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pytest

from pipelines.shelves import ARTICLES_PER_BIN, FEW, Made, Shelf, bin_count, sorted_in
from pipelines.tables.shards import PARTS

SCHEMA = pa.schema([("article_id", pa.string())]).append(pa.field("number", pa.int32()))
ARTICLES = [f"talks/{number}" for number in range(40)]


def shelf(folder: Path) -> Shelf:
    """An empty shelf, its rows sorted by article and number."""
    return Shelf(folder / "shelf", SCHEMA, ("article_id", "number"))


def fill(own: Shelf, bins: int, articles: list[str] = ARTICLES, print: str = "p") -> None:
    """Two rows for each article, in the wrong order."""
    for bin, names in enumerate(sorted_in(articles, bins)):
        rows = [{"article_id": name, "number": number} for name in reversed(names) for number in (2, 1)]
        made = Made(dict.fromkeys(names, print), {names[0]: ("f", "r", "m")} if names else {})
        own.put(bin, bins, pa.Table.from_pylist(rows, schema=SCHEMA), made)


def test_bins_are_a_power_of_two_that_grows_with_the_corpus() -> None:
    """So that a bin divides into bins when there are more."""
    assert [bin_count(number) for number in (0, 1, FEW, FEW + 1, PARTS * FEW)] == [1, 1, 1, 2, PARTS]
    assert bin_count(PARTS * ARTICLES_PER_BIN) == PARTS
    assert bin_count(PARTS * ARTICLES_PER_BIN + 1) == 2 * PARTS
    assert sorted(name for names in sorted_in(ARTICLES, 8) for name in names) == sorted(ARTICLES)


def test_what_is_put_comes_back_sorted_with_what_it_was_made_from(tmp_path: Path) -> None:
    """Rows, fingerprints and refusals of a bin are one file."""
    own = shelf(tmp_path)
    fill(own, 4)
    names = sorted_in(ARTICLES, 4)[2]
    assert own.made(2, 4) == Made(dict.fromkeys(names, "p"), {names[0]: ("f", "r", "m")})
    rows = own.read(2, 4).to_pylist()
    assert rows == [{"article_id": name, "number": number} for name in names for number in (1, 2)]
    assert [row["article_id"] for row in own.read(2, 4, names[1:2]).to_pylist()] == names[1:2] * 2
    assert own.read(2, 4, []).num_rows == 0


def test_an_empty_shelf_knows_nothing(tmp_path: Path) -> None:
    """And says so without an error."""
    assert shelf(tmp_path).made(0, 1) == Made()
    assert shelf(tmp_path).read(0, 1).num_rows == 0
    assert shelf(tmp_path).files(1) == []


@pytest.mark.parametrize(("before", "after"), [(1, 4), (4, 1), (2, 8), (8, 2), (4, 4)])
def test_nothing_is_lost_when_the_number_of_bins_changes(tmp_path: Path, before: int, after: int) -> None:
    """What lay in bins of another number is found for the bin that it belongs to now."""
    own = shelf(tmp_path)
    fill(own, before)
    for bin, names in enumerate(sorted_in(ARTICLES, after)):
        assert own.made(bin, after).fingerprints.items() >= dict.fromkeys(names, "p").items()
        assert own.read(bin, after, names).num_rows == 2 * len(names)
    fill(own, after, print="q")
    own.clear(after)
    assert len(list(own.folder.iterdir())) == after
    assert own.made(0, after).fingerprints.keys() == set(sorted_in(ARTICLES, after)[0])


def test_a_division_that_was_killed_goes_on(tmp_path: Path) -> None:
    """Bins that were written already are taken, the others from the bins before."""
    own = shelf(tmp_path)
    fill(own, 2)
    (own.folder / "00009-of-00016.parquet").write_bytes((own.path(1, 2)).read_bytes())
    names = sorted_in(ARTICLES, 4)
    own.put(1, 4, SCHEMA.empty_table(), Made(dict.fromkeys(names[1], "new")))
    assert set(own.made(1, 4).fingerprints.values()) == {"new"}
    assert own.made(3, 4).fingerprints.items() >= dict.fromkeys(names[3], "p").items()
    assert own.read(3, 4, names[3]).num_rows == 2 * len(names[3])


def test_a_failed_write_leaves_the_bin_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And no part of the new one."""
    own = shelf(tmp_path)
    fill(own, 1)
    before = own.path(0, 1).read_bytes()

    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        own.put(0, 1, SCHEMA.empty_table(), Made())
    assert own.path(0, 1).read_bytes() == before
    assert [path.name for path in own.folder.iterdir()] == [own.path(0, 1).name]


def test_the_same_content_is_the_same_bytes(tmp_path: Path) -> None:
    """In whatever order it came."""
    one, other = shelf(tmp_path / "one"), shelf(tmp_path / "other")
    fill(one, 1)
    fill(other, 1, ARTICLES[::-1])
    assert one.path(0, 1).read_bytes() == other.path(0, 1).read_bytes()
