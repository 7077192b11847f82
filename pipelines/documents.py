"""The first stage: from the raw folder to the shelf of documents. What is the same as before is not read again.

A plain file is read to see whether its bytes are the same; a dump is known by its index, and the records that are to be
made anew are fetched from it in one pass. Naming articles and judging their content is in ``collection``.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines import collection, versions, work
from pipelines.collection import Entry, Note, Reject
from pipelines.dumps.index import Index, file_of, index
from pipelines.dumps.names import FORMATS
from pipelines.dumps.reading import records
from pipelines.dumps.record import BadDump, Record
from pipelines.dumps.spool import Spool
from pipelines.renewal import Part, Progress, Tell, fingerprint, renew
from pipelines.shelves import Refusal, Row, Shelf, bin_count, sorted_in
from pipelines.source import Source
from pipelines.tables.origins import Origin
from pipelines.tables.shards import shard_count, shard_of
from pipelines.text.markup import SUFFIXES
from pipelines.text.reading import Document

DOCUMENTS = pa.schema([(field.name, pa.string()) for field in fields(Document)])


class Empty(RuntimeError):
    """There is no article to make a release of."""


def read_documents(raw: Path, folder: Path, own: Shelf, tell: Tell, refused: Sequence[Reject] = ()) -> Progress:
    """Bring the shelf to what the raw folder holds; what is refused or noted, and collections' origins, as JSON lines.

    ``refused`` is what could not even be put there. Raises `Empty` where nothing can be read.
    """
    remarks: list[Reject | Note | Origin] = [*refused]
    entries: dict[str, Entry] = {}
    for found in _survey(raw, folder / "dumps", tell):
        if isinstance(found, Entry):
            entries[found.article_id] = found
        else:
            remarks.append(found)
    number = max(bin_count(len(entries)), shard_count(len(entries)))  # a shard of the release is made of whole bins
    unread, progress = _renewed(raw, folder, own, entries, number, tell)
    _note(folder, [*remarks, *unread], number)
    if progress.articles == len(unread):
        endings = ", ".join((*SUFFIXES, *FORMATS))
        raise Empty(f"no article could be read below {raw}: it must hold files that end in {endings}")
    return progress


def _survey(raw: Path, folder: Path, tell: Tell) -> Iterator[Entry | Reject | Note | Origin]:
    """What the raw folder holds, dumps by their indexes; those of dumps that are gone are forgotten."""
    used = set[Path]()

    def indexed(path: str, source: Source) -> Index:
        used.add(file_of(folder, path))
        return index(raw / path, source.records, folder, path, lambda count: tell(path, count, None))

    yield from collection.survey(raw, indexed)
    for old in {*folder.glob("*.parquet"), *folder.glob(".*.part")} - used:
        old.unlink()


def _note(folder: Path, remarks: Sequence[Reject | Note | Origin], number: int) -> None:
    for kept, kind in (("notes", Note), ("rejects", Reject), ("origins", Origin)):
        lines = (line_of(one) for one in remarks if isinstance(one, kind))
        work.write_lines(folder / f"documents.{kept}.jsonl", lines)
    work.write_lines(folder / "documents.bins.jsonl", [{"bins": number}])


def line_of(remark: Reject | Note | Origin) -> dict[str, Any]:
    """A remark as it is written; that a reject is of one file or record goes without saying."""
    line = asdict(remark)
    return {key: value for key, value in line.items() if key != "count" or value != 1}


def _renewed(
    raw: Path, folder: Path, own: Shelf, entries: Mapping[str, Entry], number: int, tell: Tell
) -> tuple[list[Reject], Progress]:
    done, anew, refused = 0, 0, list[Reject]()
    version = fingerprint(versions.code("text.decoding", "dumps.stated"), str(DOCUMENTS))
    bins = sorted_in(entries, number)
    with Spool(folder / "spool") as spool:
        for dump, stale in _stale(own, bins, entries, version).items():
            _fetch(raw, dump, stale, number, spool)
        for bin, articles in enumerate(bins):
            wanted = {}
            for article in articles:
                wanted[article] = _print(version, raw, entries[article])
                done += 1
                tell("documents", done, None)

            def make(stale: Collection[str], bin: int = bin) -> Iterator[Part]:
                yield from _made(raw, stale, entries, spool.take(bin))

            anew += renew(own, bin, number, wanted, make)
            refused += [Reject(*one) for one in own.made(bin, number).refusals.values()]
    own.clear(number)
    return refused, Progress(len(entries), anew)


def _stale(
    own: Shelf, bins: Sequence[Sequence[str]], entries: Mapping[str, Entry], version: str
) -> dict[str, dict[int, Entry]]:
    """Of each dump the records that are to be made anew, by their place."""
    found: defaultdict[str, dict[int, Entry]] = defaultdict(dict)
    for bin, articles in enumerate(bins):
        known: Mapping[str, str] | None = None
        for entry in map(entries.__getitem__, articles):
            if entry.dump:
                known = own.made(bin, len(bins)).fingerprints if known is None else known
                if known.get(entry.article_id) != _print_of_record(version, entry):
                    found[entry.dump][entry.number] = entry
    return found


def _fetch(raw: Path, dump: str, stale: Mapping[int, Entry], number: int, spool: Spool) -> None:
    """Put records of a dump into the spool, in one pass; what is not there any more is missed when it is taken."""
    last, source = max(stale), next(iter(stale.values())).source
    try:
        for found in records(raw / dump, source.records, stale):
            entry = stale.get(found.number)
            if entry and isinstance(found, Record) and found.digest == entry.digest:
                spool.add(shard_of(entry.article_id, number), entry.article_id, found)
            if found.number >= last:
                return
    except (BadDump, OSError):
        return


def _made(
    raw: Path, stale: Collection[str], entries: Mapping[str, Entry], fetched: Iterator[tuple[str, Record]]
) -> Iterator[Part]:
    there = set[str]()
    for article, record in fetched:
        there.add(article)
        yield article, _part(collection.document(entries[article], record))
    for article in sorted(set(stale) - there):
        entry = entries[article]
        if entry.number:
            reason = "its dump was changed while it was read"
            yield article, (entry.path, reason, "build again when nobody writes into the raw folder")
            continue
        # Read once more: to keep what was read for the fingerprints would hold a whole bin of files.
        data = collection.read(raw, entry)
        yield article, _part(data if isinstance(data, Reject) else collection.document(entry, data))


def _part(made: Document | Reject) -> Sequence[Row] | Refusal:
    if isinstance(made, Reject):
        return made.file, made.reason, made.remedy
    return [{field.name: getattr(made, field.name) for field in fields(Document)}]


def _print(version: str, raw: Path, entry: Entry) -> str:
    """The fingerprint of a document: the bytes and the surroundings that it is made from."""
    if entry.number:
        return _print_of_record(version, entry)
    data = collection.read(raw, entry)
    content = hashlib.sha256(data).hexdigest() if isinstance(data, bytes) else str(data)
    return fingerprint(version, content, entry.surroundings)


def _print_of_record(version: str, entry: Entry) -> str:
    return fingerprint(version, entry.digest, entry.surroundings)
