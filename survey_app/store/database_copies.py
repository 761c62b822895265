"""Copies of the whole database beside a running server: SQLite by itself, PostgreSQL by its own programs."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, func, inspect, select, table
from sqlalchemy.engine import URL

from survey_app.db import Database
from survey_app.models.ballot import is_no_part

PIECE = 1 << 20
# What waits and what was spent comes and goes with single answers: their numbers are nobody's business.
UNCOUNTED = {"ballot", "spent_key", "alembic_version"}


class CopyError(RuntimeError):
    """The copy could not be made, or is not what it should be; the text is a sentence."""


def count_rows(connection: Connection) -> dict[str, int]:
    names = inspect(connection).get_table_names()
    return {
        name: connection.execute(select(func.count()).select_from(table(name))).scalar_one()
        for name in sorted(names)
        if name not in UNCOUNTED and is_no_part(name, "table", None)
    }


def is_empty(connection: Connection) -> bool:
    return not inspect(connection).get_table_names()


def copy_sqlite(database: Database, target: Path) -> None:
    """One state of the database, without free pages: nothing that was deleted is in it."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(str(database.engine.url.database))) as source:
        source.execute("VACUUM INTO ?", (str(target),))
    check_sqlite(target)


def check_sqlite(path: Path) -> None:
    """Raises CopyError."""
    try:
        with closing(sqlite3.connect(path)) as copy:
            state = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
            orphans = copy.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise CopyError(f"Bản sao không đọc được: {error}.") from error
    if state != "ok" or orphans:
        raise CopyError(f"Bản sao không lành: {state}.")


@contextmanager
def dump_postgres(database: Database) -> Iterator[tuple[Connection, Iterator[bytes]]]:
    """A connection that sees one state, and that state as `pg_dump` writes it."""
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with database.engine.connect().execution_options(**options) as connection, connection.begin():
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        arguments = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        yield connection, _output(_program("pg_dump"), arguments, database.engine.url)


def restore_postgres(url: URL, file: Path) -> None:
    """All of it or nothing. Raises CopyError."""
    arguments = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    command = [_program("pg_restore"), *arguments, f"--dbname={url.database}", str(file)]
    done = subprocess.run(command, env=_environment(url), capture_output=True, text=True, check=False)  # noqa: S603  # our own arguments
    if done.returncode:
        raise CopyError(f"pg_restore không khôi phục được: {done.stderr.strip()[-500:]}")


def forget_everything(engine: Engine) -> None:
    """After a restore into an empty PostgreSQL that turned out wrong."""
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")


def _output(program: str, arguments: list[str], url: URL) -> Iterator[bytes]:
    with subprocess.Popen(  # noqa: S603  # our own arguments
        [program, *arguments], env=_environment(url), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None and running.stderr is not None  # noqa: S101, PT018  # asked for above
        while piece := running.stdout.read(PIECE):
            yield piece
        told = running.stderr.read().decode(errors="replace").strip()
    if running.returncode:
        raise CopyError(f"pg_dump không sao chép được: {told[-500:]}")


def _program(name: str) -> str:
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    found = str(newest[-1]) if newest else shutil.which(name)
    if found is None:
        raise CopyError(
            f"Cần chương trình {name} của PostgreSQL trên máy này (gói postgresql-client, cùng bản với máy chủ cơ sở dữ "
            "liệu hoặc mới hơn)."
        )
    return found


def _environment(url: URL) -> dict[str, str]:
    """Not on the command line, where every user of the machine reads it."""
    given = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": str(url.password) if url.password else None,
        "PGDATABASE": url.database,
        "PGSSLMODE": url.query.get("sslmode"),
        "PGSSLROOTCERT": url.query.get("sslrootcert"),
    }
    return {**os.environ, **{name: str(value) for name, value in given.items() if value}}
