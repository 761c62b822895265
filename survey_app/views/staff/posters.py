"""/quan-ly/ap-phich: sheets to print for counters, and the registry of what hangs where."""

from flask import Blueprint, Response, render_template, request

from survey_app.access import CO_SURVEYOR, MANAGER, current_rights, requires
from survey_app.services.poster_registry import CounterSheets, PosterError, Registry, list_posters
from survey_app.services.posters import MOST_SHEETS, Paper, print_posters
from survey_app.translating import gettext as _
from survey_app.translating import lazy_gettext
from survey_app.views.staff.house import platform
from survey_app.views.staff.pages import page_of
from survey_app.views.staff.result_files import printable

blueprint = Blueprint("posters", __name__, url_prefix="/quan-ly/ap-phich")

COUNTERS_A_PAGE = 50
PAPERS = {
    Paper.A4: lazy_gettext("A4: một tờ mỗi quầy, để treo"),
    Paper.A5: lazy_gettext("A5: một tờ nhỏ mỗi quầy"),
    Paper.TENT: lazy_gettext("Để bàn: một tờ A4 gập đôi"),
    Paper.STICKER: lazy_gettext("Nhãn dán: mười hai nhãn trên một tờ A4"),
}


@blueprint.get("")
@requires(MANAGER, CO_SURVEYOR)
def index() -> str:
    return _page(_wanted(request.args.get("tim", "")), only_due=request.args.get("can-in") == "co")


@blueprint.post("")
@requires(MANAGER, CO_SURVEYOR)
def draw() -> Response | tuple[str, int]:
    wanted, only_due = _wanted(request.form.get("wanted", "")), request.form.get("only_due") == "yes"
    try:
        paper = Paper(request.form.get("paper", ""))
        printed = print_posters(
            platform(),
            _shown(_registry(wanted), only_due=only_due),
            paper=paper,
            is_trial=request.form.get("trial") == "yes",
        )
    except PosterError as error:
        return _page(wanted, only_due=only_due, fault=str(error)), 422
    except ValueError:
        return _page(wanted, only_due=only_due, fault=_("Hãy chọn khổ giấy.")), 422
    response = Response(printed.pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="ap-phich-{paper}.pdf"'
    return response


def _page(wanted: str, *, only_due: bool, fault: str | None = None) -> str:
    registry = _registry(wanted)
    shown = _shown(registry, only_due=only_due)
    return render_template(
        "staff/manager/posters.html",
        registry=registry,
        page=page_of(shown, wanted=request.args.get("trang", ""), size=COUNTERS_A_PAGE),
        papers=PAPERS,
        most=MOST_SHEETS,
        wanted=wanted,
        only_due=only_due,
        fault=fault,
    )


def _registry(wanted: str) -> Registry:
    return list_posters(platform(), rights=current_rights()).find(wanted)


def _shown(registry: Registry, *, only_due: bool) -> tuple[CounterSheets, ...]:
    return registry.due if only_due else registry.counters


def _wanted(text: str) -> str:
    return printable(text).strip()
