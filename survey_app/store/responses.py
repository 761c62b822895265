"""Seals and what they counted."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select

from survey_app.models import Response, ResponseText, Seal


def add_seal(connection: Connection, **values: Any) -> int:
    return connection.execute(insert(Seal).values(**values).returning(Seal.id)).scalar_one()


def add_responses(
    connection: Connection, rows: Sequence[Mapping[str, Any]], texts: Sequence[Mapping[str, Any]]
) -> None:
    connection.execute(insert(Response), rows)
    if texts:
        connection.execute(insert(ResponseText), texts)


def list_sealed_months(connection: Connection) -> list[int]:
    return list(connection.scalars(select(Seal.month).distinct().order_by(Seal.month)))


def list_seals_that_miscount(connection: Connection, month: int) -> list[int]:
    """Seals whose n is not the number of their responses."""
    query = (
        select(Seal.id)
        .outerjoin(Response, Response.seal_id == Seal.id)
        .where(Seal.month == month)
        .group_by(Seal.id, Seal.n)
        .having(func.count(Response.id) != Seal.n)
    )
    return list(connection.scalars(query))


def count_responses(connection: Connection, *, months: Iterable[int] | None = None) -> int:
    query = select(func.coalesce(func.sum(Seal.n), 0))
    if months is not None:
        query = query.where(Seal.month.in_(list(months)))
    return connection.execute(query).scalar_one()


def count_sealed_by_unit(connection: Connection, *, month: int) -> dict[int, int]:
    """Sealed answers of a month by unit; each is a sum of seals, so five or more."""
    query = select(Seal.unit_id, func.sum(Seal.n)).where(Seal.month == month).group_by(Seal.unit_id)
    return {unit_id: int(n) for unit_id, n in connection.execute(query)}
