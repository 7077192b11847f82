"""Tables: from ``schemas/*.json`` to Arrow types, checks, Parquet files, the card and the data package.

What a row means is decided in ``pipelines.text``; nothing here reads Chinese, and nothing here knows Dagster.
"""
