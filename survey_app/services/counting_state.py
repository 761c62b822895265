"""Whether what is acknowledged is counted, looked at once: what is wrong, what waits, and why. Page, doctor and sealer tell this."""

from dataclasses import dataclass

from sqlalchemy import Connection

from survey_app.platform import Platform
from survey_app.services.alarms import Alarm, find_alarms
from survey_app.services.pooling import Overdue, find_overdue, overdue_through
from survey_app.services.waiting import WaitingFigure, look_at_waiting
from survey_app.store import ballots, closings


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingState:
    """`overdue.few`: fewer than five of a version wait past their month in a whole tree; only more answers help."""

    alarms: tuple[Alarm, ...]
    waiting: WaitingFigure
    overdue: Overdue


def look_at_counting(platform: Platform, connection: Connection) -> CountingState:
    """Goes through the boxes once; what anybody may ask for again and again is `alarms.quick_alarms`."""
    waiting = ballots.list_waiting(connection)
    closed = closings.find_last_closed(connection)
    overdue = Overdue(enough=False, few=False)
    if closed is not None and any(row.half_day <= overdue_through(closed) for row in waiting):
        overdue = find_overdue(connection, closed)
    alarms = find_alarms(platform, connection, waiting=waiting, overdue=overdue.enough)
    return CountingState(
        alarms=alarms,
        waiting=look_at_waiting(platform, waiting, closed=closed or 0, alarms=alarms),
        overdue=overdue,
    )
