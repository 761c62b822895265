"""The report on a table of answers in words and tables, in the order a supervisor asks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from survey_app.services.analyzing.report import ItemLine, Report
from survey_app.services.analyzing.units import UnitLine
from survey_app.services.comparing import numbers, view_words, words

TELLING_EFFECT = 1.5

ITEMS = {
    "name": "Câu hỏi",
    "n": "n",
    "missing": "Không trả lời",
    "share": "Hài lòng",
    "range": "Khoảng 95 %",
    "mean": "Điểm TB",
    "levels": "Số phiếu theo mức",
    "item_rest": "Tương quan với các câu khác",
}
UNITS = {
    "name": "Đơn vị",
    "n": "n",
    "share": "Hài lòng",
    "range": "Khoảng 95 %",
    "shrunken": "Ước lượng co về trung bình",
    "difference": "Chênh lệch",
    "family": "Khoảng cả danh sách",
    "p_value": "p (Holm)",
    "rank": "Khoảng thứ hạng 95 %",
}
ADJUSTED = {
    "name": "Đơn vị",
    "difference": "Chênh lệch đã điều chỉnh",
    "family": "Khoảng cả danh sách",
    "p_value": "p (Holm)",
    "band": "Nhóm",
}
DRIVERS = {"name": "Câu hỏi", "share": "Phần giải thích được"}
FLAGS = {
    "all_best": "nhiều phiếu mức cao nhất hơn hẳn các đơn vị khác",
    "few_not_applicable": "ít phiếu bỏ trống hơn hẳn các đơn vị khác",
    "together": "nhiều dấu hiệu yếu cùng lúc",
}
UNGUARDED = (
    "Tệp không cho biết phiếu đến bằng cách nào và ai gửi: kết luận trên chỉ đúng khi mọi phiếu là thật."
)
DESIGN_METHOD = "Sai số tính theo thiết kế mẫu (tuyến tính hóa Taylor, khoảng logit-t); so với phần còn lại bằng z của thiết kế, Holm."


@dataclass(frozen=True, slots=True)
class Table:
    rows: Sequence[Mapping[str, str]]
    columns: Mapping[str, str]


def told(report: Report, name: str) -> Iterator[str | Table]:
    """Sentences and tables, one after the other."""
    yield f"{name}: {numbers.count(report.rows)} phiếu của {numbers.count(len(report.units))} đơn vị."
    first = report.items[0]
    yield (
        f"\nHài lòng chung (câu {first.name}, mức {', '.join(map(str, report.satisfied))}): "
        f"{_share(first)} ({_range(first)}), n = {numbers.count(first.n)}"
    )
    if first.design_effect and first.design_effect > TELLING_EFFECT:
        effective = numbers.count(round(first.n / first.design_effect))
        yield f"Phiếu cùng cụm giống nhau hoặc trọng số chênh lệch: tương đương {effective} phiếu độc lập."
    yield ""
    yield Table([_item(item) for item in report.items], ITEMS)
    yield from _reliability(report)
    for band in (*words.BANDS, None):
        lines = [line for line in report.units if line.band == band]
        if lines:
            yield f"\n{words.BAND_WORDS[band] if band else 'Không so sánh được'} ({len(lines)})"
            yield Table([_unit(line) for line in lines], UNITS)
    yield from _standing(report)
    yield from _adjusted(report)
    yield from _drivers(report)
    yield from _flags(report)
    yield f"\n{DESIGN_METHOD if report.weight or report.stratum or report.cluster else words.METHOD_SIMPLE}"
    yield str(words.VOLUNTARY)
    yield UNGUARDED
    yield f"SHA-256 của tệp: {report.digest}"


def _share(item: ItemLine) -> str:
    value = float(item.share.value) if item.weighted_share is None else item.weighted_share
    return numbers.percent(value) if item.n else ""


def _range(item: ItemLine) -> str:
    if not item.n:
        return ""
    if item.weighted_share is None:
        return numbers.percent_range(float(item.share.interval.low), float(item.share.interval.high))
    return numbers.percent_range(item.weighted_low, item.weighted_high)


def _item(item: ItemLine) -> dict[str, str]:
    return {
        "name": item.name,
        "n": numbers.count(item.n),
        "missing": numbers.count(item.missing),
        "share": _share(item),
        "range": _range(item),
        "mean": numbers.decimal(float(item.mean.value), 2) if item.n else "",
        "levels": " · ".join(map(numbers.count, item.counts)),
        "item_rest": "" if item.item_rest is None else numbers.decimal(item.item_rest, 2),
    }


def _reliability(report: Report) -> Iterator[str]:
    for name, found in (("alpha của Cronbach", report.alpha), ("omega của McDonald", report.omega)):
        if found is None or found.value != found.value:
            continue
        limits = numbers.score_range(float(found.interval.low), float(found.interval.high))
        within = f" ({limits})" if "nan" not in limits else ""
        yield f"\nĐộ tin cậy của cả bộ câu hỏi ({name}): {numbers.decimal(float(found.value), 2)}{within}"


def _unit(line: UnitLine) -> dict[str, str]:
    if line.share is None:
        return dict.fromkeys(UNITS, "") | {"name": line.name, "share": "không đủ số phiếu"}
    rank = line.rank_low is not None and line.rank_high is not None
    return {
        "name": line.name,
        "n": numbers.count(line.n),
        "share": numbers.percent(line.share),
        "range": numbers.percent_range(line.low, line.high),
        "shrunken": "" if line.shrunken is None else numbers.percent(line.shrunken),
        "difference": "" if line.difference is None else numbers.points(line.difference),
        "family": numbers.points_range(line.family_low, line.family_high),
        "p_value": "" if line.p_value is None else numbers.p_value(line.p_value),
        "rank": view_words.rank_range(line.rank_low or 0, line.rank_high or 0) if rank else "",
    }


def _standing(report: Report) -> Iterator[str]:
    if report.standing is None:
        return
    phi, outside = numbers.decimal(report.standing.phi, 2), numbers.count(report.standing.outside)
    yield f"\nĐộ phân tán giữa các đơn vị so với ngẫu nhiên: {phi}"
    yield f"Đơn vị ngoài giới hạn 99,8 % của biểu đồ phễu, đã tính độ phân tán: {outside} (chưa phải là kết luận)."
    if report.differences:
        test = report.differences
        yield f"Kruskal–Wallis: H = {numbers.decimal(test.statistic, 2)}, p {numbers.p_value(test.p_value)}"


def _adjusted(report: Report) -> Iterator[str | Table]:
    if not report.adjusted:
        return
    groups = numbers.count(report.case_mix_groups)
    yield f"\nSo cùng loại với cùng loại ({', '.join(report.case_mix)}; {groups} nhóm phiếu)"
    rows = [
        {
            "name": line.name,
            "difference": numbers.points(line.difference),
            "family": numbers.points_range(line.family_low, line.family_high),
            "p_value": numbers.p_value(line.p_value),
            "band": str(words.BAND_SHORT[line.band]) if line.band else "",
        }
        for line in report.adjusted
    ]
    yield Table(rows, ADJUSTED)
    yield str(view_words.ADJUSTED_METHOD)


def _flags(report: Report) -> Iterator[str]:
    if report.flags:
        yield "\nDấu hiệu cần kiểm tra (chưa phải là kết luận):"
    for flag in report.flags:
        yield f"  {flag.name}: {FLAGS.get(flag.rule, flag.rule)}, p {numbers.p_value(flag.p_value)}"


def _drivers(report: Report) -> Iterator[str | Table]:
    found = report.drivers
    if found is None:
        return
    yield (
        f"\nĐiều gì đi cùng sự hài lòng (câu {found.outcome}; R² = {numbers.decimal(found.r_squared, 2)}, "
        f"{found.method.upper()}). Đi cùng chưa phải là nguyên nhân."
    )
    ordered = sorted(found.shares.items(), key=lambda each: -each[1])
    yield Table([{"name": name, "share": numbers.percent(share)} for name, share in ordered], DRIVERS)
