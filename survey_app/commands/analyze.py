import math
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from survey_app.commands import output

if TYPE_CHECKING:
    from survey_app.services.analyzing.report import Report

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
@click.option("--weight", default="", help="Cột trọng số của phiếu.")
@click.option("--stratum", default="", help="Cột tầng chọn mẫu.")
@click.option("--cluster", default="", help="Cột cụm chọn mẫu, ví dụ quầy và buổi.")
@click.option(
    "--case-mix", "mix_text", default="", help="Các cột để so cùng loại với cùng loại, ví dụ linhvuc,tuoi."
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
    weight: str,
    stratum: str,
    cluster: str,
    mix_text: str,
    on_error: Literal["stop", "skip"],
    json_: bool,
) -> None:
    """Báo cáo từ một tệp CSV (hoặc Parquet) bất kỳ, mỗi dòng một phiếu; không cần cơ sở dữ liệu."""
    items, mix = _names("--items", items_text), _names("--case-mix", mix_text)
    if not items or unit in items:
        raise click.UsageError("--items: hãy ghi các cột khác nhau, không gồm cột đơn vị.")
    if set(mix) & {unit, *items} or {weight, stratum, cluster} & set(items):
        raise click.UsageError(
            "--case-mix, --weight, --stratum, --cluster: hãy chọn cột không phải là câu hỏi."
        )
    # SciPy takes seconds to import: only who analyzes waits for it.
    from survey_app.services.analyzing.reading import TableFile, WrongFileError
    from survey_app.services.analyzing.report import report_on
    from survey_app.services.analyzing.tally import Asked, tally_file
    from survey_app.services.analyzing.telling import told

    asked = Asked(
        unit=unit,
        items=tuple(items),
        levels=levels,
        satisfied=tuple(_levels(satisfied_text, levels)),
        on_error=on_error,
        weight=weight,
        stratum=stratum,
        cluster=cluster,
        case_mix=tuple(mix),
    )
    try:
        with output.progress("Đọc tệp", file.stat().st_size) as tick:
            tally = tally_file(TableFile(file, asked.names, tick), asked)
    except WrongFileError as error:
        output.fail(str(error))
    report = report_on(tally)
    _tell_faults(report)
    if json_:
        output.as_json({**_without_nan(asdict(report)), "made_with": _versions()})
        return
    for part in told(report, file.name):
        if isinstance(part, str):
            click.echo(part)
        else:
            output.as_table(part.rows, part.columns, empty="")
    click.echo("; ".join(f"{name} {version}" for name, version in _versions().items()))


def _names(option: str, text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if len(set(names)) < len(names):
        raise click.UsageError(f"{option}: hãy ghi các cột khác nhau.")
    return names


def _versions() -> dict[str, str]:
    return {name: version(name) for name in ("hai-long", "numpy", "scipy")}


def _tell_faults(report: "Report") -> None:
    if not report.faulty:
        return
    click.echo(f"Bỏ qua {report.faulty} dòng sai:", err=True)
    for fault in report.faults[:TOLD]:
        click.echo(f"  dòng {fault.row}, cột {fault.column}: {fault.problem}", err=True)
    if report.faulty > TOLD:
        click.echo(f"  và {report.faulty - TOLD} dòng nữa.", err=True)


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
