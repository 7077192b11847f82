"""What finds the names, as a Dagster resource: the name of a recogniser. It is loaded in the stage that uses it."""

from __future__ import annotations

import dagster as dg

from pipelines import recognizers


class Naming(dg.ConfigurableResource):  # type: ignore[type-arg]  # its parameter is what a subclass may yield; ours is itself
    """Our own recogniser, or an installed one by the name of its entry point (see ``pipelines.recognizers``)."""

    recognizer: str = recognizers.OWN
