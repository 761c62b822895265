"""/quan-tri: how the house stands, and who may come in."""

from flask import Blueprint, render_template

from survey_app.access import ADMINISTRATOR, requires
from survey_app.services.house_state import look_at_house
from survey_app.views.staff.house import platform

blueprint = Blueprint("admin", __name__, url_prefix="/quan-tri")


@blueprint.get("")
@requires(ADMINISTRATOR)
def index() -> str:
    return render_template("staff/admin/house.html", house=look_at_house(platform()))
