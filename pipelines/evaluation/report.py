"""An evaluation told: as a table for a person, as figures for a machine.

The figures are the one shape that is printed as JSON, committed and compared; counting is done elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from pipelines.evaluation.attribution import CONFIDENT, Counts
from pipelines.evaluation.mentions import Named, Tally
from pipelines.evaluation.rates import Rates, f1, mean, rates, share
from pipelines.evaluation.run import Evaluation

Figures = dict[str, Any]


def figures(evaluation: Evaluation) -> Figures:
    """``attribution`` (micro, macro, articles), ``calibration``, ``entities`` (None: no gold of them), ``errors``."""
    each = {name: rates(one.counts) for name, one in evaluation.articles.items()}
    missing = {name: {"missing": one.missing} if one.missing else {} for name, one in evaluation.articles.items()}
    total = evaluation.counts
    return {
        "attribution": {
            "micro": asdict(rates(total)) | _sizes(total),
            "macro": asdict(mean(list(each.values()))),
            "articles": {
                name: asdict(each[name]) | _sizes(one.counts) | missing[name]
                for name, one in evaluation.articles.items()
            },
        },
        "calibration": _calibration(total),
        "entities": _entities(evaluation),
        "errors": [str(error) for error in evaluation.errors],
    }


def _sizes(counts: Counts) -> dict[str, int]:
    return {"gold": counts.gold, "published": counts.published}


def _calibration(counts: Counts) -> Figures:
    """Of the turns that start where a gold one does: how many score high, how many of these have the right speaker."""
    return {
        "threshold": CONFIDENT,
        "matched": counts.started,
        "confident": counts.confident,
        "right": counts.confident_right,
        "confident_share": share(counts.confident, counts.started),
        "right_share": share(counts.confident_right, counts.confident),
    }


def _entities(evaluation: Evaluation) -> Figures | None:
    each = {name: one.named for name, one in evaluation.articles.items() if one.named}
    if not each:
        return None
    total = evaluation.named
    return {
        **_tally(total.total),
        "names": _names(total),
        "types": {kind: _tally(tally) for kind, tally in total.types.items()},
        "articles": {name: {**_tally(named.total), "names": _names(named)} for name, named in each.items()},
    }


def _tally(tally: Tally) -> Figures:
    return {
        "gold": tally.gold,
        "published": tally.published,
        "strict": _prf(share(tally.strict, tally.published), share(tally.strict, tally.gold)),
        "relaxed": _prf(share(tally.relaxed, tally.published), share(tally.relaxed, tally.gold)),
    }


def _names(named: Named) -> Figures:
    right = named.total.strict
    return _prf(share(named.name_precision, right), share(named.name_recall, right))


def _prf(precision: float, recall: float) -> Figures:
    return {"precision": precision, "recall": recall, "f1": f1(precision, recall)}


_COLUMNS = tuple(Rates.__dataclass_fields__)
_HEADS = ("AER", "NAER", "wrong", "turnF1", "exact", "role", "junk", "loss")


def table(told: Figures) -> Iterator[str]:
    """The figures as lines for a terminal."""
    attribution, entities = told["attribution"], told["entities"]
    width = max(map(len, (*attribution["articles"], *((entities or {}).get("types", ())), "relaxed")))
    yield f"{'attribution':{width}} " + " ".join(f"{head:>6}" for head in _HEADS) + "  gold  published"
    for name, row in attribution["articles"].items():
        yield _rates_line(name, row, width) + (f"  {row['missing']}" if row.get("missing") else "")
    yield _rates_line("micro", attribution["micro"], width)
    yield _rates_line("macro", attribution["macro"], width)
    yield ""
    yield from _calibration_lines(told["calibration"])
    if entities:
        yield ""
        yield from _entity_lines(entities, width)


def _rates_line(name: str, row: Mapping[str, Any], width: int) -> str:
    sizes = f" {row['gold']:5} {row['published']:10}" if "gold" in row else ""
    return f"{name:{width}} " + " ".join(f"{row[column]:6.3f}" for column in _COLUMNS) + sizes


def _calibration_lines(told: Mapping[str, Any]) -> Iterator[str]:
    sure, matched, right = told["confident"], told["matched"], told["right"]
    said = f"{sure:,} of {matched:,} turns that start right"
    yield f"score >= {told['threshold']}: {said} ({told['confident_share']:.1%})"
    yield f"right speaker: {right:,} of these {sure:,} ({told['right_share']:.1%})"


def _entity_lines(told: Mapping[str, Any], width: int) -> Iterator[str]:
    head = " ".join(f"{head:>6}" for head in ("P", "R", "F1", "loose"))
    yield f"{'entities':{width}} {head}  gold  published      (loose: F1 of mentions that overlap)"
    for name, row in (*told["articles"].items(), *told["types"].items(), ("all", told)):
        shown = (*row["strict"].values(), row["relaxed"]["f1"])
        sizes = f" {row['gold']:5} {row['published']:10}"
        yield f"{name:{width}} " + " ".join(f"{value:6.3f}" for value in shown) + sizes
    yield f"{'names':{width}} " + " ".join(f"{value:6.3f}" for value in told["names"].values())
