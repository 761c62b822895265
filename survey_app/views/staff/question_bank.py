"""/thiet-ke/kho-cau-hoi: questions with their history and how they perform, to use again by their code."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.access import DESIGNER, requires
from survey_app.services import question_bank
from survey_app.services.drafting.changing import UnknownDraftError
from survey_app.translating import gettext as _
from survey_app.views.staff.drafting import REFUSALS, me, page, sentences_of
from survey_app.views.staff.house import platform
from survey_app.views.staff.pages import page_of
from survey_app.views.staff.result_files import printable

blueprint = Blueprint("question_bank", __name__, url_prefix="/thiet-ke")

ENTRIES_A_PAGE = 40


@blueprint.get("/kho-cau-hoi")
@requires(DESIGNER)
def index() -> str:
    wanted = printable(request.args.get("tim", "")).strip()
    found = question_bank.list_entries(platform(), wanted=wanted)
    return render_template(
        "staff/designer/bank.html",
        page=page_of(found, wanted=request.args.get("trang", ""), size=ENTRIES_A_PAGE),
        wanted=wanted,
    )


@blueprint.get("/kho-cau-hoi/<template>/<item>")
@requires(DESIGNER)
def entry(template: str, item: str) -> str:
    found = question_bank.find_entry(platform(), template=template, item=item)
    if found is None:
        abort(404)
    return render_template("staff/designer/bank_entry.html", found=found, entry=found.entry)


@blueprint.post("/<template>/soan/tu-kho")
@requires(DESIGNER)
def reuse(template: str) -> ResponseReturnValue:
    """Copy a question into a draft."""
    code = request.form.get("code", "")
    try:
        item = question_bank.reuse(platform(), draft=template, code=code, by=me())
    except UnknownDraftError:
        abort(404)
    except REFUSALS as error:
        return page(template, faults=sentences_of(error))
    flash(_("Đã chép câu %(code)s vào bản nháp, mang mã %(item)s.", code=printable(code).upper(), item=item))
    return redirect(url_for("drafting.draft", template=template, _anchor=f"cau-{item}"), code=303)
