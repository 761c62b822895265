"""The picture of a comparison: each unit's difference from the rest, with the interval that agrees with its band."""

from collections.abc import Iterator

from survey_app.charts.dots import Dot, DotChart, dot_chart
from survey_app.services.comparing.comparison import Comparison, UnitResult
from survey_app.services.comparing.numbers import percent, points, points_range
from survey_app.translating import gettext as _


def comparison_chart(comparison: Comparison) -> DotChart:
    """Differences in percentage points around 0, the rest."""
    return dot_chart(_dots(comparison.units))


def _dots(units: tuple[UnitResult, ...]) -> Iterator[Dot]:
    for unit in units:
        if unit.difference is None or unit.band is None or unit.share is None:
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
