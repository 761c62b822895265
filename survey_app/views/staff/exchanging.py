"""/thiet-ke: questionnaires come in as files of other programs and go out as files."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.canonical import canonical_json
from forms.exchange.finishing import Imported
from forms.exchange.importing import SUFFIXES
from forms.exchange.sheets import MissingPartError
from forms.exchange.xlsform_writing import ExportError, to_xlsform
from forms.faults import Fault, QuestionnaireError
from forms.questionnaire import Questionnaire
from forms.writing import to_document
from survey_app.access import DESIGNER, requires
from survey_app.apart import apart
from survey_app.services.drafting import importing
from survey_app.services.drafting.changing import DraftingError
from survey_app.translating import gettext as _
from survey_app.views.staff.drafting import me
from survey_app.views.staff.house import platform
from survey_app.views.staff.large_bodies import takes_files
from survey_app.views.staff.result_files import EXCEL, file_response, printable

blueprint = Blueprint("exchanging", __name__, url_prefix="/thiet-ke")

JSON = "application/json; charset=utf-8"
MOST_SHOWN = 500


@blueprint.get("/nhap-tep")
@requires(DESIGNER)
def choose() -> str:
    return _page()


@blueprint.post("/nhap-tep")
@requires(DESIGNER)
@takes_files
def take_in() -> ResponseReturnValue:
    """Try a file, or begin a draft with it."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(faults=[Fault(place="", problem=_("Chưa chọn tệp nào."), remedy="")]), 422
    source, name = file.read(), printable(file.filename)
    code, trial = request.form.get("code", "").strip(), request.form.get("trial") == "yes"
    try:
        done = importing.import_file(
            platform(), source=source, name=name, by=me(), code=code, dry_run=trial, run=apart
        )
    except QuestionnaireError as error:
        return _page(faults=list(error.faults), file=name), 422
    except (DraftingError, MissingPartError) as error:
        return _page(faults=[Fault(place="", problem=str(error), remedy="")], file=name), 422
    if trial:
        return _page(done=done, file=name)
    flash(_("Đã nhập thành bản nháp. Hãy xem lại từng câu."))
    wanted = "exchanging.notes" if done.notes else "drafting.draft"
    return redirect(url_for(wanted, template=done.questionnaire.code), code=303)


@blueprint.get("/<template>/ghi-chu")
@requires(DESIGNER)
def notes(template: str) -> str:
    """What imported files had and the template has not."""
    return render_template(
        "staff/designer/notes.html",
        template=template,
        questionnaire=_questionnaire(template, None),
        notes=importing.notes_of(platform(), code=template),
    )


@blueprint.get("/<template>/tep/<any(json, xlsform):form>")
@requires(DESIGNER)
def hand_out(template: str, form: str) -> Response:
    given = request.args.get("ban", "")
    number = int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else None
    questionnaire = _questionnaire(template, number)
    if form == "json":
        return file_response(canonical_json(to_document(questionnaire)).encode(), JSON, f"{template}.json")
    try:
        return file_response(to_xlsform(questionnaire), EXCEL, f"{template}.xlsx")
    except (ExportError, MissingPartError) as error:
        abort(422, description=str(error))


def _questionnaire(template: str, number: int | None) -> Questionnaire:
    try:
        return importing.find_questionnaire(platform(), code=template, number=number)
    except DraftingError:
        abort(404)


def _page(*, faults: list[Fault] | None = None, done: Imported | None = None, file: str = "") -> str:
    return render_template(
        "staff/designer/import.html",
        faults=faults or [],
        done=done,
        file=file,
        most=MOST_SHOWN,
        suffixes=",".join(SUFFIXES),
        code=request.form.get("code", ""),
    )
