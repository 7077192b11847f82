"""Recognisers: what finds the names in a text, our own or one that the user has installed.

A recogniser is an entry point of the group ``fangtan.recognizers``: a function from an article's text to its spans (see
``text.foreign.Spans``). An installed spaCy pipeline is one without further ado. Here belongs finding and loading them;
what becomes of spans is in ``text.foreign``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

OWN = "knowledge"
"""The name of our own: knowledge and the article's evidence, no download."""

GROUP, SPACY = "fangtan.recognizers", "spacy_models"

READ = {
    "articles": ("article_id", "text", "publisher", "speakers"),
    "turns": ("article_id", "turn_id", "char_start", "char_end", "speaker_label"),
}
"""The columns that are read to find mentions, by whatever recogniser."""

Row = dict[str, Any]
FindMentions = Callable[[Row, Sequence[Row]], list[Row]]


class UnknownRecognizer(LookupError):
    """No installed recogniser has this name; the message says which there are."""


class RecognizerFailed(RuntimeError):
    """A recogniser from outside raised an error or gave wrong spans; the message names it and the article."""


def names() -> list[str]:
    """Every installed recogniser, ours first."""
    return [OWN, *sorted({point.name for group in (GROUP, SPACY) for point in _points(group)} - {OWN})]


def known(name: str) -> EntryPoint | None:
    """The entry point of that name; None for our own. Raises ``UnknownRecognizer``; nothing is loaded."""
    if name == OWN:
        return None
    for group in (GROUP, SPACY):
        for point in _points(group):
            if point.name == name:
                return point
    raise UnknownRecognizer(
        f"there is no recogniser {name!r}; installed: {', '.join(names())}. For a spaCy pipeline install "
        "fangtan[spacy] and the pipeline's package, such as zh_core_web_sm"
    )


def version(name: str = OWN) -> str:
    """Which recogniser exactly: its name, where it comes from and that package's version; ours goes with our code."""
    point = known(name)
    if point is None:
        return OWN
    package = f"{point.dist.name} {point.dist.version}" if point.dist else "unknown"
    return f"{name} {point.value} {package}"


def _points(group: str) -> Iterable[EntryPoint]:
    from importlib.metadata import entry_points  # takes longer to import than all else that help needs

    return entry_points(group=group)


def load(name: str = OWN) -> FindMentions:
    """The function from an article and its turns to rows of ``entities``; raises ``UnknownRecognizer``."""
    from pipelines.text.mentions import find_mentions

    point = known(name)
    if point is None:
        return find_mentions
    from pipelines.text.foreign import adopt

    spans = _pipeline(name) if point.group == SPACY else point.load()

    def find(article: Row, turns: Sequence[Row]) -> list[Row]:
        try:
            return find_mentions(article, turns, lambda prose, about: adopt(spans, prose, about))
        except Exception as error:  # somebody else's code: say whose, and on what
            said = f"{type(error).__name__}: {error}"
            raise RecognizerFailed(f"the recogniser {name!r} failed on {article['article_id']}: {said}") from error

    return find


def _pipeline(name: str) -> Callable[[str], Iterator[tuple[int, int, str]]]:
    """An installed spaCy pipeline as a recogniser: paragraph by paragraph, for it bounds what it holds at a time."""
    try:
        import spacy
    except ImportError as error:
        raise UnknownRecognizer(f"{name!r} is a spaCy pipeline: pip install 'fangtan[spacy]'") from error
    pipeline = spacy.load(name)

    def spans(text: str) -> Iterator[tuple[int, int, str]]:
        at = 0
        for paragraph in text.splitlines(keepends=True):
            for entity in pipeline(paragraph.rstrip()).ents:
                yield at + entity.start_char, at + entity.end_char, entity.label_
            at += len(paragraph)

    return spans
