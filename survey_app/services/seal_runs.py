"""One run of the sealer, by hand or by the watching process."""

from collections.abc import Callable
from dataclasses import dataclass

from survey_app.platform import Platform
from survey_app.services.sealing import MINIMUM, Sealer, SealReport
from survey_app.store import ballots, closings, erasure
from survey_app.store.locks import sealer_lock


class CloseNowRefusedError(ValueError):
    """Only a demo or test database may close a half-day that is not over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealRun:
    """What was sealed and what waits, in numbers that move by five or more."""

    closed: tuple[int, ...]
    parts: int
    sealed: int
    waiting_at_least: int
    erasure_pending: bool
    unreadable: bool


def seal(
    platform: Platform,
    *,
    close_now: bool = False,
    running_half_day: bool = False,
    rest: bool = True,
    tick: Callable[[int], None] = lambda _n: None,
) -> SealRun:
    """Close every half-day that is over; `close_now` also closes the running one, in a demo or test database.

    `running_half_day` opens boxes of the running half-day without closing it: the demo shows five answers counted.
    """
    if (close_now or running_half_day) and platform.kind == "production":
        raise CloseNowRefusedError
    sealer = Sealer(
        database=platform.database,
        keys=platform.box_keys,
        questionnaires=platform.questionnaires,
        rest=rest,
    )
    report = SealReport()
    with sealer_lock(platform.database, platform.config.home):
        sealer.fill_missing()
        now = platform.half_day + (1 if close_now else 0)
        sealer.close_due(now=now, report=report, tick=tick)
        if running_half_day:
            sealer.seal_boxes(now, report=report, tick=tick)
    return _run(platform, report)


def anything_due(platform: Platform) -> bool:
    """Whether a half-day is over and not closed, or something of a closed one still exists: a key, deleted rows."""
    with platform.database.reading() as connection:
        closed = closings.find_last_closed(connection) or 0
    left = platform.box_keys.held(closed) or erasure.is_pending(platform.database)
    return closed < platform.half_day - 1 or bool(left)


def _run(platform: Platform, report: SealReport) -> SealRun:
    with platform.database.reading() as connection:
        waiting = ballots.count_waiting(connection)
    return SealRun(
        closed=tuple(report.closed),
        parts=report.parts,
        sealed=report.sealed,
        # In steps, so that repeated looks do not show one answer arriving.
        waiting_at_least=waiting // MINIMUM * MINIMUM,
        erasure_pending=not report.erased,
        unreadable=report.unreadable > 0,
    )
