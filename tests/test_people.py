"""Familiar names are looked for only in texts that hold one, which changes nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.knowledge import words
from pipelines.text.characters import where
from pipelines.text.dictionary import known_tag
from pipelines.text.found import Prose
from pipelines.text.names import surnames
from pipelines.text.people import FAMILIAR, HAN_IN_BRACKETS, PAIR, REVERSED, _holding_names, people
from pipelines.text.spots import anchored

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


BRACKETED = st.sampled_from(["王明", "萨姆·奥特曼", "Sam Altman", "MIT", "是", *"()（） \u3000"])


@given(text=st.lists(BRACKETED, max_size=9).map("".join))
def test_two_spellings_of_a_name_are_looked_for_at_brackets_that_hold_one(text: str) -> None:
    """What stands in the brackets is looked at first, white space before them or not."""
    brackets = where("（(", text)
    found = [match.span() for match in anchored(PAIR, _holding_names(brackets, text), 17, text)]
    assert found == [match.span() for match in PAIR.finditer(text)]
    assert any(HAN_IN_BRACKETS.match(text, at) for at in brackets) or not REVERSED.search(text)
