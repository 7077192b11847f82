"""Dumps: files of which each record is an article, JSON Lines, Parquet and WARC, read as streams.

Finding records in a file, naming them, and saying what is wrong with them belong here. Which dumps there are is told by
``listing``, what becomes of their records by ``documents``; nothing here decodes text or knows a word of Chinese.
"""
