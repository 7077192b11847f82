"""A few valid rows of the three tables, for the tests of ``pipelines.tables``: invented people, invented talk.

The first article has two sections, a note inside a turn and a reply; the second is a report without turns; the third is
withheld.  `rows()` gives fresh Python rows that a test may break, `tables()` makes Arrow tables of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.tables.parquet import Rows as BatchOfRows
from pipelines.tables.parquet import to_arrow, write_table
from pipelines.tables.schema import TABLES, TableSchema, load
from pipelines.tables.shards import file_name, shard_of

Rows = dict[str, list[dict[str, Any]]]
SPOKEN = (
    ("问", None, "interviewer", ("潜水器", "多重", "?")),
    ("林汐", "林汐", "interviewee", ("四吨", "。", "\n", "图", ":", "海沟", "\n", "不算", "电池", "。")),
    ("问", None, "interviewer", ("下一步", "呢", "?")),
    ("林汐", "林汐", "interviewee", ("去", "读", "《", "深蓝", "手册", "》", "𠀋", "。")),
)


def rows() -> Rows:
    """Valid rows: three articles, four turns and two mentions in the published one, one turn in the withheld one."""
    text, turns, cut = "开场白。\n", [], 0
    for index, (label, name, role, words) in enumerate(SPOKEN):
        if index % 2 == 0:
            cut = len(text) if index else 0
            text += ("一、重量", "二、计划")[index // 2] + "\n"
        text += f"{label}:"
        turns.append(_turn("talks/深海", index, len(text), label, name, role, words))
        text += "".join(words) + "\n"
    text = text.rstrip("\n")
    sections = [
        {"title": "一、重量", "char_start": 5, "char_end": cut},
        {"title": "二、计划", "char_start": cut, "char_end": len(text)},
    ]
    note = text.index("图:海沟")
    turns[1]["notes"] = [{"kind": "caption", "char_start": note, "char_end": note + 4}]
    hidden = _turn("talks/藏", 0, 3, "甲", None, "interviewee", ("秘密", "。"))
    hidden |= {"text": None, "words": None, "pos": None, "section": None}
    return {
        "articles": [_article("talks/深海", text, sections, turns), _report(), _withheld(hidden)],
        "turns": [*turns, hidden],
        "entities": [
            _mention(0, "talks/深海", "深蓝手册", text, turns[3]["turn_id"], "WORK_OF_ART", "title_marks"),
            _mention(1, "talks/深海", "海沟", text, turns[1]["turn_id"], "LOC", "pattern"),
        ],
    }


def tables(changed: Rows | None = None) -> dict[str, pa.Table]:
    """The rows as Arrow tables."""
    return {name: to_arrow((changed or rows())[name], load(name)) for name in TABLES}


def write_sharded(batches: Iterable[BatchOfRows], schema: TableSchema, folder: Path, shards: int) -> None:
    """Write rows in any order as the sorted shards of a table."""
    folder.mkdir(parents=True, exist_ok=True)
    table = pa.concat_tables([schema.arrow().empty_table(), *(to_arrow(batch, schema) for batch in batches)])
    number = [shard_of(str(article or ""), shards) for article in table["article_id"].to_pylist()]
    for shard in range(shards):
        own = table.filter(pa.array([one == shard for one in number], pa.bool_()))
        own = own.sort_by([(name, "ascending") for name in schema.sorted_by])
        write_table([own], schema, folder / file_name(shard, shards))


def write(folder: Path, changed: Rows | None = None, shards: int = 1) -> None:
    """Write the rows as a release folder holds them: ``articles/``, ``turns/`` and ``entities/`` below ``folder``."""
    for name in TABLES:
        write_sharded([(changed or rows())[name]], load(name), folder / name, shards)


def _article(name: str, text: str, sections: list[dict[str, Any]], turns: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "article_id": name, "collection": "talks", "title": "潜入海沟", "language": "zh-Hans", "kind": "interview",
        "status": "published", "publisher": "海声", "authors": ["吴岸"], "editors": [], "translators": None,
        "published_at": date(2024, 2, 29), "source_url": "https://example.org/a?b=1&c=2", "license": "CC0-1.0",
        "text": text, "sections": sections,
        "speakers": [
            {"speaker_id": "s1", "name": None, "aliases": ["问"], "role": "interviewer", "affiliation": None,
             "turn_count": 2},
            {"speaker_id": "s2", "name": "林汐", "aliases": [], "role": "interviewee", "affiliation": "海沟所",
             "turn_count": 2},
        ],
        "turn_count": len(turns), "char_count": len(text), "raw_path": f"{name}.txt", "raw_sha256": "0" * 64,
        "warnings": [], "masks": [],
        "source_map": [{"char_start": 0, "raw_start": 7, "length": 4},
                       {"char_start": 5, "raw_start": 13, "length": len(text) - 5}],
    }  # fmt: skip


def _report() -> dict[str, Any]:
    article = _article("report", "没有人说话。", [], [])
    return article | {"collection": None, "kind": "report", "speakers": [], "source_map": [], "license": None,
                      "publisher": None, "published_at": None}  # fmt: skip


def _withheld(turn: dict[str, Any]) -> dict[str, Any]:
    speaker: dict[str, Any] = {"speaker_id": "s2", "name": None, "aliases": None, "role": None}
    speaker |= {"affiliation": None, "turn_count": 1}
    article = _article("talks/藏", "", [{"title": None, "char_start": 0, "char_end": 6}], [turn])
    return article | {"status": "withheld", "text": None, "char_count": 6, "speakers": [speaker], "source_map": []}


def _turn(
    article: str, index: int, start: int, label: str, name: str | None, role: str, words: tuple[str, ...]
) -> dict[str, Any]:
    said = "".join(words)
    return {
        "turn_id": f"{article}#t{index:04d}", "article_id": article, "turn_index": index, "section": index // 2,
        "reply_to": f"{article}#t{index - 1:04d}" if role == "interviewee" and index else None,
        "title": "潜入海沟", "publisher": "海声", "published_at": date(2024, 2, 29),
        "speaker_id": "s1" if role == "interviewer" else "s2", "speaker": name, "speaker_label": label, "role": role,
        "text": said, "char_start": start, "char_end": start + len(said), "method": "printed_label", "score": 0.95,
        "sentences": [{"char_start": start, "char_end": start + len(said)}],
        "words": list(words), "pos": ["x"] * len(words), "notes": [],
    }  # fmt: skip


def _mention(index: int, article: str, text: str, whole: str, turn: str, kind: str, method: str) -> dict[str, Any]:
    start = whole.index(text)
    return {
        "entity_id": f"{article}#e{index:04d}", "article_id": article, "turn_id": turn, "type": kind, "text": text,
        "char_start": start, "char_end": start + len(text), "name": text, "method": method, "score": 0.9,
    }  # fmt: skip
