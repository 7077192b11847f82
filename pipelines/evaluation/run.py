"""All articles of a gold folder, each read, compared and counted.

Finding, reading and counting are elsewhere; here they are put together, and what does not fit is set aside.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from pipelines.evaluation import attribution, mentions
from pipelines.evaluation.articles import Golden, golden_articles, read_document
from pipelines.evaluation.attribution import Counts
from pipelines.evaluation.gold import Gold, GoldError, read_gold
from pipelines.evaluation.letters import Letters, letters, visible
from pipelines.evaluation.mentions import Named
from pipelines.evaluation.published import Published, Release, made
from pipelines.evaluation.surfaces import find, read_surfaces
from pipelines.evaluation.truth import truth
from pipelines.text.article import Document


class NoGold(LookupError):
    """There is nothing to evaluate; the message says where it was looked for."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Counts of an article; ``named`` is None where it has no gold of named things; ``missing`` as in `Published`."""

    counts: Counts
    named: Named | None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Articles by name, in that order; gold files that do not fit, which are not in the counts."""

    articles: Mapping[str, Scored]
    errors: list[GoldError] = field(default_factory=list)

    @property
    def counts(self) -> Counts:
        """The counts of all articles together."""
        return sum((one.counts for one in self.articles.values()), Counts())

    @property
    def named(self) -> Named:
        """The counts of all articles with gold of named things."""
        return sum((one.named for one in self.articles.values() if one.named), Named())


def evaluate(gold: Path, raw: Path, *, dataset: Path | None = None, only: Collection[str] = ()) -> Evaluation:
    """Compare the gold below ``gold`` with the release ``dataset``, or with what the pipeline makes of the raw files.

    ``only`` limits it to articles of these names, with or without their folder. Raises `NoGold`, and FileNotFoundError
    where ``dataset`` is no release.
    """
    articles, errors = _chosen(gold, raw, only)
    release = Release(dataset, [one.name for one in articles]) if dataset else None
    scored: dict[str, Scored] = {}
    for article in articles:
        try:
            document = read_document(article)
            publish = release.published if release else None
            scored[article.name] = _score(article, document, errors.append, publish)
        except GoldError as error:
            errors.append(error)
    return Evaluation(scored, errors)


def _chosen(gold: Path, raw: Path, only: Collection[str]) -> tuple[list[Golden], list[GoldError]]:
    found = list(golden_articles(gold, raw))
    articles = [one for one in found if isinstance(one, Golden)]
    errors = [one for one in found if isinstance(one, GoldError)]
    if not found:
        raise NoGold(f"{gold} holds no .marks; name the folder with the gold: --gold DIR")
    if not only:
        return articles, errors
    unknown = [name for name in only if not any(_called(one, name) for one in articles)]
    if unknown:
        near = get_close_matches(unknown[0], [one.name for one in articles], n=3, cutoff=0.0)
        raise NoGold(f"no gold article is called {', '.join(unknown)}; there are {', '.join(near)} and others")
    return [one for one in articles if any(_called(one, name) for name in only)], []


def _called(article: Golden, name: str) -> bool:
    return name in (article.name, article.name.rpartition("/")[2])


def _score(
    article: Golden,
    document: Document,
    report: Callable[[GoldError], None],
    publish: Callable[[str], Published] | None,
) -> Scored:
    """Count one article. Raises `GoldError` for its marks; errors in its named things are reported."""
    gold = read_gold(article.marks, document.text)
    page = letters(visible(document.text, article.suffix))
    published = publish(article.name) if publish else made(document)
    counts = attribution.count(page, truth(gold.segments, page), published.turns, published.text)
    named = None
    if article.entities.exists():
        try:
            named = _named(article, document.text, page, gold, published, report)
        except GoldError as error:
            report(error)
    return Scored(counts, named, published.missing)


def _named(
    article: Golden, raw: str, page: Letters, gold: Gold, published: Published, report: Callable[[GoldError], None]
) -> Named:
    """Count the named things; a surface that stands nowhere is reported and costs nothing else."""
    found, idle = find(read_surfaces(article.entities), raw, gold.segments)
    for surface in idle:
        remedy = "correct it, or remove the line (labels, bylines, addresses and longer surfaces do not count)"
        report(GoldError(article.entities, surface.number, f"{surface.text!r} is mentioned nowhere", remedy))
    return mentions.count(raw, page, gold, found, published.text, published.entities)
