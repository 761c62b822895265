"""Leftovers: fewer than five of a counter wait for others of their unit, and in the end for others of the unit above.

The receipt says that an answer is counted in the following month at the latest. What the month's end leaves in the boxes from the
month before therefore goes up the tree, version by version, to the first unit where five come together, and is counted with that unit
alone, with no counter. Where even the top has fewer, younger answers of the same tree go with them; where these are too few, all wait.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from survey_app.clock import half_day_date, last_half_day, month_of, next_month
from survey_app.rows import UnitRow
from survey_app.store import ballots, units
from survey_app.store.ballots import Box

MINIMUM = 5  # a group with fewer waits
MOST_LEVELS = 50  # of a tree; a circle in broken data ends here


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Boxes that are opened together, what came to them through a half-day, and with whom it is counted."""

    boxes: Sequence[Box]
    through: int
    unit_id: int
    version_id: int
    counter_id: int | None = None
    procedure_field: str = ""

    @classmethod
    def of_counter(cls, box: Box, *, through: int) -> "Pool":
        return cls(
            boxes=[box],
            through=through,
            unit_id=box.unit_id,
            version_id=box.version_id,
            counter_id=box.counter_id,
            procedure_field=box.procedure_field,
        )

    @classmethod
    def of_unit(cls, boxes: Sequence[Box], *, through: int, unit_id: int | None = None) -> "Pool":
        return cls(
            boxes=boxes, through=through, unit_id=unit_id or boxes[0].unit_id, version_id=boxes[0].version_id
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OldLeftovers:
    """At a month's end: what is left of earlier months, whatever is left, and the tree it climbs."""

    through: int  # the last half-day of the month before
    old: Sequence[Box]
    month_end: int
    all: Sequence[Box]
    above: Mapping[int, int | None]  # by unit: the next one above that stood in the ending month


def find_old_leftovers(connection: Connection, month_end: int) -> OldLeftovers:
    month = month_of(month_end)
    through = last_half_day(next_month(month, -1))
    old = ballots.list_boxes(connection, through=through)
    return OldLeftovers(
        through=through,
        old=old,
        month_end=month_end,
        all=ballots.list_boxes(connection, through=month_end) if old else (),
        above=_tree(units.list_units(connection), since=half_day_date(through + 1)) if old else {},
    )


def climb(left: OldLeftovers, seal: Callable[[Pool], bool]) -> None:
    """Let `seal` try each pool, the lowest units first; what it cannot seal goes on to the unit above."""
    waiting: dict[int, dict[int, list[Box]]] = {}  # by unit and version
    for box in left.old:
        waiting.setdefault(box.unit_id, {}).setdefault(box.version_id, []).append(box)
    depths = {unit_id: len(_upwards(unit_id, left.above)) for unit_id in {*left.above, *waiting}}
    for unit_id in sorted(depths, key=lambda each: (-depths[each], each)):
        above = left.above.get(unit_id)
        for version_id, boxes in sorted(waiting.pop(unit_id, {}).items()):
            if _enough(boxes) and seal(Pool.of_unit(boxes, through=left.through, unit_id=unit_id)):
                continue
            if above is not None:
                waiting.setdefault(above, {}).setdefault(version_id, []).extend(boxes)
                continue
            tree = [
                b for b in left.all if b.version_id == version_id and _top(b.unit_id, left.above) == unit_id
            ]
            if _enough(tree):
                seal(Pool.of_unit(tree, through=left.month_end, unit_id=unit_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """What should have been counted by now: five and more of one tree (something is wrong), or too few even there."""

    enough: bool
    few: bool


def overdue_through(closed: int) -> int:
    """The last half-day whose answers must be counted by now: that before the last closed month began."""
    running = month_of(closed + 1)
    return last_half_day(next_month(running, -2))


def find_overdue(connection: Connection, closed: int) -> Overdue:
    through = overdue_through(closed)
    boxes = ballots.list_boxes(connection, through=through)
    above = _tree(units.list_units(connection), since=half_day_date(through + 1)) if boxes else {}
    sums: dict[tuple[int, int], int] = {}
    for box in boxes:
        top = (_top(box.unit_id, above), box.version_id)
        sums[top] = sums.get(top, 0) + box.waiting
    return Overdue(
        enough=any(n >= MINIMUM for n in sums.values()), few=any(n < MINIMUM for n in sums.values())
    )


def _enough(boxes: Iterable[Box]) -> bool:
    return sum(box.waiting for box in boxes) >= MINIMUM


def _tree(rows: Sequence[UnitRow], *, since: date) -> dict[int, int | None]:
    """Over units that ended before this day one climbs to the next that did not; nothing stands above the top."""
    tree = {unit.id: unit for unit in rows}

    def next_above(unit: UnitRow) -> int | None:
        found = unit.parent_id
        for _ in range(MOST_LEVELS):
            if found is None or found not in tree:
                return None
            ended = tree[found].valid_to
            if ended is None or ended >= since:
                return found
            found = tree[found].parent_id
        return None

    return {unit.id: next_above(unit) for unit in rows}


def _top(unit_id: int, above: Mapping[int, int | None]) -> int:
    return _upwards(unit_id, above)[-1]


def _upwards(unit_id: int, above: Mapping[int, int | None]) -> list[int]:
    """The unit and those above it."""
    found = [unit_id]
    while (following := above.get(found[-1])) is not None and len(found) < MOST_LEVELS:
        found.append(following)
    return found
