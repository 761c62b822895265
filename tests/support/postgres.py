"""A real PostgreSQL server for tests: one that is named, or a temporary cluster of Debian's binaries."""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from support.postgres_cluster import PostgresAbsentError, PostgresCluster, find_binaries

__all__ = ["PostgresAbsentError", "PostgresServer", "running_server"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresServer:
    """A running server; `cluster` is None where HAILONG_TEST_PG_URL names somebody else's."""

    admin_url: str
    cluster: PostgresCluster | None = None

    def url(self, name: str) -> str:
        """Give a database's address as SQLAlchemy reads it."""
        return re.sub(r"^(postgresql\+psycopg://[^/?]*)(/[^?]*)?", rf"\g<1>/{name}", self.admin_url)

    def create_database(
        self, name: str | None = None, *, template: str | None = None, tablespace: str = "pg_default"
    ) -> str:
        """Create a database, empty or a copy of `template`, and return its address."""
        name = name or fresh_name()
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} TABLESPACE {}")
        words = (name, template or "template0", tablespace)
        self._execute(statement.format(*map(sql.Identifier, words)))
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Drop a database, also under connections that a failed test left open."""
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    @contextmanager
    def tablespace(self, folder: Path) -> Iterator[str]:
        """A place on another disk, for databases that are gone at the end of the block."""
        name = fresh_name()
        place = sql.SQL("CREATE TABLESPACE {} LOCATION {}")
        self._execute(place.format(sql.Identifier(name), sql.Literal(str(folder))))
        yield name
        self._execute(sql.SQL("DROP TABLESPACE {}").format(sql.Identifier(name)))

    def _execute(self, statement: sql.Composed) -> None:
        plain_url = self.admin_url.replace("postgresql+psycopg://", "postgresql://")
        with closing(psycopg.connect(plain_url, autocommit=True)) as connection:
            connection.execute(statement)


def fresh_name() -> str:
    """Give a database name that no other test, and no other run on a shared server, has."""
    return f"hailong_test_{secrets.token_hex(6)}"


@contextmanager
def running_server(*, fsync: bool = True) -> Iterator[PostgresServer]:
    """Run a server for the length of the block.

    With `fsync` (the default) an acknowledged commit survives `cluster.crash()` and a power cut;
    without it tests of anything else are quicker. HAILONG_TEST_PG_URL names a server to use instead.
    """
    named = os.environ.get("HAILONG_TEST_PG_URL")
    if named:
        yield PostgresServer(admin_url=re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql+psycopg://", named))
        return
    with PostgresCluster.in_temporary_folder(find_binaries(), fsync=fsync) as cluster:
        yield PostgresServer(admin_url=cluster.admin_url, cluster=cluster)
