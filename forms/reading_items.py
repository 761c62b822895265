"""The parts of a document that make up a page: choices, scales, items, sections."""

from collections.abc import Iterable, Mapping

from forms.conditions import Condition
from forms.questionnaire import DEFAULT_MAXIMUM, DEFAULT_MINIMUM, Item, Kind, Role, Section
from forms.record import CHOICE_CODE, MAX_LEAD, Record
from forms.scale import Choice, Scale

MAX_CHOICES = 60
MAX_ITEMS = 300
MAX_TEXT_LENGTH = 2000

# Where each part stands in its document, for the faults found when the parts are compared with one another.
Placed = list[tuple[Record, Item]]


def read_choices(record: Record, key: str) -> tuple[Choice, ...]:
    """Read a list of choices: at least two, their codes all different."""
    placed = [(part, _read_choice(part)) for part in record.records(key, MAX_CHOICES)]
    note_repeats((part, choice.code) for part, choice in placed)
    if len(placed) == 1:
        record.fault(key, "Chỉ có một lựa chọn.", "Thêm ít nhất một lựa chọn nữa.")
    return tuple(choice for _, choice in placed)


def _read_choice(record: Record) -> Choice:
    choice = Choice(
        code=record.code("code", CHOICE_CODE),
        label=record.text("label"),
        score=record.score("score"),
        satisfied=record.flag("satisfied"),
        not_applicable=record.flag("not_applicable"),
        alert=record.flag("alert"),
    )
    record.close()
    if choice.not_applicable and (choice.satisfied or choice.score is not None):
        record.fault(
            "not_applicable", "Mức không áp dụng không thể có điểm hay là hài lòng.", "Bỏ một trong hai."
        )
    return choice


def read_scale(record: Record) -> Scale:
    """Read a scale: every level has a score unless it is not applicable."""
    scale = Scale(code=record.code("code"), levels=read_choices(record, "levels"))
    record.close()
    for index, level in enumerate(scale.levels):
        if level.score is None and not level.not_applicable:
            record.fault(f"levels[{index}].score", "Mức này chưa có điểm.", "Thêm điểm, ví dụ từ 1 đến 5.")
    return scale


def read_section(record: Record, scales: Mapping[str, Scale], placed: Placed) -> Section:
    """Read a section; its items are also added to ``placed`` with their places."""
    own = [(part, _read_item(part, scales)) for part in record.records("items", MAX_ITEMS)]
    placed += own
    section = Section(
        code=record.code("code"),
        title=record.optional_text("title"),
        lead=record.optional_text("lead", MAX_LEAD),
        items=tuple(item for _, item in own),
    )
    record.close()
    return section


def _read_item(record: Record, scales: Mapping[str, Scale]) -> Item:
    kind = record.word("kind", Kind)
    if kind is None and not record.has("kind"):
        record.fault("kind", "Chưa ghi loại câu hỏi.", "Thêm một trong: " + ", ".join(Kind) + ".")
    scale, options = _read_options(record, kind, scales)
    is_number = kind is Kind.NUMBER
    item = Item(
        code=record.code("code"),
        kind=kind or Kind.NUMBER,
        text=record.text("text"),
        hint=record.optional_text("hint"),
        lead=record.optional_text("lead", MAX_LEAD),
        when=_read_condition(record),
        options=options,
        scale=scale,
        role=record.word("role", Role) or Role.OPINION,
        required=record.flag("required"),
        max_length=_read_length(record, kind),
        minimum=record.integer("minimum", -DEFAULT_MAXIMUM, DEFAULT_MAXIMUM) if is_number else None,
        maximum=record.integer("maximum", -DEFAULT_MAXIMUM, DEFAULT_MAXIMUM) if is_number else None,
    )
    if kind is not None:
        record.close()
    if item.code == "k":
        record.fault("code", "Mã k dành riêng cho khóa của phiếu.", "Đặt mã khác.")
    if is_number and (item.minimum or DEFAULT_MINIMUM) > (item.maximum or DEFAULT_MINIMUM):
        record.fault("minimum", "Số nhỏ nhất lớn hơn số lớn nhất.", "Đổi lại hai giới hạn.")
    return item


def _read_length(record: Record, kind: Kind | None) -> int | None:
    if kind not in (Kind.SHORT_TEXT, Kind.LONG_TEXT):
        return None
    return record.integer("max_length", 1, MAX_TEXT_LENGTH)


def _read_options(
    record: Record, kind: Kind | None, scales: Mapping[str, Scale]
) -> tuple[str | None, tuple[Choice, ...]]:
    if kind is Kind.SCALE:
        code = record.code("scale")
        if code and code not in scales:
            record.fault("scale", f"Không có thang đo {code}.", "Ghi mã một thang đo có trong phiếu.")
        return code, scales[code].levels if code in scales else ()
    if kind in (Kind.SINGLE, Kind.SEVERAL):
        return None, read_choices(record, "choices")
    return None, ()


def _read_condition(record: Record) -> Condition | None:
    if not record.has("when"):
        return None
    part = record.part("when")
    condition = Condition(
        item=part.code("item"), levels=frozenset(part.codes("in", CHOICE_CODE, MAX_CHOICES))
    )
    part.close()
    return condition


def note_repeats(parts: Iterable[tuple[Record, str]]) -> None:
    """Note each code that stood there before; empty stand-ins have their fault already."""
    seen: set[str] = set()
    for record, code in parts:
        if code and code in seen:
            record.fault("code", f"Mã {code} đã dùng ở trên.", "Đặt cho mỗi mục một mã riêng.")
        seen.add(code)
