import logging
import os
import time

import click
from sqlalchemy.exc import SQLAlchemyError

from survey_app.clock import half_day_date
from survey_app.commands import output
from survey_app.platform import Platform
from survey_app.services.seal_runs import CloseNowRefusedError, SealRun, anything_due, seal
from survey_app.serving.lifeline import end_with_parent

LOOK_SECONDS = 5  # how often the watching process looks at the clock
DEMO_SECONDS = 60  # in a demo boxes of the running half-day are opened as well, for visitors
NICE = 10

log = logging.getLogger("hailong.sealer")


@click.command("seal")
@click.option("--json", "json_", is_flag=True, help="In JSON.")
@click.option("--close-now", is_flag=True, help="Đóng cả buổi đang chạy (chỉ dùng cho demo và kiểm thử).")
@click.option("--watch", is_flag=True, help="Chạy liên tục, kiểm phiếu mỗi khi hết buổi.")
@click.option("--parent", type=int, default=None, hidden=True)
def command(*, json_: bool, close_now: bool, watch: bool, parent: int | None) -> None:
    """Kiểm phiếu: mở những hòm phiếu đã đến hạn."""
    if parent is not None:
        end_with_parent(parent)
    with output.platform() as platform:
        if watch:
            _watch(platform)
            return
        with output.progress("Kiểm phiếu") as tick:
            try:
                run = seal(platform, close_now=close_now, tick=tick)
            except CloseNowRefusedError:
                raise click.UsageError(
                    "--close-now chỉ dùng được với cơ sở dữ liệu demo hoặc kiểm thử."
                ) from None
    if json_:
        output.as_json(_document(run))
    else:
        _tell(run)


def _document(run: SealRun) -> dict[str, object]:
    return {
        "closed": [_name(half_day) for half_day in run.closed],
        "parts": run.parts,
        "sealed": run.sealed,
        "waiting_at_least": run.waiting_at_least,
        "erasure_pending": run.erasure_pending,
        "unreadable": run.unreadable,
    }


def _tell(run: SealRun) -> None:
    click.echo(f"Đã đóng {len(run.closed)} buổi, kiểm {run.sealed} phiếu trong {run.parts} đợt kiểm phiếu.")
    waiting = f"ít nhất {run.waiting_at_least} phiếu" if run.waiting_at_least else "dưới 5 phiếu"
    click.echo(f"Đang chờ kiểm: {waiting}.")
    if run.erasure_pending:
        click.echo("Chưa xóa hẳn được dấu vết trên đĩa; lần kiểm phiếu sau sẽ làm tiếp.")
    if run.unreadable:
        output.fail("Có phiếu chưa mở được vì thiếu khóa của buổi đó. Hãy khôi phục thư mục khóa.")


def _name(half_day: int) -> str:
    return f"{half_day_date(half_day):%Y-%m-%d}-{'PM' if half_day % 2 else 'AM'}"


def _watch(platform: Platform) -> None:
    """Seal at the end of each half-day until told to stop."""
    os.nice(NICE)
    last_demo = 0.0
    while True:
        demo_due = platform.is_demo and time.monotonic() - last_demo >= DEMO_SECONDS
        try:
            if demo_due or anything_due(platform):
                run = seal(platform, running_half_day=demo_due)
                last_demo = time.monotonic() if demo_due else last_demo
                if run.closed or run.sealed:
                    log.info("closed %d half-days, sealed %d answers", len(run.closed), run.sealed)
        except (SQLAlchemyError, OSError):
            # The database is away: what waits is safe in its boxes, and the next look tries again.
            log.exception("sealing failed, will try again")
        time.sleep(LOOK_SECONDS)
