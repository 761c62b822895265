"""Units and their counters in the hands of the administrator."""

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from survey_app.db import Database
from survey_app.platform import Platform
from survey_app.rows import UnitRow
from survey_app.services.going_on import go_on
from survey_app.services.registering import new_code
from survey_app.store import counters, publications, units
from survey_app.store.counters import CounterRow
from survey_app.translating import gettext as _
from survey_app.vietnamese import without_marks

LONGEST_NAME = 200
LONGEST_FIELD = 64


class PlaceError(ValueError):
    """Cannot be done; the text is a sentence for the administrator."""


class UnknownPlaceError(LookupError):
    """No standing unit or no counter has this code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A standing unit with the names above it and what it holds."""

    code: str
    name: str
    level: str
    type: str
    above: tuple[str, ...]
    parts: int
    counters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterState:
    code: str
    name: str
    procedure_field: str
    opened_on: date
    closed_on: date | None
    revoked_on: date | None

    @property
    def is_open(self) -> bool:
        return self.closed_on is None and self.revoked_on is None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    """One unit as the administrator sees it."""

    place: Place
    parent_code: str | None
    iso_9001: bool
    valid_from: date
    parts: tuple[Place, ...]
    counters: tuple[CounterState, ...]


def list_places(platform: Platform, *, wanted: str = "") -> tuple[Place, ...]:
    """The uppermost units; or with words, every unit whose name has them (marks and case do not matter) or whose code."""
    tree, held = _tree(platform)
    parts = Tally(unit.parent_id for unit in tree.values())
    words = without_marks(wanted).split()
    if not words:
        found = [unit for unit in tree.values() if unit.parent_id not in tree]
    else:
        found = [
            unit
            for unit in tree.values()
            if unit.code.lower() == " ".join(words) or _has(without_marks(unit.name), words)
        ]
    return tuple(_place(unit, tree, parts, held) for unit in found)


def find_place(platform: Platform, *, code: str) -> PlaceView:
    """Raises UnknownPlaceError."""
    tree, held = _tree(platform)
    unit = next((unit for unit in tree.values() if unit.code == code), None)
    if unit is None:
        raise UnknownPlaceError(code)
    parts = Tally(other.parent_id for other in tree.values())
    with platform.database.reading() as connection:
        rows = counters.list_counters(connection, unit_ids=[unit.id])
    parent = tree.get(unit.parent_id) if unit.parent_id else None
    return PlaceView(
        place=_place(unit, tree, parts, held),
        parent_code=parent.code if parent else None,
        iso_9001=unit.iso_9001,
        valid_from=unit.valid_from,
        parts=tuple(_place(o, tree, parts, held) for o in tree.values() if o.parent_id == unit.id),
        counters=tuple(_state(row) for row in rows),
    )


def add_counter(platform: Platform, *, unit_code: str, name: str, procedure_field: str) -> str:
    """A counter from today on; gives its code. Raises UnknownPlaceError, PlaceError."""
    name, procedure_field = name.strip(), procedure_field.strip()
    if not name or len(name) > LONGEST_NAME:
        raise PlaceError(_("Ghi tên quầy, không quá %(longest_name)s ký tự.", longest_name=LONGEST_NAME))
    if len(procedure_field) > LONGEST_FIELD:
        raise PlaceError(_("Lĩnh vực không quá %(longest_field)s ký tự.", longest_field=LONGEST_FIELD))
    with platform.database.writing() as connection:
        standing = {unit.code: unit for unit in units.list_units(connection, on=platform.today)}
        if unit_code not in standing:
            raise UnknownPlaceError(unit_code)
        code = new_code(counters.find_codes(connection))
        row = {"code": code, "name": name, "unit_id": standing[unit_code].id, "opened_on": platform.today}
        counters.add_counters(connection, [{**row, "procedure_field": procedure_field}])
    return code


def close_counter(platform: Platform, *, code: str) -> None:
    """Today is its last day. Raises UnknownPlaceError, PlaceError."""
    with platform.database.writing() as connection:
        found = _require_open(counters.find_counter(connection, code), code)
        counters.close_counter(connection, code, on=max(platform.today, found.opened_on))
        publications.close_at_counter(connection, found.id, on=platform.today)


def replace_code(platform: Platform, *, code: str) -> str:
    """Revoke a code at once and give the counter a new one; the old sheet leads nowhere. Gives the new code.

    For a poster that was copied, stolen or hung in the wrong place. Raises UnknownPlaceError, PlaceError.
    """
    today = platform.today
    with platform.database.writing() as connection:
        row = _require_open(counters.find_counter(connection, code), code)
        fresh = new_code(counters.find_codes(connection))
        counters.revoke_counter(connection, code, on=today)
        day = max(today, row.opened_on)
        go_on(connection, row.id, code=fresh, unit_id=row.unit_id, on=day, last_day=day)
    return fresh


def mark_iso_9001(database: Database, *, code: str, certified: bool, today: date) -> None:
    """Whether a standing unit works by ISO 9001. Raises UnknownPlaceError."""
    with database.writing() as connection:
        standing = {unit.code: unit.id for unit in units.list_units(connection, on=today)}
        if code not in standing:
            raise UnknownPlaceError(code)
        units.mark_iso_9001(connection, standing[code], certified=certified)


def _tree(platform: Platform) -> tuple[Mapping[int, UnitRow], Mapping[int, int]]:
    """The units of today, and how many counters each holds."""
    with platform.database.reading() as connection:
        tree = {unit.id: unit for unit in units.list_units(connection, on=platform.today)}
        held = counters.count_open_by_unit(connection)
    return tree, held


def _place(
    unit: UnitRow, tree: Mapping[int, UnitRow], parts: Mapping[int | None, int], held: Mapping[int, int]
) -> Place:
    above: list[str] = []
    higher = tree.get(unit.parent_id) if unit.parent_id else None
    while higher is not None:
        above.append(higher.name)
        higher = tree.get(higher.parent_id) if higher.parent_id else None
    return Place(
        code=unit.code,
        name=unit.name,
        level=unit.level,
        type=unit.type,
        above=tuple(above),
        parts=parts[unit.id],
        counters=held.get(unit.id, 0),
    )


def _has(name: str, words: Sequence[str]) -> bool:
    return all(word in name for word in words)


def _state(row: CounterRow) -> CounterState:
    return CounterState(
        code=row.code,
        name=row.name,
        procedure_field=row.procedure_field,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        revoked_on=row.revoked_on,
    )


def _require_open(row: CounterRow | None, code: str) -> CounterRow:
    if row is None:
        raise UnknownPlaceError(code)
    if row.closed_on is not None or row.revoked_on is not None:
        raise PlaceError(_("Quầy này đã đóng hoặc mã đã thu hồi từ trước."))
    return row
