"""Comparing the parts of a document with one another: who refers to what, and may it."""

from collections.abc import Mapping

from forms.questionnaire import Item, Kind, Role
from forms.reading_factors import PlacedFactor
from forms.reading_items import Placed
from forms.record import Record


def check_conditions(placed: Placed) -> None:
    """Note each condition that does not name an earlier item with choices, and levels of that item."""
    everywhere = {item.code for _, item in placed}
    before: dict[str, Item] = {}
    for record, item in placed:
        if item.when is not None and item.when.item:
            _check_parent(record, item.when.item, item.when.levels, before, everywhere)
        before[item.code] = item


def _check_parent(
    record: Record, code: str, levels: frozenset[str], before: Mapping[str, Item], everywhere: set[str]
) -> None:
    parent = before.get(code)
    if parent is None and code in everywhere:
        record.fault("when.item", f"Câu {code} đứng sau câu này.", "Chuyển câu này xuống sau câu đó.")
    elif parent is None:
        record.fault("when.item", f"Không có câu {code}.", "Ghi mã một câu đứng trước.")
    elif parent.is_text or parent.kind is Kind.NUMBER:
        record.fault("when.item", f"Câu {code} không có lựa chọn.", "Chọn một câu có các lựa chọn.")
    elif parent.options:
        for level in sorted(levels - {option.code for option in parent.options}):
            record.fault(
                "when.in", f"Câu {code} không có lựa chọn {level}.", "Ghi mã lựa chọn có trong câu đó."
            )


def check_headline(root: Record, headline: str, placed: Placed) -> None:
    """Note a headline that is no opinion asked of everybody, with one answer and a level that is satisfied."""
    item = next((item for _, item in placed if item.code == headline), None)
    if item is None:
        root.fault("headline", "Không có câu hỏi chung mang mã này.", "Ghi mã câu hỏi về mức hài lòng chung.")
        return
    if item.kind not in (Kind.SCALE, Kind.SINGLE):
        root.fault("headline", "Câu hỏi chung phải chọn một mức.", "Dùng câu loại scale hoặc single.")
    elif item.options and not item.satisfied_levels:
        root.fault(
            "headline", "Câu hỏi chung không có mức nào là hài lòng.", "Thêm satisfied: true vào các mức đó."
        )
    if item.when is not None:
        root.fault("headline", "Câu hỏi chung không được có điều kiện.", "Bỏ điều kiện của câu này.")
    if item.role is Role.DEMOGRAPHIC:
        root.fault("headline", "Câu hỏi chung không thể là thông tin nền.", "Chọn một câu hỏi ý kiến.")


def check_factors(factors: list[PlacedFactor], placed: Placed) -> None:
    """Note each item of a factor that is missing or has no scores."""
    items = {item.code: item for _, item in placed}
    for record, factor in factors:
        for code in factor.items:
            item = items.get(code)
            if item is None:
                record.fault("items", f"Không có câu {code}.", "Ghi mã câu hỏi có trong phiếu.")
            elif item.options and not item.is_scored:
                record.fault(
                    "items", f"Câu {code} không có điểm.", "Bỏ câu này hoặc thêm điểm cho các lựa chọn."
                )
            elif item.is_text or item.kind in (Kind.NUMBER, Kind.SEVERAL):
                record.fault("items", f"Câu {code} không tính được điểm.", "Bỏ câu này khỏi yếu tố.")
