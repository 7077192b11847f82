"""Words are found where somebody asks as if the whole text had been cut."""

from __future__ import annotations

from itertools import accumulate, chain, pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.knowledge import rows
from pipelines.text.found import Found, Prose, _cues, cued, extended, longest, occurrences
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


SPANS = st.tuples(st.integers(0, 9), st.integers(1, 5), st.sampled_from([0.5, 0.7, 0.9]), st.sampled_from("ab"))
FOUND = st.lists(SPANS.map(lambda s: Found(s[0], s[0] + s[1], "PERSON", s[3], "pattern", s[2])), max_size=9)


@given(FOUND)
def test_of_spans_that_overlap_the_longest_is_taken_then_the_surest_then_the_first(found: list[Found]) -> None:
    """One after the other, where none that was taken before overlaps it."""
    taken: list[Found] = []
    for mention in sorted(found, key=lambda f: (f.start - f.end, -f.score, f.start, f.type, f.name)):
        if all(other.end <= mention.start or mention.end <= other.start for other in taken):
            taken.append(mention)
    assert longest(found) == sorted(taken)


@given(known=FOUND, further=FOUND)
def test_what_is_known_is_extended_as_if_all_had_been_found_together(known: list[Found], further: list[Found]) -> None:
    """Findings that are parts of known ones matter only where something longer takes the place of these."""
    before = longest(known)
    together = longest([*before, *further])
    scores = {mention[:2]: mention.score for mention in before}
    surer = [mention for mention in further if mention.score >= scores.get(mention[:2], 0.0)]
    assert extended(before, further) == longest([*before, *surer]) == together


@given(text=st.text("甲乙a ", max_size=20), closed=st.lists(st.booleans(), max_size=20))
def test_a_surface_has_its_places_outside_of_what_is_closed(text: str, closed: list[bool]) -> None:
    """The mask may be shorter than the text: what lies behind it is free."""
    prose = Prose(text, bytes(closed))
    for surface in ("甲", "甲乙", "a", "甲a"):
        free = [(a, b) for a, b in occurrences(surface, text) if not any(closed[a:b])]
        assert prose.places(surface) == free == prose.places(surface)


CUES = st.sampled_from(sorted({word for _, _, word in rows("cues.tsv")}))


@given(st.lists(st.one_of(CUES, st.text("“”「」《》 \n\u3000叫的公司甲", max_size=3)), max_size=4), st.data())
def test_a_cue_stands_beside_a_span_in_quotes_or_not(parts: list[str], data: st.DataObject) -> None:
    """Before it at the end of eight characters, behind it at the beginning of ten."""
    text = "".join(parts)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for kind in ("GPE", "PRODUCT", "USED"):
        before = _cues("before", kind).search(text[max(0, start - 8) : start])
        assert cued(text, start, end, kind) == bool(before or _cues("after", kind).match(text, end, end + 10))
