"""/quan-tri/lich: the days on which offices work or do not against the rule of the week."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.faults import Fault
from survey_app.access import ADMINISTRATOR, requires
from survey_app.apart import apart
from survey_app.services.working_day_files import import_days, write_days
from survey_app.services.working_day_table import FIRST_YEAR, LAST_YEAR, DayError
from survey_app.services.working_days import has_shipped_days, list_year, load_year, put_day, remove_day
from survey_app.translating import gettext as _
from survey_app.views.staff.house import platform

blueprint = Blueprint("calendar", __name__, url_prefix="/quan-tri/lich")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the form: a day to change, or what was typed and refused."""

    day: str = ""
    kind: str = "off"
    name: str = ""
    fault: DayError | None = None


@blueprint.get("")
@requires(ADMINISTRATOR)
def index() -> str:
    year = _year(request.args)
    chosen = _day(request.args.get("sua", ""))
    known = next((row for row in list_year(platform(), year) if row.day == chosen), None)
    typed = Typed(day=known.day.isoformat(), kind=known.kind, name=known.name) if known else Typed()
    return _page(year, typed)


@blueprint.post("")
@requires(ADMINISTRATOR)
def put() -> ResponseReturnValue:
    typed = {name: request.form.get(name, "") for name in ("day", "kind", "name")}
    day = _day(typed["day"])
    try:
        put_day(platform(), day=day, kind=typed["kind"], name=typed["name"])
    except DayError as fault:
        shown = {name: "".join(x if x.isprintable() else "?" for x in value) for name, value in typed.items()}
        return _page(day.year if day else _year(request.args), Typed(**shown, fault=fault)), 422
    return _done(day.year if day else platform().today.year, _("Đã ghi vào lịch."))


@blueprint.post("/xoa")
@requires(ADMINISTRATOR)
def remove() -> ResponseReturnValue:
    day = _day(request.form.get("day", ""))
    if day is None:
        abort(400)
    remove_day(platform(), day)
    return _done(day.year, _("Đã bỏ khỏi lịch."))


@blueprint.post("/co-san")
@requires(ADMINISTRATOR)
def load() -> ResponseReturnValue:
    year = _year(request.form)
    if not has_shipped_days(year):
        abort(400)
    count = load_year(platform(), year)
    return _done(year, _("Đã nạp %(count)s ngày có sẵn của năm %(year)s.", count=count, year=year))


@blueprint.post("/nap")
@requires(ADMINISTRATOR)
def take_in() -> ResponseReturnValue:
    year = _year(request.args)
    file = request.files.get("file")
    added, faults = import_days(platform(), source=file.read() if file else b"", run=apart)
    if faults:
        return _page(year, Typed(), faults=faults), 422
    return _done(year, _("Đã nạp %(added)s ngày từ tệp.", added=added))


@blueprint.get("/tep")
@requires(ADMINISTRATOR)
def file() -> Response:
    year = _year(request.args)
    # The mark at the beginning tells spreadsheets that this is UTF-8.
    answer = Response("\ufeff" + write_days(list_year(platform(), year)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="lich-{year}.csv"'
    return answer


def _page(year: int, typed: Typed, *, faults: tuple[Fault, ...] = ()) -> str:
    rows = list_year(platform(), year)
    weeks = calendar.Calendar().yeardatescalendar(year, width=1)
    return render_template(
        "staff/admin/settings/calendar.html",
        year=year,
        rows=rows,
        known={row.day: row for row in rows},
        months=[month[0] for month in weeks],
        typed=typed,
        faults=faults,
        has_shipped=has_shipped_days(year),
        first=FIRST_YEAR,
        last=LAST_YEAR,
    )


def _done(year: int, sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(url_for("calendar.index", nam=year), code=303)


def _year(given: Mapping[str, str]) -> int:
    """The year in an address or a form; anything else is this year."""
    text = given.get("nam", "")
    known = text.isascii() and text.isdigit() and len(text) == 4 and FIRST_YEAR <= int(text) <= LAST_YEAR
    return int(text) if known else platform().today.year


def _day(text: str) -> date | None:
    """A day as the browser's own field gives it, or as people write it."""
    parts = text.strip().split("/")
    try:
        return date.fromisoformat("-".join(reversed(parts)) if len(parts) == 3 else text.strip())
    except ValueError:
        return None
