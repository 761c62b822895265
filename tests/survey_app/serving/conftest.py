"""A house for processes of its own, as `hailong serve` runs it."""

import pytest
from support.running_house import RunningHouse


@pytest.fixture
def running(house) -> RunningHouse:
    """The same house for processes of their own; ours lets go of it."""
    house.platform.close()
    settings = {
        "HAILONG_DATABASE_URL": house.config.database_url,
        "HAILONG_CLOCK": house.clock.at.isoformat(),
    }
    return RunningHouse(home=house.config.home, settings=settings)
