"""The pictures of a comparison: differences from the rest with the intervals that agree with the bands, and ranges of ranks."""

from collections.abc import Iterator

from survey_app.charts.dots import Axis, Dot, DotChart, axis_around, dot_chart
from survey_app.services.comparing.comparison import Adjustment, Comparison, UnitResult
from survey_app.services.comparing.numbers import percent, points, points_range
from survey_app.translating import gettext as _


def comparison_chart(comparison: Comparison) -> DotChart:
    """Differences in percentage points around 0, the rest."""
    return dot_chart(_dots(comparison.units))


def adjusted_chart(comparison: Comparison, adjustment: Adjustment) -> DotChart:
    """The same with like compared with like; a stroke beside each mark shows the plain difference."""
    return dot_chart(_adjusted_dots(comparison.units, adjustment))


def rank_axis(units: int) -> Axis:
    """Ranks from the first to the last."""
    around = axis_around([1, units], reference=1, limit=max(units, 2))
    return Axis(low=1, high=max(units, 2), step=around.step)


def _dots(units: tuple[UnitResult, ...]) -> Iterator[Dot]:
    for unit in units:
        if unit.difference is None or unit.band in {None, "check"} or unit.share is None:
            continue
        found = unit.difference
        yield Dot(
            key=unit.code,
            value=found.value * 100,
            low=found.low * 100,
            high=found.high * 100,
            mark=unit.band,
            spoken=_(
                "%(name)s: %(percent)s hài lòng, chênh lệch %(points)s điểm so với phần còn lại, khoảng %(range)s",
                name=unit.name,
                percent=percent(unit.share.value),
                points=points(found.value),
                range=points_range(found.low, found.high),
            ),
        )


def _adjusted_dots(units: tuple[UnitResult, ...], adjustment: Adjustment) -> Iterator[Dot]:
    for unit in units:
        own = adjustment.units.get(unit.code)
        if own is None or unit.difference is None:
            continue
        found = own.difference
        yield Dot(
            key=unit.code,
            value=found.value * 100,
            low=found.low * 100,
            high=found.high * 100,
            mark=own.band,
            spoken=_(
                "%(name)s: đã điều chỉnh %(points)s điểm, khoảng %(range)s; chưa điều chỉnh %(plain)s điểm",
                name=unit.name,
                points=points(found.value),
                range=points_range(found.low, found.high),
                plain=points(unit.difference.value),
            ),
            beside=unit.difference.value * 100,
        )
