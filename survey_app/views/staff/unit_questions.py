"""A unit asks one question beside the template (/quan-ly), a second person approves it (/thiet-ke), and what was answered."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.access import DESIGNER, MANAGER, current_rights, requires
from survey_app.services import unit_question_approvals, unit_questions
from survey_app.services.unit_questions import UnitQuestionError
from survey_app.translating import gettext as _
from survey_app.views.staff.house import platform
from survey_app.views.staff.result_files import printable

blueprint = Blueprint("unit_questions", __name__)
OWN, WAITING = "/quan-ly/cau-hoi-rieng/<unit_code>", "/thiet-ke/cau-hoi-rieng"


@blueprint.get(OWN)
@requires(MANAGER)
def show(unit_code: str) -> str:
    return _page(unit_code)


@blueprint.post(OWN)
@requires(MANAGER)
def change(unit_code: str) -> ResponseReturnValue:
    """Ask for approval, or stop."""
    try:
        if request.form.get("do") == "stop":
            unit_questions.stop(
                platform(), current_rights(), unit_code, question_id=_number(request.form.get("question"))
            )
            flash(_("Đã kết thúc câu hỏi riêng. Câu trả lời vẫn còn."))
        else:
            unit_questions.ask(
                platform(),
                current_rights(),
                unit_code,
                words=request.form.get("words", ""),
                lines=request.form.get("lines", ""),
            )
            flash(_("Đã gửi duyệt. Câu hỏi riêng có trên phiếu khi người thiết kế mẫu phiếu duyệt."))
    except UnitQuestionError as error:
        return _page(unit_code, fault=str(error)), 422
    return redirect(url_for("unit_questions.show", unit_code=unit_code), code=303)


@blueprint.get(WAITING)
@requires(DESIGNER)
def waiting() -> str:
    return _waiting()


@blueprint.post(WAITING)
@requires(DESIGNER)
def decide() -> ResponseReturnValue:
    verb = request.form.get("do", "")
    if verb not in {"approve", "refuse"}:
        abort(400)
    try:
        unit_question_approvals.decide(
            platform(),
            current_rights(),
            question_id=_number(request.form.get("question")),
            approved=verb == "approve",
            remark=request.form.get("remark", ""),
        )
    except UnitQuestionError as error:
        return _waiting(fault=str(error)), 422
    flash(_("Đã duyệt câu hỏi riêng.") if verb == "approve" else _("Đã trả lại câu hỏi riêng, kèm lý do."))
    return redirect(url_for("unit_questions.waiting"), code=303)


def _waiting(*, fault: str = "") -> str:
    found = unit_question_approvals.list_waiting(platform(), current_rights())
    return render_template("staff/designer/unit_questions.html", found=found, fault=fault)


def _number(written: str | None) -> int:
    """The number of a question; 0, which none has, for anything else."""
    known = written is not None and written.isascii() and written.isdecimal() and len(written) < 10
    return int(written or 0) if known else 0


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
