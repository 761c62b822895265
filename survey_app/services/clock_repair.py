"""Setting right what a wrong clock has done: half-days that were closed before they were over are opened again.

Nothing is deleted: a new era of closings begins behind the false ones. What the clock before the fault had closed stays closed; the
half-days from there to today are closed again, in order, so that answers that came meanwhile are counted in their own months.
"""

from dataclasses import dataclass

from survey_app.platform import Platform
from survey_app.services.due import find_due
from survey_app.services.seal_runs import SealRun, Tick, finish, make_sealer
from survey_app.services.sealing import SealReport
from survey_app.store import ballots, closings
from survey_app.store.locks import sealer_lock


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """The last closed half-day as it is recorded, and the one that will be the last before today's are closed again."""

    closed: int
    reopens_after: int
    now: int


def find_repair(platform: Platform) -> Repair | None:
    """What is to be set right by today's clock; None where nothing is."""
    now = platform.half_day
    with platform.database.reading() as connection:
        closed = closings.find_last_closed(connection)
        if closed is None or closed < now:
            return None
        # Of rows that say under which clock they were written, those under a later one are false. Old rows do not say.
        false = closings.find_first_seen_after(connection, now)
    return Repair(closed=closed, reopens_after=min(now, false if false is not None else now) - 1, now=now)


def repair(platform: Platform, *, by: str, rest: bool = True, tick: Tick = lambda _n: None) -> SealRun | None:
    """Open again what was closed ahead of today's clock, then close what is over. None where nothing was to be done.

    Raises KeyFolderError.
    """
    report = SealReport()
    with sealer_lock(platform.database, platform.config.home):
        platform.box_keys.check()  # without its keys nothing that waits could be counted
        found = find_repair(platform)
        if found is None:
            return None
        with platform.database.writing() as connection:
            closings.begin_era(connection, found.reopens_after, seen=found.now)
            # Their keys were destroyed once, and a server may remember one: no answer may lie under it.
            closings.shut_keys(connection, list(range(found.reopens_after + 1, found.now + 1)))
            closings.add_act(
                connection,
                kind="reopened",
                closed_before=found.closed,
                closed_after=found.reopens_after,
                at=platform.clock.now().isoformat(timespec="minutes"),
                done_by=by,
            )
            ballots.bring_back(connection, found.now)
        with platform.database.reading() as connection:
            due = find_due(platform, connection, confirmed_through=found.now - 1)
        make_sealer(platform, rest=rest).close_due(due, report=report, tick=tick)
        return finish(platform, report)
