"""Fangtan (访谈): Chinese web interviews, turned into a structured, speaker-attributed dataset.

The way of the data is the order of the modules: ``collection`` (files to documents), ``text`` (a document to spans),
``tables`` (rows to checked Parquet), ``release`` (the folder that people download). ``stages`` joins them, ``defs``
shows them to Dagster, ``cli`` to the shell. Only the version belongs here.
"""

__version__ = "0.1.0"
