"""/quan-ly: the counters of a unit, and their QR codes."""

from flask import Blueprint, Response, abort, render_template, request

from survey_app.access import CO_SURVEYOR, MANAGER, current_rights, requires
from survey_app.addresses import read_code
from survey_app.services import qr
from survey_app.services.counter_lists import (
    UnitCounters,
    find_counter_in_scope,
    find_open_questionnaire,
    list_counters_in_scope,
)
from survey_app.views.staff.house import platform
from survey_app.views.staff.pages import page_of
from survey_app.views.staff.previews import preview_of

blueprint = Blueprint("manager", __name__, url_prefix="/quan-ly")

UNITS_A_PAGE = 40


@blueprint.get("")
@requires(MANAGER, CO_SURVEYOR)
def index() -> str:
    found = list_counters_in_scope(platform(), current_rights())
    page = page_of(found, wanted=request.args.get("trang", ""), size=UNITS_A_PAGE)
    return render_template("staff/manager/counters.html", page=page, month=platform().today)


@blueprint.get("/quay/<code>")
@requires(MANAGER, CO_SURVEYOR)
def counter(code: str) -> str:
    return render_template("staff/manager/counter.html", unit=_find(code), month=platform().today)


@blueprint.get("/quay/<code>/phieu")
@requires(MANAGER, CO_SURVEYOR)
def form(code: str) -> Response:
    """The form open at the counter, to read: nothing can be sent, and not a word changed."""
    found = find_open_questionnaire(platform(), _find(code).counters[0])
    if found is None:
        abort(404)
    return preview_of(found)


@blueprint.get("/quay/<code>/qr.svg")
@requires(MANAGER, CO_SURVEYOR)
def qr_svg(code: str) -> Response:
    return Response(qr.qr_svg(_find(code).counters[0].address), mimetype="image/svg+xml")


@blueprint.get("/quay/<code>/qr.png")
@requires(MANAGER, CO_SURVEYOR)
def qr_png(code: str) -> Response:
    line = _find(code).counters[0]
    response = Response(qr.qr_png(line.address), mimetype="image/png")
    response.headers["Content-Disposition"] = f'attachment; filename="quay-{line.code}.png"'
    return response


def _find(code: str) -> UnitCounters:
    """The counter in the account's scope; what lies outside does not exist for it."""
    typed = read_code(code)
    # What cannot be a code (a NUL among it) is not asked of the database.
    found = find_counter_in_scope(platform(), current_rights(), typed) if typed else None
    if found is None:
        abort(404)
    return found
