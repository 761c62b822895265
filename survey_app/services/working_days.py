"""Working days: Monday to Friday, but for the days that are announced year by year."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files

from sqlalchemy import Connection

from survey_app.platform import Platform
from survey_app.rows import DayRow
from survey_app.services.working_day_table import FIRST_YEAR, LAST_YEAR, check_day, check_name
from survey_app.store import working_days


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The days against the rule of the week: weekdays that are off, weekends that are worked."""

    off: frozenset[date]
    worked: frozenset[date]

    @classmethod
    def of(cls, rows: Iterable[DayRow]) -> "WorkingDays":
        known = list(rows)
        return cls(
            off=frozenset(row.day for row in known if row.kind == "off"),
            worked=frozenset(row.day for row in known if row.kind == "working"),
        )

    def __contains__(self, day: date) -> bool:
        return day not in self.off if day.weekday() < 5 else day in self.worked

    def after(self, start: date, count: int) -> date:
        """The count-th working day after the start, which itself is not counted; a deadline "within n days"."""
        if count < 0:
            raise ValueError(f"working days are counted forwards, not {count}")
        day = start
        while count:
            day += timedelta(days=1)
            count -= day in self
        return day


def is_working_day(platform: Platform, day: date) -> bool:
    with platform.database.reading() as connection:
        return day in WorkingDays.of(working_days.list_days(connection, first=day, last=day))


def add_working_days(platform: Platform, start: date, count: int) -> date:
    """Give the count-th working day after the start: the 3rd after 24/4/2026 is 4/5/2026."""
    with platform.database.reading() as connection:
        return WorkingDays.of(working_days.list_days(connection, first=start)).after(start, count)


def list_year(platform: Platform, year: int) -> list[DayRow]:
    with platform.database.reading() as connection:
        return working_days.list_days(connection, first=date(year, 1, 1), last=date(year, 12, 31))


def put_day(platform: Platform, *, day: date | None, kind: str, name: str) -> None:
    """Add a day or change what is told of it. Raises DayError."""
    row = DayRow(day=check_day(day, kind), kind=kind, name=check_name(name))
    with platform.database.writing() as connection:
        working_days.put_days(connection, [row])


def remove_day(platform: Platform, day: date) -> None:
    with platform.database.writing() as connection:
        working_days.remove_days(connection, [day])


def has_shipped_days(year: int) -> bool:
    return (files("survey_app.data") / f"working_days_{year}.json").is_file()


def load_year(platform: Platform, year: int) -> int:
    """Put the days that ship with the product in place of the year's; tell how many. Needs a year that has some."""
    rows = _shipped(year)
    with platform.database.writing() as connection:
        known = working_days.list_days(connection, first=date(year, 1, 1), last=date(year, 12, 31))
        working_days.remove_days(connection, [row.day for row in known])
        working_days.put_days(connection, rows)
    return len(rows)


def load_shipped_days(connection: Connection) -> None:
    """For a house that is being set up: every year that ships with the product."""
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        if has_shipped_days(year):
            working_days.put_days(connection, _shipped(year))


def _shipped(year: int) -> list[DayRow]:
    source = (files("survey_app.data") / f"working_days_{year}.json").read_text(encoding="utf-8")
    return [
        DayRow(day=date.fromisoformat(row["day"]), kind=row["kind"], name=row["name"])
        for row in json.loads(source)
    ]
