"""A reorganisation as a dated act: merge, split, rename or move units; what was stays as it was.

The act is a table of successions: each row says into which unit another goes, wholly or in part. A successor that
stands already goes on; one that does not is founded by its row. What belonged to a unit that goes wholly into one
follows it; of a split unit somebody says where each part belongs.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from forms.faults import Fault
from survey_app.apart import Run, here
from survey_app.db import Database
from survey_app.rows import LEVELS, UnitRow
from survey_app.services.reorganisation_table import Act, read_act
from survey_app.store import copies, successions, units
from survey_app.store.successions import SuccessionRow
from survey_app.translating import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Reorganised:
    """What an act does: units that end and begin (by code); with faults nothing was written."""

    ended: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


def reorganise(
    database: Database,
    *,
    source: bytes,
    takes_effect: date,
    today: date,
    dry_run: bool = False,
    run: Run = here,
) -> Reorganised:
    """Read an act from CSV and carry it out on a day, from today on: nothing of the past changes.

    Counters follow afterwards (services/moving.py).
    """
    if takes_effect < today:
        problem = _("Ngày hiệu lực %(takes_effect)s đã qua.", takes_effect=f"{takes_effect:%d/%m/%Y}")
        past = Fault(place=_("ngày"), problem=problem, remedy=_("Chọn từ hôm nay trở đi."))
        return Reorganised(faults=(past,))
    while True:
        with database.reading() as connection:
            known = units.list_units(connection)
        act = run(read_act, source, known, takes_effect)
        if act.table.faults:
            return Reorganised(faults=act.table.in_order())
        done = Reorganised(ended=tuple(sorted(act.ways)), begun=tuple(sorted(act.founded)))
        if dry_run:
            return done
        with database.writing() as connection:
            if units.list_units(connection) == known:  # else somebody else changed units meanwhile
                _carry_out(connection, act)
                return done


def _carry_out(connection: Connection, act: Act) -> None:
    eve = act.takes_effect - timedelta(days=1)
    born_then = {code: unit.id for code, unit in act.coming.items() if act.begins(code)}
    ids = born_then | {code: unit.id for code, unit in act.standing.items()}
    for code in act.ways:
        units.end_unit(connection, act.standing[code].id, valid_to=eve)
    following, begun_under = _found(connection, act, ids)
    rows = [
        SuccessionRow(
            predecessor_id=ids[before],
            successor_id=following[after],
            takes_effect=act.takes_effect,
            is_full=full,
        )
        for before, ways in act.ways.items()
        for after, full in ways
    ]
    successions.add_successions(connection, rows)
    wholly = {ids[before]: following[ways[0][0]] for before, ways in act.ways.items() if ways[0][1]}
    _take_along(connection, act, wholly, begun_under, eve)


def _found(
    connection: Connection, act: Act, ids: Mapping[str, int]
) -> tuple[dict[str, int], dict[int, list[int]]]:
    """Found units from the top down; gives the id behind each code after the act, and who begins under whom."""
    following = dict(ids)
    begun_under: dict[int, list[int]] = defaultdict(list)
    for level in LEVELS:
        rows = [dict(row) for row in act.founded.values() if row["level"] == level]
        for row in rows:
            parent = row.pop("parent_code")
            ways = act.ways.get(parent, [])
            # A parent that goes wholly into another in the same act hands its children on.
            heir = ways[0][0] if len(ways) == 1 and parent not in act.founded else parent
            row["parent_id"] = following.get(heir)
        new = units.add_units(connection, rows)
        for row, unit_id in zip(rows, new, strict=True):
            following[row["code"]] = unit_id
            if row["parent_id"] is not None:
                begun_under[row["parent_id"]].append(unit_id)
    return following, begun_under


def _take_along(
    connection: Connection,
    act: Act,
    wholly: Mapping[int, int],
    begun_under: Mapping[int, Sequence[int]],
    eve: date,
) -> None:
    """What stood below a unit that went wholly into another stands below that one now, level by level."""
    below: dict[int, list[UnitRow]] = defaultdict(list)
    for unit in act.standing.values():
        if unit.parent_id is not None and unit.code not in act.ways:
            below[unit.parent_id].append(unit)
    while wholly:
        for unit in act.coming.values():
            if unit.parent_id is not None and unit.parent_id in wholly:  # it begins under the following unit
                units.put_parent(connection, unit.id, wholly[unit.parent_id])
        moved = [(child, new) for old, new in wholly.items() for child in below.get(old, ())]
        for child, _new in moved:
            units.end_unit(connection, child.id, valid_to=eve)
        added = units.add_units(
            connection, [_again(child, parent, act.takes_effect) for child, parent in moved]
        )
        wholly = {child.id: new for (child, _), new in zip(moved, added, strict=True)}
        successions.add_successions(connection, _kept(wholly, act.takes_effect))
        for old, new in wholly.items():
            for unit_id in begun_under.get(old, ()):  # founded below what has just moved
                units.put_parent(connection, unit_id, new)
        for old, new in wholly.items():
            copies.add_to_unit_after(connection, old, new_id=new, since=act.takes_effect)


def _again(unit: UnitRow, parent_id: int, valid_from: date) -> dict[str, Any]:
    """Every column as it was, but those of the new row's own."""
    row = asdict(unit)
    del row["id"]
    return row | {"parent_id": parent_id, "valid_from": valid_from, "valid_to": None}


def _kept(pairs: Mapping[int, int], takes_effect: date) -> Sequence[SuccessionRow]:
    return [
        SuccessionRow(predecessor_id=old, successor_id=new, takes_effect=takes_effect, is_full=True)
        for old, new in pairs.items()
    ]
