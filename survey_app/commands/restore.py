from pathlib import Path

import click

from survey_app.commands import output
from survey_app.commands.backup import ask_phrase
from survey_app.config import read_config
from survey_app.services.backup_file import BackupFileError
from survey_app.services.key_state import STEP
from survey_app.services.restoring import RestoreRefusedError, restore
from survey_app.services.sealed_secrets import SealedSecretsError, open_sealed
from survey_app.store.database_copies import CopyError

FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command("restore")
@click.argument("path", metavar="TỆP", type=FILE)
@click.option("--keys", "keys", type=FILE, help="Tệp do «hailong backup --keys-to» ghi.")
@click.option("--passphrase-file", type=FILE, help="Đọc câu mật khẩu từ tệp thay vì hỏi.")
@click.option("--without-keys", is_flag=True, help="Đã mất khóa bí mật: mọi mật khẩu phải đặt lại.")
def command(*, path: Path, keys: Path | None, passphrase_file: Path | None, without_keys: bool) -> None:
    """Khôi phục từ một tệp sao lưu vào nơi trống, rồi tự kiểm lại."""
    config = read_config()
    try:
        found = open_sealed(keys, ask_phrase(passphrase_file, confirm=False)) if keys else None
        done = restore(config, path, found=found, without_secret=without_keys)
    except (RestoreRefusedError, BackupFileError, CopyError, SealedSecretsError, OSError) as error:
        output.fail(f"Chưa khôi phục. {error}")
    click.echo(
        f"Đã khôi phục bản sao lưu lúc {done.manifest.made_at}: {done.manifest.counts.get('response', 0)} phiếu đã kiểm."
    )
    if done.unread:
        lost = f"ít nhất {done.unread // STEP * STEP}" if done.unread >= STEP else "dưới 5"
        click.echo(f"Phiếu đang chờ không mở được nữa, vì khóa của buổi ấy không còn: {lost}.")
    click.echo("Hãy chạy «hailong init» rồi «hailong doctor» trước khi mở máy chủ.")
