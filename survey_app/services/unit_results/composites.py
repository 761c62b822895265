"""Means of several questions with their intervals: the answers of one person hang together, and this counts it."""

import math
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from analysis.moments import Group, composite
from forms.questionnaire import Factor
from survey_app.clock import Period
from survey_app.item_moments import ItemMoments
from survey_app.services.comparing.comparison import Measured
from survey_app.services.comparing.family import Family
from survey_app.services.unit_results.factors import Composite
from survey_app.store.sums import list_moments


def read_moments(
    connection: Connection, *, family: Family, counter_id: int | None, version_id: int, period: Period
) -> ItemMoments | None:
    """The moments of all answers of a unit with everything below it, or of one counter."""
    contents = list_moments(
        connection,
        months=period.months(),
        version_id=version_id,
        unit_ids=family.member_of_unit,
        counter_id=counter_id,
    )
    found: ItemMoments | None = None
    for content in contents.values():
        own = ItemMoments.from_json(content)
        found = found.merge(own) if found else own
    return found


def composites(moments: ItemMoments, told: Iterable[str], effects: Mapping[str, float]) -> Composite:
    """Composites of the items that may be told, each weighing the same at its depth.

    The error is that of answers drawn one by one, times the root of the mean design effect of the items (1 where no box tells).
    """
    places = {item: place for place, item in enumerate(moments.items)}
    known = {item: places[item] for item in told if item in places}

    def of(factor: Factor) -> Measured | None:
        group = _group(factor, known)
        if group is None:
            return None
        found = composite(moments.satisfied, [group])
        inside = [effects.get(item, 1.0) for item in factor.all_items if item in known]
        value, wider = float(found.value), math.sqrt(max(sum(inside) / len(inside), 1.0))
        if math.isnan(float(found.interval.low)):
            return Measured(value=value, low=None, high=None)
        reach = (value - float(found.interval.low)) * wider
        return Measured(value=value, low=max(value - reach, 0.0), high=min(value + reach, 1.0))

    return of


def _group(factor: Factor, known: Mapping[str, int]) -> Group | None:
    inside: list[Group] = [known[item] for item in factor.items if item in known]
    inside += [group for each in factor.factors if (group := _group(each, known)) is not None]
    return inside or None
