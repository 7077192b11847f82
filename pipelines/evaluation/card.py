"""The section of the dataset card that says how well the dataset is attributed, from the committed summaries.

Only the words are here. The figures are read, never worked out: a build does not evaluate.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pipelines.evaluation.summary import DEV, GOLDEN

_ABOUT = """\
## How well it is attributed

Measured with `fangtan evaluate`, which compares what the pipeline publishes with gold, a careful annotation of the raw
articles. Letters and digits are compared; white space, punctuation and markup do not count.
"""

_OWN = """\
- **Own articles**: {articles} short articles that the authors of this project wrote for it, at least one for each form
  in which speakers are printed, with their own gold. They show that each form is covered; they are no sample of the
  web. {dated}
"""

_REAL = """\
- **Real articles**: {articles} articles of Chinese media. They belong to their publishers and are not part of this
  project's repository; only these totals are. **They were used while the rules were written**, so the figures are
  better than on articles that nobody has looked at. {dated}
"""

_UNSEEN = """\
- **Unseen articles will be worse**, those in a layout of no known form much worse. Look at some articles of your own
  collection before you rely on the attribution, and use `method` and `score`.
"""

_ERRORS = (
    ("Attribution error rate: speech missed, invented or given to another speaker", "aer"),
    ("The same, with the speaker's right name required", "naer"),
)
_TURNS = (
    ("Starts of turns, F1", "turn_f1"),
    ("Turns with the right start, end and name", "exact"),
    ("Turns with the right role", "role"),
    ("Page chrome left in the text", "junk"),
    ("Text lost", "loss"),
)

Summary = dict[str, Any]
Row = tuple[str, Callable[[Summary], str]]


def accuracy_section(golden: Path = GOLDEN, dev: Path = DEV) -> str:
    """The section in Markdown, of the summaries that exist; empty where neither does."""
    own, real = _read(golden), _read(dev)
    columns = [(head, one) for head, one in (("Own articles", own), ("Real articles", real)) if one]
    if not columns:
        return ""
    said = [
        text.format(articles=one["articles"], dated=_dated(one)) for text, one in ((_OWN, own), (_REAL, real)) if one
    ]
    return "\n".join((_ABOUT, *_table(columns), "", "".join((*said, _UNSEEN))))


def _read(path: Path) -> Summary | None:
    if not path.exists():
        return None
    found: Summary = json.loads(path.read_text(encoding="utf-8"))
    return found


def _dated(one: Summary) -> str:
    if one["date"]:
        return f"Measured on {one['date']}."
    return "Tests keep these figures from getting worse."


def _table(columns: list[tuple[str, Summary]]) -> Iterator[str]:
    yield f"| | {' | '.join(head for head, _ in columns)} |"
    yield "| --- |" + " ---: |" * len(columns)
    for words, cell in _rows():
        yield f"| {words} | {' | '.join(cell(one) for _, one in columns)} |"


def _rows() -> Iterator[Row]:
    yield "Articles, turns", lambda one: f"{one['articles']:,}, {one['attribution']['gold']:,}"
    for words, key in (*_ERRORS, *_TURNS):
        yield words, _rate(key)
    yield "Turns with a score of 0.9 or more", lambda one: _percent(one["calibration"]["confident_share"])
    yield "Of these, the right speaker", lambda one: _percent(one["calibration"]["right_share"])
    yield "Articles with marked mentions, mentions", _entity_sizes
    yield "Mentions with exact span and type, F1", _entity(lambda found: found["strict"]["f1"])
    yield "Mentions that overlap and have the type, F1", _entity(lambda found: found["relaxed"]["f1"])
    for kind in ("PERSON", "ORG", "LOC", "PRODUCT", "WORK_OF_ART", "EVENT"):
        yield f"`{kind}`{' (with `GPE`)' if kind == 'LOC' else ''}, exact F1", _type(kind)
    yield "One name for each thing (B-cubed F1)", _entity(lambda found: found["names"]["f1"])


def _rate(key: str) -> Callable[[Summary], str]:
    return lambda one: _percent(one["attribution"][key])


def _entity(pick: Callable[[Summary], float]) -> Callable[[Summary], str]:
    return lambda one: _percent(pick(one["entities"])) if one["entities"] else "not measured"


def _type(kind: str) -> Callable[[Summary], str]:
    """F1 of a type; a type that the gold does not have, or hardly, tells nothing without its number."""
    return lambda one: _type_cell(one["entities"]["types"][kind]) if one["entities"] else "not measured"


def _type_cell(found: Summary) -> str:
    return f"{_percent(found['strict']['f1'])} of {found['gold']:,}" if found["gold"] else "none"


def _entity_sizes(one: Summary) -> str:
    found = one["entities"]
    return f"{found['articles']:,}, {found['gold']:,}" if found else "none"


def _percent(value: float) -> str:
    return f"{value:.1%}"
