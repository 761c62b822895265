"""The front page: what this is, and the rooms one may enter."""

from flask import Blueprint, render_template

from survey_app.access import public
from survey_app.services.waiting_decisions import waiting_decisions
from survey_app.views.staff.guard import find_rights
from survey_app.views.staff.house import platform

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@public
def index() -> str:
    rights = find_rights()
    waiting = None if rights is None else waiting_decisions(platform(), rights)
    return render_template("staff/home.html", waiting=waiting)
