"""The working-day calendar as CSV: out, and in with every fault by row and column."""

import csv
import io
from collections.abc import Sequence

from forms.faults import Fault
from survey_app.apart import Run, here
from survey_app.platform import Platform
from survey_app.services.csv_table import Row, Table, read_table
from survey_app.services.working_days import KINDS, DayError, check_day, check_name
from survey_app.store import working_days
from survey_app.store.working_days import DayRow
from survey_app.translating import gettext as _

COLUMNS = ("day", "kind", "name")


def write_days(rows: Sequence[DayRow]) -> str:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows((row.day.isoformat(), row.kind, row.name) for row in rows)
    return file.getvalue()


def import_days(platform: Platform, *, source: bytes, run: Run = here) -> tuple[int, tuple[Fault, ...]]:
    """Set the days of a file, all or none; tell how many, and what is wrong with it."""
    rows, faults = run(_examine, source)
    if faults:
        return 0, faults
    with platform.database.writing() as connection:
        working_days.put_days(connection, rows)
    return len(rows), ()


def _examine(source: bytes) -> tuple[list[DayRow], tuple[Fault, ...]]:
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
