"""The counts of a comparison: one statement for all versions and both periods, folded up the tree."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from survey_app.clock import Period
from survey_app.services.comparing.comparison import Level
from survey_app.services.comparing.family import Family
from survey_app.services.comparing.question import Question
from survey_app.store.counts import Dimension, TallyCounts, Where

_BY = (Dimension.VERSION, Dimension.ITEM, Dimension.MONTH, Dimension.UNIT, Dimension.LEVEL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answers by version, item and month, then by member (its place in the family) and level."""

    cells: Mapping[tuple[int, str, int], Mapping[tuple[int, str], int]]

    def is_answered(self, version_id: int, item: str, period: Period) -> bool:
        return any(self.cells.get((version_id, item, month)) for month in period.months())


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One question in one period, one row a member: answers by rung, not applicable, everybody who took part."""

    table: list[list[int]]
    not_applicable: list[int]
    respondents: list[int]


def read_answers(
    connection: Connection, *, family: Family, level: Level, items: Mapping[int, set[str]], period: Period
) -> Answers:
    """Counts of these items by version, in the period and in the one before it."""
    by_counter = level == "counter"
    places = {member.id: place for place, member in enumerate(family.members)}
    allowed: dict[Dimension, tuple[int | str, ...]] = {
        Dimension.UNIT: tuple(family.member_of_unit),
        Dimension.MONTH: (*period.previous().months(), *period.months()),
        Dimension.VERSION: tuple(items),
        Dimension.ITEM: tuple(sorted(set().union(*items.values()))),
    }
    by = (*_BY, Dimension.COUNTER) if by_counter else _BY
    found = TallyCounts(connection).counts(Where(allowed), by)
    cells: dict[tuple[int, str, int], dict[tuple[int, str], int]] = {}
    for (version, item, month, unit, answer, *counter), n in found.cells.items():
        # Leftovers of a unit carry no counter: they belong to none of those compared.
        place = places.get(int(counter[0] if by_counter else family.member_of_unit[int(unit)]))
        if place is not None:
            cell = cells.setdefault((int(version), str(item), int(month)), {})
            cell[place, str(answer)] = cell.get((place, str(answer)), 0) + n
    return Answers(cells=cells)


def fold(answers: Answers, *, version_id: int, question: Question, period: Period, members: int) -> Window:
    """Sum the months of a period into one table. Markers (skipped, not asked) count as taking part."""
    rungs = {code: place for place, rung in enumerate(question.rungs) for code in rung.codes}
    window = Window(
        table=[[0] * len(question.rungs) for _ in range(members)],
        not_applicable=[0] * members,
        respondents=[0] * members,
    )
    for month in period.months():
        for (place, answer), n in answers.cells.get((version_id, question.code, month), {}).items():
            window.respondents[place] += n
            if answer in rungs:
                window.table[place][rungs[answer]] += n
            elif answer in question.not_applicable:
                window.not_applicable[place] += n
    return window
