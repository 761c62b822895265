from pathlib import Path

import click

from survey_app.commands import output
from survey_app.services.poster_registry import CounterSheets, Need, PosterError, Registry, list_posters
from survey_app.services.posters import Paper, print_posters

NEEDS = {Need.NEVER: "chưa in", Need.CHANGED: "in lại: nội dung đã đổi", Need.FINE: "đúng"}
COLUMNS = {"code": "Mã", "unit": "Đơn vị", "counter": "Quầy", "sheets": "Tờ mới nhất", "need": "Tình trạng"}
TAKE_DOWN = {"code": "Mã", "unit": "Đơn vị", "counter": "Quầy", "moved_to": "Mã mới"}


@click.command("posters")
@click.argument("unit", required=False)
@click.option(
    "-o", "path", type=click.Path(path_type=Path, dir_okay=False, writable=True), help="Tệp PDF để ghi."
)
@click.option(
    "--paper",
    type=click.Choice([str(paper) for paper in Paper]),
    default="a4",
    show_default=True,
    help="Khổ: a4, a5, tent (để bàn), sticker (12 nhãn dán).",
)
@click.option("--due", "only_due", is_flag=True, help="Chỉ những quầy chưa in hoặc phải in lại.")
@click.option("--trial", "is_trial", is_flag=True, help="In thử: có dấu “không treo”, không ghi sổ.")
@click.option("--json", "json_", is_flag=True, help="In danh sách dạng JSON.")
def command(
    *, unit: str | None, path: Path | None, paper: str, only_due: bool, is_trial: bool, json_: bool
) -> None:
    """Áp phích mã QR: in cho mọi quầy của một đơn vị (-o TỆP.pdf), hoặc xem sổ in."""
    if path is not None and not path.parent.is_dir():
        raise click.UsageError(f"Không có thư mục {path.parent}.")
    with output.platform() as platform:
        try:
            registry = list_posters(platform, unit_code=unit)
            chosen = registry.due if only_due else registry.counters
            if path is None:
                _tell(registry, chosen, json_=json_)
                return
            with output.progress("áp phích", len(chosen)) as tick:
                printed = print_posters(platform, chosen, paper=Paper(paper), is_trial=is_trial)
                path.write_bytes(printed.pdf)
                tick(printed.sheets)
        except PosterError as error:
            output.fail(str(error))
    kept = "in thử, không ghi sổ" if is_trial else "đã ghi sổ"
    click.echo(f"Đã ghi {path}: {printed.sheets} quầy ({kept}).")


def _tell(registry: Registry, chosen: tuple[CounterSheets, ...], *, json_: bool) -> None:
    rows = [_row(one) for one in chosen]
    output.as_list(rows, COLUMNS, empty="Không có quầy nào.", json_=json_)
    if registry.ended and not json_:
        click.echo("\nGỡ xuống (quầy đã đóng, đã chuyển hoặc mã đã thu hồi):")
        ended = [
            {"code": one.code, "unit": one.unit, "counter": one.name, "moved_to": one.moved_to}
            for one in registry.ended
        ]
        output.as_table(ended, TAKE_DOWN, empty="")


def _row(one: CounterSheets) -> dict[str, str]:
    return {
        "code": one.content.code,
        "unit": one.content.unit,
        "counter": one.content.counter,
        "sheets": ", ".join(f"{s.paper} số {s.serial} ({s.printed_on:%d/%m/%Y})" for s in one.newest),
        "need": NEEDS[one.need],
    }
