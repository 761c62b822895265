"""The sentences of a unit's page."""

from collections.abc import Sequence

from survey_app.services.comparing.comparison import FEW_TO_TRUST, Band
from survey_app.services.comparing.numbers import count, percent, percent_range, points, points_range
from survey_app.services.comparing.words import NARROWED, VOLUNTARY
from survey_app.services.unit_results.results import (
    Beside,
    FactorResult,
    ItemResult,
    SectionResult,
    Standing,
    UnitResults,
)

STANDING_WORDS: dict[Band, str] = {
    "above": "▲ Cao hơn",
    "not_distinguishable": "○ Chưa phân biệt được",
    "below": "▼ Thấp hơn",
}
ITEM_METHOD = (
    "Tỷ lệ tính trên số phiếu có trả lời câu ấy (n); không áp dụng, không được hỏi và bỏ qua đứng ngoài mẫu số. "
    "Khoảng của tỷ lệ hài lòng theo Wilson 95 %."
)
FACTOR_METHOD = (
    "Tỷ lệ của yếu tố là trung bình tỷ lệ của các câu trong yếu tố, mỗi câu nặng như nhau; yếu tố gồm nhiều yếu tố nhỏ là "
    "trung bình của các yếu tố nhỏ ấy. Câu có dưới 5 câu trả lời không tính vào. Chưa có khoảng tin cậy cho yếu tố."
)


def verdict(name: str, results: UnitResults) -> str:
    """The sentence before the pictures: the share, and how it stands."""
    share = results.headline.share
    if share is None:
        return f"{name} không đủ câu trả lời cho câu hỏi chung."
    said = f"{percent(share.value)} số phiếu của {name} hài lòng (khoảng 95 %: {percent_range(share.low, share.high)})."
    band = results.standing.band if results.standing else None
    if band == "not_distinguishable":
        return f"{said} Chưa đủ căn cứ để nói {name} khác phần còn lại."
    if band is None:
        return said
    return f"{said} {name} {'cao' if band == 'above' else 'thấp'} hơn phần còn lại."


def standing(found: Standing) -> str:
    """What stands under the band."""
    said = f"so với phần còn lại của {count(found.compared)} đơn vị cùng cấp"
    if found.level == "counter":
        said = f"so với phần còn lại của {count(found.compared)} quầy trong đơn vị"
    if found.difference is None:
        return said
    limits = points_range(found.difference.low, found.difference.high)
    return f"{said}: {points(found.difference.value)} điểm (khoảng: {limits})"


def notes(results: UnitResults) -> tuple[str, ...]:
    said = []
    if results.narrowed_to:
        said.append(f"Chỉ gồm {results.narrowed_to}. {NARROWED}")
    if results.other_versions:
        numbers = ", ".join(map(str, results.other_versions))
        said.append(
            f"Trong kỳ có nhiều bản của mẫu phiếu được trả lời; số liệu này chỉ gồm bản {results.version}, "
            f"không gộp với bản {numbers}."
        )
    if results.headline.is_thin:
        said.append(f"Ít phiếu (n = {results.headline.n}), chỉ tham khảo.")
    said.append(VOLUNTARY)
    return tuple(said)


def beside(found: Beside) -> tuple[str, ...]:
    """What stands outside the base, where there is any."""
    told = (
        ("không áp dụng", found.not_applicable),
        ("không được hỏi", found.not_asked),
        ("bỏ qua", found.skipped),
    )
    return tuple(f"{words} {count(n)}" for words, n in told if n)


def base(item: ItemResult) -> str:
    """The base of an item, or why there is none to see."""
    if item.is_few:
        return "dưới 5 câu trả lời, không hiển thị"
    if not item.n:
        return "không có câu trả lời nào"
    if item.form == "words":
        return f"{count(item.n)} góp ý bằng lời"
    thin = ", chỉ tham khảo" if item.n < FEW_TO_TRUST else ""
    return f"n = {count(item.n)}{thin}"


def factor_base(factor: FactorResult) -> str:
    if factor.share is None:
        return "không đủ câu trả lời"
    if factor.n_low == factor.n_high:
        return f"n = {count(factor.n_low)}"
    return f"n từ {count(factor.n_low)} đến {count(factor.n_high)}"


def factor_labels(factors: Sequence[FactorResult]) -> tuple[str, ...]:
    """The labels of the levels that factors are made of; of the first where they differ."""
    return next((tuple(level.label for level in factor.levels) for factor in factors if factor.levels), ())


def scale_labels(sections: Sequence[SectionResult]) -> tuple[tuple[str, ...], ...]:
    """The labels of each scale in these sections, once, for the key."""
    found = dict.fromkeys(
        tuple(level.label for level in item.levels)
        for section in sections
        for item in section.items
        if item.form == "scale" and item.scale and item.levels
    )
    return tuple(found)
