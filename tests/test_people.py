"""Familiar names are looked for only in texts that hold one, which changes nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.knowledge import words
from pipelines.text.dictionary import known_tag
from pipelines.text.found import Prose
from pipelines.text.names import surnames
from pipelines.text.people import FAMILIAR, people

TEXT = st.text("老小阿叔姐王温师说，", max_size=12)


@given(text=TEXT)
def test_a_familiar_name_has_a_surname_and_is_no_ordinary_word(text: str) -> None:
    """Of one syllable and one surname, a word of its own, here twice; what the pattern takes is not looked at again."""
    twice = f"{text}，{text}"
    prose = Prose(twice)
    expected = set()
    for match in FAMILIAR.finditer(twice):
        name = match[0]
        surname = name[1] if name[0] in "老小阿" else name[0]
        plain = surname in surnames()[0] and (known_tag(name) or "nr").startswith("nr")
        if plain and name not in words("common_not_names.txt") and all(map(prose.border, match.span())):
            expected.add(match.span())
    assert {(found.start, found.end) for found in people(prose) if found.score == 0.72} == expected
