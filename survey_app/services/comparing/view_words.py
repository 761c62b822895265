"""The sentences beside what is shown on demand: adjusted results and intervals of ranks."""

from collections.abc import Sequence

from survey_app.services.comparing.comparison import (
    FEW_TO_TRUST,
    Adjusted,
    Adjustment,
    Band,
    Comparison,
    UnitResult,
    View,
)
from survey_app.services.comparing.numbers import count
from survey_app.translating import gettext as _
from survey_app.translating import lazy_gettext, ngettext

# What the address calls a view, and what the page calls it.
VIEWS: dict[str, View] = {"": "", "dieu-chinh": "adjusted", "thu-hang": "ranks"}
VIEW_WORDS: dict[View, str] = {
    "": lazy_gettext("So sánh chung"),
    "adjusted": lazy_gettext("Điều chỉnh theo loại hồ sơ"),
    "ranks": lazy_gettext("Khoảng thứ hạng"),
}
_ALIKE = {
    "field": lazy_gettext("lĩnh vực"),
    "age": lazy_gettext("nhóm tuổi"),
    "channel": lazy_gettext("kênh trả lời"),
}
RANKS_NOTE = lazy_gettext(
    "Mọi khoảng đúng đồng thời ở mức 95 %: không thể nói chắc hơn từ số phiếu này. Tên xếp theo bảng chữ cái; đơn vị dưới 30 phiếu không có khoảng thứ hạng."
)
ADJUSTED_METHOD = lazy_gettext(
    "Chênh lệch theo Mantel–Haenszel trong từng nhóm, sai số theo Sato; phép thử chính xác (tích chập siêu bội, mid-p), hiệu chỉnh Holm; có tính đến việc phiếu cùng một hòm giống nhau."
)
RANKS_METHOD = lazy_gettext("Tập thứ hạng đồng thời (Mogstad, Romano, Shaikh, Wilhelm), 20.000 lần rút.")


def adjusted_in_band(comparison: Comparison, band: Band) -> tuple[UnitResult, ...]:
    """Units of a band after adjusting, in Vietnamese order."""
    found = comparison.adjustment.units if comparison.adjustment else {}
    return tuple(unit for unit in comparison.units if unit.code in found and found[unit.code].band == band)


def adjusted_verdict(comparison: Comparison) -> str:
    """How many verdicts change when like is compared with like."""
    found = comparison.adjustment.units if comparison.adjustment else {}
    moved = sum(unit.code in found and found[unit.code].band != unit.band for unit in comparison.units)
    if not moved:
        return _("Điều chỉnh không làm đổi nhóm của đơn vị nào.")
    sentence: str = ngettext(
        "%(number)s đơn vị đổi nhóm khi so cùng loại với cùng loại.",
        "%(number)s đơn vị đổi nhóm khi so cùng loại với cùng loại.",
        moved,
        number=count(moved),
    )
    return sentence


def adjusted_by(adjustment: Adjustment) -> str:
    """What was held alike, in how many groups."""
    if not adjustment.by:
        return _("Không có gì để điều chỉnh: mọi phiếu cùng lĩnh vực, nhóm tuổi và kênh trả lời.")
    return _(
        "Phiếu của mỗi đơn vị chỉ so với phiếu của phần còn lại có cùng %(by)s (%(strata)s nhóm phiếu). "
        "Nơi có nhiều hồ sơ khó không bị thấp đi vì lý do đó. %(method)s",
        by=", ".join(str(_ALIKE[name]) for name in adjustment.by),
        strata=count(adjustment.strata),
        method=ADJUSTED_METHOD,
    )


def adjusted_remarks(unit: UnitResult, own: Adjusted) -> tuple[str, ...]:
    """What must be said beside one adjusted result."""
    said = []
    if unit.is_thin:
        said.append(_("Ít phiếu (n = %(n)s), chỉ tham khảo", n=unit.n))
    if own.band != "not_distinguishable" and own.difference.is_small:
        said.append(_("khác biệt nhỏ"))
    if own.band != unit.band:
        said.append(_("đổi nhóm"))
    return tuple(said)


def rank_sentence(low: int, high: int) -> str:
    return _("Thứ hạng từ %(low)s đến %(high)s (độ tin cậy 95%%)", low=count(low), high=count(high))


def rank_range(low: int, high: int) -> str:
    return _("từ %(low)s đến %(high)s", low=count(low), high=count(high))


def ranks_verdict(comparison: Comparison) -> str:
    """How wide the widest interval is: that is why there is no ranking."""
    found = comparison.ranks or {}
    if not found:
        return _("Chưa có hai đơn vị đủ %(n)s phiếu để nói về thứ hạng.", n=FEW_TO_TRUST)
    widths = sorted(high - low + 1 for low, high in found.values())
    return _(
        "Với %(units)s đơn vị, khoảng thứ hạng của một đơn vị ở giữa rộng %(width)s bậc.",
        units=count(len(found)),
        width=count(widths[len(widths) // 2]),
    )


def unranked(comparison: Comparison) -> Sequence[UnitResult]:
    return tuple(unit for unit in comparison.units if unit.code not in (comparison.ranks or {}))
