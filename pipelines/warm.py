"""Warm: imported, for what that does, by the process from which workers are forked.

The dictionaries are read here once, and every worker shares their memory. Nothing else belongs here.
"""

from __future__ import annotations

import gc

from pipelines.text import dictionary, listed, words

dictionary.known_tag("")
listed.listed("")
words.cut("")
gc.collect()
gc.freeze()  # what the collector marks is copied into every worker
