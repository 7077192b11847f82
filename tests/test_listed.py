"""Listed strings are found in one pass as if each list had been looked for by itself."""

from __future__ import annotations

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.characters import LAST
from pipelines.text.folding import lowered
from pipelines.text.gazetteer import folded, spellings
from pipelines.text.listed import listed, units_of
from pipelines.text.organisations import ENDINGS
from pipelines.text.people import familiar_names
from pipelines.text.places import widely_known
from pipelines.text.spots import ALNUM

KNOWN = st.sampled_from(sorted({*spellings(), *folded(), *ENDINGS, *widely_known(), *familiar_names()}))
PIECE = st.one_of(
    KNOWN, KNOWN.map(str.upper), KNOWN.map(str.lower), KNOWN.map(lambda known: known[1:]), st.text("aA1 大学。𠀀\uffff")
)


@given(st.lists(PIECE, max_size=5).map("".join))
def test_each_list_is_found_as_if_it_were_alone(text: str) -> None:
    """Strings of one list inside of another's, Latin ones in any case and glued to Latin letters."""
    found = listed(text)
    printed = {span: spellings()[text[slice(*span)]] for span in _leftmost_longest(text, frozenset(spellings()))}
    low = lowered(text)
    anyhow = {span: folded()[low[slice(*span)]] for span in _leftmost_longest(low, frozenset(folded()))}
    known = {span: entries for span, entries in {**anyhow, **printed}.items() if not _inside_word(text, *span)}
    assert [((match.start, match.end), match.entries) for match in found.names] == sorted(
        known.items(), key=lambda item: (item[0][0], -item[0][1])
    )
    assert set(found.endings) == {end for _, end in _everywhere(text, ENDINGS)}
    assert found.familiar == bool(_everywhere(text, familiar_names()))
    assert sorted(found.places) == _everywhere(text, widely_known())


def test_no_listed_string_has_a_character_behind_the_basic_plane() -> None:
    """In the text they are not told apart."""
    assert max(map(max, (*spellings(), *folded(), *ENDINGS, *widely_known(), *familiar_names()))) < chr(LAST)


def test_every_listed_character_has_two_bytes_of_its_own_of_which_the_first_is_no_second() -> None:
    """A letter has those of the same one in lower case; half a character further nothing is found."""
    known = chain(spellings(), folded(), ENDINGS, widely_known(), familiar_names())
    characters = {lowered(character) for string in known for character in string}
    units = [divmod(int(units_of()[ord(character)]), 256) for character in sorted(characters)]
    assert len(set(units)) == len(characters)
    assert all(0 < first < 128 <= second for first, second in units)


def _everywhere(text: str, strings: frozenset[str]) -> list[tuple[int, int]]:
    """The spans of all of the strings."""
    ends = range(len(text) + 1)
    return [(start, end) for start in ends for end in ends if start < end and text[start:end] in strings]


def _leftmost_longest(text: str, strings: frozenset[str]) -> list[tuple[int, int]]:
    """Of spans that overlap the first, of several that begin in one place the longest."""
    taken: list[tuple[int, int]] = []
    for start, end in sorted(_everywhere(text, strings), key=lambda span: (span[0], -span[1])):
        if not taken or start >= taken[-1][1]:
            taken.append((start, end))
    return taken


def _inside_word(text: str, start: int, end: int) -> bool:
    before = start > 0 and text[start - 1] in ALNUM and text[start] in ALNUM
    return before or (end < len(text) and text[end - 1] in ALNUM and text[end] in ALNUM)
