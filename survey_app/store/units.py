"""Units: the tree as it stands on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from survey_app.models import Unit
from survey_app.rows import UnitRow

_COLUMNS = tuple(column.name for column in Unit.__table__.columns)


def list_units(connection: Connection, *, on: date | None = None) -> list[UnitRow]:
    """Every unit, or those valid on a day, in Vietnamese order."""
    query = select(*Unit.__table__.columns).order_by(Unit.sort_key, Unit.id)
    if on is not None:
        query = query.where(Unit.valid_from <= on, or_(Unit.valid_to.is_(None), Unit.valid_to >= on))
    # All at once, and by name from the plain tuple: a mapping for each row takes three times as long.
    return [UnitRow(**dict(zip(_COLUMNS, row, strict=True))) for row in connection.execute(query).all()]


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit that has not ended: its row and its level."""

    id: int
    level: str


def find_standing(connection: Connection) -> dict[str, Standing]:
    """By code, the units that have not ended; a code that was used before belongs to the newest."""
    query = select(Unit.code, Unit.id, Unit.level).where(Unit.valid_to.is_(None))
    return {row.code: Standing(row.id, row.level) for row in connection.execute(query)}


def find_spans(connection: Connection) -> dict[str, list[tuple[date, date | None]]]:
    """By code, the days of every unit that ever had it."""
    spans: dict[str, list[tuple[date, date | None]]] = {}
    for code, since, until in connection.execute(select(Unit.code, Unit.valid_from, Unit.valid_to)):
        spans.setdefault(code, []).append((since, until))
    return spans


def find_ids(connection: Connection, *, valid_from: date) -> dict[str, int]:
    """By code, the units whose first day this is."""
    query = select(Unit.code, Unit.id).where(Unit.valid_from == valid_from)
    return {row.code: row.id for row in connection.execute(query)}


def add_units(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Units with their parents' ids; gives their own in the same order."""
    if not rows:  # an insert of nothing would be an insert of defaults
        return []
    statement = insert(Unit).returning(Unit.id, sort_by_parameter_order=True)
    return list(connection.execute(statement, rows).scalars())


def end_unit(connection: Connection, unit_id: int, *, valid_to: date) -> None:
    connection.execute(update(Unit).where(Unit.id == unit_id).values(valid_to=valid_to))


def put_parent(connection: Connection, unit_id: int, parent_id: int) -> None:
    connection.execute(update(Unit).where(Unit.id == unit_id).values(parent_id=parent_id))


def mark_iso_9001(connection: Connection, unit_id: int, *, certified: bool) -> None:
    connection.execute(update(Unit).where(Unit.id == unit_id).values(iso_9001=certified))
