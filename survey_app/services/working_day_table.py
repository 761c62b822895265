"""The table of days against the rule of the week: what its rows may say, and every fault by row and column.

Nothing here asks the database: a file is read apart from the process that serves pages.
"""

from datetime import date

from forms.cleaning import composed
from forms.faults import Fault
from forms.messages import marked
from survey_app.rows import DayRow
from survey_app.services.csv_table import Row, Table, read_table
from survey_app.translating import gettext as _

COLUMNS = ("day", "kind", "name")
FIRST_YEAR, LAST_YEAR = 2020, 2100
LONGEST_NAME = 200
KINDS = ("off", "working")
WEEKDAYS = (
    marked("thứ Hai"),
    marked("thứ Ba"),
    marked("thứ Tư"),
    marked("thứ Năm"),
    marked("thứ Sáu"),
    marked("thứ Bảy"),
    marked("Chủ nhật"),
)


class DayError(ValueError):
    """No such day can stand in the calendar; the text is a sentence, `field` the part of the form."""

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence)
        self.field = field


def examine_days(source: bytes) -> tuple[list[DayRow], tuple[Fault, ...]]:
    table = read_table(source, columns=COLUMNS, required=COLUMNS)
    rows = [row for row in (_read(record, table) for record in table.rows) if row is not None]
    table.refuse_repeats("day", taken=())
    if not table.rows and not table.faults:
        fault = Fault(place=_("tệp"), problem=_("Tệp không có ngày nào."), remedy=_("Ghi mỗi ngày một dòng."))
        table.faults.add(fault)
    return rows, table.in_order()


def _read(record: Row, table: Table) -> DayRow | None:
    before = len(table.faults)
    day, kind = record.date("day"), record.one_of("kind", KINDS)
    if len(table.faults) > before or not all(record.cells.get(column) for column in COLUMNS):
        return None  # told already
    try:
        return DayRow(day=check_day(day, kind), kind=kind, name=check_name(record.cells["name"]))
    except DayError as error:
        table.fault(record, error.field, str(error), _("Sửa ô này rồi nhập lại."))
        return None


def check_day(day: date | None, kind: str) -> date:
    """A day that goes against the rule of the week, or it would say nothing. Raises DayError."""
    if day is None:
        raise DayError(_("Hãy ghi ngày, ví dụ 30/04/2026."), field="day")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DayError(
            _("Năm phải từ %(first_year)s đến %(last_year)s.", first_year=FIRST_YEAR, last_year=LAST_YEAR),
            field="day",
        )
    if kind not in KINDS:
        raise DayError(_("Hãy chọn nghỉ hoặc làm bù."), field="kind")
    weekday = _(WEEKDAYS[day.weekday()])
    if kind == "off" and day.weekday() >= 5:
        raise DayError(
            _(
                "%(day)s là %(weekday)s, vốn đã nghỉ. Chỉ ghi ngày nghỉ bù.",
                day=f"{day:%d/%m/%Y}",
                weekday=weekday,
            ),
            field="day",
        )
    if kind == "working" and day.weekday() < 5:
        raise DayError(
            _("%(day)s là %(weekday)s, vốn đã làm việc.", day=f"{day:%d/%m/%Y}", weekday=weekday), field="day"
        )
    return day


def check_name(text: str) -> str:
    """Raises DayError."""
    name = composed(" ".join(text.split()))
    if not name:
        raise DayError(_("Hãy ghi lý do, ví dụ Quốc khánh."), field="name")
    if len(name) > LONGEST_NAME:
        raise DayError(_("Lý do dài quá %(longest_name)s ký tự.", longest_name=LONGEST_NAME), field="name")
    if not name.isprintable():
        raise DayError(_("Lý do có ký tự không in được. Hãy gõ lại."), field="name")
    return name
