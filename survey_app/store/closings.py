"""Which half-days are closed: their seals recorded, their keys shut."""

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, literal, select, text, union_all

from survey_app.models import ClockAct, Closing, ShutKey
from survey_app.models.guards import KEY_LOCK

_ERA = select(func.max(Closing.era)).scalar_subquery()


def find_last_closed(connection: Connection) -> int | None:
    return connection.scalar(select(func.max(Closing.half_day)).where(Closing.era == _ERA))


def add_closing(connection: Connection, half_day: int, *, seen: int | None = None) -> None:
    """Close a half-day. On PostgreSQL every answer commits wholly before or wholly after (see the guard)."""
    _let_no_answer_in(connection)
    era = connection.scalar(select(func.max(Closing.era))) or 0
    connection.execute(insert(Closing).values(era=era, half_day=half_day, seen=seen))


def begin_era(connection: Connection, last_closed: int, *, seen: int) -> None:
    """From now on this half-day is the last closed one, whatever was closed before."""
    _let_no_answer_in(connection)
    era = (connection.scalar(select(func.max(Closing.era))) or 0) + 1
    connection.execute(insert(Closing).values(era=era, half_day=last_closed, seen=seen))


def find_database_time(connection: Connection) -> datetime | None:
    """The moment by the database's own clock; SQLite has none but ours."""
    if connection.dialect.name != "postgresql":
        return None
    found: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    return found


def find_first_seen_after(connection: Connection, half_day: int) -> int | None:
    """The first half-day that was closed under a clock which showed a later one than this."""
    query = select(func.min(Closing.half_day)).where(Closing.era == _ERA, Closing.seen > half_day)
    return connection.scalar(query)


def find_open_key(connection: Connection, *, at_least: int) -> int:
    """The first half-day from this one on whose key may be used: not closed, and not shut before its time."""
    wanted = max(at_least, (find_last_closed(connection) or 0) + 1)
    shut = list_shut_keys(connection)
    while wanted in shut:
        wanted += 1
    return wanted


def list_shut_keys(connection: Connection) -> set[int]:
    return set(connection.scalars(select(ShutKey.half_day)))


def what_is_shut(connection: Connection) -> tuple[int, set[int]]:
    """The last closed half-day, and keys that were shut before their time: one statement, for the intake."""
    closed = select(literal("closed"), func.max(Closing.half_day)).where(Closing.era == _ERA)
    rows = connection.execute(union_all(closed, select(literal("shut"), ShutKey.half_day))).all()
    return next(n for what, n in rows if what == "closed") or 0, {n for what, n in rows if what == "shut"}


def shut_keys(connection: Connection, half_days: list[int]) -> None:
    """Let nothing enter under these keys any more; every answer commits wholly before or wholly after."""
    _let_no_answer_in(connection)
    known = list_shut_keys(connection)
    rows = [{"half_day": half_day} for half_day in half_days if half_day not in known]
    if rows:
        connection.execute(insert(ShutKey), rows)


def forget_shut_keys(connection: Connection, *, through: int) -> None:
    """Of closed half-days the closing itself shuts the key."""
    connection.execute(delete(ShutKey).where(ShutKey.half_day <= through))


def add_act(
    connection: Connection, *, kind: str, closed_before: int, closed_after: int, at: str, done_by: str
) -> None:
    connection.execute(
        insert(ClockAct).values(
            kind=kind, closed_before=closed_before, closed_after=closed_after, at=at, done_by=done_by
        )
    )


def _let_no_answer_in(connection: Connection) -> None:
    # SQLite has one writer anyway.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": KEY_LOCK})
