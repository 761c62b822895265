"""Counters that took very many answers in one half-day: from seals alone, so nothing moves with one answer."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from survey_app.models import Counter, Seal, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdRow:
    code: str
    counter: str
    unit: str
    half_day: int
    n: int


def list_crowds(
    connection: Connection, *, least: int, least_part: int, since: int, most: int
) -> list[CrowdRow]:
    """The largest first. `least_part`: a box of that size is sealed in parts of at least so many."""
    n = func.sum(Seal.n)
    query = (
        select(
            Counter.code, Counter.name.label("counter"), Unit.name.label("unit"), Seal.half_day, n.label("n")
        )
        .join(Counter, Counter.id == Seal.counter_id)
        .join(Unit, Unit.id == Seal.unit_id)
        .where(Seal.half_day >= since, Seal.n >= least_part)
        .group_by(Counter.id, Unit.id, Seal.half_day)
        .having(n >= least)
        .order_by(n.desc(), Seal.half_day.desc(), Counter.code)
        .limit(most)
    )
    return [CrowdRow(**row) for row in connection.execute(query).mappings()]
