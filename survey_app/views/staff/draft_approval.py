"""/thiet-ke/…/soan/duyet: submitted, talked over, compared with the version before, approved by a second person."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.differences import Mark
from forms.questionnaire import Questionnaire
from survey_app.access import DESIGNER, requires
from survey_app.services.drafting import approving
from survey_app.services.drafting.approval_pages import approval_page, differences
from survey_app.services.drafting.approving import known_mark
from survey_app.services.drafting.changing import DraftingError, UnknownDraftError
from survey_app.services.drafting.seen import UnseenError
from survey_app.translating import gettext as _
from survey_app.translating import offered
from survey_app.views.staff.drafting import me
from survey_app.views.staff.house import platform
from survey_app.views.staff.previews import shown_language

blueprint = Blueprint("draft_approval", __name__, url_prefix="/thiet-ke/<template>/soan/duyet")


@blueprint.get("")
@requires(DESIGNER)
def page(template: str) -> str:
    return _page(template)


@blueprint.post("")
@requires(DESIGNER)
def act(template: str) -> ResponseReturnValue:
    words, verb, seen = (request.form.get(field, "") for field in ("words", "do", "seen"))
    try:
        match verb:
            case "submit":
                approving.submit(platform(), code=template, by=me(), words=words, seen=seen)
                flash(_("Đã gửi duyệt. Một người khác sẽ xem và duyệt."))
            case "reopen":
                approving.reopen(platform(), code=template, by=me(), words=words)
                flash(_("Bản nháp lại sửa được."))
            case "comment":
                approving.comment(platform(), code=template, by=me(), words=words)
            case "marks":
                approving.put_marks(platform(), code=template, marks=_marks(), by=me(), seen=seen)
                flash(_("Đã ghi cách nối số liệu giữa hai bản."))
            case "approve":
                version = approving.approve(platform(), code=template, by=me(), words=words, seen=seen)
                flash(_("Đã duyệt “%(name)s”, bản %(number)s.", name=version.name, number=version.number))
                return redirect(
                    url_for("designer.version", template=template, number=version.number), code=303
                )
            case _:
                abort(400)
    except UnknownDraftError:
        abort(404)
    except UnseenError as error:
        return _page(template, fault=str(error), then=error.then, unknown_then=error.then is None), 409
    except DraftingError as error:
        return _page(template, fault=str(error)), 422
    return redirect(url_for("draft_approval.page", template=template), code=303)


def _marks() -> dict[str, str]:
    return {
        item.removeprefix("mark-"): mark
        for item, mark in request.form.items()
        if item.startswith("mark-") and known_mark(mark) is not None
    }


def _page(
    template: str, *, fault: str = "", then: Questionnaire | None = None, unknown_then: bool = False
) -> str:
    try:
        found = approval_page(platform(), code=template)
    except UnknownDraftError:
        abort(404)
    return render_template(
        "staff/designer/approval.html",
        page=found,
        draft=found.draft,
        meanwhile=None if then is None else differences(then, found.draft.questionnaire),
        unknown_then=unknown_then,
        shown=shown_language(found.draft.questionnaire),
        languages=offered(found.draft.questionnaire.languages),
        marks=list(Mark),
        fault=fault,
        words=request.form.get("words", "") if fault else "",
        account=me(),
    )
