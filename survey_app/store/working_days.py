from collections.abc import Collection
from dataclasses import asdict
from datetime import date

from sqlalchemy import Connection, delete, select

from survey_app.models import CalendarDay
from survey_app.rows import DayRow
from survey_app.store.upserts import put_rows


def list_days(connection: Connection, *, first: date, last: date | None = None) -> list[DayRow]:
    """The days from the first on, up to the last if there is one, in order."""
    query = select(*CalendarDay.__table__.columns).where(CalendarDay.day >= first).order_by(CalendarDay.day)
    if last is not None:
        query = query.where(CalendarDay.day <= last)
    return [DayRow(**row) for row in connection.execute(query).mappings()]


def put_days(connection: Connection, rows: Collection[DayRow]) -> None:
    """Set these days, in place of what was told of them before."""
    put_rows(connection, CalendarDay, [asdict(row) for row in rows], key="day")


def remove_days(connection: Connection, days: Collection[date]) -> None:
    connection.execute(delete(CalendarDay).where(CalendarDay.day.in_(days)))
