"""Making deletions final: old pages must leave SQLite's log, deleted rows PostgreSQL's tables."""

import time

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from survey_app.db import BUSY_MILLISECONDS, Database
from survey_app.models.ballot import PARTITIONS

PATIENCE_SECONDS = 20.0
PAUSE_SECONDS = 0.02
# An answer waits behind whoever waits for a whole table.
LOCK_MILLISECONDS = 60
LOCK_PAUSE_SECONDS = 0.3
MOST_REWRITTEN = 2_000
LOCK_NOT_AVAILABLE = "55P03"
GUARD = "ballot_key_open"


def erase(database: Database) -> bool:
    """Make what was taken out of the boxes unfindable. Tell whether it succeeded; only then a deletion counts as done."""
    return _cut_log(database) if database.is_sqlite else _clear_parts(database)


def is_pending(database: Database) -> bool:
    """Whether a part of PostgreSQL's box holds nothing but deleted rows. SQLite's pending erasures show by their keys."""
    if database.is_sqlite:
        return False
    with database.reading() as connection:
        return any(_has_pages(connection, part) and not _has_rows(connection, part) for part in PARTITIONS)


def _cut_log(database: Database) -> bool:
    """`secure_delete` has overwritten the rows in the file; the log still holds their old pages until it is cut.

    Waiting inside SQLite for the cut would make answers wait too, so it is tried without waiting, again and again.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    with database.engine.connect().execution_options(outside_transaction=True) as connection:
        _set_busy_timeout(connection, 0)
        try:
            while time.monotonic() < deadline:
                busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
                if not busy:
                    return True
                time.sleep(PAUSE_SECONDS)
        finally:
            _set_busy_timeout(connection, BUSY_MILLISECONDS)
    return False


def _set_busy_timeout(connection: Connection, milliseconds: int) -> None:
    connection.exec_driver_sql(f"PRAGMA busy_timeout={milliseconds}").close()


def _clear_parts(database: Database) -> bool:
    """A deleted row keeps its transaction's number, which runs with arrival: tables that held some begin as new files."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    left = list(PARTITIONS)
    while True:
        left = [part for part in left if not _clear(database, part)]
        if not left or time.monotonic() > deadline:
            return not left
        time.sleep(LOCK_PAUSE_SECONDS)


def _clear(database: Database, part: str) -> bool:
    """Empty the file of a part. What waits in it is written anew in the order of its random ids, by one transaction."""
    with database.reading() as connection:
        if not _has_pages(connection, part) or _count(connection, part) > MOST_REWRITTEN:
            return True  # so many wait only under the running key, where nothing was deleted
    try:
        with database.writing() as connection:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}")
            connection.exec_driver_sql(f"LOCK TABLE {part} IN ACCESS EXCLUSIVE MODE")
            if _has_rows(connection, part):
                _rewrite(connection, part)
            else:
                connection.exec_driver_sql(f"TRUNCATE {part}")
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        return False
    return True


def _rewrite(connection: Connection, part: str) -> None:
    for statement in (
        f"CREATE TEMPORARY TABLE kept ON COMMIT DROP AS SELECT * FROM {part}",
        f"TRUNCATE {part}",
        # The guard asks whether the key is open; what waits unread under a lost key stays where it is.
        f"ALTER TABLE {part} DISABLE TRIGGER {GUARD}",
        f"INSERT INTO {part} SELECT * FROM kept ORDER BY id",
        f"ALTER TABLE {part} ENABLE TRIGGER {GUARD}",
    ):
        connection.exec_driver_sql(statement)


def _has_pages(connection: Connection, part: str) -> bool:
    return bool(connection.exec_driver_sql(f"SELECT pg_relation_size('{part}') > 0").scalar_one())


def _has_rows(connection: Connection, part: str) -> bool:
    return bool(connection.exec_driver_sql(f"SELECT EXISTS (SELECT FROM {part})").scalar_one())


def _count(connection: Connection, part: str) -> int:
    counted = f"SELECT count(*) FROM (SELECT FROM {part} LIMIT {MOST_REWRITTEN + 1}) AS found"
    return int(connection.exec_driver_sql(counted).scalar_one())
