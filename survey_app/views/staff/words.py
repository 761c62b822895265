"""Numbers, days and states as Vietnamese readers expect them, for templates."""

from datetime import date, datetime

from markupsafe import Markup, escape

from forms.linting import Advice
from survey_app.addresses import grouped
from survey_app.clock import half_day_date
from survey_app.services.comparing.numbers import percent
from survey_app.services.working_day_table import WEEKDAYS
from survey_app.store.drafts import ChangeRow
from survey_app.translating import SOURCE, language, lazy_gettext
from survey_app.translating import gettext as _
from survey_app.views.citizen.styles import coloured
from survey_app.views.staff.place_words import ITEM_KIND_WORDS, place, setting, setting_value

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
MARK_WORDS = {
    "same": lazy_gettext("Giữ nguyên"),
    "reworded": lazy_gettext("Đổi lời"),
    "new": lazy_gettext("Câu mới"),
}
EVENT_WORDS = {
    "begun": lazy_gettext("Bắt đầu soạn"),
    "submitted": lazy_gettext("Gửi duyệt"),
    "withdrawn": lazy_gettext("Rút lại"),
    "returned": lazy_gettext("Trả lại"),
    "approved": lazy_gettext("Duyệt"),
    "published": lazy_gettext("Phát hành"),
    "closed": lazy_gettext("Đóng"),
    "discarded": lazy_gettext("Bỏ bản nháp"),
    "comment": lazy_gettext("Ý kiến"),
}
STEP_WORDS = {
    "add": lazy_gettext("thêm"),
    "edit": lazy_gettext("sửa"),
    "up": lazy_gettext("chuyển lên"),
    "down": lazy_gettext("chuyển xuống"),
    "place": lazy_gettext("chuyển chỗ"),
    "remove": lazy_gettext("bỏ"),
    "headline": lazy_gettext("chọn câu chung"),
    "split": lazy_gettext("tách phần"),
    "join": lazy_gettext("nhập phần"),
    "add-scale": lazy_gettext("thêm thang đo"),
    "remove-scale": lazy_gettext("bỏ thang đo"),
    "remove-factor": lazy_gettext("bỏ yếu tố"),
    "words": lazy_gettext("dịch"),
}
UNIT_TYPE_WORDS = {
    "tinh": lazy_gettext("Tỉnh"),
    "thanh_pho": lazy_gettext("Thành phố"),
    "xa": lazy_gettext("Xã"),
    "phuong": lazy_gettext("Phường"),
    "dac_khu": lazy_gettext("Đặc khu"),
    "so": lazy_gettext("Sở"),
    "ttpvhcc": lazy_gettext("Trung tâm Phục vụ hành chính công"),
}
QUESTION_STATE_WORDS = {
    "waiting": lazy_gettext("Chờ duyệt"),
    "asked": lazy_gettext("Đang hỏi"),
    "ended": lazy_gettext("Đã thôi hỏi"),
    "refused": lazy_gettext("Không được duyệt"),
    "withdrawn": lazy_gettext("Đã rút lại"),
}
CLIP_DECISION_WORDS = {
    "approved": lazy_gettext("Duyệt"),
    "refused": lazy_gettext("Không được duyệt"),
    "withdrawn": lazy_gettext("Rút lại"),
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


def decimal(value: float) -> str:
    """A plain number: 1,5; with a point in English."""
    written = f"{value:g}"
    return written.replace(".", ",") if language() == SOURCE else written


def step(change: ChangeRow) -> str:
    """A step of a draft in words: sửa Q3."""
    _kind, _slash, code = change.part.partition("/")
    return f"{STEP_WORDS[change.step]} {code}".strip()


def problem(advice: Advice) -> Markup:
    """The sentence of an advice, with the designer's own words marked as Vietnamese."""
    values = {
        name: Markup('<span lang="vi">{}</span>').format(value) if isinstance(value, str) else value
        for name, value in advice.values.items()
    }
    return escape(_(advice.rule.problem)).format(**values)


def unit_type(code: str) -> str:
    """A type of units in words; a type we have no word for is told as it was imported."""
    return str(UNIT_TYPE_WORDS.get(code, code))


FILTERS = {
    "unit_type": unit_type,
    "decimal": decimal,
    "clip_decision": CLIP_DECISION_WORDS.__getitem__,
    "mark": MARK_WORDS.__getitem__,
    "question_state": QUESTION_STATE_WORDS.__getitem__,
    "place": place,
    "setting": setting,
    "setting_value": setting_value,
    "problem": problem,
    "step": step,
    "template_event": EVENT_WORDS.__getitem__,
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
    "percent": percent,
    "paper": PAPER_WORDS.__getitem__,
    "weekday": weekday,
    "state": STATE_WORDS.__getitem__,
}
