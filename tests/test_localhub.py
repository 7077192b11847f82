"""The local Hub, proved with the real clients: what works here works with what people have installed."""

from __future__ import annotations

import hashlib
import http.client
import io
import os
import random
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlsplit

import lz4.frame
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from localhub import Account, Clients, Fault, LocalHub, xorbs
from localhub.clients import call, commit, download, load, paths, try_commit

MULTIPART = 300_000  # larger files go in parts of this size
PAGE = 5  # items on a page of a list
COMMIT = '{"key": "header", "value": {"summary": "by hand"}}'
UNKNOWN_OBJECT = '{"key": "lfsFile", "value": {"path": "a.bin", "oid": "0123"}}'
CARD = b"""---
license: cc-by-4.0
configs:
- config_name: articles
  default: true
  data_files: [{split: train, path: articles/train-*.parquet}]
- config_name: turns
  data_files: [{split: train, path: turns/train-*.parquet}]
---
# Talks
"""


# What follows runs in the process of the clients.


def copy_and_delete(repo: str) -> None:
    """Rename a file without an upload, delete a folder, add another file, in one commit."""
    from huggingface_hub import CommitOperationAdd, CommitOperationCopy, CommitOperationDelete, HfApi

    operations: list[CommitOperationAdd | CommitOperationCopy | CommitOperationDelete] = [
        CommitOperationCopy("a.parquet", "b.parquet"),
        CommitOperationDelete("a.parquet"),
        CommitOperationDelete("old/", is_folder=True),
        CommitOperationAdd("new.txt", b"new"),
    ]
    HfApi().create_commit(repo, operations, commit_message="move", repo_type="dataset")


def upload_folder(repo: str, folder: Path) -> None:
    """The other way to publish, with more requests."""
    from huggingface_hub import HfApi

    HfApi().upload_folder(repo_id=repo, folder_path=folder, repo_type="dataset")


def listings(repo: str) -> tuple[list[str], list[str], list[str], list[str]]:
    """Titles of commits; tags; files and folders of the upper level; what is known of two paths and a missing one."""
    from huggingface_hub import HfApi

    api = HfApi()
    commits = [entry.title for entry in api.list_repo_commits(repo, repo_type="dataset")]
    tags = [tag.name for tag in api.list_repo_refs(repo, repo_type="dataset").tags]
    upper = [entry.path for entry in api.list_repo_tree(repo, repo_type="dataset", expand=True)]
    known = api.get_paths_info(repo, ["a", "b.txt", "nothing"], repo_type="dataset", expand=True)
    return commits, tags, upper, [entry.path for entry in known]


def sizes(repo: str) -> dict[str, tuple[int | None, str | None]]:
    """Size of each file and, of LFS files, the SHA-256, as the info of the repository has them."""
    from huggingface_hub import HfApi

    siblings = HfApi().dataset_info(repo, files_metadata=True).siblings or []
    return {file.rfilename: (file.size, file.lfs.sha256 if file.lfs else None) for file in siblings}


def review(repo: str, num: int) -> tuple[str, str, str, list[str] | None, str | None]:
    """A pull request in the list of open ones, and in detail."""
    from huggingface_hub import HfApi

    api = HfApi()
    listed = api.get_repo_discussions(
        repo, repo_type="dataset", discussion_type="pull_request", discussion_status="open", author="bob"
    )
    titles = ", ".join(entry.title for entry in listed)
    details = api.get_discussion_details(repo, num, repo_type="dataset")
    conflicts = details.conflicting_files
    assert not isinstance(conflicts, bool)
    return titles, details.author, details.status, conflicts, details.merge_commit_oid


def draft(repo: str) -> tuple[str, str, str]:
    """A pull request without a commit: how a merge ends before and after it was published, and its status then."""
    from huggingface_hub import HfApi

    api = HfApi()
    num = api.create_pull_request(repo, "Empty", repo_type="dataset").num
    before = call("merge_pull_request", repo, num)
    api.change_discussion_status(repo, num, "open", repo_type="dataset")
    after = call("merge_pull_request", repo, num)
    return before, after, api.get_discussion_details(repo, num, repo_type="dataset").status


def purge(repo: str, name: str, *, rewrite: bool) -> list[str]:
    """Delete the LFS files of that name for good; the names of all that were there."""
    from huggingface_hub import HfApi

    api = HfApi()
    files = list(api.list_lfs_files(repo, repo_type="dataset"))
    chosen = [file for file in files if file.filename == name]
    api.permanently_delete_lfs_files(repo, chosen, rewrite_history=rewrite, repo_type="dataset")
    return sorted(file.filename for file in files)


def whoami(token: str | None) -> str:
    """Whose token it is."""
    from huggingface_hub import HfApi

    return str(HfApi(token=token).whoami()["name"])


def validation(repo: str, card: bytes) -> str:
    """What the client says of a card that the Hub does not like."""
    try:
        commit(repo, {"README.md": card})
    except ValueError as error:
        return str(error)
    return "fine"


def wait_asked(repo: str) -> tuple[str, int | None]:
    """How a rate-limited call ends, and for how many seconds the client was asked to wait."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError
    from huggingface_hub.utils._http import parse_ratelimit_headers

    try:
        HfApi().create_tag(repo, tag="v1", repo_type="dataset")
    except HfHubHTTPError as error:
        info = parse_ratelimit_headers(error.response.headers)
        return str(error.response.status_code), info.reset_in_seconds if info else None
    return "done", None


# From here on: the tests.


def clients(folder: Path, *, xet: bool) -> Iterator[Clients]:
    """A hub and its clients, for a module."""
    with (
        LocalHub(folder / "hub", xet=xet, page_size=PAGE, multipart_size=MULTIPART) as hub,
        Clients(hub, folder / "home") as clients,
    ):
        yield clients


@pytest.fixture(scope="module")
def lfs_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clients]:
    """A hub without Xet."""
    yield from clients(tmp_path_factory.mktemp("lfs"), xet=False)


@pytest.fixture(scope="module")
def xet_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clients]:
    """A hub with Xet."""
    yield from clients(tmp_path_factory.mktemp("xet"), xet=True)


@pytest.fixture
def repo(request: pytest.FixtureRequest) -> str:
    """A name for each test: what one has left in the cache of the client, no other asks for."""
    return f"org/{hashlib.sha256(request.node.name.encode()).hexdigest()[:8]}"


@pytest.fixture
def client(lfs_client: Clients, repo: str) -> Clients:
    """A hub without Xet, with an empty repository."""
    return fresh(lfs_client, repo)


@pytest.fixture(params=["lfs", "xet"])
def either(request: pytest.FixtureRequest, repo: str) -> Clients:
    """Both kinds of hubs, with an empty repository."""
    return fresh(request.getfixturevalue(f"{request.param}_client"), repo)


def fresh(client: Clients, repo: str) -> Clients:
    """Forget what other tests have asked for and injected."""
    client.hub.log.clear()
    client.hub.faults.clear()
    client.hub.create(repo, user="alice")
    return client


def parquet(rows: int, word: str = "话") -> bytes:
    """A small table."""
    buffer = io.BytesIO()
    pq.write_table(pa.table({"number": list(range(rows)), "text": [word] * rows}), buffer)
    return buffer.getvalue()


def dataset(rows: int) -> dict[str, bytes]:
    """A repository of two tables."""
    return {
        "README.md": CARD,
        "articles/train-00000-of-00001.parquet": parquet(rows),
        "turns/train-00000-of-00001.parquet": parquet(2 * rows, "轮"),
    }


def noise(repo: str) -> bytes:
    """A file for LFS that cannot be packed and that no other repository has, or Xet would not send it."""
    return b"\0" + random.Random(repo).randbytes(MULTIPART)


def ask(
    url: str, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers and body of a bare answer; redirects are not followed."""
    address = urlsplit(url)
    line = http.client.HTTPConnection(address.netloc, timeout=10)
    try:
        line.request(method, url.removeprefix(f"http://{address.netloc}"), body, dict(headers or {}))
        reply = line.getresponse()
        return reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()
    finally:
        line.close()


def test_what_is_committed_is_stored_and_comes_back(either: Clients, repo: str) -> None:
    """By LFS in one piece and in parts, by Xet with each way to store a chunk; the README as a git blob."""
    floats = b"".join(number.to_bytes(4, "big") for number in range(50_000))
    files = {**dataset(10), "noise.bin": noise(repo), "zeros.bin": bytes(200_000), "floats.bin": floats}
    oid, _ = either.do(commit, repo, files)
    assert either.hub.commits(repo)[0] == (oid, "by a client", "")
    assert {path: either.hub.read(repo, "main", path) for path in files} == files
    tree = either.hub.tree(repo, oid)
    assert tree["noise.bin"] == hashlib.sha256(files["noise.bin"]).hexdigest()
    assert tree["README.md"] == hashlib.sha1(b"blob %d\0" % len(CARD) + CARD).hexdigest()
    assert {path: data for path, data in either.do(download, repo).items() if path != ".gitattributes"} == files


def test_xet_is_used_where_it_is_offered_and_only_there(lfs_client: Clients, xet_client: Clients, repo: str) -> None:
    """Otherwise half of the tests would prove nothing."""
    for client in (lfs_client, xet_client):
        fresh(client, repo)
        client.do(commit, repo, {"noise.bin": noise(repo)})
        client.do(download, repo)
    assert lfs_client.hub.requests(f"^/_lfs/{repo}/.*/part/2$")
    assert lfs_client.hub.requests(f"^/_cdn/{repo}")
    assert not lfs_client.hub.requests("/v1/|/v2/|/_xorb/|xet")
    assert xet_client.hub.requests("^/v1/xorbs/")
    assert xet_client.hub.requests("^/v1/reconstructions/")
    assert xet_client.hub.requests("^/_xorb/")
    assert not xet_client.hub.requests("^/_lfs/|^/_cdn/|lfs/objects")


def test_storage_never_sees_the_token(either: Clients, repo: str) -> None:
    """Neither when publishing nor when reading; the Hub sees it all the time."""
    either.do(commit, repo, {"noise.bin": noise(repo), "a.parquet": parquet(3)})
    either.do(download, repo)
    port = urlsplit(either.hub.cdn).port
    sent = {record.authorization for record in either.hub.log if record.port == port}
    assert sent <= {None, "Bearer xet-read", "Bearer xet-write"}
    assert any(record.authorization == "Bearer hf_alice" for record in either.hub.log)


def test_an_unchanged_commit_makes_no_commit(either: Clients, repo: str) -> None:
    """The client learns from the preupload what is there."""
    oid, _ = either.do(commit, repo, dataset(10))
    either.hub.log.clear()
    assert either.do(commit, repo, dataset(10))[0] == oid
    assert len(either.hub.commits(repo)) == 2
    assert not either.hub.requests("/commit/|^/_lfs/|/xorbs/")


def test_users_load_both_configs_whole_streaming_and_pinned(either: Clients, repo: str) -> None:
    """A tag keeps giving what it named when the dataset has moved on."""
    oid, _ = either.do(commit, repo, dataset(10))
    assert either.do(call, "create_tag", repo, tag="v1.0.0", revision=oid) == "done"
    either.do(commit, repo, dataset(12))
    assert len(either.do(load, repo, "articles", None, streaming=False)) == 12
    assert len(either.do(load, repo, "turns", "v1.0.0", streaming=False)) == 20
    assert either.do(load, repo, "turns", None, streaming=True)[-1] == {"number": 23, "text": "轮"}
    assert len(either.do(load, repo, "articles", "v1.0.0", streaming=True)) == 10


def test_a_folder_is_uploaded_too(either: Clients, repo: str, tmp_path: Path) -> None:
    """In the client's other way to publish."""
    for path, data in dataset(4).items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    either.do(upload_folder, repo, tmp_path)
    assert {path: either.hub.read(repo, "main", path) for path in dataset(4)} == dataset(4)


def test_a_stale_parent_is_refused(client: Clients, repo: str) -> None:
    """Somebody was faster, before the client began or while its commit was on the way."""
    head = client.hub.commits(repo)[0][0]
    other = client.hub.commit(repo, {"theirs.txt": b"theirs"}, "theirs")
    assert client.do(try_commit, repo, {"ours.txt": b"ours"}, parent=head) == "HfHubHTTPError 412"
    faster = Fault("/commit/main", mode="late", meanwhile=lambda: client.hub.commit(repo, {"2": b"2"}, "theirs again"))
    client.hub.faults.append(faster)
    assert client.do(try_commit, repo, {"ours.txt": b"ours"}, parent=other) == "HfHubHTTPError 412"
    assert [title for _, title, _ in client.hub.commits(repo)] == ["theirs again", "theirs", "initial commit"]
    newest = client.hub.commits(repo)[0][0]
    assert client.do(try_commit, repo, {"ours.txt": b"ours"}, parent=newest[:8]) == "done"


def test_a_commit_renames_and_deletes(client: Clients, repo: str) -> None:
    """A renamed LFS file is not uploaded again."""
    client.hub.commit(repo, {"a.parquet": parquet(3), "old/1.txt": b"1", "old/2.txt": b"2"}, "first")
    client.do(copy_and_delete, repo)
    assert set(client.hub.tree(repo)) == {".gitattributes", "b.parquet", "new.txt"}
    assert client.hub.read(repo, "main", "b.parquet") == parquet(3)
    assert not client.hub.requests("^/_lfs/")


def test_deleting_what_is_not_there_is_refused_and_nothing_is_committed(client: Clients, repo: str) -> None:
    """The same commit's addition is not made either."""
    files = {"new.txt": b"new", "nothing.txt": None}
    assert client.do(try_commit, repo, files).endswith("EntryNotFoundError 404")
    assert set(client.hub.tree(repo)) == {".gitattributes"}


def test_lists_come_in_pages(client: Clients, repo: str) -> None:
    """Of files, in folders as well, and of commits."""
    names = [f"目录/{number:02}.txt" for number in range(2 * PAGE + 1)]
    for name in names:
        client.hub.commit(repo, {name: name.encode()}, name)
    client.hub.commit(repo, {"a/b.txt": b"", "b.txt": b""}, "last")
    assert set(client.do(paths, repo, "main")) == {".gitattributes", "a/b.txt", "b.txt", *names}
    assert len(client.hub.requests(f"^/api/datasets/{repo}/tree/main")) == 4
    client.do(call, "create_tag", repo, tag="v1")
    commits, tags, upper, known = client.do(listings, repo)
    assert commits == ["last", *reversed(names), "initial commit"]
    assert tags == ["v1"]
    assert upper == [".gitattributes", "a", "b.txt", "目录"]
    assert known == ["a", "b.txt"]


def test_the_info_has_sizes_and_hashes(client: Clients, repo: str) -> None:
    """By which a publisher can tell what has changed, without a list of the tree."""
    client.hub.commit(repo, {"README.md": CARD, "a.parquet": parquet(3)}, "1")
    found = client.do(sizes, repo)
    assert found["README.md"] == (len(CARD), None)
    assert found["a.parquet"] == (len(parquet(3)), hashlib.sha256(parquet(3)).hexdigest())


def test_names_with_every_kind_of_character_survive(client: Clients, repo: str) -> None:
    """Paths are split before they are decoded."""
    names = {"数据/第 1 篇.txt", "100%.txt", "a%2Fb.txt", "q?a#c&d+e.txt"}
    client.do(commit, repo, {name: name.encode() for name in names})
    assert set(client.hub.tree(repo)) == {".gitattributes", *names}
    assert set(client.do(download, repo)) == {".gitattributes", *names}


def test_a_tag_never_moves(client: Clients, repo: str) -> None:
    """It can be deleted and made again."""
    first, second = client.hub.commit(repo, {"1": b"1"}, "1"), client.hub.commit(repo, {"2": b"2"}, "2")
    assert client.do(call, "create_tag", repo, tag="v1", revision=first) == "done"
    assert client.do(call, "create_tag", repo, tag="v1", revision=second) == "HfHubHTTPError 409"
    assert client.hub.tags(repo) == {"v1": first}
    assert client.do(call, "delete_tag", repo, tag="v1") == "done"
    assert client.do(call, "delete_tag", repo, tag="v1") == "RevisionNotFoundError 404"
    assert client.do(call, "create_tag", repo, tag="v1", revision=second) == "done"
    assert client.hub.tags(repo) == {"v1": second}


def test_a_pull_request_is_opened_by_a_stranger_and_merged_by_a_member(client: Clients, repo: str) -> None:
    """A commit to main in between is kept, if it is about other files."""
    client.hub.commit(repo, {"old.txt": b"old"}, "first")
    assert client.do(try_commit, repo, {"new.txt": b"new"}, token="hf_bob") == "HfHubHTTPError 403"
    files = {"new.parquet": parquet(3), "old.txt": None}
    _, ref = client.do(commit, repo, files, pr=True, token="hf_bob")
    assert ref == "refs/pr/1"
    assert set(client.hub.tree(repo)) == {".gitattributes", "old.txt"}
    assert client.do(paths, repo, ref) == [".gitattributes", "new.parquet"]
    client.hub.commit(repo, {"other.txt": b"other"}, "meanwhile")
    assert client.do(review, repo, 1) == ("by a client", "bob", "open", [], None)
    assert client.do(call, "merge_pull_request", repo, 1, token="hf_bob") == "HfHubHTTPError 403"
    assert client.do(call, "merge_pull_request", repo, 1) == "done"
    assert set(client.hub.tree(repo)) == {".gitattributes", "new.parquet", "other.txt"}
    oid, title, _ = client.hub.commits(repo)[0]
    assert title == "by a client (#1)"
    assert client.do(review, repo, 1) == ("", "bob", "merged", [], oid)


def test_a_pull_request_in_conflict_with_main_is_not_merged(client: Clients, repo: str) -> None:
    """The details name the file; it can be closed."""
    client.do(commit, repo, {"same.txt": b"theirs"}, pr=True, token="hf_bob")
    client.hub.commit(repo, {"same.txt": b"ours"}, "ours")
    assert client.do(review, repo, 1)[3] == ["same.txt"]
    assert client.do(call, "merge_pull_request", repo, 1) == "HfHubHTTPError 409"
    assert client.do(call, "change_discussion_status", repo, 1, "closed") == "done"
    assert client.do(review, repo, 1)[:3] == ("", "bob", "closed")


def test_a_draft_is_published_before_it_is_merged(client: Clients, repo: str) -> None:
    """Pull requests that are made without a commit are drafts."""
    assert client.do(draft, repo) == ("HfHubHTTPError 409", "done", "merged")


def test_lfs_files_are_deleted_for_good_and_history_is_rewritten(client: Clients, repo: str) -> None:
    """Commits lose the file and get new ids, tags follow, the other file stays."""
    client.hub.commit(repo, {"secret.parquet": parquet(3), "a.parquet": parquet(4)}, "first")
    tip = client.hub.commit(repo, {"secret.parquet": None}, "withdrawn")
    client.do(call, "create_tag", repo, tag="v1", revision=client.hub.commits(repo)[1][0])
    assert client.do(purge, repo, "secret.parquet", rewrite=True) == ["a.parquet", "secret.parquet"]
    assert client.hub.objects(repo) == {hashlib.sha256(parquet(4)).hexdigest()}
    assert set(client.hub.tree(repo, "v1")) == {".gitattributes", "a.parquet"}
    assert [title for _, title, _ in client.hub.commits(repo)] == ["withdrawn", "first", "initial commit"]
    assert client.hub.tags(repo)["v1"] == client.hub.commits(repo)[1][0]
    assert client.do(call, "repo_info", repo, revision=tip) == "RevisionNotFoundError 404"


def test_lfs_files_are_deleted_for_good_while_history_still_names_them(client: Clients, repo: str) -> None:
    """The pointer leads nowhere, and the file can be uploaded again."""
    client.hub.commit(repo, {"secret.parquet": parquet(3)}, "first")
    client.do(purge, repo, "secret.parquet", rewrite=False)
    assert client.hub.objects(repo) == set()
    assert client.do(paths, repo, "main") == [".gitattributes", "secret.parquet"]
    assert client.do(call, "hf_hub_download", repo, "secret.parquet").endswith("EntryNotFoundError 404")
    client.do(commit, repo, {"again.parquet": parquet(3)})
    assert client.hub.read(repo, "main", "secret.parquet") == parquet(3)


def test_a_squashed_branch_is_one_commit_and_tags_keep_theirs(client: Clients, repo: str) -> None:
    """What no tag names is forgotten."""
    first, second = client.hub.commit(repo, {"1": b"1"}, "1"), client.hub.commit(repo, {"2": b"2"}, "2")
    client.do(call, "create_tag", repo, tag="v1", revision=first)
    assert client.do(call, "super_squash_history", repo, branch="v1") == "BadRequestError 400"
    assert client.do(call, "super_squash_history", repo, commit_message="all") == "done"
    assert [title for _, title, _ in client.hub.commits(repo)] == ["all"]
    assert set(client.hub.tree(repo)) == {".gitattributes", "1", "2"}
    assert client.do(call, "repo_info", repo, revision="v1") == "done"
    assert client.do(call, "repo_info", repo, revision=second) == "RevisionNotFoundError 404"


def test_repositories_are_made_where_the_account_may_write(client: Clients) -> None:
    """Making one twice is fine if the client says so; a deleted one is gone."""
    assert client.do(call, "create_repo", "org/made") == "done"
    assert client.do(call, "create_repo", "org/made") == "HfHubHTTPError 409"
    assert client.do(call, "create_repo", "org/made", exist_ok=True) == "done"
    assert client.do(call, "create_repo", "nobody/made") == "HfHubHTTPError 403"
    assert client.do(call, "create_repo", "org/other", token="hf_bob") == "HfHubHTTPError 403"
    assert client.do(call, "create_repo", "org/other", token="hf_reader") == "HfHubHTTPError 403"
    assert client.do(call, "delete_repo", "org/made") == "done"
    assert client.do(call, "repo_info", "org/made") == "RepositoryNotFoundError 404"
    assert client.do(call, "delete_repo", "org/made") == "RepositoryNotFoundError 404"
    assert client.do(call, "create_repo", "org/made") == "done"


def test_the_refusal_of_a_namespace_says_why(client: Clients) -> None:
    """Also that it may not exist makes no difference."""
    body = b'{"name": "made", "organization": "nobody", "type": "dataset"}'
    token = {"authorization": "Bearer hf_alice"}
    status, headers, _ = ask(f"{client.hub.endpoint}/api/repos/create", "POST", token, body)
    assert (status, headers["x-error-message"]) == (
        403,
        'You don\'t have the rights to create a dataset under the namespace "nobody"',
    )


def test_a_private_repository_is_missing_for_strangers(client: Clients, repo: str) -> None:
    """Its members read it, also with a token that cannot write."""
    assert client.do(call, "update_repo_settings", repo, visibility="private") == "done"
    assert client.do(call, "repo_info", repo, token="hf_reader") == "done"
    assert client.do(call, "repo_info", repo, token="hf_bob") == "RepositoryNotFoundError 404"
    status, headers, _ = ask(f"{client.hub.endpoint}/api/datasets/{repo}")
    assert (status, headers["x-error-code"]) == (401, "RepoNotFound")


def test_a_gated_repository_shows_its_list_and_keeps_its_files(client: Clients, repo: str) -> None:
    """As on the Hub, metadata is for everybody."""
    client.hub.commit(repo, {"1.txt": b"1"}, "1")
    assert client.do(call, "update_repo_settings", repo, gated="auto") == "done"
    assert client.do(call, "repo_info", repo, token="hf_bob") == "done"
    assert client.do(call, "hf_hub_download", repo, "1.txt", token="hf_bob") == "GatedRepoError 403"
    assert client.do(call, "hf_hub_download", repo, "1.txt") == "done"


def test_a_token_belongs_to_an_account(client: Clients, repo: str) -> None:
    """A test may give out others; an unknown one opens nothing."""
    client.hub.tokens["hf_carol"] = Account("carol", ("org",))
    assert client.do(whoami, "hf_carol") == "carol"
    assert client.do(try_commit, repo, {"1": b"1"}, token="hf_carol") == "done"
    assert client.do(try_commit, repo, {"2": b"2"}, token="hf_reader") == "HfHubHTTPError 403"
    assert client.do(call, "repo_info", repo, token="hf_nobody") == "HfHubHTTPError 401"


def test_a_card_that_is_no_yaml_stops_the_commit(client: Clients, repo: str) -> None:
    """A config without a name as well; a card without YAML does not."""
    assert "Invalid metadata" in client.do(validation, repo, b"---\na: [\n---\n")
    assert "must be a mapping" in client.do(validation, repo, b"---\n[a]\n---\n")
    assert "config_name" in client.do(validation, repo, b"---\nconfigs: [{data_files: x}]\n---\n")
    assert set(client.hub.tree(repo)) == {".gitattributes"}
    assert client.do(validation, repo, b"# Talks\n") == "fine"


@pytest.mark.parametrize(
    ("fault", "seen", "done"),
    [
        (Fault("/commit/main", status=503), "HfHubHTTPError 503", False),
        (Fault("/commit/main", status=504, mode="after"), "HfHubHTTPError 504", True),
        (Fault("/commit/main", mode="drop"), "cut", False),
        (Fault("/commit/main", mode="drop_after"), "cut", True),
        (Fault("/commit/main", mode="truncate"), "cut", True),
        (Fault("/commit/main", mode="late", delay=0.1), "done", True),
        (Fault("/commit/main", method="GET"), "done", True),
        (Fault("/commit/main", skip=1), "done", True),
    ],
    ids=lambda value: f"{value.mode}-{value.method}-{value.skip}" if isinstance(value, Fault) else None,
)
def test_a_fault_strikes_the_client_and_the_work_is_done_or_not(
    client: Clients, repo: str, fault: Fault, seen: str, done: bool
) -> None:
    """Whether the commit was made, the client cannot know; the test can."""
    client.hub.faults.append(replace(fault))
    assert client.do(try_commit, repo, {"1.txt": b"1"}) == seen
    assert ("1.txt" in client.hub.tree(repo)) == done
    assert client.do(try_commit, repo, {"2.txt": b"2"}) == ("HfHubHTTPError 503" if fault.skip else "done")


def test_the_client_tries_an_upload_again_and_half_a_download(client: Clients, repo: str) -> None:
    """So far as it does: the Hub's own requests are not repeated."""
    client.hub.faults.append(Fault("^/_lfs/", method="PUT", status=500))
    client.hub.faults.append(Fault("^/_cdn/", mode="truncate"))
    data = parquet(1000)
    client.do(commit, repo, {"a.parquet": data})
    assert client.do(download, repo)["a.parquet"] == data
    assert [record.status for record in client.hub.requests("^/_lfs/") if record.method == "PUT"] == [500, 200]
    assert len(client.hub.requests("^/_cdn/")) == 2


def test_a_rate_limit_says_how_long_to_wait(client: Clients, repo: str) -> None:
    """In the Hub's own headers."""
    headers = {"RateLimit": '"api";r=0;t=42', "RateLimit-Policy": '"fixed window";"api";q=500;w=300'}
    client.hub.faults.append(Fault("/tag/", status=429, headers=headers))
    assert client.do(wait_asked, repo) == ("429", 42)
    assert client.do(wait_asked, repo) == ("done", None)


def test_a_fault_strikes_as_often_as_it_says_and_may_answer_with_a_page(client: Clients, repo: str) -> None:
    """The log has what was really answered."""
    client.hub.faults.append(
        Fault(f"^/api/datasets/{repo}$", status=502, times=2, skip=1, body=b"<h1>Bad Gateway</h1>")
    )
    answers = [ask(f"{client.hub.endpoint}/api/datasets/{repo}") for _ in range(4)]
    assert [status for status, _, _ in answers] == [200, 502, 502, 200]
    assert answers[1][1]["content-type"] == "text/html"
    assert answers[1][2] == b"<h1>Bad Gateway</h1>"
    assert [record.status for record in client.hub.log] == [200, 502, 502, 200]


def test_a_connection_that_is_cut_gives_no_answer_at_all(client: Clients, repo: str) -> None:
    """Not even to a ``HEAD``, which waits for no body."""
    client.hub.faults.append(Fault("/resolve/", mode="drop"))
    url = f"{client.hub.endpoint}/datasets/{repo}/resolve/main/.gitattributes"
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        ask(url, "HEAD")
    assert ask(url, "HEAD")[0] == 200
    assert [record.status for record in client.hub.log] == [0, 200]


def test_a_regular_file_is_sent_whole_in_part_or_not_at_all(client: Clients, repo: str) -> None:
    """Size and ETag are told without the body too."""
    oid = client.hub.commit(repo, {"1.txt": b"0123456789"}, "1")
    url, etag = f"{client.hub.endpoint}/datasets/{repo}/resolve/main/1.txt", f'"{client.hub.tree(repo)["1.txt"]}"'
    status, headers, body = ask(url, "HEAD")
    assert (status, body, headers["content-length"], headers["etag"]) == (200, b"", "10", etag)
    assert (headers["x-repo-commit"], headers["accept-ranges"]) == (oid, "bytes")
    assert ask(url, headers={"if-none-match": etag})[0] == 304
    for asked, sent in {"2-4": b"234", "7-": b"789", "-2": b"89", "8-99": b"89"}.items():
        status, headers, body = ask(url, headers={"range": f"bytes={asked}"})
        assert (status, body) == (206, sent)
        assert headers["content-range"].endswith("/10")
    assert ask(url, headers={"range": "bytes=10-"})[0] == 416


def test_an_lfs_file_is_at_another_origin_that_refuses_a_token(client: Clients, repo: str) -> None:
    """The log has the token, so that a test can tell."""
    client.hub.commit(repo, {"a.parquet": parquet(3)}, "1")
    status, headers, _ = ask(f"{client.hub.endpoint}/datasets/{repo}/resolve/main/a.parquet", "HEAD")
    assert (status, headers["x-linked-etag"]) == (302, f'"{hashlib.sha256(parquet(3)).hexdigest()}"')
    assert headers["x-linked-size"] == str(len(parquet(3)))
    assert headers["location"].startswith(client.hub.cdn)
    assert ask(headers["location"])[2] == parquet(3)
    assert ask(headers["location"], headers={"authorization": "Bearer hf_alice"})[0] == 400
    assert [(record.token, record.authorization) for record in client.hub.requests("^/_cdn/")] == [
        (False, None),
        (True, "Bearer hf_alice"),
    ]


@pytest.mark.parametrize(
    ("request_line", "body", "status", "message"),
    [
        ("GET /api/models/org/name", "", 404, "Not found"),
        ("POST /api/repos/create", '{"name": "x", "type": "model"}', 400, "datasets only"),
        ("GET /api/datasets/REPO/tree/main/nothing", "", 404, "does not exist"),
        ("GET /api/datasets/REPO/discussions/7", "", 404, "Discussion not found"),
        ("GET /api/datasets/REPO/xet-read-token/main", "", 404, "Xet is not enabled"),
        ("POST /api/datasets/REPO/commit/main", '{"key": "header", "value": {}}', 400, "header"),
        ("POST /api/datasets/REPO/commit/v1", COMMIT, 404, "not a branch"),
        ("POST /api/datasets/REPO/commit/main", f"{COMMIT}\n{UNKNOWN_OBJECT}", 400, "does not exist"),
        ("POST /api/datasets/REPO/commit/main", "{", 500, "JSONDecodeError"),
        ("POST /_lfs/org/gone/00/complete", '{"parts": []}', 400, "no token"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_reason(
    client: Clients, repo: str, request_line: str, body: str, status: int, message: str
) -> None:
    """Nothing is committed."""
    client.do(call, "create_tag", repo, tag="v1")
    method, path = request_line.replace("REPO", repo).split()
    seen, headers, _ = ask(client.hub.endpoint + path, method, {"authorization": "Bearer hf_alice"}, body.encode())
    assert (seen, message in headers["x-error-message"]) == (status, True)
    assert len(client.hub.commits(repo)) == 1


def test_an_upload_that_is_not_what_it_says_is_refused(client: Clients, repo: str) -> None:
    """By its hash, its parts, its size; and one to a repository that is gone."""
    oid = hashlib.sha256(b"right").hexdigest()
    there, here = (f"{origin}/_lfs/{repo}/{oid}" for origin in (client.hub.cdn, client.hub.endpoint))
    assert ask(there, "PUT", body=b"wrong")[0] == 400
    assert ask(f"{there}/part/2", "PUT", body=b"ght")[0] == 200
    assert ask(f"{here}/complete", "POST", body=b'{"parts": [{"partNumber": 1}, {"partNumber": 2}]}')[0] == 400
    assert ask(f"{here}/verify", "POST", body=b'{"size": 5}')[0] == 404
    assert client.hub.objects(repo) == set()
    assert ask(there, "PUT", body=b"right")[0] == 200
    assert ask(f"{here}/verify", "POST", body=b'{"size": 6}')[0] == 404
    assert ask(f"{here}/verify", "POST", body=b'{"size": 5}')[0] == 200
    assert ask(there.replace(repo, "org/gone"), "PUT", body=b"right")[0] == 404
    assert ask(f"{client.hub.cdn}/_cdn/{repo}/{'0' * 64}")[0] == 404


def test_xet_takes_no_token_of_the_hub(xet_client: Clients) -> None:
    """It gives out its own."""
    token = {"authorization": "Bearer hf_alice"}
    assert ask(f"{xet_client.hub.cdn}/v1/shards", "POST", token, b"")[0] == 401


def test_a_missing_file_is_told_with_its_commit(client: Clients, repo: str) -> None:
    """By which a client may remember it; a missing revision has none."""
    url = f"{client.hub.endpoint}/datasets/{repo}/resolve"
    status, headers, _ = ask(f"{url}/main/nothing.txt")
    assert (status, headers["x-error-code"]) == (404, "EntryNotFound")
    assert headers["x-repo-commit"] == client.hub.commits(repo)[0][0]
    status, headers, _ = ask(f"{url}/nowhere/nothing.txt")
    assert (status, headers["x-error-code"]) == (404, "RevisionNotFound")


def test_a_ref_is_one_segment_quoted_or_three_unquoted(client: Clients, repo: str) -> None:
    """Clients send both."""
    client.do(commit, repo, {"数据/1.txt": b"1"}, pr=True)
    url = f"{client.hub.endpoint}/datasets/{repo}/resolve"
    assert ask(f"{url}/refs%2Fpr%2F1/{quote('数据')}/1.txt")[2] == b"1"
    assert ask(f"{url}/refs/pr/1/{quote('数据')}/1.txt")[2] == b"1"
    assert client.hub.log[-1].path.endswith("/数据/1.txt")
    assert "%2Fpr" in client.hub.log[-2].raw_path


def test_many_at_once_lose_nothing(client: Clients, repo: str) -> None:
    """Uploads over HTTP and commits of others, all at the same time."""
    blobs = [os.urandom(200_000) for _ in range(16)]

    def put(data: bytes) -> int:
        url = f"{client.hub.cdn}/_lfs/{repo}/{hashlib.sha256(data).hexdigest()}"
        client.hub.commit(repo, {str(threading.get_ident()) + str(time.time_ns()): data[:9]}, "one")
        return ask(url, "PUT", body=data)[0]

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(put, blobs)) == {200}
    assert len(client.hub.commits(repo)) == len(client.hub.tree(repo)) == 17
    assert client.hub.objects(repo) >= {hashlib.sha256(data).hexdigest() for data in blobs}


def test_a_hub_that_is_left_is_gone_at_once(tmp_path: Path) -> None:
    """Also while a client keeps its connection and another still waits for an answer."""
    with LocalHub(tmp_path / "hub") as hub:
        hub.create("org/name")
        idle = http.client.HTTPConnection(urlsplit(hub.endpoint).netloc)
        idle.request("GET", "/api/datasets/org/name")
        idle.getresponse().read()
        hub.faults.append(Fault("revision", delay=30))
        waiting = http.client.HTTPConnection(urlsplit(hub.endpoint).netloc)
        waiting.request("GET", "/api/datasets/org/name/revision/main")
        start = time.monotonic()
    assert time.monotonic() - start < 15
    with pytest.raises(ConnectionRefusedError):
        ask(hub.endpoint)
    idle.close()
    waiting.close()


def test_the_environment_leads_to_the_hub_and_nowhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the developer has set for the real Hub is not passed on."""
    monkeypatch.setenv("HF_TOKEN", "hf_real")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with LocalHub(tmp_path / "hub") as hub:
        env = hub.env(tmp_path / "home")
        assert (env["HF_ENDPOINT"], env["HF_TOKEN"], env["HF_HUB_DISABLE_XET"]) == (hub.endpoint, "hf_alice", "1")
        assert "HF_HUB_OFFLINE" not in env
        assert env["PATH"] == os.environ["PATH"]
        assert "HF_TOKEN" not in hub.env(tmp_path / "home", token=None)


@pytest.mark.parametrize("scheme", [0, 1, 2])
def test_a_chunk_is_unpacked_however_it_was_packed(scheme: int) -> None:
    """As it is, by LZ4, by LZ4 with its bytes in four groups."""
    data = bytes(range(251)) * 3
    grouped = b"".join(data[offset::4] for offset in range(4)) if scheme == 2 else data
    stored = lz4.frame.compress(grouped) if scheme else data
    head = b"\0" + len(stored).to_bytes(3, "little") + bytes([scheme]) + len(data).to_bytes(3, "little")
    chunks = xorbs.chunks(2 * (head + stored) + b"XETBLOB")
    assert [chunk.data() for chunk in chunks] == [data, data]
    assert chunks[1].end == 2 * (8 + len(stored))
