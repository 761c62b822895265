"""Seals and what they counted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from survey_app.models import BoxShape, MomentSum, Response, Seal


def add_seal(connection: Connection, **values: Any) -> int:
    return connection.execute(insert(Seal).values(**values).returning(Seal.id)).scalar_one()


def add_responses(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    connection.execute(insert(Response), rows)


def list_sealed_months(connection: Connection) -> list[int]:
    return list(connection.scalars(select(Seal.month).distinct().order_by(Seal.month)))


def list_months_without_sums(connection: Connection) -> list[int]:
    """Months with seals of which no moments, or no shapes of boxes, are kept."""
    counted = select(MomentSum.month).where(MomentSum.month.in_(select(BoxShape.month)))
    query = select(Seal.month).where(Seal.month.not_in(counted)).distinct()
    return list(connection.scalars(query.order_by(Seal.month)))


def iterate_answers(
    connection: Connection, month: int
) -> Iterator[Row[int, int, int, int | None, int, int, str]]:
    """Every response of a month, those of a seal together."""
    query = (
        select(
            Response.seal_id,
            Seal.unit_id,
            Seal.version_id,
            Seal.counter_id,
            Seal.first_half_day,
            Seal.last_half_day,
            Response.answers,
        )
        .join(Seal, Response.seal_id == Seal.id)
        .where(Seal.month == month)
        .order_by(Response.seal_id)
    )
    yield from connection.execute(query, execution_options={"yield_per": 10_000})


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
