"""The sentences of a unit's page."""

from collections.abc import Sequence

from survey_app.services.comparing import sign_words
from survey_app.services.comparing.comparison import FEW_TO_TRUST, Band
from survey_app.services.comparing.numbers import count, percent, percent_range, points, points_range
from survey_app.services.comparing.thin_words import CANNOT
from survey_app.services.comparing.words import VOLUNTARY, narrowed_note, pooled_note, versions_note
from survey_app.services.unit_results.results import (
    Beside,
    FactorResult,
    ItemResult,
    SectionResult,
    Standing,
    UnitResults,
)
from survey_app.translating import gettext as _
from survey_app.translating import lazy_gettext

STANDING_WORDS: dict[Band, str] = {
    "above": lazy_gettext("▲ Cao hơn"),
    "not_distinguishable": lazy_gettext("○ Chưa phân biệt được"),
    "below": lazy_gettext("▼ Thấp hơn"),
    "check": lazy_gettext("◇ Cần kiểm tra"),
}
ITEM_METHOD = lazy_gettext(
    "Tỷ lệ tính trên số phiếu có trả lời câu ấy (n); không áp dụng, không được hỏi và bỏ qua đứng ngoài mẫu số. Khoảng tin cậy (95 %) tính từ chênh lệch giữa các hòm phiếu; nơi có ít hòm phiếu, hoặc khi lọc, theo Wilson."
)
FACTOR_METHOD = lazy_gettext(
    "Tỷ lệ của yếu tố là trung bình tỷ lệ của các câu trong yếu tố, mỗi câu nặng như nhau; yếu tố gồm nhiều yếu tố nhỏ là trung bình của các yếu tố nhỏ ấy. Câu có dưới 5 câu trả lời không tính vào. Khoảng 95 % tính cả việc các câu trả lời của một người liên quan với nhau và việc phiếu trong cùng một hòm giống nhau; khi lọc thì không có khoảng."
)


def verdict(name: str, results: UnitResults) -> str:
    """The sentence before the pictures: the share, and how it stands."""
    share = results.headline.share
    if share is None:
        return _("%(name)s không đủ câu trả lời cho câu hỏi chung.", name=name)
    said = _(
        "%(percent)s số phiếu của %(name)s hài lòng (khoảng 95 %%: %(range)s).",
        percent=percent(share.value),
        name=name,
        range=percent_range(share.low, share.high),
    )
    if results.headline.signs:
        return " ".join((said, _("Cần kiểm tra trước khi kết luận.")))
    band = results.standing.band if results.standing else None
    if band == "not_distinguishable":
        return " ".join((said, _("Chưa đủ căn cứ để nói %(name)s khác phần còn lại.", name=name)))
    if band is None:
        return said
    if band == "above":
        return " ".join((said, _("%(name)s cao hơn phần còn lại.", name=name)))
    return " ".join((said, _("%(name)s thấp hơn phần còn lại.", name=name)))


def standing(found: Standing) -> str:
    """What stands under the band."""
    said = _("so với phần còn lại của %(count)s đơn vị cùng cấp", count=count(found.compared))
    if found.level == "counter":
        said = _("so với phần còn lại của %(count)s quầy trong đơn vị", count=count(found.compared))
    if found.difference is None:
        return said
    limits = points_range(found.difference.low, found.difference.high)
    return _(
        "%(said)s: %(points)s điểm (khoảng: %(limits)s)",
        said=said,
        points=points(found.difference.value),
        limits=limits,
    )


def notes(results: UnitResults) -> tuple[str, ...]:
    said = [f"{sentence[0].upper()}{sentence[1:]}." for sentence in sign_words.of_unit(results.headline)]
    if said:
        said.append(str(sign_words.NO_PROOF))
    if results.narrowed_to:
        said.append(narrowed_note(results.narrowed_to))
    if results.pooled_versions:
        said.append(pooled_note(results.pooled_versions))
    if results.other_versions:
        said.append(versions_note(results.version, results.other_versions))
    if results.headline.is_thin:
        said.append(_("Ít phiếu (n = %(n)s), chỉ tham khảo.", n=results.headline.n))
    if results.is_lowest:
        said.append(str(CANNOT))
    said.append(str(VOLUNTARY))
    return tuple(said)


def beside(found: Beside) -> tuple[str, ...]:
    """What stands outside the base, where there is any."""
    told = (
        (_("không áp dụng"), found.not_applicable),
        (_("không được hỏi"), found.not_asked),
        (_("bỏ qua"), found.skipped),
    )
    return tuple(f"{words} {count(n)}" for words, n in told if n)


def base(item: ItemResult) -> str:
    """The base of an item, or why there is none to see."""
    if item.is_untold:
        return _("số góp ý chỉ nêu ở cấp trên")
    if item.is_few:
        return _("dưới 5 câu trả lời, không hiển thị")
    if not item.n:
        return _("không có câu trả lời nào")
    if item.form == "words":
        return _("%(count)s góp ý bằng lời", count=count(item.n))
    if item.n < FEW_TO_TRUST:
        return _("n = %(n)s, chỉ tham khảo", n=count(item.n))
    return f"n = {count(item.n)}"


def factor_base(factor: FactorResult) -> str:
    if not factor.share:
        return _("không đủ câu trả lời")
    if factor.n_low == factor.n_high:
        return f"n = {count(factor.n_low)}"
    return _("n từ %(low)s đến %(high)s", low=count(factor.n_low), high=count(factor.n_high))


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
