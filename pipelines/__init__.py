"""Fangtan (访谈): Chinese web interviews, turned into a structured, speaker-attributed dataset.

The way of the data is the order of the modules: ``collection`` (files to documents), ``text`` (a document to spans),
``tables`` (rows to checked Parquet), ``release`` (the folder that people download). ``stages`` joins them, ``defs``
shows them to Dagster, ``cli`` to the shell. Only the version belongs here, and what has to be said before anything is
loaded.
"""

import os

__version__ = "0.1.0"

# Arrow's own allocators keep what they were given once: a build held a third more than it needed, for nothing in time.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
