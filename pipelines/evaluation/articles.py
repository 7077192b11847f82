"""Which articles have gold, and where their raw files lie.

Here files are found and read; what is in gold files is judged in ``gold`` and ``surfaces``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.evaluation.gold import GoldError
from pipelines.source import FILE_NAME, BadSource, Source, read_source
from pipelines.text.article import Document
from pipelines.text.decoding import Unreadable, decode
from pipelines.text.markup import SUFFIXES


@dataclass(frozen=True, slots=True)
class Golden:
    """An article with gold: its name is the path of the marks below the gold folder, without ending."""

    name: str
    marks: Path
    raw: Path

    @property
    def entities(self) -> Path:
        """The file of named things, which need not exist."""
        return self.marks.with_suffix(".entities")

    @property
    def suffix(self) -> str:
        """The raw file's ending, in lower case."""
        return self.raw.suffix.lower()


def golden_articles(gold: Path, raw: Path) -> Iterator[Golden | GoldError]:
    """The articles with marks below ``gold``, by name; an error for each gold file without its counterpart.

    The raw file lies beside the marks, or at the same path below ``raw``.
    """
    for marks in sorted(gold.rglob("*.marks")):
        name = marks.relative_to(gold).with_suffix("").as_posix()
        found = _raw_file(gold / name) or _raw_file(raw / name)
        remedy = f"put the article beside it, or name the folder that has {name}.txt, .md or .html: --raw DIR"
        yield Golden(name, marks, found) if found else GoldError(marks, None, "its article is not found", remedy)
    for alone in sorted(gold.rglob("*.entities")):
        if not alone.with_suffix(".marks").exists():
            yield GoldError(alone, None, "it has no .marks beside it", "mark the article's segments first")


def _raw_file(stem: Path) -> Path | None:
    files = sorted(stem.parent.glob("*")) if stem.parent.is_dir() else []
    return next((file for file in files if file.stem == stem.name and file.suffix.lower() in SUFFIXES), None)


def read_document(article: Golden) -> Document:
    """The article as the pipeline reads it. Raises `GoldError` where the raw file cannot be read."""
    try:
        data = article.raw.read_bytes()
        text = decode(data, str(article.raw))
    except Unreadable as refusal:
        raise GoldError(article.marks, None, refusal.reason, refusal.remedy) from refusal
    except OSError as error:
        wrong = f"{article.raw} cannot be read: {error.strerror}"
        raise GoldError(article.marks, None, wrong, "make it a readable file") from error
    source = _source(article)
    return Document(
        article_id=article.name,
        collection=article.name.rpartition("/")[0] or None,
        raw_path=f"{article.name}{article.raw.suffix}",
        raw_sha256=hashlib.sha256(data).hexdigest(),
        text=text,
        suffix=article.suffix,
        license=source.license,
        publisher=source.publisher,
        language=source.language,
    )


def _source(article: Golden) -> Source:
    """What the nearest source.yaml says, from the article's folder up to the raw folder."""
    for folder in list(article.raw.parents)[: article.name.count("/") + 1]:
        if (folder / FILE_NAME).is_file():
            try:
                return read_source(folder / FILE_NAME)
            except BadSource:
                return Source()
    return Source()
