"""What the pipeline made of an article: worked out here and now, or read from a release.

Both give the same rows; judging them belongs elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.text.article import Document, Unusable

Row = dict[str, Any]

_COLUMNS = {
    "articles": ("article_id", "text"),
    "turns": ("article_id", "turn_index", "speaker", "speaker_label", "role", "text", "score"),
    "entities": ("article_id", "type", "text", "char_start", "char_end", "name"),
}


@dataclass(frozen=True, slots=True)
class Published:
    """The text, turns in order and entities of an article; ``missing`` says why there are none."""

    text: str = ""
    turns: list[Row] = field(default_factory=list)
    entities: list[Row] = field(default_factory=list)
    missing: str = ""


def made(document: Document) -> Published:
    """The article as a build would publish it without overrides; one on which the pipeline fails is missing."""
    from pipelines.text.article import attribute
    from pipelines.text.mentions import find_mentions

    try:
        attributed = attribute(document)
        entities = find_mentions(attributed.article, attributed.speech)
    except Unusable as refusal:
        return Published(missing=f"rejected: {refusal}")
    except Exception as error:  # one article that we did not foresee must not cost the others
        return Published(missing=f"fangtan failed on it: {type(error).__name__}: {error}")
    return Published(attributed.article["text"] or "", attributed.speech, entities)


class Release:
    """The articles ``names`` of a release folder, or of any folder with the three tables as Parquet files."""

    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        """Read what is needed; FileNotFoundError where ``folder`` has no table of articles."""
        if not list(folder.glob("articles/**/*.parquet")):
            raise FileNotFoundError(f"{folder} holds no release; build one, or name it: --dataset DIR")
        known = [row["article_id"] for row in _read(folder, "articles", ("article_id",))]
        self._ids = {name: _id_of(name, known) for name in names}
        self._rows: dict[str, dict[str, list[Row]]] = {table: {} for table in _COLUMNS}
        wanted = sorted({one for one in self._ids.values() if one is not None})
        for table, columns in _COLUMNS.items():
            for row in _read(folder, table, columns, wanted):
                self._rows[table].setdefault(row["article_id"], []).append(row)

    def published(self, name: str) -> Published:
        """The article of that name; its id may have another collection before it."""
        article_id = self._ids[name]
        if article_id is None:
            return Published(missing="not in the dataset")
        text = self._rows["articles"][article_id][-1]["text"]
        turns = sorted(self._rows["turns"].get(article_id, []), key=lambda row: int(row["turn_index"]))
        return Published(text or "", turns, self._rows["entities"].get(article_id, []))


def _id_of(name: str, known: Iterable[str]) -> str | None:
    ids = list(known)
    last = name.rpartition("/")[2]
    return name if name in ids else next((one for one in ids if one.rpartition("/")[2] == last), None)


def _read(folder: Path, table: str, columns: tuple[str, ...], wanted: list[str] | None = None) -> Iterator[Row]:
    """Rows of a table, of the articles ``wanted`` alone if given; a column that is not there is left out."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    for file in sorted(folder.glob(f"{table}/**/*.parquet")):
        schema = pq.read_schema(file)
        there = [name for name in columns if name in schema.names]
        ids = pa.array(wanted or [], type=schema.field("article_id").type)
        chosen = None if wanted is None else pc.field("article_id").isin(ids)
        yield from pq.read_table(file, columns=there, filters=chosen, partitioning=None).to_pylist()
