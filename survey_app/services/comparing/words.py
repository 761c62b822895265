"""The sentences a comparison writes. They never say that units are equal, and never give a bare rank."""

from collections.abc import Sequence
from datetime import date

from survey_app.clock import Period
from survey_app.services.comparing.comparison import Band, Comparison, Hidden, Level, UnitResult
from survey_app.services.comparing.numbers import count, count_word, decimal, p_value

LEVEL_WORDS: dict[Level, str] = {
    "province": "tỉnh, thành phố",
    "commune": "xã, phường, đặc khu",
    "office": "cơ quan, bộ phận",
    "counter": "quầy, điểm khảo sát",
}
BLOCK_WORDS = {"xa": "cấp xã", "so": "sở, ban, ngành", "nganh_doc": "cơ quan ngành dọc"}
BAND_WORDS: dict[Band, str] = {
    "above": "Cao hơn mức chung",
    "not_distinguishable": "Chưa phân biệt được với mức chung",
    "below": "Thấp hơn mức chung",
}
BAND_SHORT: dict[Band, str] = {
    "above": "▲ cao hơn",
    "not_distinguishable": "○ chưa phân biệt được",
    "below": "▼ thấp hơn",
}
BANDS: tuple[Band, ...] = ("above", "not_distinguishable", "below")
HIDDEN_WORDS: dict[Hidden, str] = {
    "few": "không đủ số phiếu",
    "complement": "ẩn để bảo vệ đơn vị ít phiếu",
    "one_of": "không đủ số phiếu, hoặc ẩn để bảo vệ đơn vị ít phiếu",
    "split": "không đủ số phiếu để tách riêng",
}
VOLUNTARY = "Khoảng tin cậy chỉ tính sai số ngẫu nhiên, không tính người không trả lời."
METHOD = (
    "Từng đơn vị so với phần còn lại, hiệu chỉnh Holm cho cả danh sách; khoảng của chênh lệch theo Newcombe, "
    "đúng đồng thời cho mọi đơn vị ở mức 95 %; khoảng của tỷ lệ theo Wilson 95 %; khoảng của điểm trung bình theo "
    "Student 95 %."
)


NARROWED = (
    "Trong một tháng của một đơn vị, nhóm dưới 5 phiếu không được tách riêng, và nhóm còn lại cũng không được dưới 5 phiếu; "
    "những phiếu ấy không nằm trong số liệu lọc."
)


def day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def month_name(month: int) -> str:
    return f"tháng {month % 100}/{month // 100}"


def period_name(period: Period) -> str:
    """A period in words: tháng 10/2026, quý 4/2026, năm 2026."""
    year, month = divmod(period.first, 100)
    if period.length == 1:
        return month_name(period.first)
    return f"quý {month // 3 + 1}/{year}" if period.length == 3 else f"năm {year}"


def noun(comparison: Comparison) -> str:
    return "quầy" if comparison.level == "counter" else "đơn vị"


def verdict(comparison: Comparison) -> str:
    """The one sentence before the picture: how many differ, and what cannot be said of the others."""
    above, same, below = (comparison.in_band(band) for band in BANDS)
    if comparison.compared < 2:
        return f"Chưa đủ {noun(comparison)} có phiếu để so sánh."
    if not above and not below:
        return _none_differs(comparison, same)
    told = [
        f"{count_word(len(units))} {noun(comparison)} {word}"
        for units, word in ((above, "cao hơn"), (below, "thấp hơn"))
        if units
    ]
    first = f"{', '.join(told)} mức chung."
    return f"{first[0].upper()}{first[1:]}{_of_the_others(comparison, len(same))}"


def _none_differs(comparison: Comparison, same: Sequence[UnitResult]) -> str:
    if len(same) == 2:
        return f"Chưa đủ căn cứ để nói {same[0].name} khác {same[1].name}."
    what = noun(comparison)
    return f"Với cả {count_word(len(same))} {what}, chưa đủ căn cứ để nói {what} này khác {what} kia."


def _of_the_others(comparison: Comparison, others: int) -> str:
    what = noun(comparison)
    if not others:
        return ""
    if others == 1:
        return f" Với {what} còn lại, chưa đủ căn cứ để nói khác mức chung."
    return f" Với {count_word(others)} {what} còn lại, chưa đủ căn cứ để nói {what} này khác {what} kia."


def remarks(unit: UnitResult) -> tuple[str, ...]:
    """What must be said beside one unit's numbers, or in their place."""
    if unit.hidden:
        return (HIDDEN_WORDS[unit.hidden],)
    if not unit.n:
        return ("không có câu trả lời nào",)
    said = []
    if unit.is_thin:
        said.append(f"Ít phiếu (n = {unit.n}), chỉ tham khảo")
    if unit.difference and unit.band != "not_distinguishable" and unit.difference.is_small:
        said.append("khác biệt nhỏ")
    return tuple(said)


def rank_test(comparison: Comparison) -> str:
    """The test over all units at once, in a sentence."""
    found = comparison.kruskal_wallis
    if found is None:
        return ""
    p = p_value(found.p_value)
    return (
        f"Kiểm định Kruskal–Wallis trên {count(found.df + 1)} {noun(comparison)}: "
        f"H = {decimal(found.statistic, 2)}; bậc tự do {count(found.df)}; p {p if p.startswith('<') else f'= {p}'}."
    )


def notes(comparison: Comparison) -> tuple[str, ...]:
    """What a reader must know before comparing: versions that are left out, units that are left out."""
    said = []
    if comparison.narrowed_to:
        said.append(f"Chỉ gồm {comparison.narrowed_to}. {NARROWED}")
    if comparison.other_versions:
        numbers = ", ".join(map(str, comparison.other_versions))
        said.append(
            f"Trong kỳ có nhiều bản của mẫu phiếu được trả lời; số liệu này chỉ gồm bản {comparison.version}, "
            f"không gộp với bản {numbers}."
        )
    if comparison.other_blocks:
        blocks = ", ".join(BLOCK_WORDS.get(block, block) for block in comparison.other_blocks)
        own = BLOCK_WORDS.get(comparison.block or "", "đã chọn")
        said.append(f"Chỉ so sánh trong cùng một khối ({own}); không gồm khối {blocks}.")
    if comparison.total and not comparison.total.covers_hidden:
        said.append("Tổng số chỉ gồm các đơn vị được hiển thị, để không ai suy ra được đơn vị ít phiếu.")
    return tuple(said)
