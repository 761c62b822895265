"""The command line `hailong`: one file a noun, read only when it is called."""

from importlib import import_module
from typing import Any

import click

# Name, and the sentence that the overview shows without importing the command.
COMMANDS = {
    "init": "Tạo thư mục dữ liệu, khóa bí mật và cơ sở dữ liệu.",
    "demo": "Nạp dữ liệu mô phỏng vào một cơ sở dữ liệu trống.",
    "serve": "Chạy máy chủ và tiến trình kiểm phiếu.",
    "seal": "Kiểm phiếu: mở những hòm phiếu đã đến hạn.",
    "units": "Đơn vị: danh sách, nhập từ CSV.",
    "counters": "Quầy: danh sách, nhập từ CSV, mã QR.",
    "posters": "Áp phích mã QR: in cho các quầy của một đơn vị, xem sổ in.",
    "templates": "Mẫu phiếu: danh sách, thêm mẫu có sẵn, nhập và xuất.",
    "publications": "Đợt phát hành: danh sách, mở, đóng.",
    "results": "Kết quả so sánh các đơn vị.",
    "analyze": "Báo cáo từ một tệp CSV bất kỳ, không cần cơ sở dữ liệu.",
    "plan": "Cần bao nhiêu phiếu, so sánh được đến đâu, bao lâu thì đủ.",
    "doctor": "Kiểm tra: đếm lại mọi phiếu và so với bảng đếm.",
    "keys": "Khóa của hòm phiếu: xem, chuyển ra ngoài thư mục dữ liệu, tạo mới khi mất.",
    "backup": "Sao lưu cơ sở dữ liệu vào một tệp, cạnh máy chủ đang chạy.",
    "restore": "Khôi phục từ một tệp sao lưu vào chỗ trống.",
    "user": "Tài khoản: danh sách, thêm.",
}

# Commands whose files are the house's own; sheets, tables and reports are for others to read.
WRITERS = {"init", "demo", "serve", "seal", "keys", "backup", "restore"}


class Overview(click.Group):
    """Imports a command's module when the command is asked for, so that `--help` stays light."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        if cmd_name in WRITERS:
            from survey_app.private_files import make_new_files_private

            make_new_files_private()
        command: click.Command = import_module(f"survey_app.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Lệnh"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        from survey_app.config import ConfigError

        try:
            return super().invoke(ctx)
        except ConfigError as error:
            raise click.UsageError(str(error)) from error


@click.group(cls=Overview)
def main() -> None:
    """Hài Lòng – đo lường sự hài lòng của người dân đối với cơ quan hành chính."""
