"""A reorganisation as a dated act: merge, split, rename or move units; what was stays as it was.

The act is a table of successions: each row says into which unit another goes, wholly or in part. A successor that
stands already goes on; one that does not is founded by its row. What belonged to a unit that goes wholly into one
follows it; of a split unit somebody says where each part belongs.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from forms.faults import Fault
from survey_app.db import Database
from survey_app.services.csv_table import Row, Table, read_table
from survey_app.store import successions, units
from survey_app.store.successions import SuccessionRow
from survey_app.store.units import UnitRow
from survey_app.translating import gettext as _
from survey_app.vietnamese import sort_key

COLUMNS = ("predecessor_code", "successor_code", "extent", "name", "type", "parent_code")
FULL, PART = "toan_bo", "mot_phan"
LEVELS = ("province", "commune", "office")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reorganised:
    """What an act does: units that end and begin (by code); with faults nothing was written."""

    ended: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


def reorganise(
    database: Database, *, source: bytes, takes_effect: date, today: date, dry_run: bool = False
) -> Reorganised:
    """Read an act from CSV and carry it out on a day, from today on: nothing of the past changes.

    Counters follow afterwards (services/moving.py).
    """
    while True:
        with database.reading() as connection:
            standing = _standing(connection, takes_effect)
        table = read_table(source, columns=COLUMNS, required=("predecessor_code", "successor_code", "extent"))
        act = _Act(table=table, standing=standing, takes_effect=takes_effect)
        act.read()
        if takes_effect < today:
            problem = _("Ngày hiệu lực %(takes_effect)s đã qua.", takes_effect=f"{takes_effect:%d/%m/%Y}")
            table.faults.insert(
                0, Fault(place=_("ngày"), problem=problem, remedy=_("Chọn từ hôm nay trở đi."))
            )
        if table.faults:
            return Reorganised(faults=table.in_order())
        done = Reorganised(ended=tuple(sorted(act.ways)), begun=tuple(sorted(act.founded)))
        if dry_run:
            return done
        with database.writing() as connection:
            if _standing(connection, takes_effect) == standing:  # else somebody else changed units meanwhile
                _carry_out(connection, act)
                return done


def _standing(connection: Connection, day: date) -> dict[str, UnitRow]:
    """By code, the units that stand on the eve and have no end yet."""
    eve = day - timedelta(days=1)
    return {unit.code: unit for unit in units.list_units(connection, on=eve) if unit.valid_to is None}


@dataclass(slots=True, kw_only=True)
class _Act:
    """The table as read: who goes where, and who is founded."""

    table: Table
    standing: Mapping[str, UnitRow]
    takes_effect: date
    ways: dict[str, list[tuple[str, bool]]] = field(default_factory=lambda: defaultdict(list))
    founded: dict[str, dict[str, Any]] = field(default_factory=dict)

    def read(self) -> None:
        for row in self.table.rows:
            self._read_way(row)
        for row in self.table.rows:
            self._check_extent(row)

    def _read_way(self, row: Row) -> None:
        before, after = row.text("predecessor_code", longest=32), row.text("successor_code", longest=32)
        extent = row.one_of("extent", (FULL, PART))
        unit = self.standing.get(before)
        if before and unit is None:
            self._fault(
                row,
                "predecessor_code",
                _("Không có đơn vị “%(before)s” đang hoạt động.", before=before),
                _("Sửa lại mã."),
            )
            return
        self.ways[before].append((after, extent == FULL))
        if unit is not None and after and after not in self.founded:
            self._found(row, unit, after)

    def _found(self, row: Row, unit: UnitRow, code: str) -> None:
        """A row with a name founds its successor; without one the successor must stand and go on."""
        name, parent = row.text("name", longest=200), row.text("parent_code", longest=32)
        if not name:
            if code not in self.standing or code == unit.code:
                self._fault(
                    row,
                    "name",
                    _("Đơn vị “%(code)s” chưa có và dòng này không ghi tên.", code=code),
                    _("Ghi tên đơn vị mới."),
                )
            return
        self.founded[code] = {
            "code": code,
            "name": name,
            "sort_key": sort_key(name),
            "level": unit.level,
            "type": row.text("type", longest=32) or unit.type,
            "block": unit.block,
            "parent_code": parent or self._code_above(unit),
            "valid_from": self.takes_effect,
            "valid_to": None,
            "iso_9001": unit.iso_9001,
        }

    def _code_above(self, unit: UnitRow) -> str:
        return next((other.code for other in self.standing.values() if other.id == unit.parent_id), "")

    def _check_extent(self, row: Row) -> None:
        parent = row.text("parent_code", longest=32)
        if parent and parent not in self.standing and parent not in self.founded:
            self._fault(
                row,
                "parent_code",
                _("Không có đơn vị cấp trên “%(parent)s”.", parent=parent),
                _("Sửa lại mã."),
            )
        before, after = row.text("predecessor_code", longest=32), row.text("successor_code", longest=32)
        ways = self.ways.get(before, [])
        if len(ways) > 1 and any(full for _, full in ways):
            self._fault(
                row,
                "extent",
                _(
                    "“%(before)s” vào toàn bộ một đơn vị mà lại có %(ways)s dòng.",
                    before=before,
                    ways=len(ways),
                ),
                _("Khi chia, mọi dòng ghi %(part)s.", part=PART),
            )
        elif len(ways) == 1 and not ways[0][1]:
            self._fault(
                row,
                "extent",
                _("“%(before)s” chỉ có một phần được sắp xếp.", before=before),
                _("Thêm dòng cho các phần còn lại."),
            )
        elif len({code for code, _ in ways}) < len(ways):
            self._fault(
                row,
                "successor_code",
                _("“%(before)s” vào “%(after)s” hai lần.", before=before, after=after),
                _("Bỏ dòng lặp."),
            )
        if after in self.standing and after in self.ways and after not in self.founded:
            self._fault(
                row,
                "successor_code",
                _("“%(after)s” kết thúc trong cùng lần sắp xếp này.", after=after),
                _("Ghi tên mới cho nó."),
            )
        if after in self.founded and after in self.standing and after not in self.ways:
            self._fault(
                row,
                "successor_code",
                _("Mã “%(after)s” đang thuộc một đơn vị khác.", after=after),
                _("Dùng mã khác."),
            )

    def _fault(self, row: Row, column: str, problem: str, remedy: str) -> None:
        self.table.fault(row, column, problem, remedy)


def _carry_out(connection: Connection, act: _Act) -> None:
    eve = act.takes_effect - timedelta(days=1)
    ids = {code: unit.id for code, unit in act.standing.items()}
    for code in act.ways:
        units.end_unit(connection, act.standing[code].id, valid_to=eve)
    following = _found(connection, act, ids)
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
    _take_along(connection, act, wholly, eve)


def _found(connection: Connection, act: _Act, ids: Mapping[str, int]) -> dict[str, int]:
    """Found units from the top down; gives the id behind each code after the act."""
    following = dict(ids)
    for level in LEVELS:
        rows = [dict(row) for row in act.founded.values() if row["level"] == level]
        for row in rows:
            parent = row.pop("parent_code")
            ways = act.ways.get(parent, [])
            # A parent that goes wholly into another in the same act hands its children on.
            heir = ways[0][0] if len(ways) == 1 and parent not in act.founded else parent
            row["parent_id"] = following.get(heir)
        new = units.add_units(connection, rows)
        following |= {row["code"]: unit_id for row, unit_id in zip(rows, new, strict=True)}
    return following


def _take_along(connection: Connection, act: _Act, wholly: Mapping[int, int], eve: date) -> None:
    """What stood below a unit that went wholly into another stands below that one now, level by level."""
    below: dict[int, list[UnitRow]] = defaultdict(list)
    for unit in act.standing.values():
        if unit.parent_id is not None and unit.code not in act.ways:
            below[unit.parent_id].append(unit)
    while wholly:
        moved = [(child, new) for old, new in wholly.items() for child in below.get(old, ())]
        for child, _new in moved:
            units.end_unit(connection, child.id, valid_to=eve)
        added = units.add_units(
            connection, [_again(child, parent, act.takes_effect) for child, parent in moved]
        )
        wholly = {child.id: new for (child, _), new in zip(moved, added, strict=True)}
        successions.add_successions(connection, _kept(wholly, act.takes_effect))


def _again(unit: UnitRow, parent_id: int, valid_from: date) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": unit.name,
        "sort_key": unit.sort_key,
        "level": unit.level,
        "type": unit.type,
        "block": unit.block,
        "parent_id": parent_id,
        "valid_from": valid_from,
        "valid_to": None,
        "iso_9001": unit.iso_9001,
    }


def _kept(pairs: Mapping[int, int], takes_effect: date) -> Sequence[SuccessionRow]:
    return [
        SuccessionRow(predecessor_id=old, successor_id=new, takes_effect=takes_effect, is_full=True)
        for old, new in pairs.items()
    ]
