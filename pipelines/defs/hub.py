"""Publishing as an asset: the release at the Hugging Face Hub, by the same code as ``fangtan publish``.

The graph's end and its settings belong here; what publishing does is in ``pipelines.hub``. The token is found by
huggingface_hub itself (HF_TOKEN in the environment), so that no setting, log or page of Dagster holds it.
"""

from __future__ import annotations

from datetime import UTC, datetime

import dagster as dg

from pipelines import __version__
from pipelines.defs import metadata
from pipelines.defs.assets import GROUP, OWNERS
from pipelines.defs.paths import Paths
from pipelines.hub.faults import HubError, Moved, Unreachable
from pipelines.hub.patience import Patience
from pipelines.hub.publishing import Publication, publish
from pipelines.hub.remote import Remote
from pipelines.hub.survey import Order

RETRIES = dg.RetryPolicy(max_retries=3, delay=300, backoff=dg.Backoff.EXPONENTIAL)
"""A Hub that is down for an hour comes back; what it refuses is not asked again (``allow_retries``)."""


class Hub(dg.ConfigurableResource):  # type: ignore[type-arg]  # its parameter is what a subclass may yield; ours is itself
    """Where the release goes, ``ORG/NAME`` (empty: nowhere), and how: the options of ``fangtan publish``."""

    repository: str = ""
    private: bool = False
    withhold_text: bool = False
    pull_request: bool = False


@dg.asset(
    deps=["release"],
    kinds={"huggingface"},
    group_name=GROUP,
    owners=OWNERS,
    code_version=__version__,
    retry_policy=RETRIES,
)
def hub_release(paths: Paths, hub: Hub) -> dg.MaterializeResult[None]:
    """The release at the Hugging Face Hub: one commit and a tag, verified; nothing happens where nothing changed."""
    if not hub.repository:
        raise dg.Failure("no repository to publish to: set publish.repository in fangtan.toml", allow_retries=False)
    with paths.stage():
        paths.places.fetch_release()
    order = Order(paths.places.out_folder, None, hub.private, hub.withhold_text, hub.pull_request)
    log = dg.get_dagster_logger("fangtan")
    remote = Remote(hub.repository, Patience(tell=log.warning))
    try:
        made = publish(order, remote, datetime.now(UTC).date(), log.info)
    except HubError as error:
        raise dg.Failure(str(error), allow_retries=isinstance(error, Moved | Unreachable)) from None
    return dg.MaterializeResult(metadata=_metadata(made))


def _metadata(made: Publication) -> metadata.Metadata:
    where = made.proposal or (f"{made.address}/tree/{made.version}" if made.version else made.address)
    sizes = [(path, made.files[path].size) for path in made.plan.add]
    return {
        "dagster/uri": where,
        "version": made.version or "none",
        "commit": made.commit or "none: nothing changed",
        "files": len(made.files),
        "uploaded": metadata.table(["file", "bytes"], sizes[:50]),
        "deleted": len(made.plan.delete),
        "withheld": made.withheld,
        "changes": dg.MetadataValue.md(made.changes or "none"),
    }
