"""The counts and boxes of a comparison less the counters' months that have to be looked at first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from survey_app.clock import Period
from survey_app.services.comparing.boxes import Boxes, read_boxes
from survey_app.services.comparing.comparison import Level
from survey_app.services.comparing.counts import Answers, Window, fold
from survey_app.services.comparing.family import Family
from survey_app.services.comparing.question import Question
from survey_app.services.comparing.signs import Signs
from survey_app.store.box_shapes import list_of_units
from survey_app.store.counts import Dimension, TallyCounts, Where
from survey_app.store.sums import BoxSums, list_box_sums

LEAST_LEFT = 10  # answers of a unit's month beside those set aside; with fewer the whole of it is set aside


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """What is set aside of one question: counts in the shape of the answers, and sums of boxes by unit and counter."""

    cells: Mapping[tuple[int, str, int], Mapping[tuple[int, str], int]]
    boxes: Mapping[tuple[str, int, int], BoxSums]


def window_without(
    connection: Connection,
    signs: Signs,
    answers: Answers,
    *,
    family: Family,
    level: Level,
    question: Question,
    version_ids: Collection[int],
    period: Period,
) -> Window:
    """The window of a question with every counter that has to be looked at set aside."""
    aside = _read(
        connection,
        _widened(connection, signs, version_ids, level=level),
        family=family,
        level=level,
        item=question.code,
        version_ids=version_ids,
    )
    boxes: Boxes = read_boxes(
        connection,
        family=family,
        level=level,
        version_ids={question.code: version_ids},
        period=period,
        without=aside.boxes,
    ).get(question.code, {})
    return fold(
        answers.without(aside.cells),
        version_ids=version_ids,
        question=question,
        period=period,
        members=len(family.members),
        boxes=boxes,
    )


def _widened(
    connection: Connection, signs: Signs, version_ids: Collection[int], *, level: Level
) -> Mapping[tuple[int, int], frozenset[int] | None]:
    """By unit and month the counters to set aside; None is all of them, where too few answers would be left beside.

    Of counters that are compared with each other nothing else is set aside.
    """
    wanted: dict[tuple[int, int], set[int]] = {}
    for each in signs.aside:
        wanted.setdefault((each.unit_id, each.month), set()).add(each.counter_id)
    if level == "counter":
        return {key: frozenset(ids) for key, ids in wanted.items()}
    sizes = _sizes(connection, wanted, version_ids)
    return {
        key: frozenset(ids)
        if sum(n for counter, n in sizes.get(key, {}).items() if counter not in ids) >= LEAST_LEFT
        else None
        for key, ids in wanted.items()
    }


def _sizes(
    connection: Connection, wanted: Collection[tuple[int, int]], version_ids: Collection[int]
) -> dict[tuple[int, int], dict[int, int]]:
    found: dict[tuple[int, int], dict[int, int]] = {}
    shapes = list_of_units(
        connection,
        unit_ids={unit for unit, _ in wanted},
        months={month for _, month in wanted},
        version_ids=version_ids,
    )
    for place, shape in shapes.items():
        own = found.setdefault((place.unit_id, place.month), {})
        own[place.counter_id] = own.get(place.counter_id, 0) + shape.answers
    return found


def _read(
    connection: Connection,
    wanted: Mapping[tuple[int, int], frozenset[int] | None],
    *,
    family: Family,
    level: Level,
    item: str,
    version_ids: Collection[int],
) -> Aside:
    places = {member.id: place for place, member in enumerate(family.members)}
    where = Where(
        {
            Dimension.UNIT: tuple({unit for unit, _ in wanted}),
            Dimension.MONTH: tuple({month for _, month in wanted}),
            Dimension.VERSION: tuple(version_ids),
            Dimension.ITEM: (item,),
        }
    )
    by = (Dimension.VERSION, Dimension.MONTH, Dimension.UNIT, Dimension.COUNTER, Dimension.LEVEL)
    cells: dict[tuple[int, str, int], dict[tuple[int, str], int]] = {}
    for (version, month, unit, counter, answer), n in TallyCounts(connection).counts(where, by).cells.items():
        place = places.get(int(counter if level == "counter" else family.member_of_unit[int(unit)]))
        if place is not None and _is_meant(wanted, int(unit), int(month), int(counter)):
            cell = cells.setdefault((int(version), item, int(month)), {})
            cell[place, str(answer)] = cell.get((place, str(answer)), 0) + n
    boxes: dict[tuple[str, int, int], BoxSums] = {}
    for month in {month for _, month in wanted}:
        of_month = list_box_sums(
            connection,
            version_ids={item: version_ids},
            months=[month],
            unit_ids={unit for unit, own in wanted if own == month},
        )
        for (code, unit, counter), sums in of_month.items():
            if _is_meant(wanted, unit, month, counter):
                key = (code, unit, counter)
                boxes[key] = boxes[key].merge(sums) if key in boxes else sums
    return Aside(cells=cells, boxes=boxes)


def _is_meant(
    wanted: Mapping[tuple[int, int], frozenset[int] | None], unit: int, month: int, counter: int
) -> bool:
    if (unit, month) not in wanted:
        return False
    counters = wanted[unit, month]
    return counters is None or counter in counters
