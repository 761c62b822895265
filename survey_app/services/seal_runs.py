"""One run of the sealer, by hand or by the watching process."""

from collections.abc import Callable
from dataclasses import dataclass

from survey_app.platform import Platform
from survey_app.services.alarms import OVERDUE, Alarm
from survey_app.services.counting_state import look_at_counting
from survey_app.services.due import find_due
from survey_app.services.key_state import look_at_keys
from survey_app.services.sealing import Sealer, SealReport
from survey_app.services.waiting import WaitingFigure
from survey_app.store import closings, erasure, settings
from survey_app.store.locks import sealer_lock

Tick = Callable[[int], None]


class CloseNowRefusedError(ValueError):
    """Only a demo or test database may close a half-day that is not over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealRun:
    """What was sealed and what waits, in numbers that move by five or more; and what is wrong."""

    closed: tuple[int, ...]
    parts: int
    sealed: int
    waiting: WaitingFigure
    erasure_pending: bool
    unreadable: bool
    alarms: tuple[Alarm, ...]

    @property
    def waiting_at_least(self) -> int:
        return self.waiting.at_least


def seal(
    platform: Platform,
    *,
    close_now: bool = False,
    running_half_day: bool = False,
    confirmed_through: int | None = None,
    confirmed_by: str = "",
    rest: bool = True,
    tick: Tick = lambda _n: None,
) -> SealRun:
    """Close every half-day that is over; `close_now` also closes the running one, in a demo or test database.

    `running_half_day` opens boxes of the running half-day without closing it: the demo shows five answers counted.
    `confirmed_through`: somebody who knows the date says that half-days up to this one are really over.
    Raises KeyFolderError.
    """
    if (close_now or running_half_day) and platform.kind == "production":
        raise CloseNowRefusedError
    sealer = make_sealer(platform, rest=rest)
    report = SealReport()
    with sealer_lock(platform.database, platform.config.home):
        platform.box_keys.check()  # without its keys nothing can be opened: it is told before anything is closed
        sealer.fill_missing()
        now = platform.half_day + (1 if close_now else 0)
        with platform.database.reading() as connection:
            believed = find_due(platform, connection, now=now)
            due = find_due(platform, connection, now=now, confirmed_through=confirmed_through)
        if due.through > believed.through:
            note_act(platform, "confirmed", before=due.closed, after=due.through, by=confirmed_by)
        sealer.close_due(due, report=report, tick=tick)
        if running_half_day:
            sealer.seal_boxes(now, report=report, tick=tick)
        return finish(platform, report)


def anything_due(platform: Platform) -> bool:
    """Whether a half-day may be closed and is not, or something of a closed one still exists: a key, deleted rows."""
    with platform.database.reading() as connection:
        due = find_due(platform, connection)
    left = platform.box_keys.held(due.closed) or erasure.is_pending(platform.database)
    return due.through > due.closed or bool(left)


def make_sealer(platform: Platform, *, rest: bool) -> Sealer:
    return Sealer(
        database=platform.database,
        keys=platform.box_keys,
        vault=platform.vault,
        questionnaires=platform.questionnaires,
        rest=rest,
    )


def note_act(platform: Platform, kind: str, *, before: int, after: int, by: str) -> None:
    with platform.database.writing() as connection:
        closings.add_act(
            connection,
            kind=kind,
            closed_before=before,
            closed_after=after,
            at=platform.clock.now().isoformat(timespec="minutes"),
            done_by=by,
        )


def finish(platform: Platform, report: SealReport) -> SealRun:
    """Look at what is left, and write down for the quick look whether it waits too long."""
    with platform.database.reading() as connection:
        found = look_at_counting(platform, connection)
        overdue = "yes" if found.overdue.enough else ""
        noted = settings.find_setting(connection, OVERDUE) or ""
        unread = look_at_keys(platform, connection).unread
    if overdue != noted:
        with platform.database.writing() as connection:
            settings.put_setting(connection, OVERDUE, overdue)
    return SealRun(
        closed=tuple(report.closed),
        parts=report.parts,
        sealed=report.sealed,
        waiting=found.waiting,
        erasure_pending=not report.erased,
        unreadable=report.unreadable + report.failed + unread > 0,
        alarms=found.alarms,
    )
