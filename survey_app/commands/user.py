from dataclasses import asdict
from typing import Any, TextIO

import click

from survey_app.access import ROLES
from survey_app.commands import output
from survey_app.services.accounts import AccountError, add_account
from survey_app.store import accounts
from survey_app.store.accounts import AccountRow

COLUMNS = {
    "username": "Tên đăng nhập",
    "display_name": "Người dùng",
    "roles": "Vai trò",
    "units": "Đơn vị",
    "active": "Đang dùng",
    "has_second_factor": "Hai bước",
}


@click.group("user", invoke_without_command=True)
@click.option("--json", "json_", is_flag=True, help="In JSON.")
@click.pass_context
def command(context: click.Context, *, json_: bool) -> None:
    """Tài khoản: danh sách, thêm."""
    if context.invoked_subcommand:
        return
    with output.platform() as platform, platform.database.reading() as connection:
        found = accounts.list_accounts(connection)
    if json_:
        output.as_json([_for_programs(row) for row in found])
        return
    rows = [
        asdict(row)
        | {
            "roles": ", ".join(row.roles),
            "units": ", ".join(unit.code for unit in row.units),
            "active": "có" if row.active else "không",
            "has_second_factor": "có" if row.has_second_factor else "không",
        }
        for row in found
    ]
    output.as_table(
        rows, COLUMNS, empty="Chưa có tài khoản nào. Thêm bằng: hailong user add TÊN --role administrator"
    )


def _for_programs(row: AccountRow) -> dict[str, Any]:
    """Codes and names; the database's own numbers stay inside."""
    values = asdict(row) | {"units": [unit.code for unit in row.units]}
    del values["id"]
    return values


@command.command("add")
@click.argument("name")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="Vai trò.")
@click.option("--unit", "units", multiple=True, metavar="MÃ", help="Đơn vị trong phạm vi (kể cả cấp dưới).")
@click.option("--display-name", default="", help="Tên hiển thị.")
@click.option(
    "--password-file",
    type=click.File(encoding="utf-8"),
    help="Tệp chứa mật khẩu ở dòng đầu (- là đầu vào chuẩn); không có thì chương trình sẽ hỏi.",
)
def add(
    *,
    name: str,
    roles: tuple[str, ...],
    units: tuple[str, ...],
    display_name: str,
    password_file: TextIO | None,
) -> None:
    """Thêm một tài khoản."""
    with output.platform() as platform:
        try:
            stored = add_account(
                platform,
                username=name,
                password=_password(password_file),
                roles=roles,
                unit_codes=units,
                display_name=display_name,
            )
        except AccountError as error:
            output.fail(str(error))
    click.echo(f"Đã thêm tài khoản {stored}.")


def _password(file: TextIO | None) -> str:
    """The first line of the file, or what is typed twice without being shown."""
    if file is not None:
        return file.readline().rstrip("\r\n")
    typed: str = click.prompt("Mật khẩu", hide_input=True, confirmation_prompt="Nhập lại mật khẩu", err=True)
    return typed
