"""The sealed boxes behind a comparison: what intervals take as drawn at random, because answers of one half-day are alike."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import Connection

from survey_app.clock import Period
from survey_app.services.comparing.comparison import Level
from survey_app.services.comparing.family import Family
from survey_app.services.comparing.narrowing import Narrowing
from survey_app.services.comparing.pooling import Pool
from survey_app.store.sums import BoxSums, list_box_sums

# Of each member, by its place: one entry for every counter, the stratum of the boxes.
Boxes = Mapping[int, Sequence[BoxSums]]


def read_both(
    connection: Connection,
    *,
    family: Family,
    level: Level,
    pool: Pool,
    items: Iterable[str],
    period: Period,
    narrowing: Narrowing | None,
) -> Mapping[Period, Mapping[str, Boxes]]:
    """The boxes of a period and of the one before; of a filter none are known."""
    if narrowing is not None:
        return {period: {}, period.previous(): {}}
    asked = {item: pool.ids(item) for item in items}
    return {
        each: read_boxes(connection, family=family, level=level, version_ids=asked, period=each)
        for each in (period, period.previous())
    }


def read_boxes(
    connection: Connection,
    *,
    family: Family,
    level: Level,
    version_ids: Mapping[str, Collection[int]],
    period: Period,
    without: Mapping[tuple[str, int, int], BoxSums] | None = None,
) -> Mapping[str, Boxes]:
    """By question; leftovers, sealed without a counter, are a stratum of their own.

    `without` names boxes to leave out, by question, unit and counter.
    """
    places = {member.id: place for place, member in enumerate(family.members)}
    found: dict[str, dict[int, list[BoxSums]]] = {}
    strata = list_box_sums(
        connection,
        version_ids=version_ids,
        months=period.months(),
        unit_ids=family.member_of_unit,
    )
    for key, all_sums in sorted(strata.items()):
        item, unit, counter = key
        sums = all_sums.without(without[key]) if without and key in without else all_sums
        if not sums.boxes:
            continue
        place = places.get(counter if level == "counter" else family.member_of_unit[unit])
        if place is not None:
            found.setdefault(item, {}).setdefault(place, []).append(sums)
    return found


def rows_of(boxes: Sequence[Sequence[BoxSums]], *, of: str = "satisfied") -> list[list[int]]:
    """As the statistics read them: unit, clusters, n, y and their products, of the satisfied or of the levels."""
    return [
        [
            unit,
            each.boxes,
            each.n,
            *(
                (each.satisfied, each.n_n, each.n_satisfied, each.satisfied_satisfied)
                if of == "satisfied"
                else (each.levels, each.n_n, each.n_levels, each.levels_levels)
            ),
        ]
        for unit, strata in enumerate(boxes)
        for each in strata
    ]


def complete(boxes: Boxes, places: Collection[int], table: Sequence[Sequence[int]]) -> bool:
    """Whether every answer of these members lies in a box that is known (not so with a filter)."""
    return all(sum(each.n for each in boxes.get(place, ())) == sum(table[place]) for place in places)
