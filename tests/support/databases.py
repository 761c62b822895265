"""Fixtures: the same test on SQLite and on PostgreSQL, each with a migrated database of its own."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
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


@pytest.fixture(scope="session")
def migrated_sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQLite database that every test on SQLite starts from a copy of."""
    path: Path = tmp_path_factory.mktemp("migrated") / "hailong.db"
    _migrate(_sqlite_url(path))
    return path


@pytest.fixture(scope="session")
def migrated_postgres_name(postgres_server: PostgresServer) -> Iterator[str]:
    """The PostgreSQL database that every test on PostgreSQL starts from a copy of."""
    url = postgres_server.create_database()
    name = _name_in(url)
    _migrate(url)
    yield name
    postgres_server.drop_database(name)


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database; the test runs once on each engine."""
    if request.param == "sqlite":
        yield _copy_of(request.getfixturevalue("migrated_sqlite_file"), tmp_path / "hailong.db")
    else:
        server = request.getfixturevalue("postgres_server")
        yield from _postgres_database(server, request.getfixturevalue("migrated_postgres_name"))


@pytest.fixture(params=ENGINES)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a table, for tests of the migrations themselves."""
    if request.param == "sqlite":
        yield _sqlite_url(tmp_path / "hailong.db")
    else:
        yield from _postgres_database(request.getfixturevalue("postgres_server"), None)


def _postgres_database(server: PostgresServer, template: str | None) -> Iterator[str]:
    url = server.create_database(template=template)
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
