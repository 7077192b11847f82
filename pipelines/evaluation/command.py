"""The sub-command `fangtan evaluate`: its arguments, its messages, its exit code.

What is measured and how is decided beside this module, and imported when it runs: help is instant.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.report import say, shown

if TYPE_CHECKING:
    from pipelines.evaluation.run import Evaluation

DONE, FAILED, MISUSED = 0, 1, 2

OWN = Path(__file__).parents[2] / "tests" / "golden"
"""The gold of this repository, whose totals the dataset card prints."""

_ABOUT = """\
Compare what the pipeline makes of articles with gold: who is right about who speaks, and about
what is named. The gold format is documented in tests/golden/README.md.

Without --dataset the raw files are read and attributed here and now; with it a release is
scored. The raw file of an article lies beside its .marks, or at the same path below --raw."""

_EXAMPLES = """\
what the columns say (letters and digits count, layout does not):
  AER     speech missed, invented or given to another speaker, as a share of all speech
  NAER    the same with the right name required; wrong: its part with a wrong name
  turnF1  starts of turns; exact: turns with the right start, end and name; role: right role
  junk    page chrome that was published; loss: text that was not

examples:
  fangtan evaluate
  fangtan evaluate --only run-on,samples/tea-roasting
  fangtan evaluate --gold ~/gold --raw ~/articles --dataset build/dataset --json
  fangtan evaluate --write tests/golden/figures.json     renew what `make test` holds

exit code: 0 evaluated, 1 a gold file does not fit its article (the others are evaluated),
2 wrong usage"""


def add_parser(commands: argparse._SubParsersAction[Any]) -> None:
    """Add `evaluate` to the commands of `fangtan`."""
    parser = commands.add_parser(
        "evaluate", help="compare with gold: how good is it?", description=_ABOUT, epilog=_EXAMPLES
    )
    folder: dict[str, Any] = {"metavar": "DIR", "type": Path}
    file: dict[str, Any] = {"metavar": "FILE", "type": Path}
    parser.add_argument("--dataset", **folder, help="score this release instead of the pipeline as it is")
    parser.add_argument("--gold", **folder, default=Path("tests/golden"), help="gold (default: tests/golden)")
    parser.add_argument("--raw", **folder, help="raw files of the gold (default: raw)")
    parser.add_argument("--only", metavar="NAME,...", type=_names, default=(), help="only these articles")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--write", **file, help="write all figures, and renew those in the card if the gold is ours")
    parser.add_argument("--summary", **file, help="write the totals alone, as the card needs them")
    parser.add_argument("--date", metavar="YYYY-MM-DD", type=_date, help="when --summary or --write was measured")


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _date(text: str) -> str:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2026-01-31")
    return text


def run(asked: argparse.Namespace) -> int:
    """Evaluate, print, write what is asked for; the exit code."""
    wrong = _misuse(asked)
    if wrong:
        return say(wrong, MISUSED)
    from pipelines.evaluation.run import NoGold, evaluate

    try:
        evaluation = evaluate(asked.gold, asked.raw or Path("raw"), dataset=asked.dataset, only=asked.only)
    except (NoGold, FileNotFoundError) as error:
        return say(str(error), MISUSED)
    for misfit in evaluation.errors:
        say(str(misfit))
    try:
        return _tell(evaluation, asked)
    except OSError as error:
        return say(str(error), FAILED)


def _misuse(asked: argparse.Namespace) -> str | None:
    for option in ("gold", "raw", "dataset"):
        folder: Path | None = getattr(asked, option)
        if folder is not None and not folder.is_dir():
            return f"the folder {folder} does not exist; name the right one: --{option} DIR"
    if asked.summary and not asked.date:
        return "--summary needs the day on which it is measured: --date YYYY-MM-DD"
    if (asked.write or asked.summary) and asked.only:
        return "figures of a part would stand for the whole: leave --only out where figures are written"
    if asked.write and asked.dataset:
        return "--write holds what the pipeline makes now: leave --dataset out"
    return None


def _tell(evaluation: Evaluation, asked: argparse.Namespace) -> int:
    from pipelines.evaluation.report import figures, table

    told = figures(evaluation)
    print(json.dumps(told, ensure_ascii=False, indent=2) if asked.json else shown("\n".join(table(told))))
    if evaluation.errors:
        unwritten = "; nothing was written" if asked.write or asked.summary else ""
        return say(f"{len(evaluation.errors)} gold files or lines do not fit, see above{unwritten}", FAILED)
    if asked.write:
        _write(told, asked)
    if asked.summary:
        from pipelines.evaluation.summary import summary, write

        write(asked.summary, summary(told, asked.date), digits=4)
        say(f"wrote {asked.summary}")
    return DONE


def _write(told: dict[str, Any], asked: argparse.Namespace) -> None:
    """Renew the figures that tests hold, saying what changes, and the summary in the card."""
    from pipelines.evaluation.compare import changes
    from pipelines.evaluation.summary import GOLDEN, summary, write

    if asked.write.exists():
        for change in changes(json.loads(asked.write.read_text(encoding="utf-8")), told):
            say(str(change))
    write(asked.write, told, digits=10)
    say(f"wrote {asked.write}")
    if asked.gold.resolve() == OWN.resolve():
        write(GOLDEN, summary(told, asked.date), digits=4)
        say(f"wrote {GOLDEN}")
