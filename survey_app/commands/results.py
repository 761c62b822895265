import click

from survey_app.clock import Period
from survey_app.commands import output
from survey_app.services.comparing import numbers, sign_words, words
from survey_app.services.comparing.compare import compare
from survey_app.services.comparing.comparison import (
    LEVELS,
    Comparison,
    Level,
    NothingYetError,
    UnitResult,
    WrongQuestionError,
)
from survey_app.services.comparing.document import document

COLUMNS = {
    "name": "Đơn vị",
    "n": "n",
    "share": "Hài lòng",
    "share_range": "Khoảng 95 %",
    "difference": "Chênh lệch",
    "difference_range": "Khoảng cả danh sách",
    "p_value": "p (Holm)",
    "mean": "Điểm TB",
    "remark": "Ghi chú",
}


@click.command("results")
@click.option("--template", required=True, help="Mã mẫu phiếu, ví dụ CQTT.")
@click.option(
    "--period", "period_text", required=True, help="Tháng (2026-11), quý (2026-Q4) hoặc năm (2026)."
)
@click.option("--level", type=click.Choice(LEVELS), required=True, help="Cấp của các đơn vị được so sánh.")
@click.option("--parent", help="Mã đơn vị cấp trên; không ghi thì so sánh trong cả hệ thống.")
@click.option("--item", help="Mã câu hỏi; không ghi thì lấy câu hỏi chung.")
@click.option("--factor", help="Mã yếu tố, ví dụ 5B: so trung bình các câu của yếu tố.")
@click.option("--json", "json_", is_flag=True, help="In JSON.")
def command(
    *,
    template: str,
    period_text: str,
    level: Level,
    parent: str | None,
    item: str | None,
    factor: str | None,
    json_: bool,
) -> None:
    """Kết quả so sánh các đơn vị trong một kỳ đã khép."""
    try:
        period = Period.parse(period_text)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    with output.platform() as platform:
        try:
            found = compare(
                platform,
                template=template,
                period=period,
                level=level,
                parent=parent,
                item=item,
                factor=factor,
            )
        except WrongQuestionError as error:
            raise click.UsageError(str(error)) from error
        except NothingYetError as error:
            output.fail(str(error))
    if json_:
        output.as_json(document(found))
    else:
        _tell(found)


def _tell(found: Comparison) -> None:
    click.echo(f"{found.template_name} (bản {found.version}), {words.period_name(found.period)}")
    click.echo(f"{found.item}: {found.item_text}\n")
    click.echo(words.verdict(found))
    if found.total:
        share = found.total.share
        limits = numbers.percent_range(share.low, share.high)
        click.echo(
            f"Hài lòng chung: {numbers.percent(share.value)} ({limits}), n = {numbers.count(found.total.n)}"
        )
        if found.total.without:
            click.echo(f"  {sign_words.of_total(found.total)}")
    for band in (*words.ALL_BANDS, None):
        units = found.in_band(band)
        if units:
            click.echo(f"\n{words.BAND_WORDS[band] if band else 'Không so sánh được'}")
            output.as_table([_row(unit) for unit in units], COLUMNS, empty="")
    click.echo()
    for sentence in (words.rank_test(found), *words.notes(found), words.method(found), words.VOLUNTARY):
        if sentence:
            click.echo(sentence)


def _row(unit: UnitResult) -> dict[str, str]:
    share, mean, difference = unit.share, unit.mean, unit.difference
    return {
        "name": unit.name,
        "n": "" if unit.n is None or unit.absent else numbers.count(unit.n),
        "share": numbers.percent(share.value) if share else "",
        "share_range": numbers.percent_range(share.low, share.high) if share else "",
        "difference": numbers.points(difference.value) if difference else "",
        "difference_range": numbers.points_range(difference.low, difference.high) if difference else "",
        "p_value": numbers.p_value(difference.p_value) if difference else "",
        "mean": numbers.decimal(mean.value, 2) if mean else "",
        "remark": "; ".join(words.remarks(unit)),
    }
