"""Places and settings of a questionnaire in words, for whoever reads what changed there."""

from forms.messages import marked
from survey_app.translating import gettext as _
from survey_app.translating import lazy_gettext

ITEM_KIND_WORDS = {
    "scale": lazy_gettext("thang đo"),
    "single": lazy_gettext("chọn một"),
    "several": lazy_gettext("chọn nhiều"),
    "yes_no": lazy_gettext("có/không"),
    "short_text": lazy_gettext("ghi ngắn"),
    "long_text": lazy_gettext("ghi ý kiến"),
    "number": lazy_gettext("ghi số"),
}
ROLE_OF_ITEM_WORDS = {
    "demographic": lazy_gettext("thông tin nền"),
}
PLACE_WORDS = {
    "name": lazy_gettext("tên mẫu"),
    "about": lazy_gettext("mục đích"),
    "consent": lazy_gettext("lời mở đầu"),
    "closing": lazy_gettext("lời cảm ơn"),
    "title": lazy_gettext("tên phần"),
    "lead": lazy_gettext("lời dẫn"),
    "hint": lazy_gettext("lời nhắc"),
    "choice": lazy_gettext("lựa chọn"),
}
PART_WORDS = {
    "item": marked("Câu %(code)s"),
    "section": marked("Phần %(code)s"),
    "scale": marked("Thang đo %(code)s"),
    "factor": marked("Yếu tố %(code)s"),
}
_SAID_BY_THE_PART = frozenset({"text", "name"})
SETTING_WORDS = {
    "kind": lazy_gettext("loại câu"),
    "required": lazy_gettext("bắt buộc"),
    "scale": lazy_gettext("thang đo dùng"),
    "role": lazy_gettext("vai trò của câu"),
    "when": lazy_gettext("chỉ hỏi khi"),
    "score": lazy_gettext("điểm"),
    "satisfied": lazy_gettext("tính là hài lòng"),
    "not_applicable": lazy_gettext("không tính vào số liệu"),
    "alert": lazy_gettext("cần xem ngay"),
    "items": lazy_gettext("các câu, theo thứ tự"),
    "choices": lazy_gettext("các lựa chọn, theo thứ tự"),
    "levels": lazy_gettext("các mức, theo thứ tự"),
    "sections": lazy_gettext("các phần, theo thứ tự"),
    "scales": lazy_gettext("các thang đo"),
    "factors": lazy_gettext("các yếu tố"),
    "weight": lazy_gettext("trọng số"),
    "headline": lazy_gettext("câu hỏi chung"),
    "unit_question": lazy_gettext("cho đơn vị hỏi riêng"),
    "max_length": lazy_gettext("số ký tự nhiều nhất"),
    "minimum": lazy_gettext("số nhỏ nhất"),
    "maximum": lazy_gettext("số lớn nhất"),
}


def place(written: str) -> str:
    """Where a text of a questionnaire stands: Câu Q2, lời dẫn."""
    if not written:
        return str(_("Cả phiếu"))
    if written in PLACE_WORDS:
        return str(PLACE_WORDS[written])
    kind, code, *inside = written.split("/")
    told = [_(PART_WORDS[kind], code=code)]
    if inside and inside[0] not in _SAID_BY_THE_PART:
        told.append(" ".join(str(PLACE_WORDS.get(word, word)) for word in inside if word != "label"))
    return ", ".join(told)


def setting(field: str) -> str:
    """What a setting is called; one we have no word for goes by its own name."""
    return str(SETTING_WORDS.get(field, field))


def setting_value(value: str, field: str) -> str:
    """What a setting is set to; codes and numbers stand as they are."""
    known = {"kind": ITEM_KIND_WORDS, "role": ROLE_OF_ITEM_WORDS}.get(field, {"true": lazy_gettext("có")})
    return str(known.get(value, value))
