"""The pictures show the figures: bars as long as what they count, names that break nothing, the same bytes again."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tables.distributions import BINS, COLLECTIONS, kinds, roles
from pipelines.tables.facts import Facts, Speech
from pipelines.tables.pictures import PICTURES, lengths_picture, turns_picture
from pipelines.tables.svg import columns, shorten

Roles = dict[str | None, Counter[str | None]]
SVG = "{http://www.w3.org/2000/svg}"
TALKS: Roles = {
    "talks": Counter({"interviewer": 300, "interviewee": 400, "audience": 50, None: 250}),
    "月刊": Counter({"interviewer": 1}),
    None: Counter({"interviewee": 500}),
}
TOLD = (
    "Stacked bars, number of turns. talks: 1,000 (300 interviewer, 400 interviewee, 50 audience, 250 unknown); "
    "(none): 500 (500 interviewee); 月刊: 1 (1 interviewer)."
)

figures = st.integers(0, 10**7)
turns = st.dictionaries(
    st.none() | st.text(),
    st.dictionaries(st.sampled_from(["interviewer", "interviewee", "audience", None]), figures).map(Counter),
    max_size=40,
)
articles = st.dictionaries(
    st.integers(0, len(BINS) - 1), st.dictionaries(st.sampled_from(kinds()), figures).map(Counter)
)


def of(counted: Roles | None = None, lengths: dict[int, Counter[str]] | None = None) -> Facts:
    """Facts with these figures alone."""
    return Facts({}, speech=Speech(counted or {}), lengths=lengths or {})


def parsed(svg: str) -> Element:
    """The picture, read as XML from its bytes."""
    return fromstring(svg.encode())


def bars(svg: str) -> dict[str, tuple[float, float]]:
    """Start and length of every piece of a bar, by what it shows."""
    boxes = parsed(svg).findall(f"{SVG}rect[{SVG}title]")
    return {str(box.findtext(f"{SVG}title")): (float(box.attrib["x"]), float(box.attrib["width"])) for box in boxes}


def words(svg: str) -> list[str]:
    """All that is written in the picture, in the order of the file."""
    return [str(text.text) for text in parsed(svg).iter(f"{SVG}text")]


def test_the_pieces_of_a_bar_are_as_long_as_their_figures() -> None:
    """In one scale for all bars; a role without turns has no piece."""
    lengths = {tip: length for tip, (_, length) in bars(turns_picture(of(TALKS))).items()}
    unit = lengths["talks, interviewer: 300 turns"] / 300
    assert lengths == {
        "talks, interviewer: 300 turns": pytest.approx(300 * unit, abs=0.01),
        "talks, interviewee: 400 turns": pytest.approx(400 * unit, abs=0.01),
        "talks, audience: 50 turns": pytest.approx(50 * unit, abs=0.01),
        "talks, unknown: 250 turns": pytest.approx(250 * unit, abs=0.01),
        "(none), interviewee: 500 turns": pytest.approx(500 * unit, abs=0.01),
        "月刊, interviewer: 1 turns": pytest.approx(unit, abs=0.01),
    }


def test_the_pieces_of_a_bar_follow_one_another() -> None:
    """From the axis on, in the order of the legend, without gap."""
    pieces = bars(turns_picture(of(TALKS)))
    talks = [place for tip, place in pieces.items() if tip.startswith("talks")]
    assert talks[0][0] == pieces["月刊, interviewer: 1 turns"][0]
    assert all(start + length == pytest.approx(after, abs=0.02) for (start, length), (after, _) in pairwise(talks))


def test_the_scale_is_in_round_figures_and_holds_the_longest_bar() -> None:
    """Its lines stand where bars of that length end."""
    picture = turns_picture(of(TALKS))
    lines = [float(line.attrib["x1"]) for line in parsed(picture).iter(f"{SVG}line")]
    ticks = [text for text in parsed(picture).iter(f"{SVG}text") if float(text.attrib["x"]) in lines]
    assert [tick.text for tick in ticks] == ["0", "200", "400", "600", "800", "1,000"]
    start, length = bars(picture)["(none), interviewee: 500 turns"]
    assert lines[0] == start
    assert start + length == pytest.approx((lines[2] + lines[3]) / 2, abs=0.02)


def test_a_picture_says_what_its_bars_axes_and_colours_mean() -> None:
    """Title, legend, what the rows are, what is counted, and the sum of each bar."""
    said = words(turns_picture(of(TALKS)))
    assert said[:6] == ["Turns by collection and role", *roles(), "Collection"]
    assert "Number of turns" in said
    assert [text for text in said if text in ("talks", "月刊", "(none)")] == ["talks", "(none)", "月刊"]
    assert {"1,000", "500", "1"} <= set(said)


def test_each_series_has_a_colour_of_its_own_that_the_legend_shows() -> None:
    """Also the turns whose speaker's role cannot be told."""
    boxes = parsed(turns_picture(of(TALKS))).findall(f"{SVG}rect")
    legend = [box.attrib["fill"] for box in boxes if box.attrib["width"] == box.attrib["height"] == "12"]
    pieces = [box.attrib["fill"] for box in boxes if str(box.findtext(f"{SVG}title")).startswith("talks")]
    assert len(set(legend)) == len(roles())
    assert pieces == legend


def test_articles_are_counted_in_fixed_ranges_of_length() -> None:
    """Ranges without an article are shown too."""
    picture = lengths_picture(of(lengths={0: Counter(report=2), 3: Counter(interview=6, roundtable=1)}))
    assert list(bars(picture)) == [
        "under 1,000, report: 2 articles",
        "5,000–9,999, interview: 6 articles",
        "5,000–9,999, roundtable: 1 articles",
    ]
    assert "50,000 and more" in words(picture)
    assert "Number of articles" in words(picture)


def test_a_picture_can_be_read_out() -> None:
    """Its title and a description with every figure, which the root refers to."""
    root = parsed(turns_picture(of(TALKS)))
    names = {one.attrib["id"]: one.text for one in root if "id" in one.attrib}
    assert root.attrib["role"] == "img"
    assert [names[name] for name in root.attrib["aria-labelledby"].split()] == [
        "Turns by collection and role",
        TOLD,
    ]


def test_a_picture_has_its_own_ground_and_loads_nothing() -> None:
    """White behind everything, as pages may be dark; no style sheet, script or address, which the Hub may forbid."""
    root = parsed(turns_picture(of(TALKS)))
    ground = root.findall(f"{SVG}rect")[0]
    assert (ground.attrib["width"], ground.attrib["height"]) == (root.attrib["width"], root.attrib["height"])
    assert ground.attrib["fill"] == "#FFFFFF"
    assert {one.tag.removeprefix(SVG) for one in root.iter()} == {"svg", "title", "desc", "rect", "line", "text"}
    assert not any("style" in one.attrib or "href" in one.attrib for one in root.iter())


@pytest.mark.parametrize("name", ["<b>\"&'", "]]>", "<!--", "&amp;", "a\tb"])
def test_a_name_is_shown_as_it_is_written(name: str) -> None:
    """Signs of XML are text; white space is a space."""
    assert name.replace("\t", " ") in words(turns_picture(of({name: Counter({None: 1})})))


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\x85", "\u202e", "\u2028", "\ud800", "\ufffe"])
def test_signs_that_xml_forbids_or_that_turn_the_writing_are_replaced(sign: str) -> None:
    """By a visible sign, or by a space where they are white space."""
    said = words(turns_picture(of({f"a{sign}b": Counter({None: 1})})))
    assert {"a\ufffdb", "a b"} & set(said)
    assert sign not in "".join(said)


def test_long_names_keep_their_beginning_and_their_end() -> None:
    """Chinese characters count for two columns; what fits is left alone."""
    assert shorten("南方周末人物", 12) == "南方周末人物"
    assert shorten("南方周末二〇二〇年度人物合集（下）", 16) == "南方周末二…下）"
    assert shorten("interviews-of-the-year-2019-part-a", 20) == "interviews-…part-a"


@pytest.mark.parametrize("number", [1, COLLECTIONS, COLLECTIONS + 1, 1000])
def test_many_collections_share_a_bar(number: int) -> None:
    """At most twelve bars, with the sum of all turns."""
    picture = turns_picture(of({f"c{index:04d}": Counter({None: 10_000 - index}) for index in range(number)}))
    shown = bars(picture)
    assert len(shown) == min(number, COLLECTIONS)
    told = sum(int(tip.rpartition(": ")[2].removesuffix(" turns").replace(",", "")) for tip in shown)
    assert told == sum(10_000 - index for index in range(number))
    assert (f"{number - COLLECTIONS + 1:,} others" in words(picture)) == (number > COLLECTIONS)


@pytest.mark.parametrize(("name", "unit"), [("turns", "turns"), ("lengths", "articles")])
def test_a_picture_of_nothing_says_so(name: str, unit: str) -> None:
    """Instead of dividing by zero."""
    picture = PICTURES[name](of({"talks": Counter()}))
    assert words(picture)[1:] == [f"No {unit} in this release."]
    assert bars(picture) == {}


@given(turns, articles)
def test_any_figures_and_names_make_a_picture(counted: Roles, lengths: dict[int, Counter[str]]) -> None:
    """Well-formed, the same whatever the order of the figures, with all bars inside the page and none upside down."""
    backwards = of(dict(reversed(counted.items())), dict(reversed(lengths.items())))
    for picture in PICTURES.values():
        svg = picture(of(counted, lengths))
        assert svg == picture(backwards)
        width = float(parsed(svg).attrib["width"])
        assert all(0 < start <= start + length < width - 80 for start, length in bars(svg).values())
        assert all(float(box.attrib["width"]) >= 0 for box in parsed(svg).iter(f"{SVG}rect"))


@given(st.text(max_size=60), st.integers(3, 40))
def test_a_shortened_name_fits(name: str, room: int) -> None:
    """Whatever signs it is made of."""
    assert columns(shorten(name, room)) <= room
