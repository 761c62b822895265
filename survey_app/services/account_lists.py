"""Accounts as their administrator finds them."""

import unicodedata

from sqlalchemy import Connection

from forms.cleaning import composed
from survey_app.platform import Platform
from survey_app.rows import UnitRow
from survey_app.services.user_names import read_user_name
from survey_app.store import accounts, units
from survey_app.store.accounts import AccountRow


class UnknownAccountError(LookupError):
    """Nobody has this user name."""


def find_account(platform: Platform, username: str) -> AccountRow:
    """Give one account. Raises UnknownAccountError."""
    with platform.database.reading() as connection:
        return find_row(connection, username)


def search_accounts(platform: Platform, *, text: str, role: str, state: str) -> list[AccountRow]:
    """Accounts whose name or unit contains the text, with or without accents; `state`: active or locked."""
    wanted = _plain(text)
    with platform.database.reading() as connection:
        found = accounts.list_accounts(connection)
    return [
        account
        for account in found
        if (not role or role in account.roles)
        and (not state or account.active is (state == "active"))
        and wanted in _plain(_words_of(account))
    ]


def list_scope_units(platform: Platform) -> list[UnitRow]:
    """Units that stand today, to choose a scope from."""
    with platform.database.reading() as connection:
        return units.list_units(connection, on=platform.today)


def find_row(connection: Connection, username: str) -> AccountRow:
    """Give one account inside a transaction. Raises UnknownAccountError."""
    name = read_user_name(username)
    found = accounts.list_accounts(connection, username=name) if name else []
    if not found:
        raise UnknownAccountError(username)
    return found[0]


def _words_of(account: AccountRow) -> str:
    return " ".join([account.username, account.display_name, *(unit.name for unit in account.units)])


def _plain(text: str) -> str:
    """Small letters without marks: what people type when they search."""
    letters = composed(text.casefold().replace("đ", "d"), "NFD")
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())
