"""Which half-days are closed: their seals recorded, their keys shut."""

from sqlalchemy import Connection, func, insert, select, text

from survey_app.models import Closing
from survey_app.models.guards import KEY_LOCK


def find_last_closed(connection: Connection) -> int | None:
    return connection.scalar(select(func.max(Closing.half_day)))


def add_closing(connection: Connection, half_day: int) -> None:
    """Close a half-day. On PostgreSQL every answer commits wholly before or wholly after (see the guard)."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": KEY_LOCK})
    connection.execute(insert(Closing).values(half_day=half_day))
