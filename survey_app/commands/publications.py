from dataclasses import asdict
from datetime import date, datetime

import click

from survey_app.addresses import read_code
from survey_app.commands import output
from survey_app.services import publishing
from survey_app.services.publishing import PublishingError
from survey_app.store import publications
from survey_app.store.quotas import QuotaRow

COLUMNS = {"counter": "Quầy", "template": "Mẫu", "version": "Bản", "opens_on": "Từ", "closes_on": "Đến"}
DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


@click.group("publications", invoke_without_command=True)
@click.option("--json", "json_", is_flag=True, help="In JSON.")
@click.pass_context
def command(context: click.Context, *, json_: bool) -> None:
    """Đợt phát hành: danh sách, mở, đóng."""
    if context.invoked_subcommand:
        return
    with output.platform() as platform, platform.database.reading() as connection:
        found = publications.list_publications(connection)
    rows = [{name: value for name, value in asdict(row).items() if name != "id"} for row in found]
    output.as_list(rows, COLUMNS, empty="Chưa có đợt phát hành nào.", json_=json_)


@command.command("open")
@click.argument("template")
@click.argument("counters", nargs=-1, required=True)
@click.option("--version", "number", type=int, help="Bản của mẫu phiếu (mặc định: bản mới nhất).")
@click.option("--from", "opens_on", type=DAY, help="Ngày mở (mặc định: hôm nay).")
@click.option("--to", "closes_on", type=DAY, help="Ngày đóng (mặc định: chưa định).")
@click.option("--a-day", type=click.IntRange(5), help="Chỉ tiêu số phiếu mỗi ngày của mỗi quầy.")
@click.option("--in-all", type=click.IntRange(5), help="Chỉ tiêu số phiếu cả đợt của mỗi quầy.")
@click.option("--close-when-full", "closes", is_flag=True, help="Đủ chỉ tiêu thì quầy không nhận thêm.")
def open_(
    *,
    template: str,
    counters: tuple[str, ...],
    number: int | None,
    opens_on: datetime | None,
    closes_on: datetime | None,
    a_day: int | None,
    in_all: int | None,
    closes: bool,
) -> None:
    """Mở một bản mẫu phiếu tại các quầy."""
    has_quota = a_day is not None or in_all is not None
    if closes and not has_quota:
        output.fail("Muốn quầy đóng khi đủ thì phải ghi --a-day hoặc --in-all.")
    with output.platform() as platform:
        try:
            done = publishing.publish(
                platform.database,
                template=template.upper(),
                number=number,
                counter_codes=[read_code(code) or code for code in counters],
                opens_on=_day(opens_on) or platform.today,
                closes_on=_day(closes_on),
                quota=QuotaRow(a_day=a_day, in_all=in_all, closes=closes) if has_quota else None,
                at=int(platform.clock.now().timestamp()),
            )
        except PublishingError as error:
            output.fail(str(error))
    click.echo(f"Đã mở {done.template} bản {done.version} tại {done.counters} quầy.")


@command.command("close")
@click.argument("counter")
@click.option("--on", "closes_on", type=DAY, help="Ngày cuối còn nhận phiếu (mặc định: hôm nay).")
def close(*, counter: str, closes_on: datetime | None) -> None:
    """Đóng đợt phát hành đang mở tại một quầy."""
    with output.platform() as platform:
        day = _day(closes_on) or platform.today
        try:
            done = publishing.close(
                platform.database, counter_code=read_code(counter) or counter, closes_on=day
            )
        except PublishingError as error:
            output.fail(str(error))
    click.echo(f"Đã đóng {done.template} bản {done.version} tại quầy {done.counter} sau ngày {day:%d/%m/%Y}.")


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
