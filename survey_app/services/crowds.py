"""A ceiling far above honest use: a counter above it is told of to administrators; nobody is refused, no address is throttled.

One hall's visitors share an address, and a throttle would send them away; who floods a counter changes his. So a flood is
counted (and marked), and only the disk's reserve closes a door (disk_reserve.py).
"""

from bisect import bisect
from dataclasses import dataclass

from sqlalchemy import Connection

from survey_app.clock import half_day_date
from survey_app.platform import Platform
from survey_app.services.sealing import LARGEST
from survey_app.store import crowds

# One every fifteen seconds through a half-day of four hours: several times what the busiest desk can serve.
CEILING = 1_000
STEPS = (CEILING, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
HALF_DAYS = 14  # a week
MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """A counter above the ceiling in a closed half-day, and the step it reached."""

    code: str
    counter: str
    unit: str
    half_day: int
    at_least: int


def list_crowds(platform: Platform, connection: Connection) -> tuple[Crowd, ...]:
    """Of the last week, the largest first."""
    found = crowds.list_crowds(
        connection,
        least=CEILING,
        least_part=LARGEST // 2,
        since=platform.half_day - HALF_DAYS,
        most=MOST,
    )
    return tuple(
        Crowd(
            code=row.code,
            counter=row.counter,
            unit=row.unit,
            half_day=row.half_day,
            at_least=STEPS[bisect(STEPS, row.n) - 1],
        )
        for row in found
    )


def crowd_words(found: tuple[Crowd, ...]) -> tuple[str, ...]:
    """For the command line."""
    return tuple(
        f"Quầy {crowd.code} ({crowd.counter}, {crowd.unit}) nhận từ {crowd.at_least} phiếu trong buổi "
        f"{'chiều' if crowd.half_day % 2 else 'sáng'} {half_day_date(crowd.half_day):%d/%m/%Y}: nhiều hơn một quầy có thể phục vụ."
        for crowd in found
    )
