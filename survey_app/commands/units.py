from dataclasses import asdict
from datetime import datetime
from typing import BinaryIO

import click

from survey_app.commands import output
from survey_app.services import national, registering, reorganising
from survey_app.store import units

COLUMNS = {
    "code": "Mã",
    "name": "Tên",
    "level": "Cấp",
    "block": "Khối",
    "parent_code": "Cấp trên",
    "valid_from": "Từ",
}


@click.group("units", invoke_without_command=True)
@click.option("--json", "json_", is_flag=True, help="In JSON.")
@click.option("--all", "all_", is_flag=True, help="Cả những đơn vị đã kết thúc.")
@click.pass_context
def command(context: click.Context, *, json_: bool, all_: bool) -> None:
    """Đơn vị: danh sách, nạp danh mục cả nước, nhập từ CSV."""
    if context.invoked_subcommand:
        return
    with output.platform() as platform, platform.database.reading() as connection:
        found = units.list_units(connection, on=None if all_ else platform.today)
    codes = {unit.id: unit.code for unit in found}
    hidden = {"id", "parent_id", "sort_key"}
    rows = [
        {name: value for name, value in asdict(unit).items() if name not in hidden}
        | {"parent_code": codes.get(unit.parent_id) if unit.parent_id else None}
        for unit in found
    ]
    output.as_list(
        rows, COLUMNS, empty="Chưa có đơn vị nào. Nhập bằng: hailong units import TỆP.csv", json_=json_
    )


@command.command("load")
@click.option("--province", "provinces", multiple=True, metavar="MÃ", help="Mã tỉnh (34 tỉnh nếu không ghi).")
@click.option("--json", "json_", is_flag=True, help="In JSON.")
def load_(*, provinces: tuple[str, ...], json_: bool) -> None:
    """Nạp danh mục đơn vị từ 7/2025, các đơn vị trước đó và nơi chúng nhập vào."""
    chosen = provinces or tuple(national.provinces())
    with output.platform() as platform, output.progress("Nạp đơn vị", len(chosen)) as tick:
        try:
            done = national.load(platform.database, codes=chosen, tick=tick)
        except national.UnknownProvinceError as error:
            output.fail(f"Không có tỉnh nào mang mã {error}.")
    if json_:
        output.as_json(asdict(done))
    else:
        click.echo(f"Đã nạp {done.units} đơn vị và {done.successions} quan hệ kế thừa chưa có trước đó.")


@command.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Chỉ kiểm tra, không ghi.")
def import_(*, file: BinaryIO, dry_run: bool) -> None:
    """Nhập đơn vị từ CSV (code, name, level, type, block, parent_code, valid_from, valid_to)."""
    source = file.read()
    with output.platform() as platform, output.progress("Nhập đơn vị", source.count(b"\n")) as tick:
        done = registering.import_units(platform.database, source=source, dry_run=dry_run, tick=tick)
    output.tell_import(done, what="đơn vị", dry_run=dry_run)


@command.command("reorganise")
@click.argument("file", type=click.File("rb"))
@click.option("--on", "takes_effect", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Ngày hiệu lực.")
@click.option("--dry-run", is_flag=True, help="Chỉ kiểm tra, không ghi.")
def reorganise_(*, file: BinaryIO, takes_effect: datetime, dry_run: bool) -> None:
    """Sắp xếp đơn vị theo CSV (predecessor_code, successor_code, extent, name, type, parent_code)."""
    with output.platform() as platform:
        done = reorganising.reorganise(
            platform.database,
            source=file.read(),
            takes_effect=takes_effect.date(),
            today=platform.today,
            dry_run=dry_run,
        )
    if done.faults:
        output.tell_faults(done.faults)
        output.fail("Chưa ghi gì. Hãy sửa các lỗi trên rồi chạy lại.")
    verb = "Sẽ kết thúc" if dry_run else "Đã kết thúc"
    click.echo(f"{verb} {len(done.ended)} đơn vị, lập {len(done.begun)} đơn vị từ {takes_effect:%d/%m/%Y}.")
    click.echo("Từ ngày đó, chạy “hailong counters follow” để các quầy theo về đơn vị mới.")
