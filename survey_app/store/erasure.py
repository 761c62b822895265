"""Making deletions final on SQLite: old pages must leave the write-ahead log as well as the file."""

import time

from sqlalchemy import Connection

from survey_app.db import BUSY_MILLISECONDS, Database

PATIENCE_SECONDS = 20.0
PAUSE_SECONDS = 0.02


def erase(database: Database) -> bool:
    """Empty the write-ahead log. Tell whether it succeeded; a deletion counts as done only then.

    `secure_delete` has overwritten the rows in the file; the log still holds their old pages until it is cut.
    Waiting inside SQLite for the cut would make answers wait too, so it is tried without waiting, again and again.
    On PostgreSQL nothing can be done at this place: what its heap and log keep is ciphertext.
    """
    if not database.is_sqlite:
        return True
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
