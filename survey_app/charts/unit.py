"""The pictures of a unit's page: its factors and the items of its scales, on one scale."""

from collections.abc import Iterator

from survey_app.charts.diverging import Bar, DivergingChart, diverging_chart
from survey_app.services.comparing.numbers import percent
from survey_app.services.unit_results.results import LevelShare, UnitResults


def unit_chart(results: UnitResults) -> DivergingChart:
    return diverging_chart(_bars(results))


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
