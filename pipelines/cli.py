"""The command `fangtan`: arguments in, sentences and an exit code out.

Nothing heavy is imported before a command needs it, so that help is instant. What commands do is decided elsewhere
(``build``, ``explain``, ``evaluation``, ``hub``).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipelines import __version__, recognizers
from pipelines.evaluation import command as evaluation
from pipelines.hub import command as hub
from pipelines.report import say, shown
from pipelines.settings import BadSettings, Settings, settings

if TYPE_CHECKING:
    from pipelines.build import Wish
    from pipelines.places import Places

WRITTEN, FAILED, MISUSED = 0, 1, 2
"""Exit codes: a release was written (or an answer given); the old release is untouched; the command was wrong."""

_ABOUT = """\
Fangtan turns Chinese interviews and roundtables, as a crawler left them, into a dataset of
articles, turns (who says what) and entities, every character traceable to the raw file."""

_EXAMPLES = """\
examples:
  fangtan build                                  raw/ into build/dataset/
  fangtan build --raw ~/articles --out /data/it  your own files into a folder of your own
  fangtan explain 'samples/tea-roasting#t0003'   why this turn has this speaker
  fangtan evaluate                               how well articles with gold are attributed
  fangtan publish my-org/interviews --dry-run    what publishing to the Hugging Face Hub would do
  fangtan diff my-org/interviews build/dataset   what changed since the last release

Help on one command: fangtan build --help"""

_BUILD = """\
Read every article below --raw and write the dataset to --out.

  DIR/name.txt                    becomes the article `name`
  DIR/collection/name.html        becomes `collection/name`
  DIR/collection/crawl.jsonl      each record becomes `collection/crawl/ID`; also .parquet .warc
  DIR/collection/source.yaml      says publisher, license and language of the collection, and
                                  which columns of a dump hold what: docs/dumps.md

.txt, .md, .html and .htm are read, in any encoding that Chinese pages come in. A file that
cannot be used is listed at the end, and in rejects.jsonl, with the reason and what to do; the
others still make a dataset. The release is replaced as a whole or not at all."""

_BUILD_EXAMPLES = """\
examples:
  fangtan build
  fangtan build --raw ~/articles --out ~/articles-dataset
  fangtan build --recognizer zh_core_web_sm      names by a spaCy pipeline that you installed
  python -c 'from datasets import load_dataset; print(load_dataset("build/dataset", "turns"))'

exit code: 0 a release was written, 1 a check failed or no article was usable (the old release
is untouched), 2 wrong usage"""

_EXPLAIN = """\
Print a turn, the raw lines that it came from, the rule that gave it its speaker and how sure
that rule is."""

_EXPLAIN_EXAMPLES = """\
examples:
  fangtan explain 'samples/tea-roasting#t0003'
  fangtan explain 'name#t0000' --dataset /data/it --raw ~/articles

Quote the id: the shell takes an unquoted # at the start of a word, and spaces, for its own.
exit code: 0 explained, 1 there is no such turn, 2 wrong usage"""


def run() -> None:
    """The console script: ends the process with the exit code of `main`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        print("\ninterrupted; the release is as it was", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        sys.exit(FAILED)


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit code. SystemExit for help, version and wrong usage, as argparse does."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if asked.command is None:
        parser.print_help(sys.stderr)
        return MISUSED
    if asked.command == "evaluate":
        return evaluation.run(asked)
    if asked.command in hub.COMMANDS:
        return hub.run(asked)
    return _build(asked) if asked.command == "build" else _explain(asked)


class _Parser(argparse.ArgumentParser):
    """Help as it is written above, and no abbreviations: a script must not break when an option is added."""

    def __init__(self, **options: Any) -> None:
        fixed = {"formatter_class": argparse.RawDescriptionHelpFormatter, "allow_abbrev": False}
        super().__init__(**{**options, **fixed})


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="fangtan", description=_ABOUT, epilog=_EXAMPLES)
    parser.add_argument("--version", action="version", version=f"fangtan {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    build = commands.add_parser(
        "build", help="make the dataset from raw files", description=_BUILD, epilog=_BUILD_EXAMPLES
    )
    build.add_argument(
        "--raw", metavar="DIR", help="raw files, here or at s3://... (default: raw, or that of fangtan.toml)"
    )
    build.add_argument(
        "--out", metavar="DIR", help="release, here or at s3://... (default: build/dataset, or that of fangtan.toml)"
    )
    build.add_argument(
        "--recognizer",
        metavar="NAME",
        help=f"what finds the names: {recognizers.OWN} (default), or an installed recogniser or spaCy pipeline",
    )
    build.add_argument(
        "--workers", metavar="N", help="processes (default: one a core), or a Dask cluster: tcp://scheduler:8786"
    )
    build.add_argument("--anew", action="store_true", help="make everything anew, also what is as it was")
    explain = commands.add_parser(
        "explain", help="say why a turn has its speaker", description=_EXPLAIN, epilog=_EXPLAIN_EXAMPLES
    )
    explain.add_argument("turn_id", metavar="TURN_ID", help="the turn_id of the table turns, like 'name#t0007'")
    explain.add_argument(
        "--dataset", metavar="DIR", help="release to look in (default: build/dataset, or that of fangtan.toml)"
    )
    explain.add_argument(
        "--raw", metavar="DIR", help="raw files it was built from (default: raw, or that of fangtan.toml)"
    )
    evaluation.add_parser(commands)
    hub.add_parsers(commands)
    return parser


def _build(asked: argparse.Namespace) -> int:
    try:
        places, wish = _asked(asked, settings())
    except (BadSettings, _Misuse) as wrong:
        return say(str(wrong), MISUSED)
    from pipelines.build import build
    from pipelines.progress import Progress
    from pipelines.release import Busy, NotOurs
    from pipelines.report import summary
    from pipelines.storage import StorageError

    try:
        with Progress(sys.stderr) as progress:
            outcome = build(places, progress, wish)
    except (NotOurs, BadSettings) as refusal:
        return say(str(refusal), MISUSED)
    except (Busy, OSError, StorageError) as error:
        return say(str(error), FAILED)
    print(shown("\n".join(summary(outcome, places.out))))
    for problem in outcome.problems:
        say(problem, FAILED)
    return FAILED if outcome.problems else WRITTEN


class _Misuse(ValueError):
    """What was asked for makes no sense; the message says why."""


def _asked(asked: argparse.Namespace, stated: Settings) -> tuple[Places, Wish]:
    """Where and how to build, from the command line or else the settings; raises _Misuse."""
    from pipelines.build import Wish
    from pipelines.places import Places
    from pipelines.workers import NoWorkers, Workers

    paths = stated.paths
    wish = Wish(asked.recognizer or stated.build.recognizer, asked.workers or stated.build.workers, asked.anew)
    out = asked.out or paths.out
    work = paths.work if out == paths.out else ""  # that one belongs to the release of the settings
    places = Places(asked.raw or paths.raw, out, work, paths.scratch)
    wrong = _misuse(places)
    if wrong:
        raise _Misuse(wrong)
    try:
        recognizers.known(wish.recognizer)
        Workers(wish.workers)
    except (recognizers.UnknownRecognizer, NoWorkers) as unknown:
        raise _Misuse(str(unknown)) from None
    return places, wish


def _misuse(places: Places) -> str | None:
    from pipelines.settings import is_address

    raw, within, around = places.raw, places.out_folder, places.raw_folder
    if not is_address(raw) and not around.is_dir():
        what = "is a file, not a folder" if around.exists() else "does not exist"
        return f"the raw folder {raw} {what}; name the folder with your articles: fangtan build --raw DIR"
    if within == around or within.is_relative_to(around) or around.is_relative_to(within):
        return f"--raw {raw} and --out {places.out} lie in each other; a release needs a folder of its own"
    return None


def _explain(asked: argparse.Namespace) -> int:
    from pipelines.explain import Unknown, explain
    from pipelines.places import Places, release_folder
    from pipelines.storage import StorageError

    try:
        paths = settings().paths
        raw = Places(asked.raw or paths.raw, "", scratch=paths.scratch).raw_folder
        print(explain(asked.turn_id, release_folder(asked.dataset or paths.out), raw))
    except BadSettings as bad:
        return say(str(bad), MISUSED)
    except (Unknown, StorageError) as unknown:
        return say(str(unknown), FAILED)
    except FileNotFoundError as error:
        return say(str(error), MISUSED)
    return WRITTEN
