from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

import click

from survey_app.addresses import counter_address, read_code
from survey_app.commands import output
from survey_app.platform import Platform
from survey_app.services import moving, qr, registering
from survey_app.store import counters
from survey_app.store.counters import CounterRow

COLUMNS = {"code": "Mã", "name": "Quầy", "unit": "Đơn vị", "url": "Địa chỉ"}


@click.group("counters", invoke_without_command=True)
@click.option("--json", "json_", is_flag=True, help="In JSON.")
@click.pass_context
def command(context: click.Context, *, json_: bool) -> None:
    """Quầy: danh sách, nhập từ CSV, mã QR."""
    if context.invoked_subcommand:
        return
    with output.platform() as platform:
        with platform.database.reading() as connection:
            found = counters.list_counters(connection)
        rows = [_row(platform, counter) for counter in found]
    output.as_list(
        rows, COLUMNS, empty="Chưa có quầy nào. Nhập bằng: hailong counters import TỆP.csv", json_=json_
    )


def _row(platform: Platform, counter: CounterRow) -> dict[str, str]:
    return {
        "code": counter.code,
        "unit_code": counter.unit_code,
        "unit": counter.unit,
        "name": counter.name,
        "url": counter_address(platform.config.public_url, counter.code),
    }


@command.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Chỉ kiểm tra, không ghi.")
def import_(*, file: BinaryIO, dry_run: bool) -> None:
    """Nhập quầy từ CSV (code, name, unit_code, procedure_field, opened_on)."""
    source = file.read()
    with output.platform() as platform, output.progress("Nhập quầy", source.count(b"\n")) as tick:
        done = registering.import_counters(
            platform.database, source=source, today=platform.today, dry_run=dry_run, tick=tick
        )
    output.tell_import(done, what="quầy", dry_run=dry_run)


@command.command("qr")
@click.argument("code")
@click.option(
    "-o", "path", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Tệp .svg hoặc .png."
)
def qr_(*, code: str, path: Path) -> None:
    """Vẽ mã QR của một quầy ra tệp SVG hoặc PNG."""
    with output.platform() as platform:
        with platform.database.reading() as connection:
            counter = counters.find_counter(connection, read_code(code) or code)
        if counter is None:
            output.fail(f"Không có quầy {code}.")
        address = counter_address(platform.config.public_url, counter.code)
    if path.suffix.lower() not in {".svg", ".png"}:
        raise click.UsageError("Tên tệp phải kết thúc bằng .svg hoặc .png.")
    qr.write_qr(address, path)
    click.echo(f"Đã ghi {path}: {address.upper()}")


@command.command("follow")
@click.option(
    "--choose", "choices", multiple=True, metavar="MÃ=ĐƠN_VỊ", help="Quầy hoặc đơn vị bị chia thuộc về đâu."
)
@click.option("--dry-run", is_flag=True, help="Chỉ xem, không ghi.")
@click.option("--json", "json_", is_flag=True, help="In JSON.")
def follow_(*, choices: tuple[str, ...], dry_run: bool, json_: bool) -> None:
    """Chuyển các quầy của đơn vị đã kết thúc về đơn vị kế thừa."""
    if any("=" not in choice for choice in choices):
        raise click.UsageError("--choose có dạng MÃ=ĐƠN_VỊ, ví dụ 7K4M2QX0=13285.")
    chosen = dict(choice.split("=", 1) for choice in choices)
    with output.platform() as platform:
        moves = moving.follow_successions(
            platform.database, on=platform.today, chosen=chosen, dry_run=dry_run
        )
    if json_:
        output.as_json(asdict(moves))
        return
    verb = "Sẽ chuyển" if dry_run else "Đã chuyển"
    click.echo(f"{verb} {len(moves.moved)} quầy. Mã cũ trên áp phích vẫn dẫn tới đúng nơi.")
    for one in moves.undecided:
        click.echo(f"Chưa rõ: quầy {one.code} ({one.unit}) thuộc một trong: {', '.join(one.choices)}")
    if moves.undecided:
        output.fail("Hãy chọn nơi cho các quầy trên bằng --choose.")
