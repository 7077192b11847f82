"""What a check says when something is wrong, and the rules that it can name.

Here belong the wording and the counting of failures.  The looking is done in ``constraints``, ``keys`` and ``spans``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

_SHOWN = 80  # code points of a value in a message


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold, and what to do where it does not."""

    holds: str
    remedy: str


RULES: Mapping[str, Rule] = {
    "table": Rule("the table is there", "write the table, also when it has no rows"),
    "columns": Rule("the columns are those of the schema", "change the stage that makes the rows, or the schema"),
    "types": Rule("the Arrow types are those of the schema", "write with the schema from `schema.load(table).arrow()`"),
    "required": Rule("there is a value", "mend the stage that leaves it out, or let the schema allow null"),
    "rights": Rule("nothing is quoted from an article that is not published", "set the column to null in these rows"),
    "enum": Rule("the value is one that the schema lists", "mend the stage, or add the value to the schema's enum"),
    "minimum": Rule("the value is not below the schema's minimum", "mend the stage that computes it"),
    "maximum": Rule("the value is not above the schema's maximum", "mend the stage that computes it"),
    "length": Rule("the string has the schema's least length", "leave out empty strings, or write null"),
    "pattern": Rule("the value has the form that the schema demands", "mend the stage that makes it"),
    "unique": Rule("the value occurs once", "look for a document that was read twice, or for an index that restarts"),
    "foreign_key": Rule("the row that it refers to exists", "write both tables from the same run of the stages"),
    "grouping": Rule("rows stand in the order of the table articles", "sort the table by article as articles is"),
    "identifier": Rule("it is made of article_id and the row's number", "build it as the schema's description says"),
    "sequence": Rule("turns are numbered 0, 1, 2, … in the order of the text", "sort by char_start, then number"),
    "overlap": Rule("no stretch begins before the one before it ends", "cut or merge the stretches"),
    "inside": Rule("0 ≤ start < end ≤ the end of what it lies in", "check the offsets: code points of articles.text"),
    "verbatim": Rule("it equals articles.text[char_start:char_end]", "cut the string from articles.text"),
    "count": Rule("the number equals what is counted", "count after the last change of the rows"),
    "joined": Rule("the words joined give the turn's text", "tokenise the final text and keep white space"),
    "parallel": Rule("there are as many tags as words", "write one tag for each word"),
    "speaker": Rule("the speaker is in the article's list under that name", "take id and name from articles.speakers"),
    "reply": Rule("it refers to an earlier turn of the same article", "link a turn only to turns before it"),
    "section": Rule("the turn starts inside that section", "compute the section from char_start"),
    "masked": Rule("a masked stretch holds `*` alone and has no source", "mask the text before rows are made of it"),
    "original": Rule(
        "it is another article of the release, and no duplicate itself",
        "link the articles anew: delete the work folder",
    ),
    "similarity": Rule("above 0, at most 1 where there is an original, null elsewhere", "write both, or neither"),
    "repeated": Rule("the value equals that of the article", "copy it from the article's row"),
}


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that is broken in a column: the first row (from 0, over all files) and value, and how many values."""

    table: str
    row: int | None
    column: str | None
    value: str
    rule: str
    count: int

    def message(self) -> str:
        """One line for a person: where, what is there, what should hold, how often, how to mend it."""
        rule = RULES[self.rule]
        row = "" if self.row is None else f", row {self.row}"
        column = "" if self.column is None else f", column {self.column}"
        times = f" ({self.count} times)" if self.count > 1 else ""
        place = f"{self.table}{row}{column}: {self.value}"
        return f"{place} breaks the rule `{self.rule}`: {rule.holds}{times}. To mend it: {rule.remedy}."


class Ledger:
    """Collects failures: one entry for each table, column and rule, with the first place and the number of values."""

    def __init__(self) -> None:
        """Start with no failure."""
        self._entries: dict[tuple[str, str | None, str], Failure] = {}

    def add(self, failure: Failure) -> None:
        """Count a failure."""
        key = (failure.table, failure.column, failure.rule)
        known = self._entries.get(key)
        if known is None:
            self._entries[key] = failure
            return
        count = known.count + failure.count
        self._entries[key] = replace(min(known, failure, key=lambda entry: entry.row or 0), count=count)

    def mark(
        self, table: str, column: str, rule: str, broken: np.ndarray, rows: np.ndarray, value: Callable[[int], Any]
    ) -> None:
        """Count the places where ``broken`` is true; ``rows`` gives their row numbers, ``value`` what stands there."""
        places = np.flatnonzero(broken)
        if len(places):
            first = int(places[np.argmin(rows[places])])
            self.add(Failure(table, int(rows[first]), column, show(value(first)), rule, len(places)))

    def failures(self) -> list[Failure]:
        """All failures, sorted by table, rule and column."""
        order = {rule: number for number, rule in enumerate(RULES)}
        return sorted(
            self._entries.values(),
            key=lambda failure: (order[failure.rule] > order["types"], failure.table, order[failure.rule],
                                 failure.column or ""),
        )  # fmt: skip


def show(value: object) -> str:
    """A value as it stands in a message: like Python's literal, shortened."""
    shown = repr(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
