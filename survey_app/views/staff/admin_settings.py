"""/quan-tri/cai-dat: what holds for the whole house."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.access import ADMINISTRATOR, ROLES, requires
from survey_app.services.house_settings import (
    USUAL_OWNERS,
    HouseSettings,
    SettingsError,
    change_settings,
    find_settings,
)
from survey_app.translating import gettext as _
from survey_app.views.staff.house import platform

blueprint = Blueprint("house_settings", __name__, url_prefix="/quan-tri/cai-dat")


@blueprint.get("")
@requires(ADMINISTRATOR)
def index() -> str:
    return _form(find_settings(platform()))


@blueprint.post("")
@requires(ADMINISTRATOR)
def change() -> ResponseReturnValue:
    owner = request.form.get("owner_body", "")
    roles = frozenset(request.form.getlist("roles")) & frozenset(ROLES)
    try:
        change_settings(platform(), owner_body=owner, second_factor_roles=roles)
    except SettingsError as fault:
        shown = "".join(letter if letter.isprintable() else "?" for letter in owner)
        return _form(HouseSettings(owner_body=shown, second_factor_roles=roles), fault=str(fault)), 422
    flash(_("Đã lưu cài đặt."), "success")
    return redirect(url_for("house_settings.index"), code=303)


def _form(settings: HouseSettings, *, fault: str = "") -> str:
    return render_template(
        "staff/admin/settings/house.html", settings=settings, fault=fault, owners=USUAL_OWNERS, roles=ROLES
    )
