"""/tai-khoan: one's own account; changing password and second factor are the login library's pages."""

from flask import Blueprint, render_template

from survey_app.access import current_rights, staff_only
from survey_app.services.account_lists import find_account
from survey_app.views.staff.house import platform

blueprint = Blueprint("account", __name__, url_prefix="/tai-khoan")


@blueprint.get("")
@staff_only
def index() -> str:
    account = find_account(platform(), current_rights().account)
    return render_template("staff/account/own.html", account=account)
