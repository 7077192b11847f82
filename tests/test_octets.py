"""What bytes tell of whole columns is what the strings tell one by one, wherever it is a yes."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tables import octets

WORDS = st.none() | st.text("aé中𠀀", max_size=3)


@given(st.lists(WORDS, max_size=6), st.integers(0, 6))
def test_the_shortest_string_bounds_all_lengths(strings: list[str | None], skipped: int) -> None:
    """No string has fewer code points than a quarter of these bytes, also where the array is part of another."""
    array = pa.array(strings, pa.string()).slice(skipped)
    least = octets.shortest(array)
    assert all(4 * len(one) >= least for one in array.to_pylist() if one is not None)
    assert all(len(one.encode()) >= least for one in array.to_pylist() if one is not None)


@given(st.lists(st.tuples(st.none() | st.lists(WORDS, max_size=3), WORDS), max_size=5), st.integers(0, 5))
def test_lists_that_are_said_to_join_to_their_strings_do(
    rows: list[tuple[list[str | None] | None, str | None]], skipped: int
) -> None:
    """Where nothing is null the answer is exact; a list, word or string that is null has nothing to compare."""
    rows = rows[skipped:]
    parts = pa.array([None] * skipped + [one for one, _ in rows], pa.list_(pa.string())).slice(skipped)
    strings = pa.array(["skipped"] * skipped + [one for _, one in rows], pa.string()).slice(skipped)
    known = ["".join(map(str, words)) == string for words, string in rows if words is not None and string is not None
             if None not in words]  # fmt: skip
    assert all(known) or not octets.joined(parts, strings)
    assert octets.joined(parts, strings) or not all(known) or len(known) < len(rows)


@given(st.lists(st.lists(st.text("aé中𠀀", max_size=3), max_size=3), max_size=5), st.integers(0, 5))
def test_lists_that_join_to_their_strings_are_told_by_their_bytes(rows: list[list[str]], skipped: int) -> None:
    """The common case is the quick one."""
    parts = pa.array(rows, pa.list_(pa.string())).slice(skipped)
    assert octets.joined(parts, pa.array(["".join(words) for words in rows], pa.string()).slice(skipped))
