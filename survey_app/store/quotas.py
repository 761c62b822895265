"""Quotas of publications, and how many answers their counters have taken."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BindParameter, Connection, Integer, bindparam, func, insert, literal, select

from survey_app.models import Ballot, Counter, Publication, Quota, Seal
from survey_app.store.closings import find_last_closed


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


# Put together once, because that costs as much as running them: a counter that closes asks at every opening.
_line = select(bindparam("counter_id", type_=Integer).label("id"), literal(0).label("step")).cte(
    "line", recursive=True
)
_line = _line.union_all(  # ends: a follower is newer than whom it follows
    select(Counter.id, _line.c.step + 1).join(_line, Counter.moved_to_id == _line.c.id)
)
_LINE = select(_line.c.id).order_by(_line.c.step)
_IN_LINE: BindParameter[int] = bindparam("counter_ids", expanding=True)
_SEALED = select(func.coalesce(func.sum(Seal.n), 0)).where(
    Seal.counter_id.in_(_IN_LINE),
    Seal.version_id == bindparam("version_id"),
    Seal.last_half_day >= bindparam("first"),
    Seal.half_day <= bindparam("closed"),
)
_WAITING = select(func.count()).where(
    Ballot.counter_id.in_(_IN_LINE),
    Ballot.version_id == bindparam("version_id"),
    Ballot.half_day >= bindparam("first"),
    Ballot.half_day <= bindparam("closed"),
)


def list_line(connection: Connection, counter_id: int) -> list[int]:
    """A counter and those it goes on from (moved, or under a code that was replaced), the newest first."""
    return list(connection.scalars(_LINE, {"counter_id": counter_id}))


def find_beginning(connection: Connection, line: Sequence[int], *, version_id: int, opens_on: date) -> date:
    """Since when the publication that opens then at the first counter has gone on along the line."""
    for counter_id in line[1:]:
        query = select(Publication.opens_on).where(
            Publication.counter_id == counter_id,
            Publication.version_id == version_id,
            Publication.opens_on <= opens_on,
            Publication.closes_on >= opens_on - timedelta(days=1),
        )
        before = connection.scalar(query.order_by(Publication.opens_on.desc()).limit(1))
        if before is None:
            break
        opens_on = before
    return opens_on


def count_taken(connection: Connection, *, counter_ids: Sequence[int], version_id: int, since: date) -> int:
    """Answers of a line of counters since a day, sealed and waiting, as they stood when the last half-day was closed.

    Those of the running half-day are left out: a counter that closed at the very answer would tell who was the last to give one.
    """
    first = since.toordinal() * 2  # the half-days are numbered from there: see clock.py
    given = {
        "counter_ids": counter_ids,
        "version_id": version_id,
        "first": first,
        "closed": find_last_closed(connection) or 0,
    }
    return int(connection.scalar(_SEALED, given) or 0) + int(connection.scalar(_WAITING, given) or 0)


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
    """Versions with a sealed answer since a day. What waits is not looked at: the word about silence would end at the very answer."""
    first = since.toordinal() * 2
    return set(connection.scalars(select(Seal.version_id).where(Seal.half_day >= first).distinct()))
