"""/giam-sat: which units really differ."""

from dataclasses import fields

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from survey_app.access import CO_SURVEYOR, SUPERVISOR, VIEWER, current_rights, requires
from survey_app.charts import svg
from survey_app.charts.comparison import comparison_chart
from survey_app.charts.dots import DotChart
from survey_app.services.comparing import numbers, words
from survey_app.services.comparing.comparison import Comparison
from survey_app.services.comparing.sheet import comparison_sheet
from survey_app.services.supervising.page import survey
from survey_app.services.supervising.scene import OutOfScopeError, Wanted
from survey_app.views.staff.house import platform
from survey_app.views.staff.result_files import csv_response, printable

blueprint = Blueprint("supervisor", __name__, url_prefix="/giam-sat")


@blueprint.get("")
@requires(SUPERVISOR, CO_SURVEYOR, VIEWER)
def index() -> ResponseReturnValue:
    wanted = Wanted(**{field.name: printable(request.args.get(field.name, "")) for field in fields(Wanted)})
    try:
        found = survey(platform(), current_rights(), wanted)
    except OutOfScopeError:
        abort(404)
    wants_file = request.args.get("dang") == "csv"
    if wants_file and found.comparison:
        return csv_response(comparison_sheet(found.comparison))
    chart = comparison_chart(found.comparison) if found.comparison else None
    page = render_template(
        "staff/supervisor/comparison.html",
        survey=found,
        comparison=found.comparison,
        chart=chart,
        dots={dot.key: dot for dot in chart.dots} if chart else {},
        axis=_axis(chart) if chart else "",
        svg=svg,
        state=_state(found.comparison, wanted.loc) if found.comparison else {},
        say=words,
        show=numbers,
    )
    if found.refusal and found.refusal.is_fault:
        return page, 400
    return page, 404 if wants_file else 200


def _state(comparison: Comparison, loc: str) -> dict[str, str]:
    """The whole state of the page, for addresses that lead on from it."""
    found = {"template": comparison.template, "period": str(comparison.period), "loc": loc}
    return {name: value for name, value in found.items() if value}


def _axis(chart: DotChart) -> str:
    labels = {tick: numbers.points(tick / 100, 0) for tick in chart.axis.ticks}
    return svg.axis_svg(chart, labels)
