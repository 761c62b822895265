"""One door for time: Vietnam's clock, its half-days, and the closed months that results are made of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from typing import Protocol

from survey_app.translating import gettext as _

# Vietnam has kept UTC+7 without summer time since 1975; a fixed offset needs no time-zone database.
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


class Clock(Protocol):
    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    def now(self) -> datetime:
        return datetime.now(VIETNAM)


@dataclass(frozen=True, slots=True)
class ShiftedClock:
    """Starts at a given moment and goes on from there: only for databases marked demo or test."""

    start: datetime
    _since: datetime = field(default_factory=lambda: datetime.now(VIETNAM))

    def now(self) -> datetime:
        return self.start + (datetime.now(VIETNAM) - self._since)


@dataclass(slots=True)
class SetClock:
    """Stands where it is put: the demo walks it through its months."""

    at: datetime

    def now(self) -> datetime:
        return self.at


def parse_moment(text: str) -> datetime:
    """Read an ISO 8601 moment; without an offset it is Vietnam's time. Raises ValueError."""
    moment = datetime.fromisoformat(text.strip())
    return moment.astimezone(VIETNAM) if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def half_day_of(moment: datetime) -> int:
    """Number the half-days of Vietnam: two a day, 0 before noon, 1 after; noon itself is afternoon."""
    local = moment.astimezone(VIETNAM)
    return local.toordinal() * 2 + (local.hour >= 12)


def half_day_date(half_day: int) -> date:
    return date.fromordinal(half_day // 2)


def half_day_begin(half_day: int) -> datetime:
    return half_day_end(half_day - 1)


def half_day_end(half_day: int) -> datetime:
    """The moment at which a half-day is over (12:00, or 24:00 of its day)."""
    midnight = datetime.combine(half_day_date(half_day), time(), VIETNAM)
    return midnight + timedelta(hours=24 if half_day % 2 else 12)


def month_of(half_day: int) -> int:
    """The month a half-day belongs to, as 202611. 24:00 of the last day belongs to the ending month."""
    day = half_day_date(half_day)
    return day.year * 100 + day.month


def ends_month(half_day: int) -> bool:
    return month_of(half_day) != month_of(half_day + 1)


def last_half_day(month: int) -> int:
    """The half-day whose closing closes the month."""
    following = next_month(month)
    return date(following // 100, following % 100, 1).toordinal() * 2 - 1


def next_month(month: int, by: int = 1) -> int:
    index = month // 100 * 12 + month % 100 - 1 + by
    return index // 12 * 100 + index % 12 + 1


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar month, quarter or year: the only windows results are shown for."""

    first: int
    last: int

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read `2026`, `2026-Q4` or `2026-11`. Raises ValueError with a sentence for the user."""
        found = re.fullmatch(r"(20[0-9]{2})(?:-Q([1-4])|-(0[1-9]|1[0-2]))?", text, re.ASCII)
        if found is None:
            raise ValueError(
                _(
                    "Kỳ “%(text)s” không đúng: hãy ghi năm (2026), quý (2026-Q4) hoặc tháng (2026-11).",
                    text=text,
                )
            )
        year = int(found[1]) * 100
        if found[2]:
            return cls(year + int(found[2]) * 3 - 2, year + int(found[2]) * 3)
        if found[3]:
            return cls(year + int(found[3]), year + int(found[3]))
        return cls(year + 1, year + 12)

    def months(self) -> Iterator[int]:
        month = self.first
        while month <= self.last:
            yield month
            month = next_month(month)

    @property
    def length(self) -> int:
        return len(list(self.months()))

    def previous(self) -> "Period":
        return Period(next_month(self.first, -self.length), next_month(self.last, -self.length))

    def __str__(self) -> str:
        year, month = divmod(self.first, 100)
        if self.length == 1:
            return f"{year}-{month:02d}"
        return f"{year}-Q{month // 3 + 1}" if self.length == 3 else f"{year}"
