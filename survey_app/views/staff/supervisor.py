"""/giam-sat: which units really differ."""

from dataclasses import fields
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from survey_app.access import CO_SURVEYOR, SUPERVISOR, VIEWER, current_rights, requires
from survey_app.charts import svg
from survey_app.charts.comparison import adjusted_chart, comparison_chart, rank_axis
from survey_app.charts.dots import DotChart
from survey_app.services.comparing import numbers, sign_words, view_words, words
from survey_app.services.comparing.comparison import Comparison
from survey_app.services.comparing.sheet import comparison_sheet
from survey_app.services.supervising.page import survey
from survey_app.services.supervising.scene import FACTOR, OutOfScopeError, Wanted
from survey_app.views.staff.house import platform
from survey_app.views.staff.result_files import csv_response, printable
from survey_app.views.staff.unchanged import known_by_fingerprint

blueprint = Blueprint("supervisor", __name__, url_prefix="/giam-sat")


@blueprint.get("")
@requires(SUPERVISOR, CO_SURVEYOR, VIEWER)
@known_by_fingerprint
def index() -> ResponseReturnValue:
    wanted = Wanted(**{field.name: printable(request.args.get(field.name, "")) for field in fields(Wanted)})
    try:
        found = survey(platform(), current_rights(), wanted)
    except OutOfScopeError:
        abort(404)
    wants_file = request.args.get("dang") == "csv"
    if wants_file and found.comparison:
        return csv_response(comparison_sheet(found.comparison))
    comparison = found.comparison
    page = render_template(
        "staff/supervisor/comparison.html",
        survey=found,
        comparison=comparison,
        svg=svg,
        say=words,
        signs=sign_words,
        told=view_words,
        show=numbers,
        **(_parts(comparison, wanted) if comparison else {"state": {}}),
    )
    if found.refusal and found.refusal.is_fault:
        return page, 400
    return page, 404 if wants_file else 200


def _parts(comparison: Comparison, wanted: Wanted) -> dict[str, object]:
    """What the page of a comparison is made of: pictures, addresses that lead on from it."""
    chart = comparison_chart(comparison)
    state = _state(comparison, wanted.loc)
    here: dict[str, Any] = state | {
        "level": comparison.level,
        "parent": comparison.parent.code if comparison.parent else None,
        "item": _item(comparison),
        "block": comparison.block,
    }
    views = [
        {
            "view": view,
            "label": view_words.VIEW_WORDS[view],
            "address": url_for("supervisor.index", xem=address or None, **here),
        }
        for address, view in view_words.VIEWS.items()
    ]
    plain = bool(comparison.narrowed_to) or comparison.is_factor
    view_of_file = wanted.xem if wanted.xem and not plain else None
    return {
        "chart": chart,
        "dots": {dot.key: dot for dot in chart.dots},
        "axis": _ruler(chart),
        "state": state,
        # A filter has neither strata nor boxes of its own, a factor no levels.
        "views": () if plain else views,
        "view": view_words.VIEWS.get(wanted.xem, ""),
        "beside": _beside(comparison),
        "files": url_for("supervisor.index", dang="csv", xem=view_of_file, **here),
    }


def _item(comparison: Comparison) -> str | None:
    """How the address names what is compared."""
    if comparison.is_factor:
        return FACTOR + comparison.item
    return None if comparison.is_headline else comparison.item


def _beside(comparison: Comparison) -> dict[str, object]:
    """The picture of what is shown on demand."""
    if comparison.adjustment:
        chart = adjusted_chart(comparison, comparison.adjustment)
        return {"chart": chart, "dots": {dot.key: dot for dot in chart.dots}, "ruler": _ruler(chart)}
    if comparison.ranks:
        axis = rank_axis(len(comparison.ranks))
        labels = {tick: numbers.count(tick) for tick in axis.ticks}
        return {"axis": axis, "ruler": svg.axis_svg(axis, labels)}
    return {}


def _state(comparison: Comparison, loc: str) -> dict[str, str]:
    """The whole state of the page, for addresses that lead on to units."""
    found = {"template": comparison.template, "period": str(comparison.period), "loc": loc}
    return {name: value for name, value in found.items() if value}


def _ruler(chart: DotChart) -> Markup:
    labels = {tick: numbers.points(tick / 100, 0) for tick in chart.axis.ticks}
    return svg.axis_svg(chart.axis, labels)
