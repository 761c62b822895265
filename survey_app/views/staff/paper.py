"""Questionnaires on paper: to print at /thiet-ke and /quan-ly, and to type in, twice, at /quan-ly/phieu-giay."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.questionnaire import Questionnaire
from survey_app.access import CO_SURVEYOR, DESIGNER, MANAGER, current_rights, requires
from survey_app.addresses import read_code
from survey_app.services import paper_entries
from survey_app.services.drafting import changing
from survey_app.services.drafting.changing import UnknownDraftError
from survey_app.services.paper_entries import Again, Kept, OpenTray, PaperError
from survey_app.services.paper_forms import paper_form
from survey_app.services.version_pages import find_version
from survey_app.store.counters import CounterRow
from survey_app.translating import gettext as _
from survey_app.views.staff.house import platform
from survey_app.views.staff.pages import page_of
from survey_app.views.staff.previews import shown_language
from survey_app.views.staff.result_files import printable

blueprint = Blueprint("paper", __name__)

TRAYS_A_PAGE = 50


@blueprint.get("/thiet-ke/<template>/soan/giay")
@requires(DESIGNER)
def draft_pdf(template: str) -> Response:
    try:
        draft = changing.find_draft(platform(), code=template)
    except UnknownDraftError:
        abort(404)
    return _pdf(draft.questionnaire, number=None)


@blueprint.get("/thiet-ke/<template>/ban/<int:number>/giay")
@requires(DESIGNER)
def version_pdf(template: str, number: int) -> Response:
    found = find_version(platform(), template=template, number=number)
    if found is None:
        abort(404)
    return _pdf(found.questionnaire, number=number)


@blueprint.get("/quan-ly/phieu-giay/<template>/<int:number>")
@requires(MANAGER, CO_SURVEYOR)
def trays(template: str, number: int) -> str:
    found = paper_entries.list_trays(platform(), current_rights(), template=template, number=number)
    return render_template(
        "staff/manager/paper_trays.html",
        page=page_of(found, wanted=request.args.get("trang", ""), size=TRAYS_A_PAGE),
        template=template,
        number=number,
    )


@blueprint.get("/quan-ly/phieu-giay/<template>/<int:number>/<code>/giay")
@requires(MANAGER, CO_SURVEYOR)
def counter_pdf(template: str, number: int, code: str) -> Response:
    tray = _find(template, number, code)
    return _pdf(tray.questionnaire, number=number, counter=tray.counter)


@blueprint.get("/quan-ly/phieu-giay/<template>/<int:number>/<code>")
@requires(MANAGER, CO_SURVEYOR)
def entry(template: str, number: int, code: str) -> str:
    return _page(_find(template, number, code), sheet=printable(request.args.get("to", "")))


@blueprint.post("/quan-ly/phieu-giay/<template>/<int:number>/<code>")
@requires(MANAGER, CO_SURVEYOR)
def type_in(template: str, number: int, code: str) -> ResponseReturnValue:
    tray = _find(template, number, code)
    # These names have a dash, which no item's code has.
    sheet = printable(request.form.get("so-to", "")).strip()
    confirmed = request.form.get("lan-nay", "") if request.form.get("nhu-giay") == "yes" else ""
    try:
        done = paper_entries.type_in(
            platform(), tray, sheet=sheet, body=request.form, by=current_rights().account, confirmed=confirmed
        )
    except PaperError as error:
        given = {name: tuple(request.form.getlist(name)) for name in request.form}
        return _page(tray, sheet=sheet, given=given, fault=str(error)), 422
    if isinstance(done, Again):
        return _page(tray, sheet=sheet, given=dict(done.reading.given), again=done), 422
    if isinstance(done, Kept):
        flash(
            _(
                "Đã giữ lần nhập thứ nhất của tờ số %(number)s. Khi nhập lần hai khớp, phiếu mới được tính.",
                number=sheet,
            )
        )
    else:
        flash(_("Tờ số %(number)s khớp cả hai lần và đã vào hòm phiếu.", number=sheet))
    return redirect(url_for("paper.entry", template=template, number=number, code=code), code=303)


def _find(template: str, number: int, code: str) -> OpenTray:
    typed = read_code(code)
    found = typed and paper_entries.find_tray(
        platform(), current_rights(), template=template, number=number, code=typed
    )
    if not found:
        abort(404)
    return found


def _page(
    tray: OpenTray,
    *,
    sheet: str,
    given: dict[str, tuple[str, ...]] | None = None,
    again: Again | None = None,
    fault: str = "",
) -> str:
    return render_template(
        "staff/manager/paper_entry.html",
        tray=tray,
        sheet=sheet,
        given=given or {},
        again=again,
        problems={problem.item: problem.message for problem in again.problems} if again else {},
        fault=fault,
    )


def _pdf(questionnaire: Questionnaire, *, number: int | None, counter: CounterRow | None = None) -> Response:
    language = shown_language(questionnaire)
    pdf = paper_form(platform(), questionnaire, number=number, counter=counter, language=language)
    name = f"phieu-giay-{questionnaire.code}-{number or 'nhap'}-{language}.pdf"
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
