"""The sub-commands `fangtan publish`, `diff` and `takedown`: their arguments, their messages, their exit codes.

What is done is decided beside this module, and imported when it runs: help is instant.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipelines.report import say, shown
from pipelines.settings import BadSettings, settings

if TYPE_CHECKING:
    from pipelines.hub.patience import Patience
    from pipelines.hub.publishing import Publication
    from pipelines.hub.takedown import Traces

DONE, FAILED, MISUSED = 0, 1, 2
COMMANDS = ("publish", "diff", "takedown")

_PUBLISH = """\
Publish a release folder to a dataset repository of the Hugging Face Hub: one commit with all
that changed, a tag, and a look whether the Hub shows what was sent. The same release published
again makes no commit; after a failure, publish again and it goes on where it stopped.

The token comes from HF_TOKEN or `hf auth login`. Files in the repository that are not part of a
release are left alone.

Where everybody can read them, articles are published only if their licence lets everybody share
them (source.yaml: license, redistribution)."""

_PUBLISH_EXAMPLES = """\
examples:
  fangtan publish my-org/interviews --dry-run        what would change
  fangtan publish my-org/interviews
  fangtan publish my-org/interviews --withhold-text  without the texts that may not be shared
  fangtan publish my-org/drafts --private            all of them, for those whom you invite
  fangtan publish my-org/interviews --pr             as a pull request; publish again once it is
                                                     merged, to tag it

exit code: 0 published, or nothing to publish; 1 refused or failed; 2 wrong usage"""

_DIFF = """\
Say what changed between two releases, each a folder or a revision at the Hub: rows added, removed
and changed in each table, and the articles whose turns changed most."""

_DIFF_EXAMPLES = """\
examples:
  fangtan diff my-org/interviews build/dataset       what publishing would change
  fangtan diff my-org/interviews@2026.11.01 my-org/interviews@2026.11.22
  fangtan diff ~/old-release ~/new-release

exit code: 0 compared, 1 one of the two cannot be read, 2 wrong usage"""

_TAKEDOWN = """\
Say where at the Hub an article can still be read: in `main`, in which tags and pull requests, in
the history. With --purge, take it out of there: history and the tags that hold it are deleted, and
so are the stored files that no revision needs any more. See docs/takedown.md."""

_TAKEDOWN_EXAMPLES = """\
examples:
  fangtan takedown my-org/interviews 'magazine/2024-spring'
  fangtan takedown my-org/interviews 'magazine/2024-spring' --purge

exit code: 0 it can be read nowhere any more, 1 it can, or the Hub refused, 2 wrong usage"""

_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")


def add_parsers(commands: argparse._SubParsersAction[Any]) -> None:
    """Add `publish`, `diff` and `takedown` to the commands of `fangtan`."""
    publish = commands.add_parser(
        "publish", help="publish a release to the Hugging Face Hub", description=_PUBLISH, epilog=_PUBLISH_EXAMPLES
    )
    publish.add_argument("repository", metavar="ORG/NAME", help="the dataset repository; created if it is not there")
    where = "release to publish, here or at s3://... (default: build/dataset)"
    publish.add_argument("--dataset", metavar="DIR", help=where)
    publish.add_argument("--dry-run", action="store_true", help="print the plan and change nothing")
    publish.add_argument("--pr", action="store_true", help="open a pull request instead of committing to main")
    publish.add_argument("--private", action="store_true", help="a private repository, which may hold every article")
    publish.add_argument("--tag", metavar="TAG", help="name of the release (default: the day, as 2026.11.22)")
    publish.add_argument(
        "--withhold-text", action="store_true", help="publish what may not be shared without all that quotes it"
    )
    diff = commands.add_parser(
        "diff", help="say what changed between two releases", description=_DIFF, epilog=_DIFF_EXAMPLES
    )
    for name in ("old", "new"):
        diff.add_argument(name, metavar=name.upper(), help="a release folder, s3://..., ORG/NAME or ORG/NAME@REVISION")
    takedown = commands.add_parser(
        "takedown", help="find and purge what the Hub still holds of an article", description=_TAKEDOWN,
        epilog=_TAKEDOWN_EXAMPLES,
    )  # fmt: skip
    takedown.add_argument("repository", metavar="ORG/NAME", help="the dataset repository")
    takedown.add_argument("article_id", metavar="ARTICLE_ID", help="the article_id of the table articles")
    takedown.add_argument("--purge", action="store_true", help="delete the history and the tags that hold it")


def run(asked: argparse.Namespace) -> int:
    """Run the command; its exit code. What the Hub refuses is told in a sentence, never with a trace."""
    from pipelines.hub.faults import HubError
    from pipelines.hub.tags import BadTag
    from pipelines.release import Busy
    from pipelines.storage import StorageError

    _quiet()
    try:
        wrong = _misuse(asked)
        if wrong:
            return say(wrong, MISUSED)
        return {"publish": _publish, "diff": _diff, "takedown": _takedown}[asked.command](asked)
    except (BadTag, BadSettings) as bad:
        return say(str(bad), MISUSED)
    except (HubError, Busy, StorageError, OSError, ValueError) as error:
        return say(str(error), FAILED)


def _misuse(asked: argparse.Namespace) -> str | None:
    repository = getattr(asked, "repository", None)
    if repository is not None and not _REPOSITORY.fullmatch(repository):
        return f"{repository!r} is no name of a repository; write ORG/NAME, as my-org/interviews"
    if asked.command != "publish":
        return None
    if asked.private and asked.withhold_text:
        return "a private repository holds every article: leave --private or --withhold-text out"
    from pipelines.places import release_folder

    asked.dataset = asked.dataset or settings().paths.out
    asked.release = release_folder(asked.dataset)
    if not asked.release.is_dir():
        return f"there is no release in {asked.dataset}; run `fangtan build`, or name one: --dataset DIR"
    return None


def _quiet() -> None:
    """No progress bars where nobody watches: they fill logs."""
    if not sys.stderr.isatty():
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")


def _patience() -> Patience:
    from pipelines.hub.patience import Patience

    return Patience(tell=say)


def _publish(asked: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from pipelines.hub.publishing import preview, publish
    from pipelines.hub.remote import Remote
    from pipelines.hub.survey import Order

    order = Order(asked.release, asked.tag, asked.private, asked.withhold_text, asked.pr)
    remote, day = Remote(asked.repository, _patience()), datetime.now(UTC).date()
    if asked.dry_run:
        print(shown("\n".join(_planned(preview(order, remote, day)))))
    else:
        print(shown("\n".join(_published(publish(order, remote, day, say)))))
    return DONE


def _planned(seen: Publication) -> Iterator[str]:
    yield f"{seen.address} {f'would become {seen.version}' if seen.version else 'holds this release already'}"
    width = max((len(path) for path in (*seen.plan.add, *seen.plan.same, *seen.plan.delete)), default=0)
    for what, paths in (("add", seen.plan.add), ("delete", seen.plan.delete), ("same", seen.plan.same)):
        for path in paths:
            size = f"{seen.files[path].size:12,} bytes" if path in seen.files else ""
            yield f"  {what:6}  {path:{width}}  {size}".rstrip()
    yield from _withheld(seen)


def _published(seen: Publication) -> Iterator[str]:
    if seen.proposal:
        yield f"proposed as {seen.proposal}; publish again once it is merged, to tag it as {seen.version}"
    elif seen.commit is None:
        tagged = f", tagged {seen.version}" if seen.version else ""
        yield f"nothing to publish: {seen.address} holds this release already{tagged}"
    else:
        yield f"published {seen.version}: {seen.address}/tree/{seen.version}"
    if seen.changes:
        counts = (len(seen.plan.add), len(seen.plan.delete), len(seen.plan.same))
        yield "  files: {} uploaded, {} deleted, {} unchanged".format(*(f"{count:,}" for count in counts))
        yield ""
        yield seen.changes
    yield from _withheld(seen)


def _withheld(seen: Publication) -> Iterator[str]:
    if seen.withheld:
        yield f"  {seen.withheld:,} article{'s' * (seen.withheld > 1)} without text, as their licence asks"


def _diff(asked: argparse.Namespace) -> int:
    from pipelines.hub.changelog import body
    from pipelines.hub.sides import side
    from pipelines.tables.changes import compare

    with side(asked.old, _patience()) as old, side(asked.new, _patience()) as new:
        changes = compare(old, new)
    print(shown("no row differs" if changes.empty else body(changes)))
    return DONE


def _takedown(asked: argparse.Namespace) -> int:
    from pipelines.hub.remote import Remote
    from pipelines.hub.takedown import purge, traces

    remote = Remote(asked.repository, _patience())
    found = purge(remote, asked.article_id, say) if asked.purge else traces(remote, asked.article_id)
    print(shown("\n".join(_traced(found, asked))))
    return FAILED if found.readable else DONE


def _traced(found: Traces, asked: argparse.Namespace) -> Iterator[str]:
    yield f"{asked.article_id} at {found.address}:"
    for where, what in found.revisions.items():
        yield f"  {where:20}  {what}"
    yield from found.advice
