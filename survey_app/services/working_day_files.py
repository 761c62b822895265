"""The working-day calendar as CSV: out, and in with every fault by row and column."""

import csv
import io
from collections.abc import Sequence

from forms.faults import Fault
from survey_app.apart import Run, here
from survey_app.platform import Platform
from survey_app.rows import DayRow
from survey_app.services.working_day_table import COLUMNS, examine_days
from survey_app.store import working_days


def write_days(rows: Sequence[DayRow]) -> str:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows((row.day.isoformat(), row.kind, row.name) for row in rows)
    return file.getvalue()


def import_days(platform: Platform, *, source: bytes, run: Run = here) -> tuple[int, tuple[Fault, ...]]:
    """Set the days of a file, all or none; tell how many, and what is wrong with it."""
    rows, faults = run(examine_days, source)
    if faults:
        return 0, faults
    with platform.database.writing() as connection:
        working_days.put_days(connection, rows)
    return len(rows), ()
