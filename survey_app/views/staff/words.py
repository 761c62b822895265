"""Numbers, days and states as Vietnamese readers expect them, for templates."""

from datetime import date, datetime

from markupsafe import Markup, escape

from survey_app.addresses import grouped
from survey_app.clock import half_day_date
from survey_app.services.working_days import WEEKDAYS
from survey_app.translating import SOURCE, language, lazy_gettext
from survey_app.translating import gettext as _
from survey_app.views.citizen.styles import coloured

ROLE_WORDS = {
    "administrator": lazy_gettext("Quản trị"),
    "designer": lazy_gettext("Thiết kế mẫu phiếu"),
    "manager": lazy_gettext("Quản lý đơn vị"),
    "supervisor": lazy_gettext("Giám sát"),
    "co_surveyor": lazy_gettext("Cơ quan phối hợp khảo sát"),
    "viewer": lazy_gettext("Người xem"),
}
ROLE_NOTES = {
    "administrator": lazy_gettext("toàn hệ thống: đơn vị, tài khoản, cài đặt"),
    "designer": lazy_gettext("soạn và phát hành mẫu phiếu"),
    "manager": lazy_gettext("quầy, mã QR và kết quả của đơn vị mình"),
    "supervisor": lazy_gettext("so sánh các đơn vị trong phạm vi, theo dõi kiến nghị"),
    "co_surveyor": lazy_gettext(
        "Mặt trận Tổ quốc, Ban Thanh tra nhân dân, đoàn thể: mã QR và kết quả trong phạm vi"
    ),
    "viewer": lazy_gettext("chỉ xem kết quả trong phạm vi"),
}
KIND_WORDS = {
    "production": lazy_gettext("Chính thức"),
    "demo": lazy_gettext("Mô phỏng"),
    "test": lazy_gettext("Kiểm thử"),
}
ENGINE_WORDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
ITEM_KIND_WORDS = {
    "scale": lazy_gettext("thang đo"),
    "single": lazy_gettext("chọn một"),
    "several": lazy_gettext("chọn nhiều"),
    "yes_no": lazy_gettext("có/không"),
    "short_text": lazy_gettext("ghi ngắn"),
    "long_text": lazy_gettext("ghi ý kiến"),
    "number": lazy_gettext("ghi số"),
}
PAPER_WORDS = {"a4": "A4", "a5": "A5", "tent": lazy_gettext("Để bàn"), "sticker": lazy_gettext("Nhãn dán")}
STATE_WORDS = {
    "open": lazy_gettext("Đang mở"),
    "quiet": lazy_gettext("Chưa mở phiếu"),
    "future": lazy_gettext("Chưa đến ngày mở"),
    "closed": lazy_gettext("Đã đóng"),
    "revoked": lazy_gettext("Mã đã thu hồi"),
}


def number(value: int) -> str:
    """A count with dots between thousands: 61.930; with commas in English."""
    written = f"{value:,}"
    return written.replace(",", ".") if language() == SOURCE else written


def day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def moment(value: datetime) -> str:
    return _("%(time)s ngày %(day)s", time=f"{value:%H:%M}", day=day(value))


def weekday(value: date) -> str:
    return _(WEEKDAYS[value.weekday()])


def half_day(value: int) -> str:
    """A half-day in words: sáng 23/11/2026."""
    written = day(half_day_date(value))
    return _("chiều %(day)s", day=written) if value % 2 else _("sáng %(day)s", day=written)


def bare_address(address: str) -> Markup:
    """An address as one types it, without its scheme; it breaks before the code or not at all."""
    host, slash, path = address.partition("://")[2].partition("/")
    return escape(host) + Markup("<wbr>") + escape(slash + path)


FILTERS = {
    "number": number,
    "bare_address": bare_address,
    "day": day,
    "half_day": half_day,
    "coloured": coloured,
    "grouped": grouped,
    "item_kind": ITEM_KIND_WORDS.__getitem__,
    "role": ROLE_WORDS.__getitem__,
    "role_note": ROLE_NOTES.__getitem__,
    "kind": KIND_WORDS.__getitem__,
    "engine": ENGINE_WORDS.__getitem__,
    "moment": moment,
    "paper": PAPER_WORDS.__getitem__,
    "weekday": weekday,
    "state": STATE_WORDS.__getitem__,
}
