"""Near duplicates: reprints are linked to their original in the release, and nothing else is."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import releases
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import article, turns
from opencc import OpenCC
from releases import content, quiet

from pipelines import assembly, likeness, linkage, shelves
from pipelines.hub.edition import edition
from pipelines.likeness import Link
from pipelines.tables import shards

FOOTER = (
    "\n\n"
    + "本文版权归虚构月刊所有，未经许可请勿转载。更多访谈请关注我们的网站，每周三更新，欢迎读者来信与我们交流。" * 2
)
SERIES = ["问：您最早的记忆是什么？", "问：您最想对年轻人说的一句话是什么？", "问：哪一件工具您用得最久？"]
Files = dict[str, str]


def printed(number: int, day: str = "", *, title: str = "一个手艺人的访谈", body: str = "") -> str:
    """The raw text of an invented interview."""
    return f"{title}\n\n{day}\n\n" + (body or article(number)).replace("\n", "\n\n")


def page(raw: str) -> str:
    """The same on another site: a page with its own title, navigation, an editor's note, and print."""
    head, _, body = raw.partition("\n\n")
    paragraphs = "".join(f"<p>{line}</p>" for line in body.split("\n") if line)
    return (
        f"<html><head><title>转载：{head} - 某某网</title></head>"
        "<body><nav><a href='/'>首页</a><a href='/b'>文化</a></nav>"
        f"<article><h1>转载：{head}</h1><p>编者按：本站转载此文，以飨读者。</p>{paragraphs}</article>"
        "<footer>某某网 版权所有 联系我们</footer></body></html>"
    )


def linked(folder: Path, files: Files) -> dict[str, tuple[str, float]]:
    """Build a release of these raw files: by article its original and its similarity."""
    table = pq.read_table(releases.build(folder, files) / "articles").to_pylist()
    return {
        row["article_id"]: (row["duplicate_of"], row["duplicate_similarity"]) for row in table if row["duplicate_of"]
    }


ORIGINAL = printed(1, "2021年3月5日")
FIRST_HALF = printed(1, "2021年3月8日", body="\n".join(turns(1)[:14]))
CORPUS = {
    "a/late.txt": printed(1, "2022年8月1日"),
    "a/none.html": page(printed(1)),
    "m/original.txt": ORIGINAL,
    "z/traditional.txt": str(OpenCC("s2t").convert(printed(1, "2021年3月6日", title="另一個題目"))),
    "z/cut.txt": printed(1, "2021年3月7日", body="\n".join(turns(1)[:20])),
    "z/part.txt": FIRST_HALF,
    "z/other.txt": printed(2, "2021年3月5日"),
    "z/report.txt": "一则短讯\n\n" + article(1)[:60],
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, float]]:
    """The links of the corpus above."""
    return linked(tmp_path_factory.mktemp("corpus"), CORPUS)


@pytest.mark.parametrize(
    ("name", "least"), [("a/late", 1.0), ("a/none", 0.9), ("z/traditional", 0.95), ("z/cut", 0.99), ("z/part", 0.99)]
)
def test_reprints_are_linked_to_the_earliest(found: dict[str, tuple[str, float]], name: str, least: float) -> None:
    """Another date, another site's page, traditional characters, a cut version, the first of several pages."""
    original, similarity = found[name]
    assert original == "m/original"
    assert least <= similarity <= 1


def test_what_is_another_article_is_not_linked(found: dict[str, tuple[str, float]]) -> None:
    """Neither the original, nor another interview under the same title, nor a few sentences."""
    assert found.keys() == {"a/late", "a/none", "z/traditional", "z/cut", "z/part"}


def test_interviews_of_a_series_are_not_linked(tmp_path: Path) -> None:
    """They have the person, the questions, the headings and the footer in common."""
    files = {}
    for number in range(4):
        answers = [line for line in turns(number, 9) if line.startswith("答")]
        said = [line for pair in zip(SERIES * 3, answers, strict=True) for line in pair]
        files[f"series/{number}.txt"] = printed(number, body="\n".join(said)) + FOOTER
    assert linked(tmp_path, files) == {}


def test_short_articles_are_not_linked(tmp_path: Path) -> None:
    """In a few sentences, what every interview says is most of the text; even the same twice is left alone."""
    same = printed(1, body="\n".join(turns(1))[:100])
    assert linked(tmp_path, {"one.txt": same, "two.txt": same}) == {}


def test_a_release_without_a_text_to_compare_is_built(tmp_path: Path) -> None:
    """No signature at all is no error."""
    assert linked(tmp_path, {"kite.txt": releases.talk("放风筝的人", "罗小满")}) == {}


def test_a_withdrawn_original_leaves_its_place_to_the_next(tmp_path: Path) -> None:
    """It has no text any more that could be compared."""
    files = {"a/late.txt": CORPUS["a/late.txt"], "a/original.txt": ORIGINAL, "a/source.yaml": "publisher: 虚构月刊\n"}
    assert linked(tmp_path, files).keys() == {"a/late"}
    withdrawn = "- {article: original, correct: withdraw, expect: 一个手艺人的访谈, reason: a test}\n"
    assert linked(tmp_path, files | {"a/overrides.yaml": withdrawn}) == {}


def test_links_hold_where_the_original_is_withheld(tmp_path: Path) -> None:
    """Its row stays without its text, and the edition passes every check."""
    files = {"a/late.txt": CORPUS["a/late.txt"], "m/original.txt": ORIGINAL, "a/source.yaml": "license: CC0-1.0\n"}
    out = releases.build(tmp_path, files)
    with edition(out, "my-org/interviews", everything=False, without_text=True) as made:
        rows = {row["article_id"]: row for row in pq.read_table(made.folder / "articles").to_pylist()}
    assert rows["m/original"]["status"] == "withheld"
    assert rows["a/late"]["duplicate_of"] == "m/original"


class TestBuildingAgain:
    """What is linked again, and that it is what a build from nothing links."""

    @pytest.fixture(autouse=True)
    def small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Bins and shards of few articles, so that originals and duplicates lie in several."""
        monkeypatch.setattr(shelves, "ARTICLES_PER_BIN", 2)
        monkeypatch.setattr(shards, "ARTICLES_PER_SHARD", 2)

    def test_an_unchanged_corpus_is_not_linked_again(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nor is anything read for it but what the shelves were made from."""
        releases.build(tmp_path, CORPUS)
        monkeypatch.setattr(linkage, "candidates", None)
        progress = likeness.likeness(tmp_path / "work", quiet, releases.ALONE)
        assert (progress.articles, progress.anew) == (len(CORPUS), 0)

    def test_a_new_duplicate_writes_its_own_shard_anew_and_no_other(self, tmp_path: Path) -> None:
        """Also where the article itself is as it was, and another one came before it."""
        files = {"b/late.txt": CORPUS["a/late.txt"], "z/other.txt": CORPUS["z/other.txt"], "z/more.txt": printed(3)}
        releases.build(tmp_path, files)
        before = content(tmp_path / "dataset")
        assert linked(tmp_path, files | {"m/first.txt": ORIGINAL})["b/late"][0] == "m/first"
        number = shards.shard_count(4)
        touched = {
            f"articles/{shards.file_name(shards.shard_of(one, number), number)}" for one in ("b/late", "m/first")
        }
        after = content(tmp_path / "dataset")
        changed = {name for name in after if after[name] != before.get(name) and name.startswith("articles")}
        assert changed == touched

    @settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(names=st.lists(st.sampled_from(sorted(CORPUS)), min_size=1, max_size=6, unique=True), seed=st.integers(0, 9))
    def test_the_way_to_a_corpus_makes_no_difference(
        self, tmp_path_factory: pytest.TempPathFactory, names: list[str], seed: int
    ) -> None:
        """Articles that come, change and go leave the bytes of a build from nothing."""
        folder, nothing = tmp_path_factory.mktemp("steps"), tmp_path_factory.mktemp("nothing")
        pick = random.Random(seed)
        for _ in range(2):
            step = {name: CORPUS[pick.choice(sorted(CORPUS))] for name in pick.sample(sorted(CORPUS), 4)}
            releases.build(folder, step)
        final = {name: CORPUS[name] for name in names}
        releases.build(folder, final)
        releases.build(nothing, final)
        assert content(folder / "dataset") == content(nothing / "dataset")


def test_how_articles_are_divided_and_held_makes_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: dict[str, tuple[str, float]]
) -> None:
    """Neither the number of bins nor how many articles memory holds at once."""
    monkeypatch.setattr(shelves, "ARTICLES_PER_BIN", 1)
    monkeypatch.setattr(likeness, "_HELD", 1)
    assert linked(tmp_path, CORPUS) == found


def test_links_are_told_in_the_card(tmp_path: Path) -> None:
    """The number, and how to do without them."""
    files = {name: CORPUS[name] for name in ("a/late.txt", "m/original.txt", "z/other.txt")}
    card = (releases.build(tmp_path, files) / "README.md").read_text(encoding="utf-8")
    assert "1 of 3 articles (33.3%) in this release is a near duplicate, of 1 original." in card
    assert "articles.duplicate_of.isna()" in card
    assert likeness.links(tmp_path / "work") == {"a/late": Link("a/late", "m/original", 1.0)}


def test_links_to_what_is_not_there_stop_the_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the article, and the old release stays."""
    releases.build(tmp_path, CORPUS)
    before = content(tmp_path / "dataset")
    wrong = {"z/other": Link("z/other", "z/cut", 0.9)}
    monkeypatch.setattr(assembly, "links", lambda folder: wrong | dict(likeness.links(folder)))
    with pytest.raises(assembly.Invalid, match="column duplicate_of: 'z/cut' breaks the rule `original`"):
        assembly.release(tmp_path / "work", tmp_path / "dataset", quiet, releases.ALONE)
    assert content(tmp_path / "dataset") == before
