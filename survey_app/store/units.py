"""Units: the tree as it stands on a day."""

from collections.abc import Mapping
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


def list_units(connection: Connection, *, on: date | None = None) -> list[UnitRow]:
    """Every unit, or those valid on a day, in Vietnamese order."""
    query = select(*Unit.__table__.columns).order_by(Unit.sort_key, Unit.id)
    if on is not None:
        query = query.where(Unit.valid_from <= on, or_(Unit.valid_to.is_(None), Unit.valid_to >= on))
    return [UnitRow(**row) for row in connection.execute(query).mappings()]


def add_unit(connection: Connection, values: Mapping[str, Any]) -> int:
    return connection.execute(insert(Unit).values(**values).returning(Unit.id)).scalar_one()
