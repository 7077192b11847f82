"""The plan: what has to change at the Hub, from digests alone."""

from __future__ import annotations

import hashlib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipelines.hub.plan import CHANGELOG, Local, Plan, Stored, clashes, is_ours, is_release, plan

SHARD = "turns/train-00001-of-00002.parquet"
NAMES = st.sampled_from(
    [SHARD, "README.md", "articles/train-00000-of-00001.parquet", "images/turns.svg", "notes.md", "turns/mine.parquet"]
)


def local(data: bytes) -> Local:
    """A file that is only known by its bytes."""
    blob = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
    return Local(Path("nowhere"), len(data), hashlib.sha256(data).hexdigest(), blob)


def stored(data: bytes, *, large: bool) -> Stored:
    """The same as the Hub tells of it; the blob of a large file is that of its pointer."""
    own = local(data)
    return Stored(own.size, "f" * 40, own.sha256) if large else Stored(own.size, own.blob)


def test_a_file_is_read_once_for_both_digests(tmp_path: Path) -> None:
    """The SHA-256 of its bytes, and the id that git gives it (`git hash-object`)."""
    (tmp_path / "a.txt").write_bytes(b"hello\n")
    found = Local.of(tmp_path / "a.txt")
    assert found.blob == "ce013625030ba8dba906f756967f9e9ca394464a"
    assert found.sha256 == hashlib.sha256(b"hello\n").hexdigest()
    assert found.size == 6


def test_only_what_differs_is_added_and_only_ours_is_deleted() -> None:
    """A stale shard and a picture of ours go; files of other people stay, in our folders as well."""
    there = {
        "README.md": stored(b"old card", large=False),
        SHARD: stored(b"rows", large=True),
        "turns/train-00000-of-00001.parquet": stored(b"stale", large=True),
        "images/turns.svg": stored(b"<svg/>", large=False),
        "turns/mine.parquet": stored(b"mine", large=True),
        "LICENSE.txt": stored(b"terms", large=False),
        CHANGELOG: stored(b"# Changelog", large=False),
    }
    files = {"README.md": local(b"new card"), SHARD: local(b"rows"), "croissant.json": local(b"{}")}
    assert plan(files, there) == Plan(
        add=("README.md", "croissant.json"),
        delete=("images/turns.svg", "turns/train-00000-of-00001.parquet"),
        same=(SHARD,),
    )


def test_size_alone_or_digest_alone_is_not_the_same_file() -> None:
    """Both must agree; a large file is compared by its SHA-256, never by the blob of its pointer."""
    assert stored(b"rows", large=True).holds(local(b"rows"))
    assert not stored(b"rows", large=True).holds(local(b"sows"))
    assert not Stored(5, local(b"rows").blob).holds(local(b"rows"))
    assert not Stored(4, local(b"rows").blob, "0" * 64).holds(local(b"rows"))


@given(
    st.dictionaries(NAMES, st.binary(max_size=3), max_size=6),
    st.dictionaries(NAMES, st.tuples(st.binary(max_size=3), st.booleans()), max_size=6),
)
def test_following_a_plan_leaves_nothing_to_do(ours: dict[str, bytes], theirs: dict[str, tuple[bytes, bool]]) -> None:
    """And no file that is not ours is lost or changed, but for one that the release has under its name."""
    files = {path: local(data) for path, data in ours.items()}
    there = {path: stored(data, large=large) for path, (data, large) in theirs.items()}
    found = plan(files, there)
    then = {path: file for path, file in there.items() if path not in found.delete}
    then |= {path: stored(ours[path], large=path.endswith(".parquet")) for path in found.add}
    assert plan(files, then).empty
    assert sorted((*found.add, *found.same)) == sorted(files)
    assert all(is_ours(path) for path in found.delete)
    assert all(then[path] == there[path] for path in there.keys() - files.keys() if not is_ours(path))


def test_a_repository_is_known_by_the_names_of_its_files() -> None:
    """Without a release of ours, a table file there is somebody's own, unless it has our bytes."""
    marks = ("datapackage.json", "schemas/articles.json", "schemas/turns.json", "schemas/entities.json")
    ours = {path: stored(b"{}", large=False) for path in marks}
    assert is_release(ours)
    assert not is_release({path: ours[path] for path in marks[1:]})
    assert clashes({}, {SHARD: stored(b"theirs", large=True)}) == [SHARD]
    assert clashes({SHARD: local(b"rows")}, {SHARD: stored(b"rows", large=True)}) == []
    assert clashes({}, {SHARD: stored(b"old", large=True), **ours}) == []
    assert clashes({}, {"README.md": stored(b"theirs", large=False)}) == []
