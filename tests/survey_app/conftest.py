"""A small house on each engine: two communes, three counters, QUICK open at all of them, a clock we set."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from support.databases import Furnishing
from support.lighter_applications import compile_addresses_when_asked_for, compile_once
from werkzeug.datastructures import MultiDict

from forms.reading import load_instrument
from survey_app import clock as calendar
from survey_app import db
from survey_app.clock import VIETNAM, SetClock
from survey_app.config import Config, read_config
from survey_app.form_keys import FIELD
from survey_app.platform import Platform, open_platform
from survey_app.services import login, publishing, registering
from survey_app.services.answering import Accepted, open_form, submit
from survey_app.services.seal_runs import SealRun, seal
from survey_app.services.setting_up import set_up

UNITS = """code,name,level,type,block,parent_code,valid_from
37,Tỉnh Ninh Bình,province,tinh,,,2025-07-01
13285,Phường Phủ Lý,commune,phuong,xa,37,2025-07-01
13501,Xã Bình Lục,commune,xa,xa,37,2025-07-01
"""
COUNTERS = """code,name,unit_code,procedure_field,opened_on
7K4M2QX0,Quầy 1,13285,Hộ tịch,2025-07-01
7K4M2QX1,Quầy 2,13285,,2025-07-01
7K4M2QX2,Quầy 1,13501,,2025-07-01
"""
CODES = ("7K4M2QX0", "7K4M2QX1", "7K4M2QX2")
HASHING = dict(login.HASHING)
OPENING = datetime(2026, 10, 1, 8, tzinfo=VIETNAM)


@dataclass(slots=True)
class House:
    """The platform with the handles a test wants: answer, walk the clock, seal."""

    platform: Platform
    config: Config
    clock: SetClock
    receipts: list[str] = field(default_factory=list)

    def answer(self, code: str = CODES[0], **answers: str) -> str:
        form = open_form(self.platform, code=code)
        done = submit(self.platform, code=code, body=MultiDict({"Q1": "5", **answers, FIELD: form.key}))
        assert isinstance(done, Accepted)
        self.receipts.append(done.receipt)
        return done.receipt

    def half_day_later(self, count: int = 1) -> None:
        self.clock.at += timedelta(hours=12) * count

    def month_later(self) -> None:
        """To the first morning of the next month."""
        month = calendar.month_of(self.platform.half_day)
        self.clock.at = calendar.half_day_end(calendar.last_half_day(month)) + timedelta(hours=8)

    def seal(self) -> SealRun:
        return seal(self.platform, rest=False)


def environment_of(home: Path, url: str) -> dict[str, str]:
    return {"HAILONG_HOME": str(home), "HAILONG_DATABASE_URL": url}


def set_up_only(home: Path, url: str) -> None:
    set_up(config=read_config(environment_of(home, url)), kind="test", since=calendar.half_day_of(OPENING))


def two_communes(home: Path, url: str) -> None:
    set_up_only(home, url)
    platform = open_platform(read_config(environment_of(home, url)), clock=SetClock(OPENING))
    database = platform.database
    assert not registering.import_units(database, source=UNITS.encode()).faults
    assert not registering.import_counters(database, source=COUNTERS.encode(), today=OPENING.date()).faults
    publishing.freeze(database, questionnaire=load_instrument("QUICK"))
    publishing.publish(
        database, template="QUICK", number=None, counter_codes=CODES, opens_on=OPENING.date().replace(day=1)
    )
    platform.close()


@pytest.fixture(scope="session", autouse=True)
def _thousands_of_houses() -> Iterator[None]:
    """What each application does anew, templates and passwords, thousands need not, nor wait for the disk each time.

    `real_hashing` gives back the product's passwords; processes of their own know nothing of this.
    """
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(db, "SYNCHRONOUS", "OFF")
        compile_once(monkeypatch)
        compile_addresses_when_asked_for(monkeypatch)
        for name, least in {"memory_cost": 8, "time_cost": 1}.items():
            monkeypatch.setitem(login.HASHING, f"argon2__{name}", least)
        yield


@pytest.fixture
def real_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in HASHING.items():
        monkeypatch.setitem(login.HASHING, name, value)


@pytest.fixture
def furnishing(request: pytest.FixtureRequest) -> Furnishing | None:
    names = request.fixturenames
    return two_communes if "house" in names else set_up_only if "config" in names else None


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    return read_config(environment_of(tmp_path / "home", database_url))


@pytest.fixture
def empty_house(config: Config) -> Iterator[House]:
    clock = SetClock(OPENING)
    platform = open_platform(config, clock=clock)
    yield House(platform=platform, config=config, clock=clock)
    platform.close()


@pytest.fixture
def house(empty_house: House) -> House:
    """The empty house, in which `furnishing` put two communes."""
    return empty_house
