"""Sessions that somebody logged out of, until their cookies would have died by themselves."""

from sqlalchemy import Connection, delete, select

from survey_app.models import EndedSession
from survey_app.store.upserts import put_rows


def is_ended(connection: Connection, session_hash: bytes) -> bool:
    query = select(EndedSession.session_hash).where(EndedSession.session_hash == session_hash)
    return connection.execute(query).first() is not None


def add_ended(connection: Connection, session_hash: bytes, *, dies_at: int) -> None:
    """Pressed twice it has ended once."""
    row = {"session_hash": session_hash, "dies_at": dies_at}
    put_rows(connection, EndedSession, [row], key="session_hash")


def forget_dead(connection: Connection, *, now: int) -> None:
    connection.execute(delete(EndedSession).where(EndedSession.dies_at < now))
