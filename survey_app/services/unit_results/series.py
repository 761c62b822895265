"""The share of the satisfied over time: a unit's own counts, and those of the units that went into it wholly.

Counts are added, never percentages. What went over in parts breaks the series: nobody can say whose those answers are.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from sqlalchemy import Connection

from survey_app.clock import Period
from survey_app.rows import UnitRow
from survey_app.services.comparing.comparison import Measured
from survey_app.services.comparing.family import span, upwards
from survey_app.services.comparing.pooling import Pool
from survey_app.services.comparing.question import Question
from survey_app.services.unit_results.ancestry import Ancestry, Break, trace
from survey_app.services.unit_results.subject import Subject
from survey_app.store import successions, units
from survey_app.store.counts import Dimension, TallyCounts, Where
from survey_app.store.sums import BoxSums, list_box_sums

# Answers by unit and level, of a version and a month.
Cells = Mapping[tuple[int, int], Mapping[tuple[int, str], int]]

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
    after_rewording: bool = False  # the question was worded otherwise before


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
    pool: Pool,
    question: Question,
    period: Period,
    *,
    minimum: int,
) -> Series:
    """The headline up to a period. Whole units' months are added, each of nobody or of five and more.

    Versions in which the question is the same are added up. Of versions between which it was reworded one speaks for a period,
    the newest that was answered.
    """
    tree = {unit.id: unit for unit in units.list_units(connection)}
    ancestry = trace(subject.unit, tree, successions.list_successions(connection))
    periods = _back_from(period)
    below = _below(tree, ancestry)
    runs = pool.stretches(question.code)
    cells = _read(connection, below, set().union(*runs), question, periods)
    meant = [_meant(ancestry, below, each) for each in periods]
    spoken = [_spoken(cells, of, each, question, runs) for of, each in zip(meant, periods, strict=True)]
    tables = [table for _, table in spoken]
    boxes = [
        list_box_sums(
            connection,
            version_ids={question.code: run},
            months=each.months(),
            unit_ids=of if sum(table) >= minimum else (),
        ).values()
        for of, each, (run, table) in zip(meant, periods, spoken, strict=True)
    ]
    points = _points(periods, tables, boxes, question, ancestry.broken, minimum=minimum)
    return Series(
        points=tuple(_with_rewordings(points, [run for run, _ in spoken])),
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
    version_ids: Collection[int],
    question: Question,
    periods: Iterable[Period],
) -> Cells:
    """By version and month: answers by unit and level."""
    where = Where(
        {
            Dimension.UNIT: tuple(frozenset().union(*below.values())),
            Dimension.MONTH: tuple(month for each in periods for month in each.months()),
            Dimension.VERSION: tuple(sorted(version_ids)),
            Dimension.ITEM: (question.code,),
        }
    )
    found: dict[tuple[int, int], dict[tuple[int, str], int]] = {}
    by = (Dimension.VERSION, Dimension.MONTH, Dimension.UNIT, Dimension.LEVEL)
    for (version, month, unit, level), n in TallyCounts(connection).counts(where, by).cells.items():
        found.setdefault((int(version), int(month)), {})[int(unit), str(level)] = n
    return found


def _spoken(
    cells: Cells,
    meant: frozenset[int],
    period: Period,
    question: Question,
    runs: Sequence[tuple[int, ...]],
) -> tuple[tuple[int, ...], list[int]]:
    """The newest run of versions that was answered in a period, and its answers by rung."""
    tables = ((run, _table(cells, meant, period, question, run)) for run in runs)
    return next(((run, table) for run, table in tables if sum(table)), (runs[0], [0] * len(question.rungs)))


def _with_rewordings(points: Iterable[Point], runs: Sequence[tuple[int, ...]]) -> Iterator[Point]:
    """Mark each point before which the question was worded otherwise."""
    spoken: tuple[int, ...] | None = None
    for point, run in zip(points, runs, strict=True):
        if point.share is None:
            yield point
            continue
        changed = spoken is not None and run != spoken
        spoken = run
        yield replace(point, after_break=point.after_break or changed, after_rewording=changed)


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
    cells: Cells,
    meant: frozenset[int],
    period: Period,
    question: Question,
    version_ids: Collection[int],
) -> list[int]:
    rungs = {code: place for place, rung in enumerate(question.rungs) for code in rung.codes}
    row = [0] * len(question.rungs)
    for place in product(version_ids, period.months()):
        for (unit, level), n in cells.get(place, {}).items():
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
