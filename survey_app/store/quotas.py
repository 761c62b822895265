"""Quotas of publications, and how many answers their counters have taken."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, insert, select

from survey_app.models import Ballot, Counter, Publication, Quota, Seal


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaRow:
    a_day: int | None
    in_all: int | None
    closes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Sealed answers of a publication's counter since it opened, and the half-day of the last of them."""

    n: int
    last_half_day: int


def add_quotas(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:  # an insert of nothing would be an insert of defaults
        connection.execute(insert(Quota), rows)


def list_quotas(connection: Connection, publication_ids: Collection[int]) -> dict[int, QuotaRow]:
    query = select(Quota.publication_id, Quota.a_day, Quota.in_all, Quota.closes).where(
        Quota.publication_id.in_(publication_ids)
    )
    return {
        row.publication_id: QuotaRow(a_day=row.a_day, in_all=row.in_all, closes=row.closes)
        for row in connection.execute(query)
    }


def count_taken(connection: Connection, *, counter_id: int, version_id: int, since: date) -> int:
    """Answers of a counter since a day: sealed, and waiting in the box."""
    first = since.toordinal() * 2  # the half-days are numbered from there: see clock.py
    sealed = select(func.coalesce(func.sum(Seal.n), 0)).where(
        Seal.counter_id == counter_id, Seal.version_id == version_id, Seal.last_half_day >= first
    )
    waiting = select(func.count()).where(
        Ballot.counter_id == counter_id, Ballot.version_id == version_id, Ballot.half_day >= first
    )
    return int(connection.scalar(sealed) or 0) + int(connection.scalar(waiting) or 0)


def list_sealed(connection: Connection, publication_ids: Collection[int]) -> dict[int, Taken]:
    """By publication, what is in seals of its counter: never fewer than five, and never today's single answer."""
    query = (
        select(
            Publication.id,
            Publication.opens_on,
            Seal.last_half_day,
            Seal.n,
        )
        .join(Counter, Counter.id == Publication.counter_id)
        .join(Seal, (Seal.counter_id == Counter.id) & (Seal.version_id == Publication.version_id))
        .where(Publication.id.in_(publication_ids))
    )
    found: dict[int, Taken] = {}
    for publication_id, opens_on, half_day, n in connection.execute(query):
        if half_day >= opens_on.toordinal() * 2:
            before = found.get(publication_id, Taken(n=0, last_half_day=0))
            found[publication_id] = Taken(n=before.n + n, last_half_day=max(before.last_half_day, half_day))
    return found


def list_answered_versions(connection: Connection, *, since: date) -> set[int]:
    """Versions with an answer since a day, sealed or waiting."""
    first = since.toordinal() * 2
    sealed = connection.scalars(select(Seal.version_id).where(Seal.half_day >= first).distinct())
    return set(sealed) | set(connection.scalars(select(Ballot.version_id).distinct()))
