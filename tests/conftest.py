import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from support import scheduling
from support.browser import chromium_launch_args
from support.sockets import refuse_outside_connections

# Thousands of small databases are made and thrown away: a disk takes longer to give room than a test to fill it.
MEMORY, MUCH = Path("/dev/shm"), 6 << 30  # noqa: S108  # nothing secret: databases of tests, in a folder of their own
if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > MUCH:
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None  # chosen anew: something may have asked already

pytest_plugins = ["support.databases"]

# Speed is measured by benchmarks, a slow machine is no failure; and what is to land is tried with the same examples.
settings.register_profile("untimed", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--keep-durations", action="store_true", help="write tests/durations.json anew")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("keep_durations") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(scheduling.Stopwatch())


@pytest.hookimpl(trylast=True)  # after the plugin that mixes the order
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    scheduling.slow_files_first(items, scheduling.known_durations())


@pytest.fixture(scope="session", autouse=True)
def _sockets_off() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        refuse_outside_connections(monkeypatch)
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **chromium_launch_args()}
