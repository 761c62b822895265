from dataclasses import asdict

import click

from forms.reading import instruments, load_instrument
from survey_app.commands import output
from survey_app.services import publishing
from survey_app.store import templates

COLUMNS = {"template": "Mã", "name": "Tên", "number": "Bản", "sha256": "SHA-256"}


@click.group("templates", invoke_without_command=True)
@click.option("--json", "json_", is_flag=True, help="In JSON.")
@click.pass_context
def command(context: click.Context, *, json_: bool) -> None:
    """Mẫu phiếu: danh sách, thêm mẫu có sẵn."""
    if context.invoked_subcommand:
        return
    with output.platform() as platform, platform.database.reading() as connection:
        found = templates.list_versions(connection)
    rows = [{name: value for name, value in asdict(version).items() if name != "id"} for version in found]
    known = ", ".join(instruments())
    empty = f"Chưa có mẫu phiếu. Thêm bằng: hailong templates add MÃ ({known})"
    output.as_list(rows, COLUMNS, empty=empty, json_=json_)


@command.command("add")
@click.argument("codes", nargs=-1, required=True)
def add(*, codes: tuple[str, ...]) -> None:
    """Thêm mẫu có sẵn vào hệ thống thành một bản mới (chữ không đổi thì không thêm)."""
    for code in codes:
        if code.upper() not in instruments():
            raise click.UsageError(f"Không có mẫu “{code}”. Các mẫu có sẵn: {', '.join(instruments())}.")
    with output.platform() as platform:
        for code in codes:
            version = publishing.freeze(platform.database, questionnaire=load_instrument(code.upper()))
            click.echo(f"{version.template} bản {version.number}: {version.name}")
