"""/thiet-ke: templates, their frozen versions, a look at them as a phone shows them."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from survey_app.access import DESIGNER, requires
from survey_app.services.template_lists import list_drafts, list_templates
from survey_app.services.version_pages import (
    UnknownInstrumentError,
    VersionPage,
    add_instrument,
    find_version,
    list_shipped,
)
from survey_app.translating import gettext as _
from survey_app.translating import offered
from survey_app.views.staff.house import platform
from survey_app.views.staff.previews import preview_of, shown_language

blueprint = Blueprint("designer", __name__, url_prefix="/thiet-ke")


@blueprint.get("")
@requires(DESIGNER)
def index() -> str:
    return render_template(
        "staff/designer/templates.html",
        templates=list_templates(platform()),
        drafts=list_drafts(platform()),
        shipped=list_shipped(platform()),
    )


@blueprint.post("/them/<template>")
@requires(DESIGNER)
def add(template: str) -> AnyResponse:
    try:
        version = add_instrument(platform(), code=template)
    except UnknownInstrumentError:
        abort(404)
    flash(_("Đã thêm “%(name)s”, bản %(number)s.", name=version.name, number=version.number))
    return redirect(url_for("designer.version", template=version.template, number=version.number), code=303)


@blueprint.get("/<template>/ban/<int:number>")
@requires(DESIGNER)
def version(template: str, number: int) -> str:
    found = _find(template, number)
    return render_template(
        "staff/designer/version.html",
        version=found,
        shown=shown_language(found.questionnaire),
        languages=offered(found.questionnaire.languages),
    )


@blueprint.get("/<template>/ban/<int:number>/xem-truoc")
@requires(DESIGNER)
def preview(template: str, number: int) -> Response:
    found = _find(template, number)
    return preview_of(found.questionnaire, version_id=found.row.id)


def _find(template: str, number: int) -> VersionPage:
    found = find_version(platform(), template=template, number=number)
    if found is None:
        abort(404)
    return found
