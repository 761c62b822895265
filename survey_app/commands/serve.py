import os
import signal
import subprocess
import sys
import time

import click

from survey_app.commands import output
from survey_app.config import Config, read_config

RESTART_SECONDS = 2.0
STOP_SECONDS = 45.0
SEALER = (sys.executable, "-m", "survey_app.commands", "seal", "--watch")
WEB = (sys.executable, "-m", "survey_app.commands", "serve", "--web-only")


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ nghe.")
@click.option("--workers", type=int, default=None, help="Số tiến trình web (SQLite: luôn là 1).")
@click.option("--web-only", is_flag=True, help="Không chạy tiến trình kiểm phiếu.")
def command(*, host: str, workers: int | None, web_only: bool) -> None:
    """Chạy máy chủ và tiến trình kiểm phiếu."""
    config = read_config()
    if web_only:
        _serve(config, host, workers)
        return
    with output.platform():
        pass  # a wrong setting is told here, before anything starts
    click.echo(f"Hài Lòng đang chạy tại http://{host}:{config.port} (dừng: Ctrl+C)")
    raise SystemExit(_supervise([*WEB, "--host", host, *(["--workers", str(workers)] if workers else [])]))


def _serve(config: Config, host: str, workers: int | None) -> None:
    from survey_app.server import Server

    with output.platform() as house:
        kind = house.kind
    # SQLite has one writer: the thread of one process. PostgreSQL takes several.
    sqlite = config.database_url.startswith("sqlite")
    Server(config, host=host, workers=1 if sqlite else workers or (os.cpu_count() or 2), kind=kind).run()


def _supervise(web_command: list[str]) -> int:
    """Run the web server and the sealer beside it; a sealer that stops is started again."""
    web = subprocess.Popen(web_command)  # noqa: S603  # our own program
    sealer = subprocess.Popen(SEALER)  # noqa: S603  # our own program
    stopping = False

    def stop(*_signal: object) -> None:
        nonlocal stopping
        stopping = True
        for process in (web, sealer):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    while web.poll() is None:
        if sealer.poll() is not None and not stopping:
            time.sleep(RESTART_SECONDS)
            sealer = subprocess.Popen(SEALER)  # noqa: S603  # our own program
        time.sleep(0.2)
    stop()
    sealer.wait(STOP_SECONDS)
    return web.returncode or 0
