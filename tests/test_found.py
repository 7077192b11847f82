"""Words are found where somebody asks as if the whole text had been cut."""

from __future__ import annotations

from itertools import accumulate, chain, pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.text.found import Prose
from pipelines.text.words import cut

PIECES = st.one_of(
    st.sampled_from(["清华大学", "在北京", "顾青禾说", "研究院", "了", "GPT-4", "v2.0", "100%", "㙍川", "𠀀"]),
    st.sampled_from("，。— \n"),
)


@given(text=st.lists(PIECES, max_size=14).map("".join))
@example(text="清华大学，在北京\n\n㙍川大学。")
def test_the_words_are_those_of_the_whole_lines(text: str) -> None:
    """A text without any sign, signs one behind the other, rare characters that jieba takes for signs."""
    words = chain.from_iterable(map(cut, text.splitlines(keepends=True)))
    borders = list(accumulate(map(len, words), initial=0))
    prose = Prose(text)
    assert [at for at in range(len(text) + 1) if prose.border(at)] == borders
    assert list(prose.words(len(text)))[::-1] == list(pairwise(borders))
    assert all(prose.whole(start, end) for start, end in pairwise(borders))
    assert not any(prose.whole(start, end) for (start, _), (_, end) in pairwise(pairwise(borders)))
