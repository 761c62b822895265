"""The engine, tuned; and units of work that say beforehand whether they write."""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from survey_app.models import Base
from survey_app.turns import WriteTurn

db = SQLAlchemy(model_class=Base)

BUSY_MILLISECONDS = 10_000
SYNCHRONOUS = "FULL"  # of SQLite: what was acknowledged outlives a power cut
REVISION = "revision"  # the name of the setting that every writing transaction changes
_NEW_REVISION = text(
    "INSERT INTO setting (name, value) VALUES (:name, :value) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
TURN = "turn"  # under this name a connection keeps its turn to write


def engine_options(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {"pool_size": 40, "max_overflow": 10}
    # A dead connection is noticed when it is used (and answered with 503), not by a ping before each answer.
    # While one server follows another both hold connections, and PostgreSQL as installed takes a hundred.
    return {"pool_size": 16, "max_overflow": 8, "connect_args": {"connect_timeout": 5}}


def open_engine(url: str) -> Engine:
    return tune(create_engine(url, **engine_options(url)))


def tune(engine: Engine) -> Engine:
    """SQLite: durable, foreign keys on, deleted bytes overwritten, transactions begun by us."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
        event.listen(engine, "reset", _on_end)
        event.listen(engine, "invalidate", _on_end)
        event.listen(engine, "close", _on_close)
    return engine


def _on_connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_MILLISECONDS}",
        "journal_mode=WAL",
        f"synchronous={SYNCHRONOUS}",
        "foreign_keys=ON",
        "secure_delete=ON",
        "temp_store=MEMORY",  # no answer in a temporary file
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("outside_transaction"):  # a checkpoint of the log
        return
    reads_only = bool(options.get("reads_only"))
    if not reads_only and TURN not in connection.info:
        connection.info[TURN] = WriteTurn.take(Path(str(connection.engine.url.database)))
    begin = "BEGIN" if reads_only else "BEGIN IMMEDIATE"
    cursor = connection.connection.cursor()
    try:
        # A read that turns into a write fails at once when somebody else wrote in between, whatever the
        # busy timeout: so a unit of work that may write takes the write lock at its beginning.
        if connection.info.get("reads_only") is not reads_only:
            cursor.execute(f"PRAGMA query_only={'ON' if reads_only else 'OFF'}")
            connection.info["reads_only"] = reads_only
        cursor.execute(begin)
    except sqlite3.OperationalError as error:
        raise OperationalError(begin, None, error) from error  # as every other statement's trouble comes
    finally:
        cursor.close()


def _on_end(connection: DBAPIConnection, entry: ConnectionPoolEntry, _how: object) -> None:
    """A connection goes back to the pool, or broke: its transaction is over."""
    _on_close(connection, entry)


def _on_close(_connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    turn: WriteTurn | None = entry.info.pop(TURN, None)
    if turn is not None:
        turn.give_back()


@dataclass(frozen=True, slots=True)
class Database:
    """Units of work on one engine."""

    engine: Engine

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self, *, repeatable: bool = False) -> Iterator[Connection]:
        """A read-only transaction; `repeatable` sees one state throughout (SQLite always does)."""
        options: dict[str, Any] = {"reads_only": True}
        if not self.is_sqlite:
            options = {"postgresql_readonly": True}
            if repeatable:
                options["isolation_level"] = "REPEATABLE READ"
        with self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    @contextmanager
    def glancing(self) -> Iterator[Connection]:
        """For one statement that reads: PostgreSQL then needs no transaction around it."""
        if self.is_sqlite:
            with self.reading() as connection:
                yield connection
            return
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may write; committed at the end, rolled back by any error.

        It gives the house a new revision, so that nothing computed before is taken for what is now.
        """
        with self.engine.connect() as connection, connection.begin():
            yield connection
            # Last, because on PostgreSQL writers wait for each other at this row until they have committed.
            connection.execute(_NEW_REVISION, {"name": REVISION, "value": secrets.token_hex(8)})
