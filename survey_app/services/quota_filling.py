"""Whether a counter that closes at its quota has it: today, or since its publication opened."""

from datetime import date
from enum import Enum

from sqlalchemy import Connection

from survey_app.store import quotas
from survey_app.store.counters import CounterDoor


class Full(Enum):
    TODAY = "today"
    FOR_GOOD = "for good"


def what_is_full(connection: Connection, door: CounterDoor, *, today: date) -> Full | None:
    """Also what came under an earlier code counts, or before the counter was moved: the quota belongs to the place."""
    closing = door.closing
    if closing is None or door.version_id is None:
        return None
    version_id = door.version_id
    line = quotas.list_line(connection, door.counter_id)

    def taken(since: date) -> int:
        return quotas.count_taken(connection, counter_ids=line, version_id=version_id, since=since)

    if closing.in_all is not None:
        begun = quotas.find_beginning(connection, line, version_id=version_id, opens_on=closing.opens_on)
        if taken(begun) >= closing.in_all:
            return Full.FOR_GOOD
    if closing.a_day is not None and taken(today) >= closing.a_day:
        return Full.TODAY
    return None
