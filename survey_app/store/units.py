"""Units: the tree as it stands on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, or_, select

from survey_app.models import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    id: int
    code: str
    name: str
    sort_key: str
    level: str
    type: str
    block: str | None
    parent_id: int | None
    valid_from: date
    valid_to: date | None
    iso_9001: bool


def list_units(connection: Connection, *, on: date | None = None) -> list[UnitRow]:
    """Every unit, or those valid on a day, in Vietnamese order."""
    query = select(*Unit.__table__.columns).order_by(Unit.sort_key, Unit.id)
    if on is not None:
        query = query.where(Unit.valid_from <= on, or_(Unit.valid_to.is_(None), Unit.valid_to >= on))
    return [UnitRow(**row) for row in connection.execute(query).mappings()]


def find_levels(connection: Connection) -> dict[str, str]:
    """The level of every unit by its code."""
    return {row.code: row.level for row in connection.execute(select(Unit.code, Unit.level))}


def add_units(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Units of one level; `parent_code` names a unit that stands already."""
    ids = {row.code: row.id for row in connection.execute(select(Unit.code, Unit.id))}
    values = [{**row, "parent_id": ids.get(row["parent_code"])} for row in rows]
    for row in values:
        del row["parent_code"]
    if values:  # an insert of nothing would be an insert of defaults
        connection.execute(insert(Unit), values)
