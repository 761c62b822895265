"""Whose results are asked for: a unit with everything below it, or one counter; and its place in the tree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from survey_app.access import Rights, may, visible_units
from survey_app.addresses import read_code
from survey_app.clock import Period
from survey_app.rows import UnitRow
from survey_app.services.comparing.comparison import LEVELS, Level
from survey_app.services.comparing.family import Family, Member, block_of, stood, stood_throughout, upwards
from survey_app.services.supervising.scene import OutOfScopeError
from survey_app.store import counters, units
from survey_app.store.counters import CounterRow
from survey_app.translating import lazy_gettext

LEVEL_NAMES = {
    "province": lazy_gettext("tỉnh, thành phố"),
    "district": lazy_gettext("huyện"),
    "commune": lazy_gettext("xã, phường, đặc khu"),
    "office": lazy_gettext("cơ quan, bộ phận"),
    "counter": lazy_gettext("quầy, điểm khảo sát"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Above:
    """A unit above; one that lies outside the account's scope has a name but no page."""

    code: str
    name: str
    in_scope: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    unit: UnitRow
    counter: CounterRow | None
    above: tuple[Above, ...]  # from the top down to the unit next above
    below: Sequence[UnitRow]  # the unit itself first
    block: str | None
    may_compare: bool  # among its siblings: the unit above lies in the scope

    @property
    def identity(self) -> tuple[object, ...]:
        """Which unit or counter this is to whom: results of others beside it depend on the scope."""
        counter = self.counter.code if self.counter else ""
        return (self.unit.id, counter, self.may_compare, *(unit.id for unit in self.below))

    @property
    def code(self) -> str:
        return self.counter.code if self.counter else self.unit.code

    @property
    def name(self) -> str:
        return self.counter.name if self.counter else self.unit.name

    @property
    def level_name(self) -> str:
        return str(LEVEL_NAMES["counter" if self.counter else self.unit.level])

    @property
    def level(self) -> Level | None:
        """None for levels that are no longer compared."""
        found = "counter" if self.counter else self.unit.level
        return next((level for level in LEVELS if level == found), None)

    @property
    def levels_below(self) -> tuple[Level, ...]:
        """Levels of its parts, the nearest first; a unit always has counters."""
        if self.counter:
            return ()
        standing = {unit.level for unit in self.below[1:]}
        return tuple(level for level in LEVELS if level in standing or level == "counter")

    @property
    def is_lowest(self) -> bool:
        """A counter, or a unit that has no units below it: what few people chose is told above it only."""
        return self.counter is not None or len(self.below) == 1

    def family(self, period: Period) -> Family:
        """The subject alone, with everything below folded into it."""
        own = self.counter or self.unit
        folded = self.unit.id if self.counter else own.id
        return Family(
            members=(Member(id=own.id, code=own.code, name=own.name, sort_key=""),),
            member_of_unit={unit.id: folded for unit in self.below},
            parent=None,
            block=None,
            other_blocks=(),
            stood_before=stood_throughout(self.unit, period),
        )


def find_subject(connection: Connection, rights: Rights, code: str, *, period: Period | None) -> Subject:
    """The unit or counter with this code. Raises OutOfScopeError where the account may not see its results."""
    rows = units.list_units(connection)
    tree = {unit.id: unit for unit in rows}
    named = [unit for unit in rows if unit.code == code]
    standing = [unit for unit in named if period is not None and stood(unit, period)]
    unit = next(reversed(standing or named), None)
    counter = None
    if unit is None:
        counter = _find_counter(connection, code)
        unit = tree.get(counter.unit_id) if counter else None
    if unit is None or not may(rights, "see_results", unit.id, rows):
        raise OutOfScopeError(code)
    visible = visible_units(rights, rows)
    above = [tree[each] for each in upwards(tree, unit.id)][0 if counter else 1 :]
    return Subject(
        unit=unit,
        counter=counter,
        above=tuple(Above(code=u.code, name=u.name, in_scope=u.id in visible) for u in reversed(above)),
        below=[unit] if counter else _below(tree, unit),
        block=block_of(tree, unit),
        may_compare=bool(above) and may(rights, "compare_units", above[0].id, rows),
    )


def _find_counter(connection: Connection, code: str) -> CounterRow | None:
    typed = read_code(code)
    return counters.find_counter(connection, typed) if typed else None


def _below(tree: Mapping[int, UnitRow], unit: UnitRow) -> list[UnitRow]:
    found = [each for each in tree.values() if each.id != unit.id and unit.id in upwards(tree, each.id)]
    return [unit, *found]
