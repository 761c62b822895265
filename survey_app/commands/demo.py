import shlex
from dataclasses import asdict

import click

from survey_app.clock import Clock, SetClock, ShiftedClock, SystemClock
from survey_app.commands import output
from survey_app.config import Config, ConfigError, read_config
from survey_app.demo.loading import ANSWERS, first_half_day, load
from survey_app.demo.logins import Login, add_logins, read_logins
from survey_app.platform import Platform, opened
from survey_app.services.due import find_due
from survey_app.services.seal_runs import seal
from survey_app.services.setting_up import set_up
from survey_app.store import counters, units

DATABASE = "HAILONG_DATABASE_URL"
COLUMNS = {"shown": "Vai", "username": "Tên đăng nhập", "password": "Mật khẩu", "address": "Vào"}


@click.command("demo")
@click.option("--if-empty", is_flag=True, help="Đã nạp rồi thì chỉ in lại tài khoản.")
@click.option(
    "--answers", type=click.IntRange(0, 1_000_000), default=ANSWERS, show_default=True, help="Số phiếu."
)
@click.option("--json", "json_", is_flag=True, help="In JSON.")
def command(*, if_empty: bool, answers: int, json_: bool) -> None:
    """Nạp dữ liệu mô phỏng vào một cơ sở dữ liệu trống."""
    config = read_config()
    known = read_logins(config.home)
    if known is not None:
        if not if_empty:
            output.fail(f"Dữ liệu mô phỏng đã có trong {config.home}. Hãy xóa thư mục này nếu muốn nạp lại.")
        catch_up(config)
        _tell(config, known, json_=json_)
        return
    _refuse_real(config)
    now: Clock = ShiftedClock(config.clock) if config.clock else SystemClock()
    set_up(config=config, kind="demo", since=first_half_day(now.now()))
    config = read_config()
    with opened(config, clock=SetClock(now.now())) as platform:
        _refuse_used(platform)
        with output.progress("Nạp dữ liệu mô phỏng", answers) as tick:
            load(platform, now=now, answers=answers, tick=tick)
        logins = add_logins(platform)
    _tell(config, logins, json_=json_)


def catch_up(config: Config) -> None:
    """A demo that was left for months is begun again by whoever starts it: its clock is believed."""
    with opened(config) as platform:
        with platform.database.reading() as connection:
            due = find_due(platform, connection)
        if due.held_back:
            seal(platform, confirmed_through=due.wanted, confirmed_by="demo", rest=False)


def _refuse_real(config: Config) -> None:
    """Before anything is touched: a house that «hailong init» made stays what it is, also while it is empty."""
    try:
        with opened(config) as platform:
            kind = platform.kind
    except ConfigError:
        return  # nothing is there yet, or set_up will say what is wrong with it
    if kind == "demo":
        return
    home = config.home.with_name(f"{config.home.name}-demo")
    elsewhere = "" if is_inside(config) else f" và {DATABASE}=… của một cơ sở dữ liệu trống khác"
    output.fail(
        f"Hệ thống ở {config.home} do «hailong init» tạo để dùng thật, nên không nhận dữ liệu mô phỏng, kể cả khi còn trống. "
        f"Bản chạy thử cần một thư mục riêng{elsewhere}. Hãy chạy:\n"
        f"  HAILONG_HOME={shlex.quote(str(home))} hailong demo\n"
        f"  HAILONG_HOME={shlex.quote(str(home))} hailong serve"
    )


def is_inside(config: Config) -> bool:
    """Whether the database is a file of this folder, so that another folder has another database."""
    return config.database_url == f"sqlite:///{config.home / 'hailong.db'}"


def _refuse_used(platform: Platform) -> None:
    """The accounts are written last: without them an earlier filling did not come to its end."""
    with platform.database.reading() as connection:
        used = units.list_units(connection) or counters.list_counters(connection)
    if used:
        config = platform.config
        output.fail(
            f"Lần nạp dữ liệu mô phỏng trước chưa xong. Hãy xóa {config.home} và {config.key_folder}"
            f"{'' if is_inside(config) else ', tạo lại cơ sở dữ liệu trống'}, rồi chạy lại «hailong demo»."
        )


def _tell(config: Config, logins: list[Login], *, json_: bool) -> None:
    if json_:
        output.as_json([asdict(login) for login in logins])
        return
    click.echo("DỮ LIỆU MÔ PHỎNG – không phải kết quả thật.")
    output.as_table([asdict(login) for login in logins], COLUMNS, empty="")
    click.echo(f"Trang đăng nhập: {config.public_url}/dang-nhap")
