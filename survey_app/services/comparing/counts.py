"""The counts of a comparison: one statement for all versions and both periods, folded up the tree."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from survey_app.clock import Period
from survey_app.services.comparing.boxes import Boxes
from survey_app.services.comparing.comparison import Hidden, Level
from survey_app.services.comparing.family import Family
from survey_app.services.comparing.narrowing import Narrowing
from survey_app.services.comparing.question import Question
from survey_app.store.counts import Dimension, TallyCounts, Where

if TYPE_CHECKING:
    from survey_app.services.comparing.admitting import Admission

_BY = (Dimension.VERSION, Dimension.ITEM, Dimension.MONTH, Dimension.UNIT, Dimension.LEVEL)

Slice = tuple[int, str, int]  # version, item, month


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answers by version, item and month, then by member (its place in the family) and level.

    `left_out` names by version and month the members of which a filtered group stays in the rest.
    """

    cells: Mapping[Slice, Mapping[tuple[int, str], int]]
    left_out: Mapping[tuple[int, int], frozenset[int]] = field(default_factory=dict)

    def without(self, aside: "Mapping[Slice, Mapping[tuple[int, str], int]]") -> "Answers":
        """The same less what is set aside."""
        cells = {
            where: {key: n - aside.get(where, {}).get(key, 0) for key, n in cell.items()}
            for where, cell in self.cells.items()
        }
        return Answers(cells=cells, left_out=self.left_out)

    def is_answered(self, version_id: int, item: str, period: Period) -> bool:
        return any(self.cells.get((version_id, item, month)) for month in period.months())

    def levels(self, version_ids: Iterable[int], item: str, period: Period) -> dict[str, int]:
        """All members together: how often each level or marker was given."""
        found: dict[str, int] = {}
        for version_id, month in product(version_ids, period.months()):
            for (_, level), n in self.cells.get((version_id, item, month), {}).items():
                found[level] = found.get(level, 0) + n
        return found

    def members_left_out(self, version_ids: Iterable[int], period: Period) -> frozenset[int]:
        cells = product(version_ids, period.months())
        return frozenset().union(*(self.left_out.get(cell, frozenset()) for cell in cells))


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One question in one period, one row a member: answers by rung, not applicable, everybody who took part."""

    table: list[list[int]]
    not_applicable: list[int]
    respondents: list[int]
    left_out: frozenset[int] = frozenset()
    boxes: Boxes = field(default_factory=dict)  # none are known of a filter
    thin: "Mapping[int, Hidden]" = field(default_factory=dict)  # hidden although five answered

    def without(self, places: Collection[int]) -> "Window":
        """The same as if nobody had answered at these members."""
        return Window(
            table=[[0] * len(row) if place in places else row for place, row in enumerate(self.table)],
            not_applicable=[0 if place in places else n for place, n in enumerate(self.not_applicable)],
            respondents=[0 if place in places else n for place, n in enumerate(self.respondents)],
            left_out=self.left_out,
            thin=self.thin,
            boxes={place: own for place, own in self.boxes.items() if place not in places},
        )


def read_answers(
    connection: Connection,
    *,
    family: Family,
    level: Level,
    items: Mapping[int, set[str]],
    period: Period,
    narrowing: Narrowing | None = None,
    admission: "Admission | None" = None,
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
    if narrowing is not None:
        allowed[narrowing.dimension] = (narrowing.value,)
    by = (*_BY, Dimension.COUNTER) if by_counter else _BY
    found = TallyCounts(connection).counts(Where(allowed), by)
    cells: dict[Slice, dict[tuple[int, str], int]] = {}
    for (version, item, month, unit, answer, *counter), n in found.cells.items():
        if admission is not None and (int(version), int(unit), int(month)) not in admission.kept:
            continue
        # Leftovers of a unit carry no counter: they belong to none of those compared.
        place = places.get(int(counter[0] if by_counter else family.member_of_unit[int(unit)]))
        if place is not None:
            cell = cells.setdefault((int(version), str(item), int(month)), {})
            cell[place, str(answer)] = cell.get((place, str(answer)), 0) + n
    left_out: dict[tuple[int, int], set[int]] = {}
    # A counter's answers are never cut, so no counter is ever left out.
    for version, unit, month in admission.left_out if admission and not by_counter else ():
        place = places.get(family.member_of_unit[unit])
        if place is not None:
            left_out.setdefault((version, month), set()).add(place)
    return Answers(cells=cells, left_out={key: frozenset(members) for key, members in left_out.items()})


def fold(
    answers: Answers,
    *,
    version_ids: Collection[int],
    question: Question,
    period: Period,
    members: int,
    boxes: Boxes | None = None,
) -> Window:
    """Sum the months of a period, and the versions in which the question is the same, into one table. Markers (skipped, not asked) count as taking part."""
    rungs = {code: place for place, rung in enumerate(question.rungs) for code in rung.codes}
    window = Window(
        table=[[0] * len(question.rungs) for _ in range(members)],
        not_applicable=[0] * members,
        respondents=[0] * members,
        left_out=answers.members_left_out(version_ids, period),
        boxes=boxes or {},
    )
    for version_id, month in product(version_ids, period.months()):
        for (place, answer), n in answers.cells.get((version_id, question.code, month), {}).items():
            window.respondents[place] += n
            if answer in rungs:
                window.table[place][rungs[answer]] += n
            elif answer in question.not_applicable:
                window.not_applicable[place] += n
    return window
