"""A small demo province served for the whole run, and screenshots for the README when they are asked for."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.running_house import RunningHouse

CLOCK = "2026-11-23T09:00"
# The pictures want the whole demo, the walk through the pages a part of it.
ANSWERS = 20_000 if os.environ.get("HAILONG_SCREENSHOTS") else 6000
IMAGES = Path(__file__).parents[2] / "docs" / "images"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """Where the demo is served, who may log in, and the codes of its counters by name."""

    url: str
    passwords: dict[str, str]
    codes: dict[str, str]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    house = RunningHouse(home=tmp_path_factory.mktemp("demo") / "home", settings={"HAILONG_CLOCK": CLOCK})
    house.settings["HAILONG_PUBLIC_URL"] = house.url
    logins = house.hailong_json("demo", "--answers", str(ANSWERS))
    codes = {counter["name"]: counter["code"] for counter in house.hailong_json("counters")}
    with house.serving() as url:
        yield Demo(url=url, passwords={one["username"]: one["password"] for one in logins}, codes=codes)


@pytest.fixture
def picture(tmp_path: Path) -> "Picture":
    """Where a screenshot goes: into the docs when HAILONG_SCREENSHOTS is set, else it goes with the test."""
    return Picture(IMAGES if os.environ.get("HAILONG_SCREENSHOTS") else tmp_path)


@dataclass(frozen=True, slots=True)
class Picture:
    folder: Path

    def named(self, name: str) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f"{name}.png"
