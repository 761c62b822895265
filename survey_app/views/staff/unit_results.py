"""The results of one unit, for who supervises it and for who manages it; and what the numbers mean."""

from dataclasses import fields

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from survey_app.access import CO_SURVEYOR, MANAGER, SUPERVISOR, VIEWER, current_rights, requires
from survey_app.charts import bars_svg
from survey_app.charts.series import series_svg
from survey_app.charts.unit import unit_chart, unit_series
from survey_app.services.comparing import numbers, sheets
from survey_app.services.comparing import words as comparing_words
from survey_app.services.supervising.scene import OutOfScopeError
from survey_app.services.unit_results import series_words, words
from survey_app.services.unit_results.page import UnitPage, UnitWanted, unit_page
from survey_app.services.unit_results.sheets import sheets_of
from survey_app.views.staff.house import platform
from survey_app.views.staff.result_files import csv_response, printable
from survey_app.views.staff.unchanged import known_by_fingerprint

blueprint = Blueprint("unit_results", __name__)


@blueprint.get("/giam-sat/don-vi/<code>")
@requires(SUPERVISOR, CO_SURVEYOR, VIEWER)
@known_by_fingerprint
def unit(code: str) -> ResponseReturnValue:
    return _page(code)


@blueprint.get("/quan-ly/ket-qua/<code>")
@requires(MANAGER)
@known_by_fingerprint
def own_unit(code: str) -> ResponseReturnValue:
    return _page(code)


@blueprint.get("/giam-sat/phuong-phap")
@requires(SUPERVISOR, CO_SURVEYOR, VIEWER, MANAGER)
def method() -> str:
    return render_template("staff/unit/method.html")


def _page(code: str) -> ResponseReturnValue:
    asked = {field.name: printable(request.args.get(field.name, "")) for field in fields(UnitWanted)}
    try:
        found = unit_page(platform(), current_rights(), printable(code), UnitWanted(**asked))
    except OutOfScopeError:
        abort(404)
    wants_file = request.args.get("dang") == "csv"
    if wants_file and found.results:
        sheet = sheets_of(found.subject, found.results).get(request.args.get("bang", "tom-tat"))
        return csv_response(sheet) if sheet else abort(404)
    if found.refusal and found.refusal.is_fault:
        return _drawn(found), 400
    return _drawn(found), 404 if wants_file else 200


def _drawn(found: UnitPage) -> str:
    results = found.results
    chart = unit_chart(results) if results else None
    series = results.series if results and results.series and results.series.is_worth_showing else None
    wanted = {field.name: getattr(found.wanted, field.name) for field in fields(UnitWanted)}
    return render_template(
        "staff/unit/page.html",
        page=found,
        subject=found.subject,
        results=results,
        state={name: value for name, value in wanted.items() if value},
        chart=chart,
        bars={bar.key: bar for bar in chart.bars} if chart else {},
        series=series,
        line=series_svg(unit_series(series), series_words.series_spoken(found.subject.name, series))
        if series
        else "",
        series_notes=series_words.series_notes(found.subject.name, series) if series else (),
        sheets=sheets_of(found.subject, results) if results else {},
        draw=bars_svg,
        say=words,
        compared=comparing_words,
        show=numbers,
        written=sheets.written,
    )
