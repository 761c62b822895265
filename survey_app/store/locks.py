"""Only one sealer at a time, whatever the number of processes and machines."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from survey_app.db import Database

SEALER_LOCK = 7000


@contextmanager
def sealer_lock(database: Database, home: Path) -> Iterator[None]:
    """Wait for the right to seal, and hold it."""
    if database.is_sqlite:
        descriptor = os.open(home / "sealer.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
        return
    options = {"isolation_level": "AUTOCOMMIT"}
    with database.engine.connect().execution_options(**options) as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": SEALER_LOCK})
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": SEALER_LOCK})
