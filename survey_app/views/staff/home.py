"""The front page: what this is, and the rooms one may enter."""

from flask import Blueprint, render_template

from survey_app.access import public
from survey_app.views.staff.guard import find_rights

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@public
def index() -> str:
    find_rights()
    return render_template("staff/home.html")
