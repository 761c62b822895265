"""A house to measure: a hundred counters, one instrument at all of them, form keys made beforehand."""

import random
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from bench.bare_server import ROWS
from sqlalchemy import func, select
from support.full_boxes import fill
from werkzeug.datastructures import MultiDict

from forms.answers import read
from forms.reading import load_instrument
from survey_app.clock import half_day_end, half_day_of, parse_moment
from survey_app.config import Config, read_config
from survey_app.demo.simulating import simulate
from survey_app.models import Ballot
from survey_app.platform import Platform, open_platform
from survey_app.services import publishing, registering
from survey_app.services.setting_up import set_up
from survey_app.store import counters

COUNTERS = 100
NOON = "2026-10-08T09:00"  # where the servers' clock begins; earlier half-days, of a month that is over, are there to be sealed
EARLIER = 30
PROVINCE = "code,name,level,valid_from,parent_code,type,block\n37,Tỉnh Ninh Bình,province,2025-07-01,,,\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchHouse:
    config: Config
    platform: Platform
    template: str
    codes: tuple[str, ...]
    boxes: tuple[tuple[int, int], ...]
    sent: MultiDict[str, str]

    @property
    def body(self) -> str:
        return urlencode(list(self.sent.items(multi=True)))

    @property
    def environment(self) -> dict[str, str]:
        return {
            "HAILONG_HOME": str(self.config.home),
            "HAILONG_DATABASE_URL": self.config.database_url,
            "HAILONG_CLOCK": NOON,
        }

    def forms(self, count: int, *, hot: bool = False) -> list[tuple[str, str]]:
        """Keys of forms as rendered today: at every counter in turn, or all at one."""
        half_day = half_day_of(parse_moment(NOON))
        places = [0] * count if hot else [number % COUNTERS for number in range(count)]
        issue = self.platform.form_keys.issue
        return [
            (
                self.codes[p],
                issue(half_day=half_day, counter_id=self.boxes[p][0], version_id=self.boxes[p][1]),
            )
            for p in places
        ]

    def fill(self, count: int, *, round_: int) -> str:
        """Let answers wait in an earlier half-day; gives the moment at which they are due."""
        half_day = half_day_of(parse_moment(NOON)) - EARLIER + round_
        questionnaire, form = self._form()
        reading = read(questionnaire, form, self.sent)
        more = {"half_day": half_day, "answers": reading.answers, "texts": reading.texts}
        fill(self.platform, boxes=self.boxes[:-3], count=count - 9, **more)
        fill(self.platform, boxes=self.boxes[-3:], count=9, **more)  # too few to be sealed
        return (half_day_end(half_day) + timedelta(hours=1)).isoformat()

    def row_bytes(self) -> int:
        """How many bytes the box keeps of one answer."""
        with self.platform.database.reading() as connection:
            return int(connection.scalar(select(func.max(func.length(Ballot.content)))) or 0)

    def _form(self):
        with self.platform.database.reading() as connection:
            questionnaire = self.platform.questionnaires.find(connection, self.boxes[0][1])
        return questionnaire, self.platform.questionnaires.form(self.boxes[0][1], questionnaire)


def build_house(home: Path, database_url: str, *, instrument: str) -> BenchHouse:
    environment = {"HAILONG_HOME": str(home), "HAILONG_DATABASE_URL": database_url, "HAILONG_CLOCK": NOON}
    begin = half_day_of(parse_moment(NOON)) - EARLIER
    set_up(config=read_config(environment), kind="test", since=begin)
    config = read_config(environment)
    platform = open_platform(config)
    assert not registering.import_units(platform.database, source=PROVINCE.encode()).faults
    rows = "".join(f"Quầy {number},37,2025-07-01\n" for number in range(COUNTERS))
    table = ("name,unit_code,opened_on\n" + rows).encode()
    assert not registering.import_counters(platform.database, source=table, today=platform.today).faults
    questionnaire = load_instrument(instrument)
    publishing.freeze(platform.database, questionnaire=questionnaire)
    with platform.database.reading() as connection:
        found = counters.list_counters(connection)
    codes = tuple(counter.code for counter in found)
    publishing.publish(
        platform.database,
        template=questionnaire.code,
        number=None,
        counter_codes=codes,
        opens_on=platform.today - timedelta(days=EARLIER // 2),
    )
    ROWS.create(platform.database.engine)
    chance = random.Random(1)  # noqa: S311  # one answer, the same in every run
    with platform.database.reading() as connection:
        door = counters.find_door(connection, codes[0], today=platform.today)
    return BenchHouse(
        config=config,
        platform=platform,
        template=questionnaire.code,
        codes=codes,
        boxes=tuple((counter.id, door.version_id) for counter in found),
        sent=MultiDict(simulate(questionnaire, commune="", chance=chance)),
    )
