"""A house whose months are made up: boxes as the sealer would seal them, without the responses that no verdict reads."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce

import numpy as np
from sqlalchemy import Connection, insert

from forms.reading import load_instrument
from survey_app import clock as calendar
from survey_app.clock import VIETNAM, SetClock
from survey_app.config import read_config
from survey_app.models import Seal
from survey_app.platform import Platform, open_platform
from survey_app.services import publishing, registering
from survey_app.services.setting_up import set_up
from survey_app.store import box_shapes, closings, sums, tallies, templates, typed_alone
from survey_app.store.box_shapes import Shape
from survey_app.store.counters import CounterRow, list_counters
from survey_app.store.sums import BoxSums, Place
from survey_app.store.tallies import TallyKey

FIRST_MONTH = 202001
COMMUNES, MINIMUM, LARGEST = 12, 5, 500
LEVELS = np.array([0.03, 0.07, 0.15, 0.35, 0.40])
STRAIGHT = 0.35  # of honest forms those that say one thing in every question
PAPERS = 25  # in one heap, typed by two people, at a fifth of the counters


@dataclass(slots=True)
class Boxes:
    """What a counter's month has so far: forms that wait, and boxes sealed, each a half-day and its levels."""

    waiting: list[tuple[int, np.ndarray]] = field(default_factory=list)
    sealed: list[tuple[int, int, np.ndarray, str]] = field(default_factory=list)

    def take(self, half_day: int, levels: np.ndarray, channel: str = "qr") -> None:
        """Forms of one half-day; sealed where five are together."""
        if channel == "paper":  # a heap has a box of its own here
            self.sealed.append((half_day, half_day, levels, channel))
            return
        if len(levels):
            self.waiting.append((half_day, levels))
        if sum(len(each) for _, each in self.waiting) >= MINIMUM:
            together = np.concatenate([each for _, each in self.waiting])
            for part in np.array_split(together, -(-len(together) // LARGEST)):
                self.sealed.append((self.waiting[0][0], half_day, part, channel))
            self.waiting.clear()


@dataclass(slots=True)
class House:
    platform: Platform
    chance: np.random.Generator
    counters: list[CounterRow]
    version_id: int
    means: np.ndarray
    moods: np.ndarray
    boxes: dict[int, Boxes] = field(default_factory=dict)

    def live(self, month: int, *, burst: bool = False) -> None:
        """An honest month at every counter; `burst`: 1,000 forms, all of them the best, in one half-day of one of them."""
        last = calendar.last_half_day(month)
        first = calendar.last_half_day(calendar.next_month(month, -1)) + 1
        self.boxes = {}
        planted = int(self.chance.integers(len(self.counters))) if burst else None
        at = last - int(self.chance.integers(10, 40))
        for number, counter in enumerate(self.counters):
            market = float(self.chance.uniform(1.5, 3.0))
            own = self.boxes[counter.id] = Boxes()
            for half_day in range(first, last + 1):
                day = calendar.half_day_date(half_day)
                if day.weekday() >= 5:
                    continue
                busy = (market if day.day % 5 == counter.unit_id % 5 else 1.0) * (
                    1.8 if day.day <= 3 else 1.0
                )
                n = int(self.chance.poisson(self.means[number] * busy * self.chance.gamma(6, 1 / 6)))
                forms = self._levels(n, self.moods[number])
                if number == planted and half_day >= at:
                    forms, planted = np.concatenate([forms, np.full(1000, 5)]), None
                own.take(half_day, forms)
            if self.chance.random() < 0.2:
                own.take(first + int(self.chance.integers(20, 40)), self._levels(PAPERS, 0.0), "paper")

    def typed_alone(self, month: int) -> None:
        """60 best sheets in three heaps, typed both times by one account."""
        chosen = int(self.chance.choice(list(self.boxes)))
        for heap in range(3):
            self.boxes[chosen].take(calendar.last_half_day(month) - 9 - heap, np.full(20, 5), "paper")
        with self.platform.database.writing() as connection:
            for _ in range(60):
                typed_alone.add_sheet(
                    connection, counter_id=chosen, version_id=self.version_id, month=month, account="an"
                )

    def close(self, month: int) -> None:
        """Write what was sealed and close the month."""
        rows, counted = [], Counter[TallyKey]()
        with self.platform.database.writing() as connection:
            for counter in self.counters:
                place = Place(
                    unit_id=counter.unit_id, month=month, version_id=self.version_id, counter_id=counter.id
                )
                for first, half_day, levels, channel in self.boxes[counter.id].sealed:
                    rows.append(_seal(place, first, half_day, len(levels)))
                    counted.update(_key(place, str(level), channel) for level in levels.tolist())
                boxes = [each[:3] for each in self.boxes[counter.id].sealed]
                if boxes:
                    _fold(connection, place, boxes, self.chance)
            connection.execute(insert(Seal), rows)
            tallies.add_tallies(connection, counted)
            closings.add_closing(connection, calendar.last_half_day(month))

    def _levels(self, n: int, mood: float) -> np.ndarray:
        weights = LEVELS * np.exp((mood + self.chance.normal(0, 0.2)) * np.arange(-2, 3) / 2)
        return self.chance.choice(5, size=n, p=weights / weights.sum()) + 1


def _seal(place: Place, first: int, half_day: int, n: int) -> dict[str, int]:
    return {
        "half_day": half_day,
        "month": place.month,
        "unit_id": place.unit_id,
        "counter_id": place.counter_id,
        "version_id": place.version_id,
        "first_half_day": first,
        "last_half_day": half_day,
        "n": n,
    }


def _key(place: Place, level: str, channel: str) -> TallyKey:
    return TallyKey(
        unit_id=place.unit_id,
        month=place.month,
        version_id=place.version_id,
        item="Q1",
        level=level,
        counter_id=place.counter_id,
        procedure_field="",
        channel=channel,
        evidence_class="C",
    )


def _fold(
    connection: Connection,
    place: Place,
    boxes: Sequence[tuple[int, int, np.ndarray]],
    chance: np.random.Generator,
) -> None:
    """Sums and shapes of a counter's boxes. Of honest forms some say one thing throughout; of planted ones all do."""
    told, shapes = [], []
    for first, last, levels in boxes:
        n, satisfied, total = len(levels), int((levels >= 4).sum()), int(levels.sum())
        products = (n * n, n * satisfied, satisfied**2, n * total, total**2)
        told.append(BoxSums(1, n, satisfied, total, *products))
        planted = n >= 20 and bool((levels == 5).all())
        straight = levels[chance.random(n) < (1.0 if planted else STRAIGHT)]
        same = sum(m * (m - 1) // 2 for m in Counter(straight.tolist()).values())
        shapes.append(Shape.of_box(n, same, first=first, last=last))
    sums.add_box_sums(connection, place, {"Q1": reduce(BoxSums.merge, told)})
    box_shapes.add_shape(connection, place, reduce(Shape.merge, shapes))


@contextmanager
def open_house(home: str, *, seed: int, alike: bool) -> Iterator[House]:
    """Twelve communes; `alike`: satisfaction is the same everywhere, only half-days have their moods."""
    place = {"HAILONG_HOME": home}
    opening = date(2019, 12, 1)
    set_up(config=read_config(place), kind="test", since=opening.toordinal() * 2)
    platform = open_platform(read_config(place), clock=SetClock(datetime(2035, 1, 1, 9, tzinfo=VIETNAM)))
    units = ["code,name,level,type,block,parent_code,valid_from", "37,Tỉnh,province,tinh,,,2019-07-01"]
    counters = ["code,name,unit_code,procedure_field,opened_on"]
    for commune in range(COMMUNES):
        units.append(f"X{commune},Xã {commune},commune,xa,xa,37,2019-07-01")
        counters += [
            f"7K4M2{commune:02d}{number},Quầy {number},X{commune},,2019-07-01"
            for number in range(2 + commune % 2)
        ]
    assert not registering.import_units(platform.database, source="\n".join(units).encode()).faults
    read = registering.import_counters(platform.database, source="\n".join(counters).encode(), today=opening)
    assert not read.faults
    publishing.freeze(platform.database, questionnaire=load_instrument("QUICK"))
    with platform.database.reading() as connection:
        rows = list_counters(connection)
        version = templates.list_versions(connection)[0].id
    chance = np.random.default_rng(seed)
    yield House(
        platform=platform,
        chance=chance,
        counters=rows,
        version_id=version,
        means=np.clip(np.exp(chance.normal(np.log(4), 0.9, len(rows))), 0.5, 30),
        moods=np.zeros(len(rows)) if alike else chance.normal(0, 0.25, len(rows)),
    )
    platform.close()
