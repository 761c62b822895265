import math

import click

from survey_app.commands import output
from survey_app.services.comparing import numbers

PERCENT = click.FloatRange(0, 100, min_open=True, max_open=True)
POSITIVE = click.FloatRange(0, min_open=True)


@click.command("plan")
@click.option(
    "--population", type=click.FloatRange(1), help="Số người đến làm thủ tục; không ghi thì coi là rất lớn."
)
@click.option(
    "--margin", type=PERCENT, default=5.0, show_default=True, help="Sai số cho phép, điểm phần trăm."
)
@click.option("--share", type=PERCENT, default=50.0, show_default=True, help="Tỷ lệ hài lòng dự kiến, %.")
@click.option("--confidence", type=PERCENT, default=95.0, show_default=True, help="Độ tin cậy, %.")
@click.option("--difference", type=PERCENT, help="Chênh lệch giữa hai đơn vị cần nhận ra, điểm phần trăm.")
@click.option(
    "--answers", type=POSITIVE, help="Số phiếu mỗi đơn vị để so sánh; không ghi thì lấy số phiếu cần có."
)
@click.option("--per-day", type=POSITIVE, help="Số phiếu nhận được mỗi ngày hiện nay.")
@click.option("--already", type=click.FloatRange(0), default=0.0, help="Số phiếu đã có.")
@click.option("--json", "json_", is_flag=True, help="In JSON.")
def command(
    *,
    population: float | None,
    margin: float,
    share: float,
    confidence: float,
    difference: float | None,
    answers: float | None,
    per_day: float | None,
    already: float,
    json_: bool,
) -> None:
    """Cần bao nhiêu phiếu, so sánh được đến đâu, và bao lâu thì đủ."""
    # SciPy takes seconds to import: only who plans waits for it.
    from analysis.planning import days_to_target, power_two_shares, sample_size, slovin

    needed = sample_size(population or math.inf, margin / 100, share / 100, confidence / 100)
    found: dict[str, float | None] = {
        "answers_needed": needed,
        "slovin": slovin(population, margin / 100) if population else None,
        "compared_share": None,
        "power": None,
        "days": days_to_target(needed, per_day, already) if per_day else None,
    }
    if difference is not None:
        other = share + difference if share + difference < 100 else share - difference
        if not 0 < other < 100:
            raise click.UsageError("--difference: chênh lệch lớn hơn khoảng còn lại của tỷ lệ dự kiến.")
        found["compared_share"] = other
        found["power"] = power_two_shares(share / 100, other / 100, answers or needed, 1 - confidence / 100)
    if json_:
        output.as_json(found)
        return
    whom = f"{numbers.count(int(population))} người" if population else "rất nhiều người"
    click.echo(
        f"Cần {numbers.count(needed)} phiếu để tỷ lệ hài lòng của {whom} chính xác đến "
        f"±{_points(margin)} điểm (độ tin cậy {_points(confidence)} %, tỷ lệ dự kiến {_points(share)} %)."
    )
    if found["slovin"] is not None:
        click.echo(f"Theo công thức Slovin: {numbers.count(int(found['slovin']))} phiếu.")
    if found["power"] is not None and found["compared_share"] is not None:
        click.echo(
            f"Với {numbers.count(int(answers or needed))} phiếu mỗi đơn vị, khả năng nhận ra hai đơn vị khác nhau "
            f"({_points(share)} % và {_points(found['compared_share'])} %): {numbers.percent(found['power'])}."
        )
    if found["days"] is not None and per_day is not None:
        click.echo(
            f"Mỗi ngày {_points(per_day)} phiếu, đã có {numbers.count(int(already))}: "
            f"còn {numbers.count(int(found['days']))} ngày."
        )
    click.echo(
        "Các con số này giả định người trả lời được chọn ngẫu nhiên; phiếu tự nguyện thì không bảo đảm điều đó."
    )


def _points(value: float) -> str:
    return numbers.decimal(value, 0 if value == int(value) else 1)
