"""/quan-tri/tai-khoan: who may come in, as what, and for which units."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.access import ADMINISTRATOR, ROLES, current_rights, requires
from survey_app.services.account_changes import (
    change_account,
    reset_password,
    reset_second_factor,
    set_active,
)
from survey_app.services.account_lists import (
    UnknownAccountError,
    find_account,
    list_scope_units,
    search_accounts,
)
from survey_app.services.accounts import AccountError, invite
from survey_app.store.accounts import AccountRow
from survey_app.translating import gettext as _
from survey_app.views.staff.house import platform
from survey_app.views.staff.pages import page_of

blueprint = Blueprint("people", __name__, url_prefix="/quan-tri/tai-khoan")

PEOPLE_A_PAGE = 40
LONGEST_SEARCH = 100
EMPTY_UNITS = 2  # how many fields wait for another unit
MOST_UNITS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the form: as stored, or as typed and refused."""

    username: str = ""
    display_name: str = ""
    roles: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    fault: AccountError | None = None

    @property
    def unit_fields(self) -> tuple[str, ...]:
        return (*self.units, *[""] * EMPTY_UNITS)[: MOST_UNITS + EMPTY_UNITS]


@blueprint.get("")
@requires(ADMINISTRATOR)
def index() -> str:
    asked = {
        name: _printable(request.args.get(name, "")[:LONGEST_SEARCH])
        for name in ("tim", "vai-tro", "tinh-trang")
    }
    found = search_accounts(platform(), text=asked["tim"], role=asked["vai-tro"], state=asked["tinh-trang"])
    page = page_of(found, wanted=request.args.get("trang", ""), size=PEOPLE_A_PAGE)
    return render_template("staff/admin/people/list.html", page=page, asked=asked, roles=ROLES)


@blueprint.get("/moi")
@requires(ADMINISTRATOR)
def new() -> str:
    return _form(Typed())


@blueprint.post("/moi")
@requires(ADMINISTRATOR)
def add() -> ResponseReturnValue:
    typed = _typed()
    try:
        given = invite(
            platform(),
            username=typed["username"],
            display_name=typed["display_name"],
            roles=typed["roles"],
            unit_codes=typed["units"],
        )
    except AccountError as fault:
        return _form(_shown_again(typed, fault)), 422
    return render_template("staff/admin/people/password.html", given=given, is_new=True)


@blueprint.get("/<username>")
@requires(ADMINISTRATOR)
def account(username: str) -> str:
    found = _find(username)
    typed = Typed(
        username=found.username,
        display_name=found.display_name,
        roles=found.roles,
        units=tuple(unit.code for unit in found.units),
    )
    return _form(typed, found)


@blueprint.post("/<username>")
@requires(ADMINISTRATOR)
def change(username: str) -> ResponseReturnValue:
    found, typed = _find(username), _typed()
    try:
        change_account(
            platform(),
            by=current_rights().account,
            username=found.username,
            display_name=typed["display_name"],
            roles=typed["roles"],
            unit_codes=typed["units"],
        )
    except AccountError as fault:
        return _form(_shown_again(typed, fault), found), 422
    return _done(found, _("Đã lưu thay đổi."))


@blueprint.post("/<username>/mat-khau")
@requires(ADMINISTRATOR)
def password(username: str) -> ResponseReturnValue:
    found = _find(username)
    try:
        given = reset_password(platform(), by=current_rights().account, username=found.username)
    except AccountError as fault:
        return _refused(found, fault)
    # Shown in the answer itself: a redirect would have to keep the password somewhere.
    return render_template("staff/admin/people/password.html", given=given, is_new=False)


@blueprint.post("/<username>/khoa")
@requires(ADMINISTRATOR)
def lock(username: str) -> ResponseReturnValue:
    return _act(username, set_active, _("Đã khóa tài khoản."), active=False)


@blueprint.post("/<username>/mo-khoa")
@requires(ADMINISTRATOR)
def unlock(username: str) -> ResponseReturnValue:
    return _act(username, set_active, _("Đã mở khóa tài khoản."), active=True)


@blueprint.post("/<username>/hai-buoc")
@requires(ADMINISTRATOR)
def second_factor(username: str) -> ResponseReturnValue:
    return _act(username, reset_second_factor, _("Đã đặt lại xác thực hai bước."))


def _act(username: str, act: Callable[..., None], sentence: str, **more: Any) -> ResponseReturnValue:
    found = _find(username)
    try:
        act(platform(), by=current_rights().account, username=found.username, **more)
    except AccountError as fault:
        return _refused(found, fault)
    return _done(found, sentence)


def _done(found: AccountRow, sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(url_for("people.account", username=found.username), code=303)


def _refused(found: AccountRow, fault: AccountError) -> ResponseReturnValue:
    flash(str(fault), "error")
    return redirect(url_for("people.account", username=found.username), code=303)


def _find(username: str) -> AccountRow:
    try:
        return find_account(platform(), username)
    except UnknownAccountError:
        abort(404)


def _typed() -> dict[str, Any]:
    """What was typed; a unit may be given as its code or as the whole line of the list."""
    units = [text.split(maxsplit=1)[0] for text in request.form.getlist("units")[:MOST_UNITS] if text.strip()]
    return {
        "username": request.form.get("username", ""),
        "display_name": request.form.get("display_name", ""),
        "roles": tuple(role for role in ROLES if role in request.form.getlist("roles")),
        "units": tuple(dict.fromkeys(units)),
    }


def _shown_again(typed: dict[str, Any], fault: AccountError) -> Typed:
    return Typed(
        username=_printable(typed["username"]),
        display_name=_printable(typed["display_name"]),
        roles=typed["roles"],
        units=tuple(_printable(unit) for unit in typed["units"]),
        fault=AccountError(_printable(str(fault)), field=fault.field),
    )


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _form(typed: Typed, found: AccountRow | None = None) -> str:
    names = {unit.code: unit.name for unit in list_scope_units(platform())}
    if found is not None:
        names |= {unit.code: unit.name for unit in found.units}  # some may have ended
    return render_template(
        "staff/admin/people/account.html", typed=typed, account=found, roles=ROLES, names=names
    )
