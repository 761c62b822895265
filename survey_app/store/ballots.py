"""The ballot box from the sealer's side: which boxes wait, what is in them, taking it out, re-keying."""

import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, tuple_, update

from survey_app.models import Ballot, Counter, SpentKey

ID_BYTES = 16
CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Submissions waiting at one counter for one version."""

    counter_id: int
    version_id: int
    unit_id: int
    procedure_field: str
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingBallot:
    counter_id: int
    version_id: int
    id: bytes
    half_day: int
    key_half_day: int
    content: bytes


def list_boxes(connection: Connection, *, through: int) -> list[Box]:
    """Boxes that hold something of half-days up to `through`."""
    query = (
        select(Ballot.counter_id, Ballot.version_id, Counter.unit_id, Counter.procedure_field, func.count())
        .join(Counter, Counter.id == Ballot.counter_id)
        .where(Ballot.half_day <= through)
        .group_by(Ballot.counter_id, Ballot.version_id, Counter.unit_id, Counter.procedure_field)
        .order_by(Ballot.counter_id, Ballot.version_id)
    )
    return [
        Box(counter_id=c, version_id=v, unit_id=u, procedure_field=f, waiting=n)
        for c, v, u, f, n in connection.execute(query)
    ]


def list_ballots(connection: Connection, box: Box, *, through: int) -> list[WaitingBallot]:
    return _ballots(
        connection,
        Ballot.counter_id == box.counter_id,
        Ballot.version_id == box.version_id,
        Ballot.half_day <= through,
    )


def list_ballots_under(
    connection: Connection, *, key_through: int, also: Collection[int], without: Collection[bytes] = ()
) -> list[WaitingBallot]:
    """Up to CHUNK ballots that still lie under a key of a half-day up to `key_through`, or of some later ones."""
    under = or_(Ballot.key_half_day <= key_through, Ballot.key_half_day.in_(also))
    return _ballots(connection, under, Ballot.id.not_in(without), limit=CHUNK)


def _ballots(connection: Connection, *conditions: object, limit: int | None = None) -> list[WaitingBallot]:
    query = select(
        Ballot.counter_id, Ballot.version_id, Ballot.id, Ballot.half_day, Ballot.key_half_day, Ballot.content
    ).where(*conditions)  # type: ignore[arg-type]  # columns' comparisons
    # By place, never as they lie: a transaction's rows would tell which came one after the other.
    query = query.order_by(Ballot.counter_id, Ballot.version_id, Ballot.id)
    rows = connection.execute(query.limit(limit) if limit else query)
    return [
        WaitingBallot(counter_id=c, version_id=v, id=i, half_day=h, key_half_day=k, content=content)
        for c, v, i, h, k, content in rows
    ]


_PLACE = tuple_(Ballot.counter_id, Ballot.version_id, Ballot.id)
_TAKE = delete(Ballot).where(_PLACE.in_(bindparam("places", expanding=True))).returning(Ballot.id)


def take_ballots(connection: Connection, ballots: Sequence[WaitingBallot]) -> set[bytes]:
    """Delete these ballots and tell which were really there: what is counted must have been taken."""
    places = [(ballot.counter_id, ballot.version_id, ballot.id) for ballot in ballots]
    return set(connection.execute(_TAKE, {"places": places}).scalars())


def rekey_ballots(
    connection: Connection,
    ballots: Iterable[WaitingBallot],
    *,
    key_half_day: int,
    contents: Mapping[bytes, bytes],
) -> None:
    """Take these ballots out and put them back under another key and another id, in the order of the ids.

    `contents` by the ids they had: encrypted before, so that the lock to write is held for the writing alone. What a clock
    that was ahead has dated later than the key came in its half-day at the latest.
    """
    ballots = list(ballots)
    taken = take_ballots(connection, ballots)
    rows: list[dict[str, Any]] = [
        {
            "counter_id": ballot.counter_id,
            "version_id": ballot.version_id,
            "id": secrets.token_bytes(ID_BYTES),
            "half_day": min(ballot.half_day, key_half_day),
            "key_half_day": key_half_day,
            "content": contents[ballot.id],
        }
        for ballot in ballots
        if ballot.id in taken
    ]
    if rows:
        connection.execute(insert(Ballot), sorted(rows, key=lambda row: row["id"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many of the whole house came in a half-day and lie under one key."""

    half_day: int
    key_half_day: int
    n: int


def list_waiting(connection: Connection) -> list[Waiting]:
    query = select(Ballot.half_day, Ballot.key_half_day, func.count()).group_by(
        Ballot.half_day, Ballot.key_half_day
    )
    return [Waiting(half_day=h, key_half_day=k, n=n) for h, k, n in connection.execute(query)]


def bring_back(connection: Connection, half_day: int) -> None:
    """What a clock that was ahead has dated later came in this half-day at the latest."""
    connection.execute(update(Ballot).where(Ballot.half_day > half_day).values(half_day=half_day))


def list_arrivals(connection: Connection, *, after: int, before: int) -> list[int]:
    """Half-days between these two in which something came that still waits, the earliest first."""
    query = select(Ballot.half_day).where(Ballot.half_day > after, Ballot.half_day < before)
    return list(connection.scalars(query.distinct().order_by(Ballot.half_day)))


def count_waiting(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(Ballot)).scalar_one()


ROW_BYTES = 120  # of a row besides its content, its share of the tree included


def count_waiting_bytes(connection: Connection) -> int:
    """About what the boxes hold; contents have nearly one length, so one of them speaks for all."""
    one = connection.scalar(select(func.length(Ballot.content)).limit(1))
    return count_waiting(connection) * (int(one) + ROW_BYTES) if one else 0


def is_spent(connection: Connection, key_hash: bytes) -> bool:
    """Whether the form with this key has been counted in the last days."""
    return connection.scalar(select(SpentKey.half_day).where(SpentKey.key_hash == key_hash)) is not None


def count_by_key(connection: Connection) -> dict[int, int]:
    """How many wait under the key of which half-day."""
    query = select(Ballot.key_half_day, func.count()).group_by(Ballot.key_half_day)
    return dict(connection.execute(query).all())


def list_contents(connection: Connection) -> Iterator[tuple[int, bytes]]:
    """Everything that waits, a chunk at a time in memory: the half-day of its key, and its content."""
    query = select(Ballot.key_half_day, Ballot.content).execution_options(yield_per=CHUNK)
    yield from connection.execute(query)


def delete_spent_keys(connection: Connection, *, before: int) -> None:
    connection.execute(delete(SpentKey).where(SpentKey.half_day < before))
