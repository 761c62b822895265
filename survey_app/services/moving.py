"""Counters whose unit has ended follow it: their posters go on leading to exactly one right place.

A counter is never given to another unit, because its answers belong to the unit it had: it is closed, and a new one
with a code of its own follows it. Its open publications go on there.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from forms.canonical import canonical_json
from survey_app.db import Database
from survey_app.rows import UnitRow
from survey_app.services.going_on import go_on
from survey_app.services.registering import new_code
from survey_app.store import counters, successions, units
from survey_app.store.counters import CounterRow

A_TIME = 50  # counters that move in one transaction, so that answers wait little


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A counter that was closed and the one that follows it."""

    code: str
    new_code: str
    name: str
    unit_code: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """A counter of a unit that was split: somebody must say into which part it belongs."""

    code: str
    name: str
    unit: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    moved: tuple[Move, ...]
    undecided: tuple[Undecided, ...]

    @property
    def fingerprint(self) -> str:
        """Which counter goes where, and which waits: whoever presses the button has seen this and no other plan."""
        plan = [[move.code, move.unit_code] for move in self.moved]
        plan += [[each.code, *each.choices] for each in self.undecided]
        return hashlib.sha256(canonical_json(plan).encode()).hexdigest()[:16]


def follow_successions(
    database: Database, *, on: date, chosen: Mapping[str, str] | None = None, dry_run: bool = False
) -> Moves:
    """Move every open counter whose unit has ended by this day; `chosen`: code of a counter or of a split unit → successor.

    Nothing of the past changes: the old counter takes its last answers the day before. What is undecided stays where it
    is and goes on taking answers. Each counter moves wholly or not at all; running it again moves the rest.
    """
    with database.reading() as connection:
        steps, undecided = _plan(connection, on, chosen or {})
    if not dry_run:
        for part in (steps[i : i + A_TIME] for i in range(0, len(steps), A_TIME)):
            with database.writing() as connection:
                for step in part:
                    _move(connection, step, on)
    return Moves(moved=tuple(step.move for step in steps), undecided=tuple(undecided))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    counter: CounterRow
    target: UnitRow
    move: Move


def _plan(connection: Connection, on: date, chosen: Mapping[str, str]) -> tuple[list[_Step], list[Undecided]]:
    tree = {unit.id: unit for unit in units.list_units(connection)}
    leads = _leads(connection, on)
    every = counters.list_counters(connection)
    taken = {row.code for row in every}
    steps: list[_Step] = []
    undecided: list[Undecided] = []
    for row in every:
        unit = tree[row.unit_id]
        if not _has_ended(row, unit, on):
            continue
        target = _target(row, unit, leads, tree, chosen)
        if target is None:
            choices = tuple(tree[one].code for one in leads.get(unit.id, ()))
            undecided.append(Undecided(code=row.code, name=row.name, unit=unit.name, choices=choices))
            continue
        code = new_code(taken)
        taken.add(code)
        move = Move(code=row.code, new_code=code, name=row.name, unit_code=target.code, unit=target.name)
        steps.append(_Step(counter=row, target=target, move=move))
    return steps, undecided


def _has_ended(row: CounterRow, unit: UnitRow, on: date) -> bool:
    is_open = row.revoked_on is None and row.closed_on is None
    return is_open and unit.valid_to is not None and unit.valid_to < on


def _leads(connection: Connection, on: date) -> Mapping[int, list[int]]:
    """Where each ended unit leads by this day."""
    leads: dict[int, list[int]] = defaultdict(list)
    for one in successions.list_successions(connection):
        if one.takes_effect <= on:
            leads[one.predecessor_id].append(one.successor_id)
    return leads


def _target(
    row: CounterRow,
    unit: UnitRow,
    leads: Mapping[int, Collection[int]],
    tree: Mapping[int, UnitRow],
    chosen: Mapping[str, str],
) -> UnitRow | None:
    """The one standing unit at the end of the way, None where the way forks and nobody chose."""
    seen: set[int] = set()
    while unit.valid_to is not None and unit.id not in seen:
        seen.add(unit.id)
        following = [tree[one] for one in leads.get(unit.id, ())]
        if len(following) > 1:
            wish = chosen.get(row.code) or chosen.get(unit.code)
            following = [one for one in following if one.code == wish]
        if len(following) != 1:
            return None
        unit = following[0]
    return unit if unit.valid_to is None else None


def _move(connection: Connection, step: _Step, on: date) -> None:
    old = step.counter
    on = max(on, old.opened_on)
    last_day = max(on - timedelta(days=1), old.opened_on)
    counters.close_counter(connection, old.code, on=last_day)
    go_on(connection, old.id, code=step.move.new_code, unit_id=step.target.id, on=on, last_day=last_day)
