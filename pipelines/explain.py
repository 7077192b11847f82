"""Why a turn has its speaker: the turn, the raw lines behind it, the rule in words, the evidence.

Finding a turn in a release and telling its story belong here. The release is read as any user would read it; the raw
file only shows the lines.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.collection import text_of
from pipelines.dumps.names import dump_of, place
from pipelines.dumps.reading import find
from pipelines.dumps.record import BadDump, Record
from pipelines.listing import nearest
from pipelines.tables.schema import load
from pipelines.text.decoding import Unreadable

SHOWN_LINES = 30
SHOWN_CHARS = 400
"""Longest excerpt of one raw line, in code points: a page may be a single line."""
NEAREST = 3

Row = dict[str, Any]


class Unknown(LookupError):
    """The release has no such turn; the message names the nearest ids."""


def explain(turn_id: str, dataset: Path, raw: Path) -> str:
    """The story of a turn of the release ``dataset``, with the lines of its file below ``raw``.

    Raises `Unknown` for an id that the release does not have, FileNotFoundError when ``dataset`` is no release.
    """
    if not list(dataset.glob("turns/*.parquet")):
        raise FileNotFoundError(f"{dataset} holds no release; build one, or name it: --dataset DIR")
    turn = _find(dataset, "turns", "turn_id", turn_id)
    if turn is None:
        raise Unknown(f"no turn {turn_id!r} in {dataset}; {_nearest(turn_id, dataset)}")
    article = _find(dataset, "articles", "article_id", turn["article_id"]) or {}
    blocks = [_what(turn, article), _rule(turn), _evidence(turn, article, dataset), _lines(turn, article, raw)]
    return "\n\n".join("\n".join(block) for block in blocks)


def _what(turn: Row, article: Row) -> Iterator[str]:
    yield f"turn     {turn['turn_id']}"
    yield f"article  {article.get('title') or turn['article_id']}"
    sections, section = article.get("sections") or [], turn["section"]
    if section is not None and section < len(sections):
        yield f"section  {sections[section]['title']}"
    yield f"speaker  {turn['speaker'] or 'nobody that the article names'} ({turn['role'] or 'role unknown'})"
    yield f"label    {turn['speaker_label'] or 'none printed'}"
    text = turn["text"]
    yield f"text     {_short(text, SHOWN_CHARS) if text is not None else 'withheld'}"


def _rule(turn: Row) -> Iterator[str]:
    yield f"rule     {turn['method']}: {methods().get(turn['method'], 'not described in schemas/turns.json')}"
    yield f"score    {turn['score']:g} of 1"


def methods() -> dict[str, str]:
    """Each attribution rule in words, from the description of the column ``method``."""
    return dict(re.findall(r"`(\w+)` ([^;]+?)(?=[;.]|$)", load("turns").field("method").description))


def _evidence(turn: Row, article: Row, dataset: Path) -> Iterator[str]:
    for speaker in article.get("speakers") or []:
        if speaker["speaker_id"] == turn["speaker_id"]:
            yield f"known as {_entry(speaker)}"
    if turn["reply_to"]:
        answered = _find(dataset, "turns", "turn_id", turn["reply_to"]) or {}
        said = _short(answered.get("text") or "", 60)
        yield f"replies  to {turn['reply_to']} ({answered.get('speaker') or answered.get('speaker_label')}): {said}"
    for note in turn["notes"] or []:
        inside = (article.get("text") or "")[note["char_start"] : note["char_end"]]
        yield f"note     {note['kind']}: {_short(inside, 60)}"
    for warning in article.get("warnings") or []:
        yield f"warning  {warning}"


def _entry(speaker: Row) -> str:
    aliases = ", ".join(speaker["aliases"] or ())
    facts = [speaker["role"], speaker["affiliation"], aliases and f"printed as {aliases}"]
    told = "; ".join(fact for fact in facts if fact)
    return f"{speaker['name'] or speaker['speaker_id']}: {told}; {speaker['turn_count']} turns in this article"


def _lines(turn: Row, article: Row, raw: Path) -> Iterator[str]:
    name = article.get("raw_path") or ""
    try:
        found, shown = _content(raw, name)
        text = text_of(found, name)
    except (OSError, Unreadable, BadDump) as error:
        why = getattr(error, "strerror", None) or str(error)
        yield f"raw      {raw / name} cannot be read ({why}); name the folder it was built from: --raw DIR"
        return
    yield f"raw      {raw / shown}"
    digest = hashlib.sha256(found if isinstance(found, bytes) else found.content).hexdigest()
    if digest != article["raw_sha256"]:
        yield "         this file has changed since the release was built: the lines below may be others; build again"
    spans = list(_raw_spans(_with_label(turn, article), turn["char_end"], article["source_map"] or []))
    numbered = list(_excerpts(text, spans))
    yield from (f"{number:8} | {line}" for number, line in numbered[:SHOWN_LINES])
    if len(numbered) > SHOWN_LINES:
        yield f"           and {len(numbered) - SHOWN_LINES} more lines, to line {numbered[-1][0]}"


def _content(raw: Path, name: str) -> tuple[bytes | Record, str]:
    """The content of a file or record, and in words where it stands. Raises OSError, BadDump."""
    dump, _, wanted = name.rpartition("#")
    if dump_of(name) != dump or (raw / name).is_file():
        return (raw / name).read_bytes(), name
    found = find(raw / dump, nearest(raw, dump).records, wanted)
    if found is None:
        raise BadDump(f"{dump} has no such record any more", "build again")
    return found, f"{dump}, {place(dump, found.number)}"


def _with_label(turn: Row, article: Row) -> int:
    """Where the turn starts, its printed label included: the label is what a reader looks for."""
    start: int = turn["char_start"]
    label = turn["speaker_label"]
    if not label:
        return start
    found = (article.get("text") or "").rfind(label, max(0, start - len(label) - 12), start)
    return found if found >= 0 else start


def _raw_spans(start: int, end: int, source_map: Iterable[Row]) -> Iterator[tuple[int, int]]:
    """The stretches of the raw text behind ``[start, end)`` of the article, both in code points."""
    for run in source_map:
        first = max(start, run["char_start"])
        last = min(end, run["char_start"] + run["length"])
        if first < last:
            shift = run["raw_start"] - run["char_start"]
            yield first + shift, last + shift


def _excerpts(raw: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """1-based numbers and texts of the raw lines that the spans touch, long lines cut around what is meant."""
    at, number, told = 0, 1, 0
    for start, end in spans:
        number += raw.count("\n", at, start)
        at = start
        for offset, line in enumerate(raw[start : min(end, len(raw))].split("\n")):
            if number + offset > told and line:
                told = number + offset
                yield told, _around(raw, start if offset == 0 else raw.find(line, start))


def _around(raw: str, position: int) -> str:
    first = raw.rfind("\n", 0, position) + 1
    last = raw.find("\n", position)
    last = len(raw) if last < 0 else last
    if last - first <= SHOWN_CHARS:
        return raw[first:last]
    start = max(first, position - SHOWN_CHARS // 8)
    end = min(last, start + SHOWN_CHARS)
    return f"{'…' if start > first else ''}{raw[start:end]}{'…' if end < last else ''}"


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length]}… ({len(text):,} characters)"


def _find(dataset: Path, table: str, key: str, value: str) -> Row | None:
    for file in sorted(dataset.glob(f"{table}/*.parquet")):
        rows = pq.read_table(file, filters=pc.field(key) == value, partitioning=None).to_pylist()
        if rows:
            return dict(rows[0])
    return None


def _nearest(turn_id: str, dataset: Path) -> str:
    ids = dict.fromkeys(_ids(dataset))
    name, _, number = turn_id.rpartition("#t")
    article_id = name or turn_id
    own = [one for one in ids if one.rpartition("#t")[0] == article_id]
    if own:
        return f"the turns of {article_id} are {own[0]} to {own[-1]}"
    articles = sorted({one.rpartition("#t")[0] for one in ids})
    close = difflib.get_close_matches(article_id, articles, NEAREST, cutoff=0.3) or articles[:NEAREST]
    near = [same if (same := f"{one}#t{number}") in ids else f"{one}#t0000" for one in close]
    return f"the nearest are {', '.join(near)}" if near else "the release has no turns"


def _ids(dataset: Path) -> Iterator[str]:
    for file in sorted(dataset.glob("turns/*.parquet")):
        yield from map(str, pq.read_table(file, columns=["turn_id"], partitioning=None).column("turn_id").to_pylist())
