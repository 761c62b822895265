"""Adding an account: name, password, roles, and the units it may look at."""

import secrets
import unicodedata
from collections.abc import Sequence
from datetime import date

from flask import Flask
from flask_security import hash_password
from sqlalchemy import Connection

from survey_app.access import ROLES, SCOPED_ROLES
from survey_app.platform import Platform
from survey_app.services.login import wire_login
from survey_app.services.user_names import RULE, read_user_name
from survey_app.store import accounts, units


class AccountError(ValueError):
    """No account can be made of this; the text is a sentence for the person who asked."""


def add_account(
    platform: Platform,
    *,
    username: str,
    password: str,
    roles: Sequence[str],
    unit_codes: Sequence[str] = (),
    display_name: str = "",
) -> str:
    """Add an account and give its user name as stored. Raises AccountError."""
    name = read_user_name(username)
    if name is None:
        raise AccountError(RULE)
    _check_roles(roles, unit_codes)
    shown = unicodedata.normalize("NFC", " ".join(display_name.split())) or name
    if len(shown) > 200:
        raise AccountError("Tên hiển thị dài quá 200 ký tự.")
    values = {
        "username": name,
        "display_name": shown,
        "password": hashed(platform, password),
        "active": True,
        "fs_uniquifier": secrets.token_hex(16),
    }
    with platform.database.writing() as connection:
        if accounts.find_account_id(connection, name) is not None:
            raise AccountError(f"Đã có tài khoản “{name}”.")
        unit_ids = _unit_ids(connection, unit_codes, today=platform.today)
        accounts.add_account(connection, values, roles=roles, unit_ids=unit_ids)
    return name


def hashed(platform: Platform, password: str) -> str:
    """Hash a password the way the login checks it (normal form, pepper, argon2). Raises AccountError."""
    app = Flask(__name__)
    security = wire_login(app, platform)
    with app.app_context():
        faults, normal = security.password_util.validate(password, is_register=True)
        if faults:
            raise AccountError(" ".join(faults))
        return str(hash_password(normal))


def _check_roles(roles: Sequence[str], unit_codes: Sequence[str]) -> None:
    unknown = [role for role in roles if role not in ROLES]
    if unknown or not roles:
        raise AccountError(f"Vai trò phải là một trong: {', '.join(ROLES)}.")
    if SCOPED_ROLES & set(roles) and not unit_codes:
        raise AccountError("Vai trò manager và supervisor cần ít nhất một đơn vị.")


def _unit_ids(connection: Connection, codes: Sequence[str], *, today: date) -> list[int]:
    known = {unit.code: unit.id for unit in units.list_units(connection, on=today)} if codes else {}
    for code in codes:
        if code not in known:
            raise AccountError(f"Không có đơn vị “{code}”.")
    return [known[code] for code in codes]
