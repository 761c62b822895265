"""The registry of printed sheets."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, insert, select

from survey_app.models import Counter, Poster, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class PosterRow:
    counter_id: int
    serial: int
    paper: str
    printed_on: date
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedRow:
    """A counter that no longer takes answers under its own code, of which sheets were printed."""

    code: str
    name: str
    unit_id: int
    unit: str
    closed_on: date | None
    revoked_on: date | None
    moved_to: str | None
    serials: int


def list_newest(connection: Connection, *, counter_ids: Collection[int]) -> list[PosterRow]:
    """The newest sheet of each counter and paper."""
    newest = (
        select(Poster.counter_id, Poster.paper, func.max(Poster.serial).label("serial"))
        .where(Poster.counter_id.in_(counter_ids))
        .group_by(Poster.counter_id, Poster.paper)
        .subquery()
    )
    query = (
        select(Poster.counter_id, Poster.serial, Poster.paper, Poster.printed_on, Poster.fingerprint)
        .join(newest, (newest.c.counter_id == Poster.counter_id) & (newest.c.serial == Poster.serial))
        .order_by(Poster.counter_id, Poster.serial)
    )
    return [PosterRow(**row) for row in connection.execute(query).mappings()]


def list_ended(connection: Connection, *, unit_ids: Collection[int] | None, today: date) -> list[EndedRow]:
    """Counters with printed sheets that are closed or revoked, in Vietnamese order of unit and name."""
    following = Counter.__table__.alias("following")
    query = (
        select(
            Counter.code,
            Counter.name,
            Counter.unit_id,
            Unit.name.label("unit"),
            Counter.closed_on,
            Counter.revoked_on,
            following.c.code.label("moved_to"),
            func.count(Poster.id).label("serials"),
        )
        .join(Unit, Unit.id == Counter.unit_id)
        .join(Poster, Poster.counter_id == Counter.id)
        .outerjoin(following, following.c.id == Counter.moved_to_id)
        .where((Counter.closed_on < today) | (Counter.revoked_on <= today))
        .group_by(Counter.id, Unit.id, following.c.code)
        .order_by(Unit.sort_key, Unit.id, Counter.name, Counter.code)
    )
    if unit_ids is not None:
        query = query.where(Counter.unit_id.in_(unit_ids))
    return [EndedRow(**row) for row in connection.execute(query).mappings()]


def find_last_serials(connection: Connection, *, counter_ids: Collection[int]) -> dict[int, int]:
    query = (
        select(Poster.counter_id, func.max(Poster.serial))
        .where(Poster.counter_id.in_(counter_ids))
        .group_by(Poster.counter_id)
    )
    return {counter_id: int(serial) for counter_id, serial in connection.execute(query)}


def add_posters(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:  # an insert of nothing would be an insert of defaults
        connection.execute(insert(Poster), rows)
