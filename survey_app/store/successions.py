"""Successions: which unit went into which, wholly or in parts."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection, insert, select

from survey_app.models import Succession


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessionRow:
    predecessor_id: int
    successor_id: int
    takes_effect: date
    is_full: bool


def list_successions(connection: Connection) -> list[SuccessionRow]:
    query = select(*Succession.__table__.columns)
    return [SuccessionRow(**row) for row in connection.execute(query).mappings()]


def add_successions(connection: Connection, rows: Sequence[SuccessionRow]) -> None:
    if rows:  # an insert of nothing would be an insert of defaults
        connection.execute(insert(Succession), [asdict(row) for row in rows])
