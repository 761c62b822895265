"""/giam-sat: which units really differ."""

from dataclasses import fields
from unicodedata import normalize

from flask import Blueprint, abort, render_template, request

from survey_app.access import SUPERVISOR, current_rights, requires
from survey_app.charts import svg
from survey_app.charts.comparison import comparison_chart
from survey_app.charts.dots import DotChart
from survey_app.services.comparing import numbers, words
from survey_app.services.supervising.page import survey
from survey_app.services.supervising.scene import OutOfScopeError, Wanted
from survey_app.views.staff.house import platform

blueprint = Blueprint("supervisor", __name__, url_prefix="/giam-sat")

LONGEST = 64  # of a code in the address


@blueprint.get("")
@requires(SUPERVISOR)
def index() -> tuple[str, int]:
    wanted = Wanted(**{field.name: _printable(request.args.get(field.name, "")) for field in fields(Wanted)})
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
        say=words,
        show=numbers,
    )
    return page, 400 if found.refusal and found.refusal.is_fault else 200


def _printable(text: str) -> str:
    """What may be repeated on a page: no control characters, composed letters, not endless."""
    composed = normalize("NFC", text[:LONGEST])
    return "".join(letter if letter.isprintable() else "?" for letter in composed)


def _axis(chart: DotChart) -> str:
    labels = {tick: numbers.points(tick / 100).removesuffix(",0") for tick in chart.axis.ticks}
    return svg.axis_svg(chart, labels)
