"""Fixtures: the same test on SQLite and on PostgreSQL, each with a database of its own, migrated or of a whole house."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url
from support.postgres import PostgresAbsentError, PostgresServer, running_server
from support.required import absent

ENGINES = ["sqlite", "postgresql"]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One real server for the whole run; tests of durability, and of crashes, have servers that wait for the disk."""
    try:
        with running_server(fsync=False) as server:
            yield server
    except PostgresAbsentError as missing:
        absent(str(missing))


Furnishing = Callable[[Path, str], None]
HOME, KEYS, DATABASE = "home", "home-keys", "hailong.db"


@dataclass(slots=True)
class Originals:
    """What tests start from a copy of: made once for each engine, then only copied."""

    folder: Path
    _made: dict[tuple[str, Furnishing | None], tuple[Path, str]] = field(default_factory=dict)

    def copy(
        self,
        server: PostgresServer | None,
        furnishing: Furnishing | None,
        target: Path,
        *,
        database_at: Path | None = None,
        tablespace: str = "pg_default",
    ) -> str:
        """Put a copy into a folder, on SQLite where no server is given, and return its database's address."""
        wanted = ("sqlite" if server is None else "postgresql", furnishing)
        if wanted not in self._made:
            self._made[wanted] = self._make(server, furnishing)
        folder, url = self._made[wanted]
        for name in (HOME, KEYS):
            if (folder / name).is_dir():
                shutil.copytree(folder / name, target / name)
        if server is not None:
            return server.create_database(template=_name_in(url), tablespace=tablespace)
        return _copy_of(folder / DATABASE, (database_at or target) / DATABASE)

    def _make(self, server: PostgresServer | None, furnishing: Furnishing | None) -> tuple[Path, str]:
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        if furnishing is None:
            url = server.create_database() if server else _sqlite_url(folder / DATABASE)
            _migrate(url)
        else:
            url = self.copy(server, None, folder)
            furnishing(folder / HOME, url)
        return folder, url


@pytest.fixture(scope="session")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Originals:
    return Originals(tmp_path_factory.mktemp("originals"))


@pytest.fixture
def furnishing() -> Furnishing | None:
    """What fills the house that a test starts from, given its home and database; None for a bare migrated database."""
    return None


@pytest.fixture(params=ENGINES)
def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, originals: Originals, furnishing: Furnishing | None
) -> Iterator[str]:
    """The address of a fresh database, migrated and furnished; the test runs once on each engine."""
    if request.param == "sqlite":
        yield originals.copy(None, furnishing, tmp_path)
    else:
        server = request.getfixturevalue("postgres_server")
        url = originals.copy(server, furnishing, tmp_path)
        yield url
        server.drop_database(_name_in(url))


@pytest.fixture(params=ENGINES)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a table, for tests of the migrations themselves."""
    if request.param == "sqlite":
        yield _sqlite_url(tmp_path / DATABASE)
    else:
        server = request.getfixturevalue("postgres_server")
        url = server.create_database()
        yield url
        server.drop_database(_name_in(url))


def _copy_of(source: Path, target: Path) -> str:
    # The backup interface also copies what still stands in the write-ahead log.
    with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)
    return _sqlite_url(target)


def _sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def _name_in(url: str) -> str:
    return str(make_url(url).database)


def _migrate(url: str) -> None:
    # Imported here: tests that need no database need no application either.
    from survey_app.services.setting_up import migrate

    migrate(url)
