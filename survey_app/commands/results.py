import click

from survey_app.clock import Period
from survey_app.commands import output
from survey_app.services.results.comparing import compare
from survey_app.services.results.documents import comparison_document
from survey_app.services.results.places import LEVELS
from survey_app.services.results.report import Comparison, ResultsError, UnitResult
from survey_app.services.results.words import BAND_WORDS, decimal, interval, percent, summary

COLUMNS = {"name": "Đơn vị", "share": "Hài lòng", "mean": "Điểm", "n": "n", "band": "So với phần còn lại"}


@click.command("results")
@click.option("--template", required=True, help="Mã mẫu phiếu.")
@click.option("--period", "period_text", required=True, help="2026, 2026-Q4 hoặc 2026-11.")
@click.option("--level", required=True, type=click.Choice(LEVELS), help="Cấp đơn vị được so sánh.")
@click.option("--parent", help="Mã đơn vị cấp trên.")
@click.option("--item", help="Câu được so sánh (mặc định: câu hài lòng chung).")
@click.option("--json", "json_", is_flag=True, help="In JSON.")
def command(
    *, template: str, period_text: str, level: str, parent: str | None, item: str | None, json_: bool
) -> None:
    """Kết quả so sánh các đơn vị trong một kỳ đã đóng."""
    with output.platform() as platform:
        try:
            period = Period.parse(period_text)
            comparison = compare(
                platform, template=template.upper(), period=period, level=level, parent=parent, item=item
            )
        except ResultsError as error:
            raise click.UsageError(str(error)) from error
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--period") from error
    if json_:
        output.as_json(comparison_document(comparison))
    else:
        _tell(comparison)
    if not any(unit.n for unit in comparison.units):
        raise SystemExit(output.FOUND_PROBLEM)


def _tell(comparison: Comparison) -> None:
    click.echo(
        f"{comparison.template_name} (bản {comparison.version}) · {comparison.period} · {comparison.item_text}"
    )
    click.echo(summary(comparison))
    output.as_table(
        [_row(unit) for unit in comparison.units], COLUMNS, empty="Không có đơn vị nào ở cấp này."
    )
    if comparison.kruskal_wallis:
        test = comparison.kruskal_wallis
        click.echo(
            f"Kruskal–Wallis: H = {decimal(test.statistic, 2)}, df = {test.df}, p = {decimal(test.p_value, 4)}"
        )


def _row(unit: UnitResult) -> dict[str, str]:
    if unit.suppressed:
        return {"name": unit.name, "share": "không đủ số phiếu", "mean": "", "n": "", "band": ""}
    return {
        "name": unit.name,
        "share": f"{percent(unit.share.value)} ({interval(unit.share)})" if unit.share else "–",
        "mean": decimal(unit.mean.value, 2) if unit.mean else "–",
        "n": str(unit.n),
        "band": BAND_WORDS.get(unit.band or "", "–"),
    }
