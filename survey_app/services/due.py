"""Which half-days may be closed: those that are over by every evidence of time there is.

One minute of a clock a year ahead would close 730 half-days, and nothing that comes in that year would be counted. So a clock is not
believed further than MOST_AT_ONCE half-days beyond the last sign of life, unless somebody who knows the date says so.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from survey_app import clock as calendar
from survey_app.clock import SystemClock
from survey_app.platform import Platform
from survey_app.store import ballots, closings

# The longest holiday of the country is nine days with its weekends (Tết of 2025 and 2026), and offices switch their machines off on the
# afternoon before: nineteen half-days.
MOST_AT_ONCE = 20
# In a demo or test database the clock is moved by hand, by a month at a time.
MOST_BY_HAND = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """`now`: the running half-day by our clock; `through`: the last that may be closed; `wanted`: that our clock would close."""

    closed: int
    now: int
    through: int

    @property
    def wanted(self) -> int:
        return self.now - 1

    @property
    def held_back(self) -> bool:
        """Whether half-days are over by our clock that other evidence does not confirm."""
        return self.through < self.wanted


def most_at_once(platform: Platform) -> int:
    return MOST_AT_ONCE if platform.kind == "production" else MOST_BY_HAND


def find_due(
    platform: Platform,
    connection: Connection,
    *,
    now: int | None = None,
    confirmed_through: int | None = None,
) -> Due:
    """Look at the clock, the last closing, the answers that came since, and the database's own clock."""
    now = platform.half_day if now is None else now
    closed = closings.find_last_closed(connection)
    if closed is None:
        closed = now - 1
    through = _believed(platform, connection, closed, now)
    if confirmed_through is not None:
        through = max(through, min(confirmed_through, now - 1))
    return Due(closed=closed, now=now, through=through)


def _believed(platform: Platform, connection: Connection, closed: int, now: int) -> int:
    """From one sign of life to the next, while no two are further apart than a long holiday."""
    reach, most = closed, most_at_once(platform)
    if now - 1 - closed > most:
        for arrived in ballots.list_arrivals(connection, after=closed, before=now):
            if arrived > reach + most:
                break
            reach = arrived
    through = now - 1 if now - 1 <= reach + most else max(closed, reach - 1)
    told = find_database_time(platform, connection)
    return through if told is None else min(through, max(closed, calendar.half_day_of(told) - 1))


def find_database_time(platform: Platform, connection: Connection) -> datetime | None:
    """What the clock of the database's machine says, where it has one of its own and ours is not moved by hand."""
    if not isinstance(platform.clock, SystemClock):
        return None
    return closings.find_database_time(connection)
