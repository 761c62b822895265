"""Adding an account: name, password, roles, and the units it may look at."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Flask, current_app, has_app_context
from flask_security import Security, hash_password
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from forms.cleaning import composed
from survey_app.access import ROLES, SCOPED_ROLES
from survey_app.platform import Platform
from survey_app.services.login import wire_login
from survey_app.services.user_names import RULE, read_user_name
from survey_app.store import accounts, units
from survey_app.translating import gettext as _

# Read out and typed by hand: no letters that look like others. Sixteen of thirty signs are 78 bits.
_SIGNS = "abcdefghjkmnpqrstuvwxyz2345679"
LONGEST_NAME = 200


class AccountError(ValueError):
    """No account can be made of this; the text is a sentence for the person who asked.

    `field` names the part of the form it is about; empty where it is about the whole.
    """

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimePassword:
    """What an administrator hands over; it is stored only as a hash and changed at the first login."""

    username: str
    display_name: str
    password: str


def add_account(
    platform: Platform,
    *,
    username: str,
    password: str,
    roles: Sequence[str],
    unit_codes: Sequence[str] = (),
    display_name: str = "",
    must_change_password: bool = False,
) -> str:
    """Add an account and give its user name as stored. Raises AccountError."""
    name = read_user_name(username)
    if name is None:
        raise AccountError(RULE, field="username")
    check_roles(roles, unit_codes)
    values = {
        "username": name,
        "display_name": read_display_name(display_name) or name,
        "password": hashed(platform, password, about=(name, display_name, *unit_names(platform, unit_codes))),
        "active": True,
        "fs_uniquifier": secrets.token_hex(16),
        "must_change_password": must_change_password,
    }
    taken = AccountError(_("Đã có tài khoản “%(name)s”.", name=name), field="username")
    try:
        with platform.database.writing() as connection:
            if accounts.find_account_id(connection, name) is not None:
                raise taken
            unit_ids = find_unit_ids(connection, unit_codes, today=platform.today)
            accounts.add_account(connection, values, roles=roles, unit_ids=unit_ids)
    except IntegrityError as error:  # somebody added it in the same moment
        raise taken from error
    return name


def invite(
    platform: Platform, *, username: str, display_name: str, roles: Sequence[str], unit_codes: Sequence[str]
) -> OneTimePassword:
    """Add an account with a password made here. Raises AccountError."""
    if not display_name.strip():
        raise AccountError(_("Hãy ghi họ tên hoặc chức danh của người dùng."), field="display_name")
    password = make_password()
    name = add_account(
        platform,
        username=username,
        password=password,
        roles=roles,
        unit_codes=unit_codes,
        display_name=display_name,
        must_change_password=True,
    )
    return OneTimePassword(username=name, display_name=read_display_name(display_name), password=password)


def unit_names(platform: Platform, codes: Sequence[str]) -> list[str]:
    """What others know of who works for these units; codes that are not there count as they are written."""
    if not codes:
        return []
    with platform.database.reading() as connection:
        found = units.list_units(connection, on=platform.today)
    return [*codes, *(unit.name for unit in found if unit.code in codes)]


def hashed(platform: Platform, password: str, *, about: Sequence[str] = ()) -> str:
    """Hash a password the way the login checks it (normal form, pepper, argon2). Raises AccountError.

    `about`: names and units which the password must not consist of.
    """
    if has_app_context() and "security" in current_app.extensions:
        return _hashed(current_app.extensions["security"], password, about)
    app = Flask(__name__)
    security = wire_login(app, platform)
    with app.app_context():
        return _hashed(security, password, about)


def _hashed(security: Security, password: str, about: Sequence[str]) -> str:
    faults, normal = security.password_util.validate(password, is_register=True, about=about)
    if faults:
        raise AccountError(" ".join(faults))
    return str(hash_password(normal))


def make_password() -> str:
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(4))


def read_display_name(text: str) -> str:
    shown = composed(" ".join(text.split()))
    if len(shown) > LONGEST_NAME:
        raise AccountError(
            _("Tên hiển thị dài quá %(longest_name)s ký tự.", longest_name=LONGEST_NAME), field="display_name"
        )
    if not shown.isprintable():
        raise AccountError(_("Tên hiển thị có ký tự không in được. Hãy gõ lại."), field="display_name")
    return shown


def check_roles(roles: Sequence[str], unit_codes: Sequence[str]) -> None:
    if not roles:
        raise AccountError(_("Hãy chọn ít nhất một vai trò."), field="roles")
    if any(role not in ROLES for role in roles):
        raise AccountError(_("Vai trò phải là một trong: %(roles)s.", roles=", ".join(ROLES)), field="roles")
    if SCOPED_ROLES & set(roles) and not unit_codes:
        raise AccountError(_("Vai trò này cần ít nhất một đơn vị."), field="units")


def find_unit_ids(
    connection: Connection, codes: Sequence[str], *, today: date, kept: Mapping[str, int] | None = None
) -> list[int]:
    """Find the units of these codes that stand today, or are kept though they ended. Raises AccountError."""
    known = dict(kept or {})
    if any(code not in known for code in codes):
        known = {unit.code: unit.id for unit in units.list_units(connection, on=today)} | known
    for code in codes:
        if code not in known:
            raise AccountError(_("Không có đơn vị “%(code)s”.", code=code), field="units")
    return [known[code] for code in codes]
