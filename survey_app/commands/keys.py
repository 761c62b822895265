from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from survey_app.commands import output
from survey_app.config import Config, read_config
from survey_app.db import Database, open_engine
from survey_app.services import key_moving
from survey_app.services.key_moving import KeyMoveError
from survey_app.services.key_state import STEP, key_sentences, look_at_keys


@click.group("keys", invoke_without_command=True)
@click.option("--json", "json_", is_flag=True, help="In JSON.")
@click.pass_context
def command(ctx: click.Context, *, json_: bool) -> None:
    """Thư mục khóa của hòm phiếu: xem, chuyển ra ngoài thư mục dữ liệu, tạo mới khi đã mất."""
    if ctx.invoked_subcommand is not None:
        return
    with output.platform() as platform, platform.database.reading() as connection:
        state = look_at_keys(platform, connection, open_all=True)
        wrong = list(key_sentences(state))
    if json_:
        output.as_json({"folder": state.folder, "unread_at_least": state.unread_at_least, "wrong": wrong})
    else:
        click.echo(f"Thư mục khóa: {state.folder}")
        for sentence in wrong:
            click.echo(f"✗ {sentence}")
    if wrong:
        raise SystemExit(output.FOUND_PROBLEM)


@command.command("move")
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    help="Thư mục mới (mặc định: cạnh thư mục dữ liệu).",
)
def move(*, to: Path | None) -> None:
    """Chuyển khóa ra ngoài thư mục dữ liệu. Phiếu đang chờ vẫn mở được. Phải dừng máy chủ trước."""
    config = read_config()
    target = to or config.beside_home
    try:
        with _database(config) as database:
            moved = key_moving.move(database, config, target=target)
    except KeyMoveError as error:
        output.fail(str(error))
    click.echo(f"Khóa đã ở {moved.target}; khóa ở chỗ cũ đã được hủy.")
    if moved.left:
        click.echo(f"Thư mục cũ còn tệp lạ, hãy xem lại rồi xóa: {', '.join(moved.left)}.")
    if config.keys is not None or moved.target != config.beside_home:
        click.echo(f"Hãy đặt HAILONG_KEYS={moved.target} trước khi chạy lại máy chủ.")


@command.command("renew")
@click.option("--yes", is_flag=True, help="Đã hiểu: phiếu đang chờ dưới khóa cũ không mở được nữa.")
def renew(*, yes: bool) -> None:
    """Tạo thư mục khóa mới khi thư mục cũ đã mất hẳn."""
    config = read_config()
    if not yes:
        output.fail(
            "Phiếu đang chờ dưới khóa cũ sẽ không mở được nữa, ý kiến đã viết không đọc được và biên nhận cũ không đối "
            "chiếu được, trừ khi tìm lại được khóa. Nếu đã mất hẳn, hãy chạy lại "
            "với --yes."
        )
    try:
        with _database(config) as database:
            unread = key_moving.renew(database, config)
    except KeyMoveError as error:
        output.fail(str(error))
    lost = f"ít nhất {unread // STEP * STEP}" if unread >= STEP else "dưới 5" if unread else "không có"
    click.echo(f"Thư mục khóa mới: {config.key_folder}. Phiếu đang chờ không mở được: {lost}.")


@contextmanager
def _database(config: Config) -> Iterator[Database]:
    """Without a platform, which holds the key folder as a server does."""
    engine = open_engine(config.database_url)
    try:
        yield Database(engine)
    finally:
        engine.dispose()
