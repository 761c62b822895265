"""Counters, and units that are one counter, of which too little is known to show anything: a minimum that nobody fills alone at once.

Whoever gives four answers of his own at a counter reads the fifth. An open code cannot prevent that; ten answers that came over three
half-days make it dear, and visible at the desk. What stays possible is told in docs/threats.md.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import reduce

from sqlalchemy import Connection

from survey_app.clock import Period
from survey_app.services.comparing.comparison import Hidden, Level
from survey_app.services.comparing.family import Family
from survey_app.services.comparing.thin_words import LEAST_ANSWERS, LEAST_HALF_DAYS
from survey_app.store.box_shapes import Shape, list_of_units
from survey_app.store.sums import Place

Shapes = Mapping[Place, Shape]


def read_shapes(
    connection: Connection, *, family: Family, version_ids: Collection[int], months: Collection[int]
) -> Shapes:
    return list_of_units(connection, unit_ids=family.member_of_unit, months=months, version_ids=version_ids)


def find_thin(shapes: Shapes, *, family: Family, level: Level, period: Period) -> dict[int, Hidden]:
    """The members of which nothing may be shown although five have answered, and why.

    Others are hidden beside them, the smallest first, until what is hidden is itself enough: a total less what is shown would
    tell of one. Filters hide the same members, so that no filter gives back what another page hides.
    """
    places = {member.id: place for place, member in enumerate(family.members)}
    months = set(period.months())
    own: dict[int, dict[int, Shape]] = {}
    for where, shape in shapes.items():
        if where.month in months:
            unit = where.unit_id if level == "counter" else family.member_of_unit[where.unit_id]
            counters = own.setdefault(unit, {})
            before = counters.get(where.counter_id)
            counters[where.counter_id] = before.merge(shape) if before else shape
    if level == "counter":
        found = {counter: why for counters in own.values() for counter, why in _hidden(counters).items()}
    else:
        whole = {unit: reduce(Shape.merge, counters.values()) for unit, counters in own.items()}
        alone = {unit for unit, counters in own.items() if len(counters) == 1}
        found = _hidden(whole, judged=alone)
    return {places[each]: why for each, why in found.items() if each in places}


def _hidden(shapes: Mapping[int, Shape], judged: Collection[int] | None = None) -> dict[int, Hidden]:
    """Of counters, or of those units that are judged like one. Key 0 are a unit's leftovers, which are never shown alone."""
    few = {
        key
        for key, shape in shapes.items()
        if key and (judged is None or key in judged) and not _fits([shape])
    }
    found: dict[int, Hidden] = dict.fromkeys(few, "few")
    others = sorted(
        (each for each in shapes if each and each not in few), key=lambda e: (shapes[e].answers, e)
    )
    for other in others:
        if not found or _fits(shapes[each] for each in found):
            break
        found[other] = "complement"
    return found


def _fits(shapes: Iterable[Shape]) -> bool:
    """Whether together they are ten answers or more that came over three half-days or more."""
    together = reduce(Shape.merge, shapes)
    half_days = together.last_half_day - together.first_half_day + 1
    return together.answers >= LEAST_ANSWERS and half_days >= LEAST_HALF_DAYS
