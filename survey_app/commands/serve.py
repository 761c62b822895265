import os

import click

from survey_app.commands import output
from survey_app.config import read_config
from survey_app.private_files import tighten

DOORS = {"both": (True, True), "citizens": (True, False), "staff": (False, True)}


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ nghe.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=None,
    help="Số tiến trình nhận phiếu (SQLite: luôn là 1).",
)
@click.option(
    "--door",
    type=click.Choice(list(DOORS)),
    default="both",
    show_default=True,
    help="Cửa mà máy này phục vụ.",
)
@click.option("--web-only", is_flag=True, help="Không chạy tiến trình kiểm phiếu.")
def command(*, host: str, workers: int | None, door: str, web_only: bool) -> None:
    """Chạy máy chủ và tiến trình kiểm phiếu; thay máy chủ đang chạy mà không ngắt ai."""
    from survey_app.serving.parts import NotReadyError, Plan
    from survey_app.serving.supervisor import main

    config = read_config()
    with output.platform() as house:
        kind = house.kind  # a wrong setting is told here, before anything starts
        house.box_keys.check()
    tighten(config)
    citizens, staff = DOORS[door]
    # SQLite has one writer: the thread of one process. PostgreSQL takes several.
    sqlite = config.database_url.startswith("sqlite")
    plan = Plan(
        kind=kind,
        workers=1 if sqlite else workers or (os.cpu_count() or 2),
        citizens=citizens,
        staff=staff,
        sealer=not web_only,
    )
    click.echo(f"Hài Lòng đang chạy tại http://{host}:{config.port} (dừng: Ctrl+C)")
    try:
        status = main(home=config.home, host=host, port=config.port, plan=plan)
    except NotReadyError:
        output.fail("Máy chủ không khởi động được; lý do ghi ở trên.")
    raise SystemExit(status)
