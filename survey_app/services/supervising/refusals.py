"""Why there is nothing to see, and what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey_app.clock import half_day_date, last_half_day, month_of
from survey_app.platform import Platform
from survey_app.rows import UnitRow
from survey_app.services.comparing.words import day
from survey_app.store import counters, publications
from survey_app.translating import gettext as _
from survey_app.translating import lazy_gettext


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What is missing, why, and what to do; `is_fault` where the address itself is wrong."""

    heading: str
    sentence: str
    remedy: str
    is_fault: bool = False


NO_TEMPLATE = Refusal(
    heading=lazy_gettext("Chưa có mẫu phiếu nào"),
    sentence=lazy_gettext(
        "Khi một mẫu phiếu được phát hành tới các quầy và có người trả lời, kết quả sẽ hiện ở đây."
    ),
    remedy=lazy_gettext("Người thiết kế mẫu phiếu bắt đầu ở mục Mẫu phiếu."),
)
NO_SCOPE = Refusal(
    heading=lazy_gettext("Tài khoản chưa được giao đơn vị nào"),
    sentence=lazy_gettext(
        "Trang này so sánh các đơn vị trong phạm vi được giao; phạm vi của tài khoản đang trống."
    ),
    remedy=lazy_gettext("Hãy đề nghị người quản trị giao phạm vi giám sát."),
)


def nothing_closed(platform: Platform) -> Refusal:
    end = half_day_date(last_half_day(month_of(platform.half_day)))
    return Refusal(
        heading=_("Chưa có tháng nào khép lại"),
        sentence=_(
            "Kết quả chỉ gồm những tháng đã khép và có phiếu, để không con số nào còn thay đổi. Tháng này khép vào 24 giờ ngày %(day)s.",
            day=day(end),
        ),
        remedy=_("Trong lúc chờ, hãy kiểm tra xem mã QR đã được treo ở các quầy chưa."),
    )


def nothing_yet(
    platform: Platform, *, heading: str, sentence: str, template: str, name: str, below: Sequence[UnitRow]
) -> Refusal:
    """Nothing to show: either the template never reached these units, or there is another reason."""
    with platform.database.reading() as connection:
        rows = counters.list_counters(connection, unit_ids={unit.id for unit in below})
        published = publications.list_publications(connection, counter_ids=[row.id for row in rows])
    if not any(row.template == template for row in published):
        return Refusal(
            heading=_("Mẫu phiếu chưa được phát hành ở đây"),
            sentence=_(
                "Chưa có quầy nào của %(name)s nhận mẫu phiếu %(template)s, nên chưa ai trả lời được.",
                name=name,
                template=template,
            ),
            remedy=_(
                "Hãy chọn một mẫu phiếu khác ở trên, hoặc đề nghị phát hành mẫu phiếu này tới các quầy."
            ),
        )
    return Refusal(
        heading=heading,
        sentence=sentence,
        remedy=_(
            "Hãy chọn tất cả phiếu, một kỳ khác, một đơn vị cấp cao hơn hoặc một mẫu phiếu khác ở trên."
        ),
    )


def wrong_question(sentence: str) -> Refusal:
    return Refusal(
        heading=_("Không xem được như vậy"),
        sentence=sentence,
        remedy=_("Hãy chọn lại ở trên rồi bấm Xem."),
        is_fault=True,
    )
