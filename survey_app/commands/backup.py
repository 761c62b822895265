from pathlib import Path

import click

from survey_app.commands import output
from survey_app.services.backing_up import back_up
from survey_app.services.sealed_secrets import SealedSecretsError, gather, seal
from survey_app.store.database_copies import CopyError

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("backup")
@click.option("-o", "--output", "path", type=FILE, required=True, help="Tệp sao lưu sẽ ghi.")
@click.option(
    "--keys-to", type=FILE, help="Ghi thêm khóa bí mật của máy chủ vào tệp này, niêm bằng câu mật khẩu."
)
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Đọc câu mật khẩu từ tệp thay vì hỏi.",
)
def command(*, path: Path, keys_to: Path | None, passphrase_file: Path | None) -> None:
    """Sao lưu cơ sở dữ liệu vào một tệp và tự kiểm lại; chạy được khi máy chủ đang nhận phiếu.

    Khóa nửa ngày của hòm phiếu không bao giờ nằm trong tệp.
    """
    for place in (path, keys_to):
        if place is not None and not place.resolve().parent.is_dir():
            raise click.UsageError(f"Không có thư mục {place.resolve().parent}.")
    with output.platform() as platform:
        try:
            if keys_to is not None:
                seal(gather(platform.config), keys_to, ask_phrase(passphrase_file, confirm=True))
            manifest = back_up(platform, path.resolve())
        except (CopyError, SealedSecretsError, OSError) as error:
            output.fail(f"Chưa sao lưu được. {error}")
    click.echo(f"Đã sao lưu và kiểm lại: {path} ({manifest.counts.get('response', 0)} phiếu đã kiểm).")
    if manifest.waiting_at_least:
        click.echo(
            f"Có ít nhất {manifest.waiting_at_least} phiếu đang chờ kiểm: sau khi khôi phục chỉ mở được nếu thư mục khóa "
            "của buổi ấy còn."
        )
    if keys_to is not None:
        click.echo(f"Khóa đã niêm vào {keys_to}. Hãy cất ở nơi khác với tệp sao lưu.")


def ask_phrase(file: Path | None, *, confirm: bool) -> str:
    if file is not None:
        return file.read_text(encoding="utf-8").strip()
    asked: str = click.prompt(
        "Câu mật khẩu (ít nhất 12 ký tự)", hide_input=True, confirmation_prompt=confirm, err=True
    )
    return asked
