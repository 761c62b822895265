"""/quan-ly/cau-hoi-rieng: the one question a unit may ask beside the template, and what was answered to it."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.access import MANAGER, current_rights, requires
from survey_app.services import unit_questions
from survey_app.services.unit_questions import UnitQuestionError
from survey_app.translating import gettext as _
from survey_app.views.staff.house import platform
from survey_app.views.staff.result_files import printable

blueprint = Blueprint("unit_questions", __name__, url_prefix="/quan-ly/cau-hoi-rieng")


@blueprint.get("/<unit_code>")
@requires(MANAGER)
def show(unit_code: str) -> str:
    return _page(unit_code)


@blueprint.post("/<unit_code>")
@requires(MANAGER)
def change(unit_code: str) -> ResponseReturnValue:
    """Begin to ask, or stop."""
    try:
        if request.form.get("do") == "stop":
            unit_questions.stop(platform(), current_rights(), unit_code)
            flash(_("Đã kết thúc câu hỏi riêng. Câu trả lời vẫn còn."))
        else:
            unit_questions.ask(
                platform(),
                current_rights(),
                unit_code,
                words=request.form.get("words", ""),
                lines=request.form.get("lines", ""),
            )
            flash(_("Câu hỏi riêng đã có ở cuối các phiếu cho phép."))
    except UnitQuestionError as error:
        return _page(unit_code, fault=str(error)), 422
    return redirect(url_for("unit_questions.show", unit_code=unit_code), code=303)


def _page(unit_code: str, *, fault: str = "") -> str:
    found = unit_questions.find_unit_questions(platform(), current_rights(), printable(unit_code))
    if found is None:
        abort(404)
    return render_template(
        "staff/manager/unit_question.html",
        found=found,
        fault=fault,
        words=printable(request.form.get("words", "")),
        lines="\n".join(printable(line) for line in request.form.get("lines", "").splitlines()),
    )
