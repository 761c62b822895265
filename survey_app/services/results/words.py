"""Sentences and numbers of the comparison, as they are read aloud in the chamber."""

from survey_app.clock import Period
from survey_app.services.results.report import SMALL_DIFFERENCE, Comparison, Figure, UnitResult

BAND_WORDS = {
    "above": "cao hơn phần còn lại",
    "not_distinguishable": "chưa phân biệt được",
    "below": "thấp hơn phần còn lại",
}
LEVEL_WORDS = {"province": "tỉnh, thành phố", "commune": "xã, phường", "office": "đơn vị", "counter": "quầy"}
COUNT_WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
SAMPLING_NOTE = "Khoảng tin cậy chỉ tính sai số ngẫu nhiên, không tính người không trả lời."


def decimal(value: float, places: int) -> str:
    return f"{value:.{places}f}".replace(".", ",").replace("-", "\u2212")


def percent(value: float) -> str:
    return f"{decimal(100 * value, 1)}\u00a0%"


def points(value: float) -> str:
    """A difference of shares in points, with its sign."""
    return ("+" if value > 0 else "") + decimal(100 * value, 1)


def interval(figure: Figure) -> str:
    return f"{decimal(100 * figure.low, 1)}–{decimal(100 * figure.high, 1)}"


def count(n: int) -> str:
    return COUNT_WORDS[n] if n < len(COUNT_WORDS) else str(n)


def period_words(period: Period) -> str:
    year, month = divmod(period.first, 100)
    if period.length == 1:
        return f"Tháng {month} năm {year}"
    return f"Quý {month // 3 + 1} năm {year}" if period.length == 3 else f"Năm {year}"


def month_words(month: int) -> str:
    return f"tháng {month % 100}/{month // 100}"


def summary(comparison: Comparison) -> str:
    """The sentence before the picture."""
    above, same, below = (len(comparison.in_band(band)) for band in ("above", "not_distinguishable", "below"))
    if above + same + below == 0:
        return "Chưa đủ phiếu để so sánh các đơn vị."
    if above == below == 0:
        return (
            f"Chưa đủ căn cứ để nói đơn vị nào khác phần còn lại. Thứ tự của {count(same)} đơn vị trong bảng "
            "có thể chỉ là ngẫu nhiên."
        )
    parts = [f"{count(n)} đơn vị {word}" for n, word in ((above, "cao hơn"), (below, "thấp hơn")) if n]
    said = " và ".join(parts)
    ending = (
        f" Với {count(same)} đơn vị còn lại, chưa đủ căn cứ để nói đơn vị này khác đơn vị kia."
        if same
        else ""
    )
    return f"{said[0].upper()}{said[1:]} phần còn lại.{ending}"


def remark(unit: UnitResult) -> str:
    """What must be said beside a unit's figure."""
    if unit.suppressed:
        return "không đủ số phiếu"
    if unit.few:
        return f"Ít phiếu (n = {unit.n}), chỉ tham khảo"
    named = unit.band in {"above", "below"} and unit.difference is not None
    if named and unit.difference is not None and abs(unit.difference.value) < SMALL_DIFFERENCE:
        return "khác biệt nhỏ"
    return ""
