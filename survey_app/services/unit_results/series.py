"""The share of the satisfied over time: a unit's own counts, and those of the units that went into it wholly.

Counts are added, never percentages. What went over in parts breaks the series: nobody can say whose those answers are.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from survey_app.clock import Period
from survey_app.services.comparing.comparison import Measured
from survey_app.services.comparing.family import span, upwards
from survey_app.services.comparing.question import Question
from survey_app.services.unit_results.ancestry import Ancestry, Break, trace
from survey_app.services.unit_results.subject import Subject
from survey_app.store import successions, units
from survey_app.store.counts import Dimension, TallyCounts, Where
from survey_app.store.sums import BoxSums, list_box_sums
from survey_app.store.templates import VersionRow
from survey_app.store.units import UnitRow

# How many periods are shown: a year of months, two years of quarters, five years.
BACK = {1: 12, 3: 8, 12: 5}


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One period. `n` is the valid base; without a share there were no answers, or too few to say something."""

    period: Period
    n: int
    share: Measured | None
    is_few: bool = False
    after_break: bool = False  # nothing joins it to the point before


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    points: tuple[Point, ...]  # oldest first
    joined: tuple[str, ...]  # names of the units whose counts were added
    broken: Break | None

    @property
    def is_worth_showing(self) -> bool:
        return sum(point.share is not None for point in self.points) > 1 or bool(self.broken)


def find_series(
    connection: Connection,
    subject: Subject,
    version: VersionRow,
    question: Question,
    period: Period,
    *,
    minimum: int,
) -> Series:
    """The headline of one version up to a period. Whole units' months are added, each of nobody or of five and more."""
    tree = {unit.id: unit for unit in units.list_units(connection)}
    ancestry = trace(subject.unit, tree, successions.list_successions(connection))
    periods = _back_from(period)
    below = _below(tree, ancestry)
    cells = _read(connection, below, version, question, periods)
    meant = [_meant(ancestry, below, each) for each in periods]
    tables = [_table(cells, of, each, question) for of, each in zip(meant, periods, strict=True)]
    boxes = [
        list_box_sums(
            connection,
            version_id=version.id,
            items=[question.code],
            months=each.months(),
            unit_ids=of if sum(table) >= minimum else (),
        ).values()
        for of, each, table in zip(meant, periods, tables, strict=True)
    ]
    return Series(
        points=tuple(_points(periods, tables, boxes, question, ancestry.broken, minimum=minimum)),
        joined=_names(tree, ancestry, tables, periods),
        broken=ancestry.broken if ancestry.broken and ancestry.broken.on > span(periods[0])[0] else None,
    )


def _back_from(period: Period) -> list[Period]:
    periods = [period]
    while len(periods) < BACK[period.length]:
        periods.append(periods[-1].previous())
    return periods[::-1]


def _below(tree: Mapping[int, UnitRow], ancestry: Ancestry) -> dict[int, frozenset[int]]:
    """Each unit of the line with everything that stood or stands below it."""
    wanted = frozenset().union(*(stretch.units for stretch in ancestry.stretches))
    found: dict[int, set[int]] = {each: set() for each in wanted}
    for unit_id in tree:
        for above in upwards(tree, unit_id):
            if above in found:
                found[above].add(unit_id)
    return {each: frozenset(ids) for each, ids in found.items()}


def _read(
    connection: Connection,
    below: Mapping[int, frozenset[int]],
    version: VersionRow,
    question: Question,
    periods: Iterable[Period],
) -> dict[int, dict[tuple[int, str], int]]:
    """By month: answers by unit and level."""
    where = Where(
        {
            Dimension.UNIT: tuple(frozenset().union(*below.values())),
            Dimension.MONTH: tuple(month for each in periods for month in each.months()),
            Dimension.VERSION: (version.id,),
            Dimension.ITEM: (question.code,),
        }
    )
    found: dict[int, dict[tuple[int, str], int]] = {}
    by = (Dimension.MONTH, Dimension.UNIT, Dimension.LEVEL)
    for (month, unit, level), n in TallyCounts(connection).counts(where, by).cells.items():
        found.setdefault(int(month), {})[int(unit), str(level)] = n
    return found


def _meant(ancestry: Ancestry, below: Mapping[int, frozenset[int]], period: Period) -> frozenset[int]:
    """The units whose answers are this unit's in a period: those of every stretch that shares a day with it."""
    first, last = span(period)
    return frozenset().union(
        *(
            below[each]
            for stretch in ancestry.stretches
            if (stretch.first or date.min) <= last and (stretch.last or date.max) >= first
            for each in stretch.units
        )
    )


def _table(
    cells: Mapping[int, Mapping[tuple[int, str], int]],
    meant: frozenset[int],
    period: Period,
    question: Question,
) -> list[int]:
    rungs = {code: place for place, rung in enumerate(question.rungs) for code in rung.codes}
    row = [0] * len(question.rungs)
    for month in period.months():
        for (unit, level), n in cells.get(month, {}).items():
            if unit in meant and level in rungs:
                row[rungs[level]] += n
    return row


def _points(
    periods: list[Period],
    tables: list[list[int]],
    boxes: Sequence[Collection[BoxSums]],
    question: Question,
    broken: Break | None,
    *,
    minimum: int,
) -> Iterable[Point]:
    from survey_app.services.comparing.measuring import shares_of

    told = [(row, list(strata)) for row, strata in zip(tables, boxes, strict=True) if sum(row) >= minimum]
    known = all(sum(row) == sum(each.n for each in strata) for row, strata in told)
    strata_of_told = [strata for _, strata in told] if known else None
    shares = iter(shares_of([row for row, _ in told], question, strata_of_told).measured)
    for each, row in zip(periods, tables, strict=True):
        n = sum(row)
        begun = broken is not None and span(each)[0] <= broken.on <= span(each)[1]
        yield Point(
            period=each,
            n=n if n >= minimum else 0,
            share=next(shares) if n >= minimum else None,
            is_few=0 < n < minimum,
            after_break=begun,
        )


def _names(
    tree: Mapping[int, UnitRow], ancestry: Ancestry, tables: list[list[int]], periods: list[Period]
) -> tuple[str, ...]:
    """Whose counts were added, where the shown periods reach back to them and hold answers."""
    began = ancestry.stretches[0].first
    reached = began is not None and any(
        sum(row) and span(each)[0] < began for each, row in zip(periods, tables, strict=True)
    )
    rows = sorted((tree[each] for each in ancestry.joined), key=lambda unit: unit.sort_key) if reached else []
    return tuple(unit.name for unit in rows)
