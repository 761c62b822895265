"""Houses that are killed: each engine's database with a server of its own, which other tests do not miss."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.databases import Furnishing, Originals
from support.postgres import PostgresAbsentError, PostgresServer, running_server
from support.required import absent
from support.running_house import RunningHouse


@pytest.fixture(scope="session")
def mortal_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server with fsync on, that tests may crash."""
    try:
        with running_server(fsync=True) as server:
            if server.cluster is None:
                pytest.skip("a server that somebody else runs is not crashed")
            yield server
    except PostgresAbsentError as missing:
        absent(str(missing))


@pytest.fixture(scope="session")
def mortal_originals(tmp_path_factory: pytest.TempPathFactory) -> Originals:
    """Those of the server that is crashed: databases are copied inside a server."""
    return Originals(tmp_path_factory.mktemp("originals"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, mortal_originals: Originals, furnishing: Furnishing | None
) -> str:
    server = None if request.param == "sqlite" else request.getfixturevalue("mortal_server")
    return mortal_originals.copy(server, furnishing, tmp_path)


@pytest.fixture
def running(house) -> RunningHouse:
    """The same house for processes of their own; ours lets go of it."""
    house.platform.close()
    settings = {
        "HAILONG_DATABASE_URL": house.config.database_url,
        "HAILONG_CLOCK": house.clock.at.isoformat(),
    }
    return RunningHouse(home=house.config.home, settings=settings)
