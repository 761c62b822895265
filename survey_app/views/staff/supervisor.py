"""/giam-sat: which units really differ."""

from dataclasses import fields

from flask import Blueprint, abort, render_template, request

from survey_app.access import SUPERVISOR, current_rights, requires
from survey_app.charts import svg
from survey_app.charts.comparison import comparison_chart
from survey_app.charts.dots import DotChart
from survey_app.services import report_numbers, report_words
from survey_app.services.supervising import survey
from survey_app.services.supervising_scene import OutOfScopeError, Wanted
from survey_app.views.staff.house import platform

blueprint = Blueprint("supervisor", __name__, url_prefix="/giam-sat")


@blueprint.get("")
@requires(SUPERVISOR)
def index() -> tuple[str, int]:
    wanted = Wanted(**{field.name: request.args.get(field.name, "") for field in fields(Wanted)})
    try:
        found = survey(platform(), current_rights(), wanted)
    except OutOfScopeError:
        abort(404)
    chart = comparison_chart(found.comparison) if found.comparison else None
    page = render_template(
        "staff/supervisor/comparison.html",
        survey=found,
        comparison=found.comparison,
        chart=chart,
        dots={dot.key: dot for dot in chart.dots} if chart else {},
        axis=_axis(chart) if chart else "",
        svg=svg,
        say=report_words,
        show=report_numbers,
    )
    return page, 400 if found.refusal and found.refusal.is_fault else 200


def _axis(chart: DotChart) -> str:
    labels = {tick: report_numbers.points(tick / 100).removesuffix(",0") for tick in chart.axis.ticks}
    return svg.axis_svg(chart, labels)
