from dataclasses import asdict
from pathlib import Path

import click

from forms.canonical import canonical_json
from forms.faults import QuestionnaireError, count_of
from forms.reading import instruments, load_instrument
from forms.writing import to_document
from survey_app.commands import output
from survey_app.services import publishing
from survey_app.services.drafting import importing
from survey_app.services.drafting.changing import DraftingError
from survey_app.store import templates

COLUMNS = {"template": "Mã", "name": "Tên", "number": "Bản", "sha256": "SHA-256"}


@click.group("templates", invoke_without_command=True)
@click.option("--json", "json_", is_flag=True, help="In JSON.")
@click.pass_context
def command(context: click.Context, *, json_: bool) -> None:
    """Mẫu phiếu: danh sách, thêm mẫu có sẵn, nhập và xuất."""
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


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--code", default="", help="Mã của mẫu phiếu (mặc định: mã ghi trong tệp).")
@click.option("--dry-run", is_flag=True, help="Chỉ kiểm tra, không ghi.")
@click.option("--json", "json_", is_flag=True, help="In JSON.")
def import_(*, file: Path, code: str, dry_run: bool, json_: bool) -> None:
    """Nhập phiếu từ tệp thành một bản nháp: JSON của hệ thống, XLSForm, LimeSurvey .lss, SurveyJS."""
    from forms.exchange.importing import MAX_BYTES
    from forms.exchange.sheets import MissingPartError

    with file.open("rb") as opened:
        source = opened.read(MAX_BYTES + 1)
    with output.platform() as platform:
        try:
            done = importing.import_file(
                platform, source=source, name=file.name, by=publishing.COMMAND, code=code, dry_run=dry_run
            )
        except QuestionnaireError as error:
            _tell_refusal(error, json_=json_)
        except (DraftingError, MissingPartError) as error:
            output.fail(str(error))
    questionnaire = done.questionnaire
    if json_:
        output.as_json(
            {
                "format": done.format,
                "code": questionnaire.code,
                "name": str(questionnaire.name),
                "items": len(questionnaire.items),
                "headline": questionnaire.headline,
                "languages": questionnaire.languages,
                "saved": not dry_run,
                "notes": [asdict(note) for note in done.notes],
                "faults": [],
            }
        )
        return
    for note in done.notes:
        click.echo(f"{note.place}: {note.what}", err=True)
    count = len(questionnaire.items)
    click.echo(f"{questionnaire.code}: {questionnaire.name}, {count} câu hỏi, {len(done.notes)} ghi chú.")
    click.echo("Tệp dùng được (chưa ghi)." if dry_run else "Đã thành bản nháp. Hãy xem lại và gửi duyệt.")


@command.command("export")
@click.argument("code")
@click.option(
    "--format", "format_", type=click.Choice(["json", "xlsform"]), default="json", show_default=True
)
@click.option(
    "--version", "number", type=int, help="Bản của mẫu phiếu (mặc định: bản nháp, hoặc bản mới nhất)."
)
@click.option(
    "-o", "target", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Tệp ghi ra."
)
def export(*, code: str, format_: str, number: int | None, target: Path) -> None:
    """Xuất một mẫu phiếu ra tệp: JSON của hệ thống hoặc XLSForm (.xlsx)."""
    from forms.exchange.sheets import MissingPartError
    from forms.exchange.xlsform_writing import ExportError, to_xlsform

    with output.platform() as platform:
        try:
            questionnaire = importing.find_questionnaire(platform, code=code, number=number)
        except DraftingError as error:
            output.fail(str(error))
    try:
        written = (
            to_xlsform(questionnaire)
            if format_ == "xlsform"
            else canonical_json(to_document(questionnaire)).encode()
        )
        target.write_bytes(written)
    except (ExportError, MissingPartError) as error:
        output.fail(str(error))
    except OSError as error:
        raise click.UsageError(f"Không ghi được {target}: {error.strerror}.") from error
    click.echo(f"Đã ghi {questionnaire.code} vào {target}.")


def _tell_refusal(error: QuestionnaireError, *, json_: bool) -> None:
    faults = error.faults
    if json_:
        output.as_json({"saved": False, "faults": [asdict(fault) for fault in faults], "notes": []})
    else:
        output.tell_faults(faults)
    output.fail(f"Có {count_of(faults)} lỗi. Chưa ghi gì vào hệ thống.")
