"""A province with planted answers: counts of the headline by commune, sealed as the sealer writes them."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select
from support.databases import Furnishing
from support.page_checker import check_page
from werkzeug.test import TestResponse

from forms.answers import Answer
from forms.reading import load_instrument
from survey_app import clock as calendar
from survey_app.clock import VIETNAM, Period, SetClock
from survey_app.config import read_config
from survey_app.models import TemplateVersion
from survey_app.platform import Platform, open_platform
from survey_app.services import publishing, registering
from survey_app.services.accounts import add_account
from survey_app.services.comparing.compare import compare
from survey_app.services.comparing.comparison import Comparison
from survey_app.services.counting import Batch, fold
from survey_app.services.sealing import write_part
from survey_app.services.setting_up import set_up
from survey_app.store import closings, typed_alone
from survey_app.store.counters import list_counters
from survey_app.submission import Submission
from survey_app.views.staff import create_staff_app

NOW = datetime(2026, 11, 9, 9, tzinfo=VIETNAM)
OCTOBER, SEPTEMBER = 202610, 202609
UNITS = """code,name,level,type,block,parent_code,valid_from,valid_to
37,Tỉnh Ninh Bình,province,tinh,,,2025-07-01,
A1,Phường Phủ Lý,commune,phuong,xa,37,2025-07-01,
A2,Xã Bình Lục,commune,xa,xa,37,2025-07-01,
A3,Xã Ăn Định,commune,xa,xa,37,2025-07-01,
A4,Xã Liêm Hà,commune,xa,xa,37,2025-07-01,
A9,Xã Cũ,commune,xa,xa,37,2024-01-01,2026-06-30
S1,Sở Công Thương,office,so,so,37,2025-07-01,
A1-1,Trung tâm phường Phủ Lý,office,ttpvhcc,,A1,2025-07-01,
38,Tỉnh Thanh Hóa,province,tinh,,,2025-07-01,
B1,Xã Nga Sơn,commune,xa,xa,38,2025-07-01,
"""
COUNTERS = """code,name,unit_code,procedure_field,opened_on
7K4M2QX0,Quầy 1,A1-1,,2025-07-01
7K4M2QX1,Quầy 2,A1-1,,2025-07-01
7K4M2QX2,Quầy 1,A2,,2025-07-01
7K4M2QX3,Quầy 1,A3,,2025-07-01
7K4M2QX4,Quầy 1,A4,,2025-07-01
7K4M2QX9,Quầy 1,S1,,2025-07-01
7K4M2QXB,Quầy 1,B1,,2025-07-01
"""
# The counter at which each unit's answers are planted.
POINTS = {
    "A1": "7K4M2QX0",
    "A1b": "7K4M2QX1",
    "A2": "7K4M2QX2",
    "A3": "7K4M2QX3",
    "A4": "7K4M2QX4",
    "S1": "7K4M2QX9",
    "B1": "7K4M2QXB",
}
LEVELS = ("1", "2", "3", "4", "5", "NA")
PASSWORD = "Tiếng Việt đủ dấu"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(slots=True)
class Province:
    """The platform, and how answers get into it."""

    platform: Platform
    clock: SetClock
    _serial: Iterator[int] = field(default_factory=count)

    def plant(
        self,
        where: str,
        counts: Sequence[int],
        *,
        month: int = OCTOBER,
        template: str = "QUICK",
        number: int = 1,
        item: str = "Q1",
        leftovers: bool = False,
        **group: str,
    ) -> None:
        """Seal answers of one item at a point: how many of each level from worst to best, then not applicable."""
        given = [level for level, n in zip(LEVELS, counts, strict=False) for _ in range(n)]
        self.seal(
            where, [{item: level} for level in given], month, template, number, leftovers=leftovers, **group
        )

    def ordinary(
        self,
        where: str,
        counts: Sequence[int],
        *,
        half_days: int = 6,
        month: int = OCTOBER,
        channel: str = "qr",
    ) -> None:
        """An ordinary month: so many half-days, each with a box of its own, all alike."""
        given = [level for level, n in zip(LEVELS, counts, strict=False) for _ in range(n)]
        last = calendar.last_half_day(month)
        boxes = [
            (last - back, [self._submission({"Q1": level}, channel, "C") for level in given])
            for back in range(half_days)
        ]
        self._boxes(where, boxes, self.version_id("QUICK", 1))

    def burst(self, where: str, n: int, *, month: int = OCTOBER, level: str = "5", **group: str) -> None:
        """So many equal answers in one half-day, in parts as the sealer splits them."""
        day = calendar.last_half_day(month) - 20
        parts = -(-n // 500)
        for part in range(parts):
            size = n * (part + 1) // parts - n * part // parts
            self.seal(where, [{"Q1": level}] * size, month, half_day=day, **group)

    def typed_alone(self, where: str, sheets: int, *, by: str = "an", month: int = OCTOBER) -> None:
        """So many sheets that one account typed both times, all of them the best, in heaps of twenty."""
        with self.platform.database.writing() as connection:
            counter = next(row for row in list_counters(connection) if row.code == POINTS[where])
            for _ in range(sheets):
                typed_alone.add_sheet(
                    connection,
                    counter_id=counter.id,
                    version_id=self.version_id("QUICK", 1),
                    month=month,
                    account=by,
                )
        for heap in range(sheets // 20):
            day = calendar.last_half_day(month) - 15 - heap
            self.seal(where, [{"Q1": "5"}] * 20, month, half_day=day, channel="paper")

    def mix(self, where: str, by_channel: Mapping[str, Sequence[int]], *, month: int = OCTOBER) -> None:
        """Seal answers of several channels together, as a box does."""
        given = [
            (channel, level)
            for channel, counts in by_channel.items()
            for level, n in zip(LEVELS, counts, strict=False)
            for _ in range(n)
        ]
        channels = [channel for channel, _ in given]
        self.seal(where, [{"Q1": level} for _, level in given], month, channels=channels)

    def seal(
        self,
        where: str,
        answers: Sequence[Mapping[str, Answer]],
        month: int,
        template: str = "QUICK",
        number: int = 1,
        *,
        leftovers: bool = False,
        field: str = "",
        channel: str = "qr",
        channels: Sequence[str] = (),
        evidence: str = "C",
        half_day: int | None = None,
    ) -> None:
        given = [
            self._submission(each, via, evidence)
            for each, via in zip(answers, channels or [channel] * len(answers), strict=True)
        ]
        day = half_day or calendar.last_half_day(month)
        self._boxes(
            where,
            [(day, given)],
            self.version_id(template, number),
            field,
            leftovers=leftovers,
            waited=0 if half_day else 5,
        )

    def _boxes(
        self,
        where: str,
        boxes: Sequence[tuple[int, Sequence[Submission]]],
        version_id: int,
        field: str = "",
        *,
        leftovers: bool = False,
        waited: int = 0,
    ) -> None:
        """Boxes by half-day, all in one transaction; their answers came over so many half-days before as well."""
        with self.platform.database.writing() as connection:
            counter = next(row for row in list_counters(connection) if row.code == POINTS[where])
            questionnaire = self.platform.questionnaires.find(connection, version_id)
            for half_day, given in boxes:
                batch = Batch(
                    half_day=half_day,
                    unit_id=counter.unit_id,
                    version_id=version_id,
                    counter_id=None if leftovers else counter.id,
                    procedure_field=field,
                    first_half_day=half_day - waited,
                    last_half_day=half_day,
                )
                write_part(connection, fold(batch, questionnaire, given, self.platform.vault))

    def version_id(self, template: str, number: int) -> int:
        with self.platform.database.reading() as connection:
            rows = connection.execute(select(TemplateVersion.id, TemplateVersion.number)).all()
            documents = {row.id: self.platform.questionnaires.find(connection, row.id).code for row in rows}
        return next(row.id for row in rows if documents[row.id] == template and row.number == number)

    def close(self, month: int) -> None:
        with self.platform.database.writing() as connection:
            closings.add_closing(connection, calendar.last_half_day(month))

    def compare(self, **wanted: object) -> Comparison:
        asked: dict[str, object] = {
            "template": "QUICK",
            "period": Period.parse("2026-10"),
            "level": "commune",
            "parent": "37",
            "item": None,
        }
        return compare(self.platform, **(asked | wanted))

    def _submission(self, answers: Mapping[str, Answer], channel: str, evidence: str) -> Submission:
        return Submission(
            receipt_hash=hashlib.sha256(str(next(self._serial)).encode()).digest(),
            answers=answers,
            texts={},
            language="vi",
            channel=channel,
            evidence_class=evidence,
            assisted=False,
        )


def province_of_october(home: Path, url: str) -> None:
    environment = {"HAILONG_HOME": str(home), "HAILONG_DATABASE_URL": url}
    opening = date(2026, 9, 1)
    set_up(config=read_config(environment), kind="test", since=opening.toordinal() * 2)
    platform = open_platform(read_config(environment), clock=SetClock(NOW))
    database = platform.database
    assert not registering.import_units(database, source=UNITS.encode()).faults
    assert not registering.import_counters(database, source=COUNTERS.encode(), today=opening).faults
    for code in ("QUICK", "OS9"):
        publishing.freeze(database, questionnaire=load_instrument(code))
    publishing.publish(
        database, template="QUICK", number=None, counter_codes=list(POINTS.values()), opens_on=opening
    )
    Province(platform, SetClock(NOW)).close(OCTOBER)
    platform.close()


@pytest.fixture
def furnishing(request: pytest.FixtureRequest, furnishing: Furnishing | None) -> Furnishing | None:
    return province_of_october if "province" in request.fixturenames else furnishing


@pytest.fixture
def province(database_url, tmp_path) -> Iterator[Province]:
    """October 2026 closed, November running; QUICK and OS9 open everywhere since September."""
    environment = {"HAILONG_HOME": str(tmp_path / "home"), "HAILONG_DATABASE_URL": database_url}
    clock = SetClock(NOW)
    platform = open_platform(read_config(environment), clock=clock)
    yield Province(platform, clock)
    platform.close()


@pytest.fixture
def visit(province) -> Callable[..., TestResponse]:
    """Open an address as somebody with a role on some units; every page is checked, files are not."""
    app = create_staff_app(province.platform)
    clients = {}

    def get(address, *, units=("37",), role="supervisor", language="vi", headers=None):
        name = "-".join((role, *units))
        if name not in clients:
            add_account(province.platform, username=name, password=PASSWORD, roles=[role], unit_codes=units)
            clients[name] = app.test_client()
            token = TOKEN.search(clients[name].get("/dang-nhap").text)[1]
            entered = {"csrf_token": token, "username": name, "password": PASSWORD}
            assert clients[name].post("/dang-nhap", data=entered).status_code == 303
        clients[name].get(f"/ngon-ngu/{language}")
        answer = clients[name].get(address, headers=headers)
        if answer.mimetype == "text/html" and answer.status_code != 304:
            check_page(answer.text, door="staff", lang=language)
        return answer

    return get
