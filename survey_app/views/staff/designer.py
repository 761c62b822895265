"""/thiet-ke: templates and their frozen versions."""

from flask import Blueprint, render_template

from survey_app.access import DESIGNER, requires
from survey_app.services.template_lists import list_templates
from survey_app.views.staff.house import platform

blueprint = Blueprint("designer", __name__, url_prefix="/thiet-ke")


@blueprint.get("")
@requires(DESIGNER)
def index() -> str:
    return render_template("staff/designer/templates.html", templates=list_templates(platform()))
