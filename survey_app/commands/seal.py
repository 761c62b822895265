import getpass
import logging
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime

import click
from sqlalchemy.exc import SQLAlchemyError

from survey_app.clock import half_day_date, month_of
from survey_app.commands import output
from survey_app.key_folder import KeyFolderError
from survey_app.platform import Platform
from survey_app.services.alarms import alarms_of
from survey_app.services.clock_repair import find_repair, repair
from survey_app.services.seal_runs import CloseNowRefusedError, SealRun, anything_due, seal
from survey_app.services.waiting import waiting_words
from survey_app.serving.lifeline import end_with_parent
from survey_app.steady_clock import SteadyClock

LOOK_SECONDS = 5  # how often the watching process looks at the clock
DEMO_SECONDS = 60  # in a demo boxes of the running half-day are opened as well, for visitors
NICE = 10
AGAIN_SECONDS = 3600.0  # how often the watching process repeats what is wrong
DAY = click.DateTime(formats=["%Y-%m-%d"])

log = logging.getLogger("hailong.sealer")


@click.command("seal")
@click.option("--json", "json_", is_flag=True, help="In JSON.")
@click.option("--close-now", is_flag=True, help="Đóng cả buổi đang chạy (chỉ dùng cho demo và kiểm thử).")
@click.option("--watch", is_flag=True, help="Chạy liên tục, kiểm phiếu mỗi khi hết buổi.")
@click.option(
    "--confirm-through",
    type=DAY,
    metavar="NGÀY",
    help="Xác nhận đồng hồ đúng: đóng mọi buổi đến hết ngày này (2026-11-25).",
)
@click.option(
    "--repair", "repairing", is_flag=True, help="Mở lại những buổi mà đồng hồ sai đã đóng ở tương lai."
)
@click.option(
    "--today", type=DAY, metavar="NGÀY", help="Cùng với --repair: hôm nay là ngày nào (2026-11-26)."
)
@click.option("--parent", type=int, default=None, hidden=True)
def command(
    *,
    json_: bool,
    close_now: bool,
    watch: bool,
    confirm_through: datetime | None,
    repairing: bool,
    today: datetime | None,
    parent: int | None,
) -> None:
    """Kiểm phiếu: mở những hòm phiếu đã đến hạn."""
    if parent is not None:
        end_with_parent(parent)
    if today is not None and not repairing:
        raise click.UsageError("--today chỉ dùng cùng với --repair.")
    with output.platform() as platform:
        if watch:
            _watch(platform)
            return
        with output.progress("Kiểm phiếu") as tick:
            if repairing:
                run = _repair(platform, today.date() if today else None, tick)
            else:
                through = _through(platform, confirm_through.date()) if confirm_through else None
                run = _seal(platform, close_now=close_now, confirmed_through=through, tick=tick)
    if json_:
        output.as_json(_document(run))
    else:
        _tell(run)
    for alarm in run.alarms:
        click.echo(alarm.sentence, err=True)
    if run.unreadable:
        output.fail(
            "Có phiếu chưa mở hoặc chưa đếm được; các phiếu khác vẫn được kiểm. Hãy xem «hailong keys»."
        )
    if run.alarms:
        raise SystemExit(output.FOUND_PROBLEM)


def _seal(
    platform: Platform, *, close_now: bool, confirmed_through: int | None, tick: Callable[[int], None]
) -> SealRun:
    try:
        return seal(
            platform,
            close_now=close_now,
            confirmed_through=confirmed_through,
            confirmed_by=_who(),
            tick=tick,
        )
    except CloseNowRefusedError:
        raise click.UsageError("--close-now chỉ dùng được với cơ sở dữ liệu demo hoặc kiểm thử.") from None


def _through(platform: Platform, day: date) -> int:
    """The last half-day of a day. Whoever confirms must not confirm what is to come."""
    if day > platform.today:
        raise click.UsageError(
            f"Đồng hồ máy chủ mới là ngày {platform.today:%d/%m/%Y}: chưa đóng được đến ngày {day:%d/%m/%Y}."
        )
    return day.toordinal() * 2 + 1


def _repair(platform: Platform, today: date | None, tick: Callable[[int], None]) -> SealRun:
    """The day is asked for because a repair under a wrong clock would do harm of its own."""
    found = find_repair(platform)
    if found is None:
        click.echo("Không có buổi nào đóng ở tương lai; chỉ kiểm phiếu như thường.", err=True)
        return _seal(platform, close_now=False, confirmed_through=None, tick=tick)
    click.echo(
        f"Đồng hồ máy chủ: {platform.clock.now():%H:%M ngày %d/%m/%Y}. Buổi đóng gần nhất: {_words(found.closed)}. "
        f"Sẽ mở lại mọi buổi sau {_words(found.reopens_after)}, rồi đóng lại lần lượt những buổi đã qua.",
        err=True,
    )
    if month_of(found.reopens_after + 1) != month_of(found.closed + 1):
        click.echo(
            "Kết quả của những tháng chưa hết mà đã hiện sẽ không còn hiện cho đến khi tháng ấy khép.",
            err=True,
        )
    if today is None:
        output.fail(
            "Nếu đồng hồ máy chủ đúng, hãy chạy lại và ghi ngày hôm nay: "
            f"«hailong seal --repair --today {platform.today:%Y-%m-%d}». Nếu sai, hãy chỉnh đồng hồ trước."
        )
    if today != platform.today:
        output.fail("Ngày đã ghi khác ngày của đồng hồ máy chủ. Hãy chỉnh đồng hồ trước; chưa thay đổi gì.")
    # Somebody else may have repaired it meanwhile: then there is nothing left but to seal.
    return repair(platform, by=_who(), tick=tick) or _seal(
        platform, close_now=False, confirmed_through=None, tick=tick
    )


def _who() -> str:
    """The account of the machine that runs the command, for the record of what was done about the clock."""
    try:
        return getpass.getuser()[:64]
    except (OSError, KeyError):
        return str(os.getuid())


def _document(run: SealRun) -> dict[str, object]:
    return {
        "closed": [_name(half_day) for half_day in run.closed],
        "parts": run.parts,
        "sealed": run.sealed,
        "waiting_at_least": run.waiting_at_least,
        "waiting_since": _name(run.waiting.oldest) if run.waiting.oldest else None,
        "waiting_because": list(run.waiting.why),
        "erasure_pending": run.erasure_pending,
        "unreadable": run.unreadable,
        "alarms": [asdict(alarm) for alarm in run.alarms],
    }


def _tell(run: SealRun) -> None:
    click.echo(f"Đã đóng {len(run.closed)} buổi, kiểm {run.sealed} phiếu trong {run.parts} đợt kiểm phiếu.")
    for sentence in waiting_words(run.waiting):
        click.echo(sentence)
    if run.erasure_pending:
        click.echo("Chưa xóa hẳn được dấu vết trên đĩa; lần kiểm phiếu sau sẽ làm tiếp.")


def _words(half_day: int) -> str:
    return f"{'chiều' if half_day % 2 else 'sáng'} {half_day_date(half_day):%d/%m/%Y}"


def _name(half_day: int) -> str:
    return f"{half_day_date(half_day):%Y-%m-%d}-{'PM' if half_day % 2 else 'AM'}"


def _watch(platform: Platform) -> None:
    """Seal at the end of each half-day until told to stop."""
    os.nice(NICE)
    clock, speaker = SteadyClock(), Speaker()
    last_demo = 0.0
    while True:
        demo_due = platform.is_demo and time.monotonic() - last_demo >= DEMO_SECONDS
        try:
            if not clock.is_steady(platform.clock.now()):
                speaker.say(
                    "the clock has jumped: nothing is closed until it has been steady for ten minutes"
                )
            elif demo_due or anything_due(platform):
                run = seal(platform, running_half_day=demo_due)
                last_demo = time.monotonic() if demo_due else last_demo
                if run.closed or run.sealed:
                    log.info("closed %d half-days, sealed %d answers", len(run.closed), run.sealed)
                speaker.say(*(alarm.sentence for alarm in run.alarms))
            else:
                speaker.say(*(alarm.sentence for alarm in alarms_of(platform)))
        except KeyFolderError as error:
            speaker.say(str(error))
        except (SQLAlchemyError, OSError):
            # The database is away: what waits is safe in its boxes, and the next look tries again.
            log.exception("sealing failed, will try again")
        time.sleep(LOOK_SECONDS)


@dataclass(slots=True)
class Speaker:
    """Says what is wrong at once when it changes, and again every hour while it lasts."""

    elapsed: Callable[[], float] = time.monotonic
    _last: tuple[str, ...] = ()
    _when: float = 0.0

    def say(self, *sentences: str) -> None:
        if sentences and (sentences != self._last or self.elapsed() - self._when >= AGAIN_SECONDS):
            self._when = self.elapsed()
            for sentence in sentences:
                log.error("%s", sentence)
        self._last = sentences
