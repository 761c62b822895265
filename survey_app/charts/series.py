"""A line over time with the interval at each point, described and drawn: broken where nothing may be joined."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

TOP, BOTTOM = 14.0, 168.0  # of the plot, in pixels; places along it are per cent of the width
LEFT, RIGHT = 11.0, 95.0
LEAST_SPAN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One point: per cent, or nothing where there is nothing to show."""

    label: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    after_break: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesChart:
    moments: tuple[Moment, ...]
    floor: int

    def across(self, place: int) -> float:
        steps = max(len(self.moments) - 1, 1)
        return LEFT + (RIGHT - LEFT) * place / steps

    def down(self, value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (value - self.floor) / (100 - self.floor)

    @property
    def ticks(self) -> range:
        return range(self.floor, 101, 10 if self.floor >= 50 else 20)


def series_chart(moments: Sequence[Moment]) -> SeriesChart:
    """The axis begins at a round number under the lowest limit, and never shows less than twenty points."""
    lowest = min((m.low for m in moments if m.low is not None), default=0.0)
    floor = min(int(lowest // 20) * 20, 100 - LEAST_SPAN)
    return SeriesChart(moments=tuple(moments), floor=floor)


def series_svg(chart: SeriesChart, spoken: str) -> Markup:
    """One picture; every label is text and every colour a class."""
    parts = [*_grid(chart), *_breaks(chart), *_lines(chart), *_marks(chart), *_labels(chart)]
    return Markup('<svg class="series" role="img" aria-label="{}">{}</svg>').format(
        spoken, Markup().join(parts)
    )


def _grid(chart: SeriesChart) -> list[Markup]:
    line = Markup(
        '<line class="grid" x1="{left}%" x2="{right}%" y1="{y:.1f}" y2="{y:.1f}"/>'
        '<text x="{at}%" y="{low:.1f}" text-anchor="end">{tick}</text>'
    )
    return [
        line.format(
            left=LEFT, right=RIGHT, y=chart.down(t), at=LEFT - 1.5, low=chart.down(t) + 4, tick=f"{t}%"
        )
        for t in chart.ticks
    ]


def _breaks(chart: SeriesChart) -> list[Markup]:
    line = Markup('<line class="break" x1="{x:.2f}%" x2="{x:.2f}%" y1="{top}" y2="{bottom}"/>')
    half = (chart.across(1) - chart.across(0)) / 2
    return [
        line.format(x=chart.across(place) - half, top=TOP - 6, bottom=BOTTOM)
        for place, moment in enumerate(chart.moments)
        if moment.after_break and place
    ]


def _lines(chart: SeriesChart) -> list[Markup]:
    line = Markup('<line class="run" x1="{:.2f}%" x2="{:.2f}%" y1="{:.1f}" y2="{:.1f}"/>')
    pairs = zip(enumerate(chart.moments), enumerate(chart.moments[1:], start=1), strict=False)
    return [
        line.format(chart.across(a), chart.across(b), chart.down(one.value), chart.down(two.value))
        for (a, one), (b, two) in pairs
        if one.value is not None and two.value is not None and not two.after_break
    ]


def _marks(chart: SeriesChart) -> list[Markup]:
    mark = Markup(
        '<line class="whisker" x1="{x:.2f}%" x2="{x:.2f}%" y1="{low:.1f}" y2="{high:.1f}"/>'
        '<circle cx="{x:.2f}%" cy="{y:.1f}" r="4.5"/>'
    )
    return [
        mark.format(
            x=chart.across(place),
            y=chart.down(m.value),
            low=chart.down(m.value if m.low is None else m.low),
            high=chart.down(m.value if m.high is None else m.high),
        )
        for place, m in enumerate(chart.moments)
        if m.value is not None
    ]


def _labels(chart: SeriesChart) -> list[Markup]:
    """Every second or third where there are many, the last always."""
    step = 1 if len(chart.moments) <= 5 else 3 if len(chart.moments) > 8 else 2
    last = len(chart.moments) - 1
    text = Markup('<text x="{:.2f}%" y="{}" text-anchor="middle">{}</text>')
    return [
        text.format(chart.across(place), BOTTOM + 20, m.label)
        for place, m in enumerate(chart.moments)
        if (last - place) % step == 0
    ]
