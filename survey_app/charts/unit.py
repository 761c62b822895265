"""The pictures of a unit's page: its factors and the items of its scales, on one scale."""

from collections.abc import Iterator

from survey_app.charts.diverging import Bar, DivergingChart, diverging_chart
from survey_app.charts.series import Moment, SeriesChart, series_chart
from survey_app.clock import Period
from survey_app.services.comparing.numbers import percent
from survey_app.services.unit_results.results import LevelShare, UnitResults
from survey_app.services.unit_results.series import Point, Series


def unit_chart(results: UnitResults) -> DivergingChart:
    return diverging_chart(_bars(results))


def unit_series(series: Series) -> SeriesChart:
    return series_chart([_moment(point) for point in series.points])


def _moment(point: Point) -> Moment:
    share = point.share
    return Moment(
        label=_short(point.period),
        value=share.value * 100 if share else None,
        low=share.low * 100 if share and share.low is not None else None,
        high=share.high * 100 if share and share.high is not None else None,
        after_break=point.after_break,
    )


def _short(period: Period) -> str:
    """A period under the axis: 10/26, Q4/26, 2026."""
    year, month = divmod(period.first, 100)
    if period.length == 1:
        return f"{month}/{year % 100}"
    return f"Q{month // 3 + 1}/{year % 100}" if period.length == 3 else f"{year}"


def _bars(results: UnitResults) -> Iterator[Bar]:
    for factor in results.factors:
        if factor.levels:
            yield _bar(f"factor-{factor.code}", factor.name, factor.levels)
    for section in results.sections:
        for item in section.items:
            if item.form == "scale" and item.levels:
                yield _bar(f"item-{item.code}", item.text, item.levels)


def _bar(key: str, name: str, levels: tuple[LevelShare, ...]) -> Bar:
    told = "; ".join(f"{level.label} {percent(level.share)}" for level in levels)
    return Bar(key=key, shares=tuple(level.share for level in levels), spoken=f"{name}: {told}")
