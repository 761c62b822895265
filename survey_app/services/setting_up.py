"""Make a home for the data: folder, secret, database at the newest migration, what the database is."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

import migrations
from survey_app.clock import SystemClock, half_day_of
from survey_app.config import SECRET_FILE, Config
from survey_app.db import Database, open_engine
from survey_app.key_folder import make_private
from survey_app.private_files import tighten
from survey_app.services import key_binding
from survey_app.services.locking import put_under_lock
from survey_app.services.working_days import load_shipped_days
from survey_app.store import closings, settings

Kind = Literal["production", "demo", "test"]


def set_up(*, config: Config, kind: Kind, since: int | None = None) -> None:
    """Create what is missing; running it again changes nothing. `since`: the first half-day (now, if not given)."""
    make_private(config.home)
    if config.secret_key is None:
        make_secret(config.home / SECRET_FILE)
    migrate(config.database_url)
    database = Database(open_engine(config.database_url))
    try:
        _furnish(database, config, kind, since or half_day_of(config.clock or SystemClock().now()))
        put_under_lock(database, config)
    finally:
        database.engine.dispose()
    tighten(config)


def _furnish(database: Database, config: Config, kind: Kind, begin: int) -> None:
    with database.writing() as connection:
        found = settings.find_setting(connection, "kind")
        key_binding.bind(connection, config, kind=found or kind, fresh=found is None)
        if found is None:
            settings.add_setting(connection, "kind", kind)
            load_shipped_days(connection)
            # Half-days before the house was built hold nothing: the sealer begins after them.
            closings.add_closing(connection, begin - 1)


def make_secret(path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
        file.flush()
        os.fsync(file.fileno())


def migrate(database_url: str, revision: str = "head") -> None:
    """Bring the database to a revision (forward); see `downgrade` for the way back."""
    _with_alembic(database_url, lambda config: command.upgrade(config, revision))


def downgrade(database_url: str, revision: str) -> None:
    _with_alembic(database_url, lambda config: command.downgrade(config, revision))


def at_head(connection: Connection) -> bool:
    """Whether the database stands at the newest migration."""
    return MigrationContext.configure(connection).get_current_revision() == _scripts().get_current_head()


def _with_alembic(database_url: str, act: Callable[[AlembicConfig], None]) -> None:
    engine = open_engine(database_url)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                _let_tables_be_rebuilt(connection)
            with connection.begin():
                config = _alembic_config()
                config.attributes["connection"] = connection
                act(config)
                _check_references(connection)
    finally:
        engine.dispose()


def _let_tables_be_rebuilt(connection: Connection) -> None:
    """SQLite changes a table by making it anew, which its references forbid; they are checked at the end instead."""
    raw = connection.connection.cursor()
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.close()


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"a migration left {len(broken)} rows that refer to nothing")


def _alembic_config() -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_alembic_config())
