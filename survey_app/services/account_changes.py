"""Changing an account: roles and scope, password, lock, second factor. There is always an administrator left."""

import secrets
from collections.abc import Sequence

from sqlalchemy import Connection

from survey_app.access import ADMINISTRATOR
from survey_app.platform import Platform
from survey_app.services.account_lists import find_row
from survey_app.services.accounts import (
    AccountError,
    OneTimePassword,
    check_roles,
    find_unit_ids,
    hashed,
    make_password,
    read_display_name,
)
from survey_app.store import accounts
from survey_app.store.accounts import AccountRow
from survey_app.translating import gettext as _


def change_account(
    platform: Platform,
    *,
    by: str,
    username: str,
    display_name: str,
    roles: Sequence[str],
    unit_codes: Sequence[str],
) -> None:
    """Change name, roles and scope. Raises AccountError, UnknownAccountError."""
    check_roles(roles, unit_codes)
    shown = read_display_name(display_name)
    with platform.database.writing() as connection:
        account = find_row(connection, username)
        if ADMINISTRATOR in account.roles and ADMINISTRATOR not in roles:
            _refuse_own(account, by, _("Ông/Bà không tự bỏ vai trò quản trị của mình được."), field="roles")
            _keep_an_administrator(connection, account, field="roles")
        kept = {unit.code: unit.id for unit in account.units}
        unit_ids = find_unit_ids(connection, unit_codes, today=platform.today, kept=kept)
        accounts.update_account(connection, account.id, {"display_name": shown or account.username})
        accounts.replace_roles_and_scopes(connection, account.id, roles=roles, unit_ids=unit_ids)


def reset_password(platform: Platform, *, by: str, username: str) -> OneTimePassword:
    """Give an account a new password once; who is logged in with it is out. Raises as change_account."""
    password = make_password()
    values = {
        "password": hashed(platform, password),
        "must_change_password": True,
        "fs_uniquifier": secrets.token_hex(16),
    }
    with platform.database.writing() as connection:
        account = find_row(connection, username)
        _refuse_own(account, by, _("Hãy đổi mật khẩu của chính mình ở trang Tài khoản của tôi."))
        accounts.update_account(connection, account.id, values)
    return OneTimePassword(username=account.username, display_name=account.display_name, password=password)


def set_active(platform: Platform, *, by: str, username: str, active: bool) -> None:
    """Lock an account or open it again; a locked one is out at its next page, and no old session comes back.

    Raises as change_account.
    """
    with platform.database.writing() as connection:
        account = find_row(connection, username)
        if not active:
            _refuse_own(account, by, _("Ông/Bà không tự khóa tài khoản của mình được."))
            _keep_an_administrator(connection, account)
        values = {"active": active, "fs_uniquifier": secrets.token_hex(16)}
        accounts.update_account(connection, account.id, values)


def reset_second_factor(platform: Platform, *, by: str, username: str) -> None:
    """Forget a lost telephone and its recovery codes; who is logged in is out. Raises as change_account."""
    values = {
        "tf_primary_method": None,
        "tf_totp_secret": None,
        "mf_recovery_codes": None,
        "fs_uniquifier": secrets.token_hex(16),
    }
    with platform.database.writing() as connection:
        account = find_row(connection, username)
        _refuse_own(account, by, _("Hãy đổi xác thực hai bước của mình ở trang Tài khoản của tôi."))
        accounts.update_account(connection, account.id, values)


def _refuse_own(account: AccountRow, by: str, sentence: str, *, field: str = "") -> None:
    if account.username == by:
        raise AccountError(sentence, field=field)


def _keep_an_administrator(connection: Connection, account: AccountRow, *, field: str = "") -> None:
    if ADMINISTRATOR not in account.roles:
        return
    accounts.lock_role(connection, ADMINISTRATOR)
    if not accounts.count_active(connection, role=ADMINISTRATOR, but=account.id):
        raise AccountError(_("Đây là người quản trị cuối cùng: phải còn ít nhất một."), field=field)
