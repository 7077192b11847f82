"""The two pictures of the dataset card: turns by role and collection, lengths of articles by kind.

Each is a function of the figures alone.  Here belongs how they are laid out; the elements are in ``svg``, the rows in
``distributions``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, count, cycle
from xml.etree.ElementTree import Element

from pipelines.tables import svg
from pipelines.tables.distributions import UNKNOWN, Row, by_collection, by_length, kinds, roles
from pipelines.tables.facts import Facts

# Colours of Okabe and Ito (https://jfly.uni-koeln.de/color/), which the colour-blind can tell apart.
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
_GREY, _GRID = "#BBBBBB", "#DDDDDD"

_WIDTH, _LEFT, _PLOT = 760, 190, 470
_TOP, _ROW, _BAR = 104, 28, 18
_BELOW = 52
_COLUMNS = 24  # of a label: what fits left of the bars
_TICKS = 5


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars that lie one below the other: each row is one, in pieces by series. ``unit`` is what they count."""

    title: str
    rows_are: str
    unit: str
    series: Sequence[str]
    rows: Sequence[Row]

    @property
    def largest(self) -> int:
        """The figure of the longest bar."""
        return max((counter.total() for _, counter in self.rows), default=0)


def turns_picture(facts: Facts) -> str:
    """SVG of the turns by role, a bar for each collection; the smaller ones of many share one."""
    rows = by_collection(facts.speech.roles)
    return draw(Chart("Turns by collection and role", "Collection", "turns", roles(), rows))


def lengths_picture(facts: Facts) -> str:
    """SVG of the articles by kind, a bar for each range of lengths."""
    rows = by_length(facts.lengths)
    return draw(Chart("Articles by length and kind", "Length in characters", "articles", kinds(), rows))


PICTURES: Mapping[str, Callable[[Facts], str]] = {"turns": turns_picture, "lengths": lengths_picture}
"""The pictures of a release by the names of their files, which the card shows."""


def draw(chart: Chart) -> str:
    """The chart as an SVG file; a sentence stands in place of the bars if there is nothing to count."""
    bottom = _TOP + _ROW * len(chart.rows)
    root = svg.page(_WIDTH, bottom + _BELOW if chart.largest else _TOP, chart.title, _description(chart))
    svg.text(root, 24, 34, chart.title, font_size="17", font_weight="600")
    if not chart.largest:
        svg.text(root, 24, 68, f"No {chart.unit} in this release.", fill=svg.PALE)
        return svg.written(root)
    _legend(root, chart)
    _axis(root, chart, bottom)
    for number, row in enumerate(chart.rows):
        _row(root, chart, row, _TOP + _ROW * number)
    return svg.written(root)


def _legend(root: Element, chart: Chart) -> None:
    x = float(_LEFT)
    for name, colour in _colours(chart).items():
        svg.box(root, x, 52, 12, 12, colour)
        svg.text(root, x + 18, 63, name)
        x += 18 + 6.5 * svg.columns(name) + 22


def _axis(root: Element, chart: Chart, bottom: float) -> None:
    """What the rows are, and a scale with round figures below the bars."""
    svg.text(root, _LEFT - 10, _TOP - 12, chart.rows_are, "end", svg.PALE)
    for figure in range(0, _end(chart.largest) + 1, _step(chart.largest)):
        x = _LEFT + _length(chart, figure)
        svg.line(root, x, _TOP - 4, bottom + 4, _GRID)
        svg.text(root, x, bottom + 20, f"{figure:,}", "middle", svg.PALE, font_size="12")
    svg.text(root, _LEFT + _PLOT / 2, bottom + 40, f"Number of {chart.unit}", "middle", svg.PALE)


def _row(root: Element, chart: Chart, row: Row, top: float) -> None:
    name, counter = row
    base, y = top + _ROW / 2 + 4.5, top + (_ROW - _BAR) / 2
    svg.text(root, _LEFT - 10, base, svg.shorten(name, _COLUMNS), "end")
    ends = list(accumulate((counter[one] for one in chart.series), initial=0))
    for (series, colour), start, end in zip(_colours(chart).items(), ends, ends[1:], strict=False):
        if end > start:
            x, tip = _length(chart, start), f"{name}, {series}: {end - start:,} {chart.unit}"
            svg.box(root, _LEFT + x, y, _length(chart, end) - x, _BAR, colour, tip)
    x, figure = _LEFT + _length(chart, ends[-1]), f"{ends[-1]:,}"
    svg.box(root, x + 3, y, 6 + 6.5 * len(figure), _BAR, svg.WHITE)  # no line of the scale crosses the figure
    svg.text(root, x + 6, base, figure, font_size="12")


def _length(chart: Chart, figure: int) -> float:
    return _PLOT * figure / _end(chart.largest)


def _colours(chart: Chart) -> dict[str, str]:
    colours = cycle(_COLOURS)
    return {name: _GREY if name == UNKNOWN else next(colours) for name in chart.series}


def _step(largest: int) -> int:
    """The least of 1, 2, 5, 10, 20, 50, ... that reaches ``largest`` in a few steps."""
    steps = (factor * int(f"1{'0' * zeros}") for zeros in count() for factor in (1, 2, 5))
    return next(step for step in steps if step * _TICKS >= largest)


def _end(largest: int) -> int:
    step = _step(largest)
    return -(-largest // step) * step


def _description(chart: Chart) -> str:
    """All figures of the picture in words, for those who do not see it."""
    if not chart.largest:
        return f"No {chart.unit} in this release."
    told = []
    for name, counter in chart.rows:
        parts = ", ".join(f"{counter[one]:,} {one}" for one in chart.series if counter[one])
        told.append(f"{name}: {counter.total():,}" + (f" ({parts})" if parts else ""))
    return f"Stacked bars, number of {chart.unit}. {'; '.join(told)}."
