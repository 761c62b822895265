"""What a house from before had in the open, brought under its lasting secrets: ids of responses and written words."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from survey_app.db import Database
from survey_app.models import Response, Seal, UnitAnswer, WrittenText
from survey_app.models.guards import GUARDS
from survey_app.store.unit_questions import place_of_own
from survey_app.store.written_texts import place_of_text
from survey_app.vault import OPEN

CHUNK = 1000
Lock = Callable[[bytes, bytes], bytes]
_PLACES: tuple[tuple[Any, Callable[..., bytes]], ...] = (
    (WrittenText, place_of_text),
    (UnitAnswer, place_of_own),
)


def rename_responses(connection: Connection, new_id: Callable[[bytes], bytes]) -> None:
    """Give every response another id. It is the one change that these rows ever see, so their guard is lifted for it."""
    guard = next(each for each in GUARDS if each.table == "response")
    on_sqlite = connection.dialect.name == "sqlite"
    if on_sqlite:
        for action in ("update", "delete"):
            connection.exec_driver_sql(f"DROP TRIGGER {guard.name}_{action}")
    else:
        connection.exec_driver_sql(f"ALTER TABLE response DISABLE TRIGGER {guard.name}")
    rename = update(Response).where(Response.id == bindparam("old")).values(id=bindparam("new"))
    for seal_id in connection.scalars(select(Seal.id)).all():
        ids = connection.scalars(select(Response.id).where(Response.seal_id == seal_id)).all()
        if ids:
            connection.execute(rename, [{"old": each, "new": new_id(each)} for each in ids])
    if on_sqlite:
        guard.install(connection)
    else:
        connection.exec_driver_sql(f"ALTER TABLE response ENABLE TRIGGER {guard.name}")


def lock_open_words(connection: Connection, lock: Lock) -> int:
    """Lock what a migration moved here in the open; tell how many rows."""
    return sum(_lock_rows(connection, table, place, lock) for table, place in _PLACES)


def _lock_rows(connection: Connection, table: Any, place: Callable[..., bytes], lock: Lock) -> int:
    key = list(table.__table__.primary_key.columns)
    is_open = func.substr(table.content, 1, 1) == OPEN
    write = update(table).where(*(column == bindparam(f"at_{column.name}") for column in key))
    done = 0
    while True:
        query = select(table.__table__).where(is_open).limit(CHUNK)
        rows = [dict(row) for row in connection.execute(query).mappings()]
        if not rows:
            return done
        connection.execute(
            write.values(content=bindparam("locked")),
            [
                {f"at_{column.name}": row[column.name] for column in key}
                | {"locked": lock(row["content"][1:], place(row))}
                for row in rows
            ],
        )
        done += len(rows)


def rewrite_tables(database: Database) -> None:
    """On PostgreSQL: begin the tables as new files in the order of their ids; old rows would stay readable."""
    if database.is_sqlite:
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in (Response, *(table for table, _ in _PLACES)):
            name = table.__tablename__
            connection.exec_driver_sql(f"CLUSTER {name} USING pk_{name}")
