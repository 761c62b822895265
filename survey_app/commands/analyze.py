import math
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from survey_app.commands import output

if TYPE_CHECKING:
    from survey_app.services.analyzing.report import Report, UnitLine

COLUMNS = {
    "name": "Đơn vị",
    "n": "n",
    "share": "Hài lòng",
    "range": "Khoảng 95 %",
    "shrunken": "Ước lượng co về trung bình",
    "difference": "Chênh lệch",
    "family": "Khoảng cả danh sách",
    "p_value": "p (Holm)",
}
ITEMS = {
    "name": "Câu hỏi",
    "n": "n",
    "missing": "Không trả lời",
    "share": "Hài lòng",
    "range": "Khoảng 95 %",
    "mean": "Điểm TB",
    "item_rest": "Tương quan với các câu khác",
}
TOLD = 20  # faults told one by one


@click.command("analyze")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unit", required=True, help="Cột ghi đơn vị.")
@click.option(
    "--items",
    "items_text",
    required=True,
    help="Các cột câu hỏi, cách nhau bằng dấu phẩy; so sánh theo câu đầu.",
)
@click.option(
    "--levels", type=click.IntRange(2, 11), default=5, show_default=True, help="Số mức của thang, từ 1."
)
@click.option(
    "--satisfied", "satisfied_text", help="Các mức hài lòng, ví dụ 4,5; không ghi thì hai mức cao nhất."
)
@click.option(
    "--on-error",
    type=click.Choice(["stop", "skip"]),
    default="skip",
    show_default=True,
    help="Gặp dòng sai: dừng, hay bỏ qua và báo lại.",
)
@click.option("--json", "json_", is_flag=True, help="In JSON.")
def command(
    *,
    file: Path,
    unit: str,
    items_text: str,
    levels: int,
    satisfied_text: str | None,
    on_error: Literal["stop", "skip"],
    json_: bool,
) -> None:
    """Báo cáo từ một tệp CSV bất kỳ, mỗi dòng một phiếu; không cần cơ sở dữ liệu."""
    # SciPy takes seconds to import: only who analyzes waits for it.
    from survey_app.services.analyzing.report import report_on
    from survey_app.services.analyzing.tally import WrongFileError, tally_csv

    items = [name.strip() for name in items_text.split(",") if name.strip()]
    if not items or len(set(items)) < len(items) or unit in items:
        raise click.UsageError("--items: hãy ghi các cột khác nhau, không gồm cột đơn vị.")
    satisfied = _levels(satisfied_text, levels)
    try:
        with file.open("rb") as stream, output.progress("Đọc tệp", file.stat().st_size) as tick:
            tally = tally_csv(stream, unit=unit, items=items, levels=levels, on_error=on_error, tick=tick)
    except WrongFileError as error:
        output.fail(str(error))
    report = report_on(tally, items=items, satisfied=satisfied)
    if json_:
        output.as_json(_without_nan(asdict(report)))
    else:
        _tell(report, file.name)


def _levels(text: str | None, levels: int) -> list[int]:
    if text is None:
        return list(range(levels - (1 if levels >= 4 else 0), levels + 1))
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdecimal() and 1 <= int(part) <= levels for part in parts) or len(set(parts)) < len(
        parts
    ):
        raise click.UsageError(f"--satisfied: hãy ghi các mức khác nhau từ 1 đến {levels}.")
    return [int(part) for part in parts]


def _without_nan(value: Any) -> Any:
    """JSON knows no NaN: nothing is null."""
    if isinstance(value, dict):
        return {key: _without_nan(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _tell(report: "Report", name: str) -> None:
    from survey_app.services.comparing import numbers, words

    click.echo(f"{name}: {numbers.count(report.rows)} phiếu của {numbers.count(len(report.units))} đơn vị.")
    if report.faulty:
        click.echo(f"Bỏ qua {numbers.count(report.faulty)} dòng sai:", err=True)
        for fault in report.faults[:TOLD]:
            click.echo(f"  dòng {fault.row}, cột {fault.column}: {fault.problem}", err=True)
        if report.faulty > TOLD:
            click.echo(f"  và {numbers.count(report.faulty - TOLD)} dòng nữa.", err=True)
    first = report.items[0]
    limits = numbers.percent_range(float(first.share.interval.low), float(first.share.interval.high))
    click.echo(
        f"\nHài lòng chung (câu {first.name}, mức {', '.join(map(str, report.satisfied))}): "
        f"{numbers.percent(float(first.share.value))} ({limits}), n = {numbers.count(first.n)}"
    )
    click.echo()
    output.as_table(
        [
            {
                "name": item.name,
                "n": numbers.count(item.n),
                "missing": numbers.count(item.missing),
                "share": numbers.percent(float(item.share.value)) if item.n else "",
                "range": numbers.percent_range(
                    float(item.share.interval.low), float(item.share.interval.high)
                )
                if item.n
                else "",
                "mean": numbers.decimal(float(item.mean.value), 2) if item.n else "",
                "item_rest": "" if item.item_rest is None else numbers.decimal(item.item_rest, 2),
            }
            for item in report.items
        ],
        ITEMS,
        empty="",
    )
    if report.alpha is not None:
        alpha = report.alpha
        click.echo(
            f"\nĐộ tin cậy của cả bộ câu hỏi (alpha của Cronbach): {numbers.decimal(float(alpha.value), 2)} "
            f"({numbers.score_range(float(alpha.interval.low), float(alpha.interval.high))})"
        )
    for band in (*words.BANDS, None):
        lines = [line for line in report.units if line.band == band]
        if lines:
            click.echo(f"\n{words.BAND_WORDS[band] if band else 'Không so sánh được'} ({len(lines)})")
            output.as_table([_row(line) for line in lines], COLUMNS, empty="")
    if report.over_dispersion is not None:
        click.echo(
            f"\nĐộ phân tán giữa các đơn vị so với ngẫu nhiên: {numbers.decimal(report.over_dispersion, 2)}"
        )
    click.echo(f"\n{words.METHOD} {words.VOLUNTARY}")
    click.echo(f"SHA-256 của tệp: {report.digest}")


def _row(line: "UnitLine") -> dict[str, str]:
    from survey_app.services.comparing import numbers

    if line.share is None:
        return dict.fromkeys(COLUMNS, "") | {"name": line.name, "share": "không đủ số phiếu"}
    return {
        "name": line.name,
        "n": numbers.count(line.n),
        "share": numbers.percent(line.share),
        "range": numbers.percent_range(line.low, line.high),
        "shrunken": "" if line.shrunken is None else numbers.percent(line.shrunken),
        "difference": "" if line.difference is None else numbers.points(line.difference),
        "family": numbers.points_range(line.family_low, line.family_high),
        "p_value": "" if line.p_value is None else numbers.p_value(line.p_value),
    }
